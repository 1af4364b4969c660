import { shellWord } from '../plain/text.ts';
import { entry, recordedSoFar, sameAgain, unchanged, unknownHere, untouched, useOneOf } from './reason.ts';
import { continueSetupWords, unfinishedSetupWords } from './setup-words.ts';
import { namedInstallation, type Unconfirmed, unconfirmedWords } from './unconfirmed.ts';

const repairState =
  'Run `keyturn doctor --repair`. It restores the newest backup, if there is one, and keeps the damaged file.';
const onlyTrail = 'Nothing changed in the org. Only the audit trail is affected.';

/** What keyturn keeps on this computer: state, audit trail, settings, practice org. */
export const stateReasons = {
  /** @param isNew nothing is there yet, so another folder would do as well */
  HomeNotWritable: unchanged<{ path: string; problem: string; isNew?: boolean }>({
    exit: 1,
    message: ({ path, problem }) => `keyturn can't write ${path}: ${problem}`,
    actions: ({ path, isNew }) =>
      isNew
        ? ['Set `KEYTURN_HOME` to a folder that you can write to.']
        : [
            `Make ${path} writable for you. Only this folder says what keyturn did in your orgs, so keep using it.`,
            sameAgain,
          ],
  }),
  DiskFull: unchanged<{ path: string }>({
    exit: 75,
    message: ({ path }) => `keyturn can't write ${path}: its disk is full`,
    actions: () => ['Free some space on that disk.', sameAgain],
  }),
  FileNotYours: unchanged<{ path: string; problem: string; cure: string }>({
    exit: 2,
    message: ({ path, problem }) => `keyturn doesn't use ${path}: ${problem}`,
    actions: ({ path, cure }) => [
      cure,
      `If you don't trust it, move it away: \`mv ${shellWord(path)} ${shellWord(`${path}.not-mine`)}\`.`,
      'Or run keyturn as the user it belongs to.',
    ],
  }),
  StateTooNew: entry<{ path: string; found: number; known: number }>({
    exit: 1,
    safe: unknownHere,
    message: ({ path, found, known }) =>
      `A newer version of keyturn wrote ${path} (schema ${found}; this version knows ${known})`,
    actions: () => [
      'Upgrade keyturn: in its folder, get the newest version (such as with `git pull`), then start keyturn again.',
    ],
  }),
  StateDamaged: entry<{ path: string; setAside: string | null; problem: string }>({
    exit: 1,
    message: ({ path, setAside, problem }) =>
      `${path} is damaged (${problem})${setAside === null ? '' : `. keyturn moved it to ${setAside}`}`,
    safe: `${unknownHere} Secrets are in the secret store, not in this file.`,
    actions: () => [repairState],
  }),
  StateLost: entry<{ path: string; traces: readonly string[]; link?: string }>({
    exit: 1,
    safe: unknownHere,
    message: ({ path, traces, link }) =>
      link === undefined
        ? `${path} is missing. ${traces.at(-1)} shows that there was one`
        : `${path} is a link to ${link}, which doesn't exist`,
    actions: ({ path, link }) =>
      link === undefined
        ? ['Run `keyturn doctor --repair`. It restores the newest backup, if there is one.']
        : [
            `If ${link} is on a disk that isn't mounted, mount it. If the file is lost, remove the link: \`rm ${shellWord(path)}\`. Then run \`keyturn doctor --repair\`.`,
          ],
  }),
  StateReplaced: entry<Record<never, never>>({
    exit: 75,
    message: () => 'The state file was replaced or removed while this process used it',
    safe: recordedSoFar,
    actions: () => ['Run the same command again. A background service starts again automatically.'],
  }),
  StateUnconfirmed: entry<{ why: Unconfirmed }>({
    exit: 3,
    message: ({ why }) => unconfirmedWords(why),
    safe: untouched,
    actions: ({ why }) => [
      'Stop keyturn where the other copy is. Then run `keyturn doctor --confirm`. It checks every app first.',
      ...(why === 'copied' ? [namedInstallation] : []),
      'If a secret has leaked, `keyturn emergency <app>` works now.',
    ],
  }),
  StateUnchecked: unchanged<{ apps: string; problem: string }>({
    exit: 3,
    message: ({ apps, problem }) => `keyturn couldn't check ${apps}: ${problem}`,
    actions: () => [
      'Fix the problem. Then run `keyturn doctor --confirm` again.',
      "If it can't be fixed now, run `keyturn doctor --confirm` in a terminal. It asks whether to confirm without this app.",
    ],
  }),
  RecordUnreadable: entry<{ kind: string; app: string | null; problem: string }>({
    exit: 1,
    message: ({ app, problem }) =>
      `${app === null ? 'A record of the state' : `keyturn's record of ${app}`} can't be read: ${problem}`,
    safe: "This command changed nothing in the org. keyturn doesn't know what this record said, such as whether it blocked access.",
    actions: () => ['Run `keyturn doctor --repair`.', sameAgain],
  }),
  StateBusy: entry<{ path: string }>({
    exit: 75,
    safe: unknownHere,
    message: ({ path }) => `${path} is locked by another process`,
    actions: () => ['Run the same command again in a moment.'],
  }),
  JournalBroken: entry<{ line: number; problem: string }>({
    exit: 1,
    message: ({ line, problem }) => `The audit trail is broken at line ${line}: ${problem}`,
    safe: onlyTrail,
    actions: () => ['Keep a copy of the state file, and find out who changed it.'],
  }),
  SealBroken: entry<{ line: number; problem: string }>({
    exit: 1,
    message: ({ line, problem }) => `The audit trail doesn't fit its seal at line ${line}: ${problem}`,
    safe: onlyTrail,
    actions: () => [
      'Keep a copy of the state file, and find out who changed it.',
      'Compare the trail with a seal from a notice or an incident report: `keyturn history verify --head <seal>`.',
      'If you know the cause, such as a restored backup: `keyturn history verify --accept` seals the trail as it is.',
    ],
  }),
  HeadNotInTrail: entry<{ line: number; day: string; problem: string }>({
    exit: 1,
    message: ({ line, day, problem }) => `The audit trail doesn't fit the seal of ${day} over line ${line}: ${problem}`,
    safe: onlyTrail,
    actions: () => ['Keep a copy of the state file, and find out who changed it.'],
  }),
  ConfigInvalid: unchanged<{ path: string; problem: string }>({
    exit: 2,
    message: ({ path, problem }) => `${path}: ${problem}`,
    actions: () => ['Run `keyturn config check` to see every problem, with its line and how to fix it.', sameAgain],
  }),
  SetupUnfinished: entry<{ org: string; app: string; user: string; command: string }>({
    exit: 3,
    message: unfinishedSetupWords,
    safe: "keyturn doesn't know whether Salesforce finished the changes of this setup.",
    actions: ({ command }) => [`${continueSetupWords({ command })} It checks the org first and sends nothing twice.`],
  }),
  AppNotWatched: entry<{ app: string; known: readonly string[] }>({
    exit: 2,
    message: ({ app }) => `keyturn isn't watching an app called ${app}`,
    safe: 'This command changed nothing in the org.',
    actions: ({ app, known }) => [
      useOneOf(known, `Run \`keyturn setup\` or \`keyturn watch ${shellWord(app)}\` first.`),
    ],
  }),
  OrgNotWatched: unchanged<{ org: string; known: readonly string[] }>({
    exit: 2,
    message: ({ org }) => `keyturn isn't watching any app in an org called ${org}`,
    actions: ({ org, known }) => [
      useOneOf(
        known,
        `Run \`keyturn setup -o ${shellWord(org)}\` or \`keyturn audit -o ${shellWord(org)} --watch\` first.`,
      ),
    ],
  }),
  NobodyRunsAs: unchanged<{ username: string; known: readonly string[] }>({
    exit: 2,
    message: ({ username }) => `No watched app runs as ${username}`,
    actions: ({ known }) => [
      known.length > 0
        ? `Use one of these execution users: ${known.join(', ')}.`
        : "Name the app instead. keyturn doesn't know the execution user of any watched app.",
      'Or include every watched app of the org: `keyturn emergency --all`.',
    ],
  }),
  AppAmbiguous: unchanged<{ app: string; candidates: readonly string[] }>({
    exit: 2,
    message: ({ app }) => `More than one app matches ${app}`,
    actions: ({ candidates }) => [`Name one: ${candidates.join(', ')}.`],
  }),
  /** @param daemon id of the process, if it is a daemon, which doesn't finish by itself */
  AnotherAtWork: unchanged<{ what: string; holder: string; daemon?: number }>({
    exit: 75,
    message: ({ what, holder }) => `${what} is in use by ${holder}`,
    actions: ({ daemon }) => [
      daemon === undefined
        ? 'Run the same command again when that process has finished.'
        : `Stop the daemon: press Ctrl-C where it is running, or run \`kill ${daemon}\`. Then run the same command again.`,
    ],
  }),
  TakenOver: entry<{ what: string; holder: string }>({
    exit: 75,
    message: ({ what, holder }) => `${what} was taken over by ${holder}`,
    safe: 'This process changes nothing more in the org. The other one continues.',
    actions: () => ['See what the other process does: `keyturn status`'],
  }),
  PracticeOrgFailed: entry<{ problem: string; cure?: string }>({
    exit: 1,
    message: ({ problem }) => `keyturn can't start the practice org: ${problem}`,
    safe: 'No real org is involved.',
    actions: ({ cure }) => [cure ?? 'Start over with `keyturn practice reset`.'],
  }),
  PracticeOrgRunning: entry<{ pid: number | null }>({
    exit: 1,
    message: ({ pid }) =>
      `The practice org is already running, in ${pid === null ? 'another process' : `process ${pid}`}`,
    safe: 'No real org is involved.',
    actions: ({ pid }) => [
      pid === null
        ? 'Stop that process: press Ctrl-C where `keyturn practice`, or a command with `--practice`, is running.'
        : `Stop that process: press Ctrl-C where it is running, or run \`kill ${pid}\`. The org keeps its data.`,
      'Then run the same command again. Any other command with `--practice` uses the running org.',
    ],
  }),
  AnswersInvalid: unchanged<{ path: string; problem: string }>({
    exit: 2,
    message: ({ path, problem }) => `${path} is not an answers file: ${problem}`,
    actions: () => ['Create one with `keyturn setup --save-answers <file>`.'],
  }),
};
