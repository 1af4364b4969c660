import type { MendedRecord, MovedFile, StateRepair } from '../model/state-repair.ts';
import type { UnreadableRecord } from '../model/unreadable-record.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { plainText, shellWord } from '../plain/text.ts';
import { wordOf } from '../reasons/reason.ts';
import type { Unconfirmed } from '../reasons/unconfirmed.ts';
import { namedInstallation, unconfirmedWords } from '../reasons/unconfirmed.ts';

/** What is wrong with the state file, or with a line of the audit trail in it. */
export const stateProblems = {
  notIntact: 'SQLite finds it damaged',
  notOurs: 'it is not a state file of keyturn',
  stays: "the damaged file can't be moved",
  onlyLog: 'the file is gone but its log is still there',
  preImage: "a saved copy of the app's settings can't be read",
  value: (name: string) => `the value of ${name} can't be read`,
  reminder: "a reminder of an app can't be read",
  missing: 'it is missing',
  changed: 'its content differs from what keyturn wrote',
} as const;

/** Who holds a lease, for processes that must wait for it. */
export const leaseHolders = {
  process: (pid: number, host: string) => `process ${pid} on ${host}`,
  successor: 'another process',
} as const;

/** A notice with every command that meets such a record. */
export function unreadableWords({ app, problem }: UnreadableRecord): string {
  return app === null
    ? `A record of the state can't be read: ${plainText(problem, 200)}. keyturn works without it. Run \`keyturn doctor --repair\`.`
    : `keyturn's record of ${plainText(app, 80)} can't be read: ${plainText(problem, 200)}. keyturn does nothing for ${plainText(app, 80)} until you run \`keyturn doctor --repair\`.`;
}

/** With every command, until a person confirms the state. */
export function unconfirmedNotice(why: Unconfirmed): string {
  const said = `${unconfirmedWords(why)}. Only an emergency works. Stop the other copy, if there is one. Then run \`keyturn doctor --confirm\`.`;
  return why === 'copied' ? `${said} ${namedInstallation}` : said;
}

/** The same in the watch, which has little room. */
export const unconfirmedBriefly =
  'keyturn changes nothing until you run `keyturn doctor --confirm`: this state may have another copy. Only an emergency works.';

/** An app of which the secret store has credentials. `org` names a sign-in; `isInOrg` is null if that can't be read. */
interface UnwatchedApp {
  readonly app: string;
  readonly orgId: string;
  readonly org: string | null;
  readonly isInOrg: boolean | null;
}

/** `doctor --repair`, after it replaced the state. */
export const unwatchedWords = {
  app: ({ app: name, orgId, org, isInOrg }: UnwatchedApp): string => {
    const app = plainText(name, 80);
    const found = `The secret store has credentials of ${app} (org ${plainText(orgId, 20)}), which this state doesn't watch.`;
    if (isInOrg === false) return `${found} keyturn finds no app of this name in ${plainText(org ?? '', 80)}.`;
    const look =
      isInOrg === null ? "keyturn couldn't look into the org." : `${plainText(org ?? '', 80)} has an app of this name.`;
    const where = org === null ? '' : ` --target-org ${shellWord(org)}`;
    return `${found} ${look} If you watched it here, run \`keyturn watch ${app}${where}\`.`;
  },
  unread: (problem: string) =>
    `keyturn couldn't compare the state with the secret store: ${problem}. Watch each app again that is missing: \`keyturn watch <app>\`.`,
} as const;

/** What a state can't know, by why it must be confirmed. */
const unknownTo: Readonly<Record<Unconfirmed, string>> = {
  restored: 'What another copy did after the backup is unknown to this one.',
  copied: 'What another copy did is unknown to this one.',
  older: 'What keyturn did after this state was saved is unknown to it.',
};

/** `doctor --confirm`. */
export const confirmWords = {
  plan: (why: Unconfirmed, apps: string) =>
    `${unconfirmedWords(why)}. Above is what keyturn found for ${apps}. ${wordOf(unknownTo, why)}`,
  /** For a script: what `--yes` says. */
  needed: 'that no other copy of the state is in use',
  question: 'Is keyturn stopped wherever another copy of this state is?',
  unchecked: ({ app, orgName }: Pick<WatchedApp, 'app' | 'orgName'>, problem: string) =>
    `✖ ${plainText(app, 80)} in ${plainText(orgName)}: not checked. ${problem}`,
  /** What a person types to confirm without an app that couldn't be checked. */
  typed: 'unchecked',
  withoutThem: (apps: string) =>
    `keyturn couldn't check ${plainText(apps, 300)}. Confirming counts for these apps, too. If keyturn is stopped wherever another copy of this state is, type "unchecked": `,
  what: 'This state',
  nothing: 'There is nothing to confirm.',
  done: 'This state is confirmed. keyturn works as before.',
} as const;

/** A warning of the daemon. @param problem a phrase */
export function backupFailed(problem: string): string {
  return `keyturn couldn't back up its state: ${problem || 'the copy is damaged'}`;
}

/** What `doctor --repair` did with the state. */
export function repairedWords(repair: StateRepair): readonly string[] {
  const moved = repair.moved.map(movedWords);
  if (repair.kind === 'moved') return moved;
  if (repair.kind === 'records') return [...moved, ...repair.mended.map(mendedWords)];
  const { path, backup, setAside } = repair;
  const kept = setAside === null ? '' : `; the file from before is ${setAside}`;
  return backup === null
    ? [
        ...moved,
        `${path} is new and empty, because there is no intact backup${kept}. Watch each app again with \`keyturn watch <app>\``,
      ]
    : [
        ...moved,
        `${path} is now the backup of ${instant(backup.at)}${kept}. What happened since then is missing in it`,
      ];
}

function movedWords({ from, to }: MovedFile): string {
  return `${from} was not a regular file, and is now ${to}`;
}

function mendedWords({ app, from, kept }: MendedRecord): string {
  const record = app === null ? 'a record of the state' : `keyturn's record of ${plainText(app, 80)}`;
  return from === null
    ? `${record} was moved to ${kept}, because no backup has it`
    : `${record} is now that of the backup of ${instant(from.at)}; what was there before is in ${kept}`;
}

function instant(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
