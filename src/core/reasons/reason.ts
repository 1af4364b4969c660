/** 1 failed · 2 wrong usage · 3 a person must decide · 75 temporary failure, retry · 130 interrupted. */
export type ExitCode = 1 | 2 | 3 | 75 | 130;

/** One entry of the catalogue. Texts are in the present tense, name the thing, and blame nobody. */
export interface Reason<Detail> {
  readonly exit: ExitCode;
  /** Whether a retry can succeed without a person. By default only true for exit code 75. */
  readonly retryable?: boolean;
  readonly message: (detail: Detail) => string;
  /** Whether integrations are affected. */
  readonly safe: string;
  /** What to do: one to three imperatives with the exact command or Setup path. */
  readonly actions: (detail: Detail) => readonly string[];
}

/** Infers the type of `detail` for an entry in an object of reasons. */
export function entry<Detail>(value: Reason<Detail>): Reason<Detail> {
  return value;
}

/** A reason that can only occur before anything changed in the org. */
export function unchanged<Detail>(value: Omit<Reason<Detail>, 'safe'>): Reason<Detail> {
  return { ...value, safe: untouched };
}

/** The words for a code in a reason's detail. A code without words is shown as it is. */
export function wordOf<Code extends string>(words: Readonly<Record<Code, string>>, code: Code): string {
  return words[code] ?? code;
}

/** The action for an unknown name. */
export function useOneOf(known: readonly string[], otherwise: string): string {
  return known.length > 0 ? `Use one of: ${known.join(', ')}.` : otherwise;
}

const mostCommands = 5;

/** The same command for each of several things: all of them if they are few. @param commands in code marks */
export function eachCommand(commands: readonly string[]): string {
  const [first = ''] = commands;
  return commands.length > mostCommands ? `${first}, and so on for all ${commands.length}` : commands.join(', ');
}

/** Nothing else is known of the org. */
export const seeHistory = 'Everything keyturn started is recorded in the audit trail: see `keyturn history`.';

/** An action after others. A run that continues names its own command instead. */
export const sameAgain = 'Then run the same command again.';

/**
 * No reason says that integrations work, unless keyturn looked. A command that knows its state adds that sentence, if nothing
 * that keyturn turned off speaks against it (`words/known-access`).
 */
export const untouched = 'Nothing changed in the org.';
/** The same after keyturn used REST access to secrets for the work that failed. */
export const accessUsed = {
  isOff: 'keyturn turned REST access to secrets on, and off again. Nothing else changed in the org.',
  mayBeOn: 'keyturn turned REST access to secrets on, and it may still be on. Nothing else changed in the org.',
} as const;

/** The sentence without what is known of REST access to secrets. */
export function withoutAccess(safe: string): string {
  return Object.values(accessUsed).some((used) => used === safe) ? untouched : safe;
}

/** A watched app that the org no longer has. Nothing that keyturn did plays a part. */
export const goneAccess =
  "If the app or its OAuth consumer doesn't exist any more, nobody gets a new token with its credentials. Sessions that were open before may still work.";
/** Stops watching an app that no longer exists. @param hasRun an unfinished run is abandoned with it, which needs a confirmation */
export function unwatchCommand(app: string, hasRun: boolean): string {
  return `keyturn unwatch ${app}${hasRun ? ` --confirm ${app}` : ''}`;
}

export function unwatchAction(app: string, hasRun = false): string {
  const what = hasRun ? 'abandon its unfinished run and stop watching it' : 'stop watching it';
  return `If it was deleted on purpose, ${what}: \`${unwatchCommand(app, hasRun)}\`.`;
}

export const recordedSoFar = 'Everything done so far is recorded in the audit trail.';
export const startedSoFar = 'Everything keyturn started is recorded in the audit trail.';
/** For a state that can't be read. */
export const unknownHere =
  "This command changed nothing in the org. keyturn can't read what it changed there before, so it doesn't know which integrations have access.";
export const currentKept = "This command didn't change the current credentials.";
