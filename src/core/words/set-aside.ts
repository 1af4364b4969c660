import { mayHaveSecrets, type SetAsideFile, type SetAsideKind } from '../model/set-aside-file.ts';
import { plainText, shellWord } from '../plain/text.ts';
import { wordOf } from '../reasons/reason.ts';
import type { DoctorWords } from './doctor.ts';

const whats: Readonly<Record<SetAsideKind, string>> = {
  entry: "an entry of the secret store that couldn't be used",
  store: 'a secret store, or the key of one, that is no longer used',
  state: 'a state file that is no longer used',
  record: "a record of the state that couldn't be read",
  settings: 'settings that a restore replaced',
  backups: 'automatic backups that a restore replaced',
  practice: "a practice org that couldn't be read",
  place: 'what had the place of a file of keyturn',
};

const known =
  'If `keyturn check` accepts the credentials of every app, and `keyturn daemon test-notify` reaches every channel';

/** When nobody needs it any more. */
const until: Readonly<Record<SetAsideKind, string>> = {
  entry: known,
  store: known,
  state: 'If `keyturn status --all` shows every app that you watch',
  record: 'If `keyturn status --all` shows every app that you watch',
  settings: 'If `keyturn config` shows what you want',
  backups: 'If `keyturn status --all` shows every app that you watch',
  practice: "If you don't need what you did in that practice org",
  place: "If you don't need it",
};

const only = 'It may have the only copy of secrets';

/** A phrase for the plan of `uninstall`. */
export function setAsideLine(one: SetAsideFile): string {
  const what = `Set aside: ${plainText(one.name, 300)}, ${wordOf(whats, one.kind)}.`;
  return mayHaveSecrets(one) ? `${what} ${only}. Keep a copy of the folder with \`--backup <folder>\`.` : what;
}

/** `doctor`, and `backup`. */
export const setAsideWords = {
  found: (one: SetAsideFile): DoctorWords => {
    const [path = ''] = one.paths;
    const remove = `\`rm -r ${one.paths.map((each) => shellWord(each)).join(' ')}\``;
    const read = mayHaveSecrets(one) ? ' docs/backup.md says how to read it, under *Files that were set aside*.' : '';
    return [
      'Set aside',
      `${path}: ${wordOf(whats, one.kind)}${mayHaveSecrets(one) ? `. ${only}` : ''}`,
      `${wordOf(until, one.kind)}, delete it: ${remove}.${read}`,
    ];
  },
  notInBackup: (one: SetAsideFile) =>
    `The backup doesn't have ${plainText(one.paths[0] ?? '', 300)}: ${wordOf(whats, one.kind)}. ${only}.`,
} as const;
