/** 1 failed · 2 the call is wrong · 3 a person has to decide · 75 passing fault, journalled · 130 interrupted. */
export type ExitCode = 1 | 2 | 3 | 75 | 130;

/** One entry of the catalogue. Sentences are in the present tense, name the thing, and blame nobody. */
export interface Reason<Detail> {
  readonly exit: ExitCode;
  /** Whether trying again later can help without a person; by default true for exit 75 alone. */
  readonly retryable?: boolean;
  readonly message: (detail: Detail) => string;
  /** Is the integration safe? One sentence. */
  readonly safe: string;
  /** One to three imperatives with the exact command or Setup path. */
  readonly actions: (detail: Detail) => readonly string[];
}

/** Keeps the type of `detail` while an area's reasons are written as one object. */
export function entry<Detail>(value: Reason<Detail>): Reason<Detail> {
  return value;
}

/** A reason that is met before anything in the org was changed. */
export function unchanged<Detail>(value: Omit<Reason<Detail>, 'safe'>): Reason<Detail> {
  return { ...value, safe: untouched };
}

/** The words for a code of a reason's detail. A code that nobody has words for is shown as it is. */
export function wordOf<Code extends string>(words: Readonly<Record<Code, string>>, code: Code): string {
  return words[code] ?? code;
}

/** The cure for a name that is none of the known ones. */
export function useOneOf(known: readonly string[], whereNoneIs: string): string {
  return known.length > 0 ? `Use one of: ${known.join(', ')}.` : whereNoneIs;
}

export const untouched = 'Nothing in the org was changed; integrations work as before.';
