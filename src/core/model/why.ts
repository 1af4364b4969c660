import { plainText } from '../plain/text.ts';

declare const clean: unique symbol;

/** One line of text from a person, of limited length and safe to show. Only `cleanLine` makes one. */
export type CleanLine = string & { readonly [clean]: true };

/** Null if nothing is left of the text, or if it has more than `max` characters. */
export function cleanLine(text: string, max: number): CleanLine | null {
  const line = plainText(text, Number.POSITIVE_INFINITY);
  return line === '' || [...line].length > max ? null : (line as CleanLine);
}

/** Longest texts, in characters. */
export const whyLimits = { ticket: 100, reason: 500 } as const;

/** Why a person does something, for the audit trail. Has at least one of both. */
export interface Why {
  readonly ticket?: CleanLine;
  readonly reason?: CleanLine;
}

/** A stored `Why`. What isn't clean is left out, and null if nothing is left. */
export function whyOf(stored: unknown): Why | null {
  if (typeof stored !== 'object' || stored === null) return null;
  const read = (name: keyof Why) => {
    const text: unknown = (stored as Readonly<Record<string, unknown>>)[name];
    return typeof text === 'string' ? cleanLine(text, whyLimits[name]) : null;
  };
  const [ticket, reason] = [read('ticket'), read('reason')];
  return ticket === null && reason === null ? null : { ...(ticket ? { ticket } : {}), ...(reason ? { reason } : {}) };
}

/** The run with what a later call gives. Without that, it keeps what it has. */
export function withWhy<Run extends { readonly why?: Why }>(run: Run, why: Why | null | undefined): Run {
  return why ? { ...run, why: { ...run.why, ...why } } : run;
}
