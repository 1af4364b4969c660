import { entry, unchanged, useOneOf } from './reason.ts';

/** What keyturn keeps on this computer: state, journal, settings, practice org. */
export const stateReasons = {
  HomeNotWritable: unchanged<{ path: string; problem: string }>({
    exit: 1,
    message: ({ path, problem }) => `${path} can't be written: ${problem}`,
    actions: () => ['Set `KEYTURN_HOME` to a folder that you can write.'],
  }),
  StateTooNew: unchanged<{ path: string; found: number; known: number }>({
    exit: 1,
    message: ({ path, found, known }) =>
      `${path} was written by a newer keyturn (schema ${found}; this one knows ${known})`,
    actions: () => ['Upgrade: `npm i -g keyturn`.'],
  }),
  StateDamaged: entry<{ path: string; setAside: string; problem: string }>({
    exit: 1,
    message: ({ path, setAside, problem }) => `${path} is damaged (${problem}); it was set aside as ${setAside}`,
    safe: 'Integrations work as before; secrets are in the secret store, not in this file.',
    actions: () => [
      'Restore the file from a backup, or go on with an empty one and adopt the apps with `keyturn watch <app>`.',
    ],
  }),
  StateBusy: unchanged<{ path: string }>({
    exit: 75,
    message: ({ path }) => `${path} is locked by another process`,
    actions: () => ['Run the same command again in a moment.'],
  }),
  JournalBroken: entry<{ line: number; problem: string }>({
    exit: 1,
    message: ({ line, problem }) => `The journal's chain breaks at line ${line}: ${problem}`,
    safe: 'Integrations are not affected; the audit trail is.',
    actions: () => ['Keep a copy of the state file and find out who changed it.'],
  }),
  ConfigInvalid: unchanged<{ path: string; problem: string }>({
    exit: 2,
    message: ({ path, problem }) => `${path}: ${problem}`,
    actions: () => ['Mend that line, then run the same command again.'],
  }),
  AppNotWatched: unchanged<{ app: string; known: readonly string[] }>({
    exit: 2,
    message: ({ app }) => `No watched app is called ${app}`,
    actions: ({ known }) => [useOneOf(known, 'Run `keyturn setup` or `keyturn watch <app>` first.')],
  }),
  OrgNotWatched: unchanged<{ org: string; known: readonly string[] }>({
    exit: 2,
    message: ({ org }) => `No app of an org called ${org} is watched`,
    actions: ({ known }) => [useOneOf(known, 'Run `keyturn setup` or `keyturn watch <app>` first.')],
  }),
  NobodyRunsAs: unchanged<{ username: string; known: readonly string[] }>({
    exit: 2,
    message: ({ username }) => `No watched app runs as ${username}`,
    actions: ({ known }) => [
      known.length > 0
        ? `Use one of those that watched apps run as: ${known.join(', ')}.`
        : 'Name the app instead: of no watched app is it known whom it runs as.',
      'Or take every watched app of the org: `keyturn emergency --all`.',
    ],
  }),
  AppAmbiguous: unchanged<{ app: string; candidates: readonly string[] }>({
    exit: 2,
    message: ({ app }) => `More than one org has a watched app called ${app}`,
    actions: ({ candidates }) => [`Name one: ${candidates.join(', ')}.`],
  }),
  AnotherAtWork: unchanged<{ what: string; holder: string }>({
    exit: 75,
    message: ({ what, holder }) => `${what} is being worked on by ${holder}`,
    actions: () => ['Run the same command again when that one has finished.'],
  }),
  PracticeOrgFailed: entry<{ problem: string; cure?: string }>({
    exit: 1,
    message: ({ problem }) => `The practice org can't be started: ${problem}`,
    safe: 'No real org is involved.',
    actions: ({ cure }) => [cure ?? 'Start over with `keyturn practice reset`.'],
  }),
  PracticeOrgRunning: entry<{ pid: number | null }>({
    exit: 1,
    message: ({ pid }) =>
      `The practice org is running already, in ${pid === null ? 'another process' : `process ${pid}`}`,
    safe: 'No real org is involved.',
    actions: ({ pid }) => [
      pid === null
        ? 'End that process: Ctrl-C where `keyturn practice`, or a command with `--practice`, runs.'
        : `End that process: Ctrl-C where it runs, or \`kill ${pid}\`. It keeps what is in the org.`,
      'Then run the same command again. Any other command with `--practice` uses the org that is running.',
    ],
  }),
  AnswersInvalid: unchanged<{ path: string; problem: string }>({
    exit: 2,
    message: ({ path, problem }) => `${path} is no answers file: ${problem}`,
    actions: () => ['Write one with `keyturn setup --save-answers <file>`.'],
  }),
};
