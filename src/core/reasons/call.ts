import { consumerWord } from '../plain/text.ts';
import { eachCommand, entry, seeHistory, startedSoFar, unchanged } from './reason.ts';

/** The command line: flags, values, missing answers, files, interruption. */
export const callReasons = {
  UsageInvalid: unchanged<{ problem: string; command?: string }>({
    exit: 2,
    message: ({ problem }) => problem,
    actions: ({ command }) => [
      command
        ? `\`keyturn help ${command}\` lists its flags and shows examples.`
        : '`keyturn help` lists the commands.',
    ],
  }),
  AnswerMissing: unchanged<{ question: string; flag: string; choices?: readonly string[] }>({
    exit: 2,
    message: ({ question, flag }) => `${flag} is missing (${question}), and there is no terminal to ask in`,
    actions: ({ flag, choices }) => [
      `Add ${flag}${choices && choices.length > 0 ? `, one of: ${choices.join(', ')}` : ''}.`,
      'Or run the same command in a terminal.',
    ],
  }),
  AnswerInvalid: unchanged<{ flag: string; answer: string; problem: string }>({
    exit: 2,
    message: ({ flag, answer, problem }) => `${flag} ${answer}: ${problem}`,
    actions: ({ flag }) => [`Give ${flag} a different value.`],
  }),
  ConsumerAmbiguous: unchanged<{ app: string; consumers: readonly string[]; ids: readonly string[] }>({
    exit: 3,
    message: ({ app, consumers }) => `${app} has ${consumers.length} OAuth consumers: ${consumers.join('; ')}`,
    actions: ({ ids }) => [`Name one: ${eachCommand(ids.map((id) => `\`--oauth-consumer ${id}\``))}.`],
  }),
  NoSuchConsumer: unchanged<{ app: string; consumer: string; isWatched: boolean; known: readonly string[] }>({
    exit: 2,
    message: ({ app, consumer, isWatched }) => `${app} has no ${isWatched ? 'watched ' : ''}OAuth consumer ${consumer}`,
    actions: ({ known }) => [
      known.length === 1
        ? `There is only one: ${known[0]}. Leave out \`--oauth-consumer\`.`
        : `Use one of: ${known.join('; ')}.`,
    ],
  }),
  SettingRefused: unchanged<{ problem: string; cure: string; isSecret: boolean }>({
    exit: 2,
    message: ({ problem }) => `keyturn didn't change the settings: ${problem}`,
    actions: ({ cure, isSecret }) => [
      cure,
      ...(isSecret ? ["If you typed the secret itself, replace it: it may be in your shell's history."] : []),
    ],
  }),
  ConfirmationMissing: unchanged<{ what: string; flag: string }>({
    exit: 3,
    message: ({ what }) => what,
    actions: ({ flag }) => [`When you are sure, add ${flag}.`],
  }),
  /** `command` continues; null if the caller knows better. */
  Interrupted: entry<{ doing: string | null; command?: string | null }>({
    exit: 130,
    message: ({ doing }) => (doing === null ? 'Interrupted between two steps' : `Interrupted while ${doing}`),
    safe: startedSoFar,
    actions: ({ command = 'setup' }) => [
      command === null ? 'Run the same command again.' : `Continue with \`${`keyturn ${command}`.trim()}\`.`,
    ],
  }),
  NotAgreed: unchanged<{ what: string }>({
    exit: 3,
    message: ({ what }) => `${what} was not confirmed`,
    actions: () => ['Run the same command again when you are ready.'],
  }),
  SetupPaused: unchanged<{ isSaved: boolean; todo: string }>({
    exit: 3,
    message: ({ isSaved }) => (isSaved ? 'The setup is paused, and your answers are saved' : 'The setup is paused'),
    actions: ({ todo }) => [todo, 'Then run `keyturn setup` to continue.'],
  }),
  FileExists: unchanged<{ path: string }>({
    exit: 2,
    message: ({ path }) => `${path} already exists, and keyturn doesn't overwrite it`,
    actions: () => ['Name a new file, or move the existing one away.'],
  }),
  FileUnwritable: unchanged<{ path: string; problem: string }>({
    exit: 1,
    message: ({ path, problem }) => `keyturn can't write ${path}: ${problem}`,
    actions: () => [
      'Make sure that you can write to the file, and that its disk has space. Then run the same command again.',
    ],
  }),
  /** An emergency and a decommissioning replace its sentence about integrations by their own. */
  FileNotWritten: unchanged<{ path: string; problem: string }>({
    exit: 2,
    message: ({ path, problem }) => `keyturn can't write ${path}: ${problem}`,
    actions: () => [
      'Name a file in an existing folder that you can write to, on a disk with space. Then run the same command again.',
    ],
  }),
  FileUnreadable: unchanged<{ path: string; problem: string }>({
    exit: 2,
    message: ({ path, problem }) => `keyturn can't read ${path}: ${problem}`,
    actions: () => ['Check the path and the permissions of the file.'],
  }),
  KeyRefused: unchanged<{ key: string; problem: string }>({
    exit: 2,
    message: ({ key, problem }) => `${key} ${problem}`,
    actions: () => [
      'Ask for a public key that starts with `age1`, `ssh-ed25519` or `ssh-rsa`, such as the file ~/.ssh/id_ed25519.pub.',
      'Someone without one creates it with `age-keygen -o key.txt` or `ssh-keygen -t ed25519`.',
    ],
  }),
  KeyIsPrivate: unchanged<{ key: string; command: string; isTyped: boolean }>({
    exit: 2,
    message: ({ key }) => `${key} is a private key. keyturn needs the public key, and didn't keep the private one`,
    actions: ({ command, isTyped }) => [
      `Name the public key. \`${command}\` prints it.`,
      ...(isTyped ? ['If others can read the history of your shell or see this screen, replace the private key.'] : []),
    ],
  }),
  RecipientUnknown: unchanged<{ app: string; name: string; hasNoKey: boolean; known: readonly string[] }>({
    exit: 2,
    message: ({ app, name, hasNoKey }) =>
      hasNoKey
        ? `keyturn has no public key of ${name}, a consumer of ${app}`
        : `${name} is neither a public key, nor a file, nor a consumer of ${app}`,
    actions: ({ app, name, hasNoKey, known }) => [
      ...(hasNoKey
        ? [`Add the key: \`keyturn consumer edit ${app} ${consumerWord(name)} --key <public key or file>\`.`]
        : known.length > 0
          ? [`Consumers with a key: ${known.join(', ')}.`]
          : []),
      'Or name the key itself: an age recipient (`age1…`), an SSH public key, or a file with one.',
    ],
  }),
  Defect: entry<{ problem: string }>({
    exit: 1,
    message: ({ problem }) => `keyturn ran into an unexpected error: ${problem}`,
    safe: seeHistory,
    actions: () => [
      'Run `keyturn status`, then the same command again.',
      'Report this message and the steps that led to it, with the file that `keyturn support <file>` writes.',
    ],
  }),
};
