import type { PlanSection } from '../model/plan-section.ts';
import { type Target, targetText } from '../model/target.ts';
import type { StoreReference } from '../model/watched-app.ts';
import { countOf, plainText, shellWord, shortKey } from '../plain/text.ts';

const storeNames = { keychain: 'keychain', file: 'encrypted file' } as const;

/** What is wrong with a backup, or with what should open it. They follow a path and a colon. */
export const backupProblems = {
  notAge: 'it is not an encrypted file of age',
  header: 'its header is damaged',
  changed: 'it was changed, or its end is missing',
  notOurs: 'it was not made by `keyturn backup`',
  laterFormat: 'a later version of keyturn made it',
  incomplete: 'its parts are incomplete',
  tooLarge: 'its parts are too large',
  state: 'the state in it is damaged',
  foreignState: 'the state in it has parts that keyturn never makes',
  notABackup: 'the existing file is not an encrypted file of age, so keyturn does not replace it',
  tooManySecrets: ({ count, bytes, most }: { count: number; bytes: number; most: number }) =>
    `its ${countOf(count, 'secret')} would take ${sizeText(bytes)}, and \`keyturn restore\` reads at most ${sizeText(most)}`,
  enoughKept: (count: number) =>
    `the new backup lacks secrets that the existing one may have, and ${count} earlier ones are already kept`,
  noKey: [
    'it has no private key that keyturn can use',
    'Name a file with an age or SSH private key, such as `--identity key.txt`.',
  ],
  sshKey: (fault: 'malformed' | 'encrypted' | 'unsupported', path: string): readonly [string, string] => {
    const copy = `${path}.open`;
    switch (fault) {
      case 'encrypted':
        return [
          'the private key has a passphrase',
          `Make a copy without one, and delete it afterwards: \`cp ${shellWord(path)} ${shellWord(copy)} && ssh-keygen -p -N '' -f ${shellWord(copy)}\`.`,
        ];
      case 'unsupported':
        return ['it is of a kind that age does not use', 'Name an Ed25519 or RSA key.'];
      case 'malformed':
        return ['its private key is incomplete', 'Name the whole file that `ssh-keygen` made.'];
    }
  },
} as const;

/** `keyturn backup`. */
export const backupWords = {
  replaceCure: 'Or add `--replace` to replace it.',
  passphrase: 'New passphrase of the backup',
  emptyPassphrase: 'Passphrase of the encrypted file (empty to back up without what is in it)',
  rule: (words: string | null) =>
    `Without its passphrase, nobody can restore the backup, including you.${words === null ? '' : `\n${words}`}`,
  written: (path: string, bytes: number) => `Wrote ${plainText(path, 300)} (${sizeText(bytes)}), and read it back.`,
  contents: ({ apps, secrets, hasSettings }: { apps: number; secrets: number; hasSettings: boolean }) =>
    `In it: the state (${countOf(apps, 'app')}), ${countOf(secrets, 'secret')}, ${hasSettings ? 'and the settings' : 'and no settings'}.`,
  openedBy: (keys: readonly string[]) =>
    keys.length === 0 ? 'Its passphrase opens it.' : `The private key of one of these opens it: ${keys.join(', ')}.`,
  missing: (app: string | null, key: string) =>
    `The backup lacks ${nameOf(app, key)}: the state names it, but the secret store doesn't have it.`,
  damaged: (app: string | null, key: string) =>
    `The backup lacks ${nameOf(app, key)}: keyturn can't read its entry in the secret store.`,
  tooManyCure:
    "Copy keyturn's folder with your own backup program instead, while no command runs. `keyturn config path` shows where it is. Secrets in the keychain aren't in it.",
  kept: (path: string) => `The earlier backup may have what this one lacks. It is now ${plainText(path, 300)}.`,
  enoughKeptCure: (path: string, count: number) =>
    `Move the earlier ones (${plainText(path, 300)}.earlier-1 to -${count}) to another folder, or name a new file. Then run the same command again.`,
  unreadable: (problem: string) => `The backup lacks an entry of the secret store. ${plainText(problem, 500)}.`,
  unopened: (store: StoreReference['kind'], problem: string) =>
    `The backup has nothing of the ${storeNames[store]}, which may have credentials of apps that keyturn doesn't watch. ${plainText(problem, 500)}.`,
} as const;

/** A secret by its app and consumer key. A secret of no app has a name in place of the key. */
interface Entry {
  readonly app: string | null;
  readonly consumerKey: string;
}

function nameOf(app: string | null, key: string): string {
  return app === null ? `the secret ${plainText(key, 80)}` : `${plainText(app, 80)}'s credentials ${shortKey(key)}`;
}

function sizeText(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

interface RestoreFacts {
  readonly madeAt: number;
  readonly place: { readonly folder: string; readonly hasState: boolean; readonly settings: 'none' | 'same' | 'other' };
  readonly apps: readonly { readonly org: string; readonly app: string }[];
  readonly targets: readonly { readonly app: string; readonly target: Target }[];
  readonly settings: {
    readonly channels: readonly { readonly name: string; readonly type: string; readonly to: string | null }[];
    readonly environment: readonly { readonly program: string; readonly variables: readonly string[] }[];
    readonly problem: string | null;
  } | null;
  readonly secrets: number;
  readonly differing: readonly Entry[];
  readonly damaged: readonly Entry[];
  readonly missing: readonly Entry[];
  readonly store: StoreReference['kind'];
}

/** `keyturn restore`. */
export const restoreWords = {
  title: 'Restore a backup',
  passphrase: 'Passphrase of the backup',
  what: 'The plan to restore the backup',
  agree: 'consent to the plan',
  question: 'Restore this backup?',
  whichStore: 'which secret store gets the secrets',
  store: 'Where should keyturn keep the secrets: keychain or file?',
  done: (secrets: number, store: StoreReference['kind']) =>
    `Restored the state and ${countOf(secrets, 'secret')} (in the ${storeNames[store]}). keyturn read each secret back.`,
  dryRun: 'Dry run: nothing changed. Without a terminal, the command needs: --yes.',
  setAside: (path: string) => `What was there before is now ${plainText(path, 300)}.`,
  trail:
    'continues and seals the audit trail of the backup: newer entries and their seals stay in the state with the new name',
  confirm:
    'keyturn changes nothing in any org with this state yet. Stop keyturn where the backup was made, then run `keyturn doctor --confirm`.',
  kept: ({ app, consumerKey }: Entry) =>
    `The secret store already has a different secret for ${nameOf(app, consumerKey)}. It stays, and that of the backup isn't restored.`,
  replaces: ({ app, consumerKey }: Entry, store: StoreReference['kind']) =>
    `replaces the entry of ${nameOf(app, consumerKey)} in the secret store, which can't be read${store === 'file' ? ', and keeps it under a new name' : ''}`,
  absent: ({ app, consumerKey }: Entry) =>
    `Neither the backup nor the secret store has ${nameOf(app, consumerKey)}, which the state names.`,
} as const;

/** The plan of a restore: what it does, and what from the backup would act on this computer later. */
export function restoreSections(facts: RestoreFacts): readonly PlanSection[] {
  const { place, settings, targets } = facts;
  const actors = [
    ...targets.map(({ app, target }) => `${app} is delivered to ${targetText(target)}`),
    ...(settings?.channels ?? []).map(
      ({ name, type, to }) => `channel ${name} (${type})${to === null ? '' : ` uses ${to}`}`,
    ),
    ...(settings?.environment ?? []).map(
      ({ program, variables }) =>
        `${program} gets these variables of this computer: ${variables.join(', ') || 'none beyond the usual ones'}`,
    ),
  ];
  const warnings = [...facts.differing.map(restoreWords.kept), ...facts.missing.map(restoreWords.absent)];
  return [
    {
      tone: 'note',
      heading: `The backup of ${new Date(facts.madeAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
      lines: [
        `${countOf(facts.apps.length, 'app')}: ${facts.apps.map(({ org, app }) => `${app} in ${org}`).join(', ') || 'none'}`,
        settings === null
          ? 'no settings'
          : `settings${settings.problem === null ? '' : `, which have an error: ${settings.problem}`}`,
      ],
    },
    ...(actors.length > 0
      ? [{ tone: 'note', heading: 'keyturn would use these on this computer, so check them', lines: actors } as const]
      : []),
    {
      tone: 'steps',
      heading: 'What keyturn does',
      lines: [
        `saves ${countOf(facts.secrets, 'secret')} in the ${storeNames[facts.store]}, and reads each one back`,
        ...facts.damaged.map((entry) => restoreWords.replaces(entry, facts.store)),
        ...(place.settings === 'other' ? [`keeps the settings in ${place.folder} under a new name`] : []),
        ...(place.hasState ? [`keeps the state in ${place.folder} under a new name`, restoreWords.trail] : []),
        `puts ${settings === null ? 'the state' : 'settings and state'} of the backup into ${place.folder}`,
        'changes nothing in any org until you run `keyturn doctor --confirm`',
      ],
    },
    ...(warnings.length > 0
      ? [{ tone: 'final', heading: 'Secrets that are not restored', lines: warnings } as const]
      : []),
  ];
}
