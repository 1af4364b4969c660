import { entry, unchanged } from './reason.ts';

/** The call itself: flags, values, missing answers, interruption. */
export const callReasons = {
  UsageInvalid: unchanged<{ problem: string; command?: string }>({
    exit: 2,
    message: ({ problem }) => problem,
    actions: ({ command }) => [`Run \`keyturn ${command ? `${command} ` : ''}--help\` for the flags and their values.`],
  }),
  AnswerMissing: unchanged<{ question: string; flag: string; choices?: readonly string[] }>({
    exit: 2,
    message: ({ question, flag }) => `There is no terminal to ask in, and ${flag} is missing (${question})`,
    actions: ({ flag, choices }) => [
      `Add ${flag}${choices && choices.length > 0 ? `, one of: ${choices.join(', ')}` : ''}.`,
      'Or run the same command in a terminal.',
    ],
  }),
  AnswerInvalid: unchanged<{ flag: string; answer: string; problem: string }>({
    exit: 2,
    message: ({ flag, answer, problem }) => `${flag} ${answer}: ${problem}`,
    actions: ({ flag }) => [`Give ${flag} another value.`],
  }),
  ConsumerAmbiguous: unchanged<{ app: string; consumers: readonly string[] }>({
    exit: 3,
    message: ({ app, consumers }) => `${app} has ${consumers.length} consumers: ${consumers.join('; ')}`,
    actions: () => ['Name one with `--consumer <id>`.'],
  }),
  NoSuchConsumer: unchanged<{ app: string; consumer: string; isWatched: boolean; known: readonly string[] }>({
    exit: 2,
    message: ({ app, consumer, isWatched }) => `${app} has no ${isWatched ? 'watched ' : ''}consumer ${consumer}`,
    actions: ({ known }) => [
      known.length === 1 ? `There is one: ${known[0]}. Leave the flag out.` : `Use one of: ${known.join('; ')}.`,
    ],
  }),
  ConfirmationMissing: unchanged<{ what: string; flag: string }>({
    exit: 3,
    message: ({ what }) => what,
    actions: ({ flag }) => [`Add ${flag} once you are sure.`],
  }),
  Interrupted: entry<{ doing: string | null; command?: string }>({
    exit: 130,
    message: ({ doing }) =>
      doing === null ? 'Interrupted: a step is done, and the next one was not begun' : `Interrupted while ${doing}`,
    safe: 'What was begun is journalled; integrations work as before.',
    actions: ({ command }) => [`Run \`keyturn ${command ?? 'setup'}\` to go on from there.`],
  }),
  NotAgreed: unchanged<{ what: string }>({
    exit: 3,
    message: ({ what }) => `${what} was not agreed to`,
    actions: () => ['Run the same command again when you want it.'],
  }),
  FileExists: unchanged<{ path: string }>({
    exit: 2,
    message: ({ path }) => `${path} exists already and is not overwritten`,
    actions: () => ['Name a file that does not exist yet, or move the old one away.'],
  }),
  FileUnwritable: unchanged<{ path: string; problem: string }>({
    exit: 1,
    message: ({ path, problem }) => `${path} can't be written: ${problem}`,
    actions: () => ['Make it writable, then run the same command again.'],
  }),
  FileNotWritten: entry<{ path: string; problem: string }>({
    exit: 2,
    message: ({ path, problem }) => `Nothing is written to ${path}: ${problem}`,
    safe: 'What was done in the org stays done and is journalled.',
    actions: () => ['Name a file in a folder that exists and can be written, then run the same command again.'],
  }),
  FileUnreadable: unchanged<{ path: string; problem: string }>({
    exit: 2,
    message: ({ path, problem }) => `${path} can't be read: ${problem}`,
    actions: () => ['Check the path and its permissions.'],
  }),
  Defect: entry<{ problem: string }>({
    exit: 1,
    message: ({ problem }) => `keyturn met a situation it does not know: ${problem}`,
    safe: 'Work that was begun is journalled; look with `keyturn history`.',
    actions: () => [
      'Run `keyturn status`, then the same command again.',
      'Report this sentence with the steps that led here.',
    ],
  }),
};
