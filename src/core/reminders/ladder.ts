import { day } from '../plain/time.ts';

/** One point of a ladder. */
export interface LadderStep {
  /** Epoch ms. */
  readonly at: number;
  readonly threshold: string;
}

/**
 * When a matter is reported and repeated. Every step follows from stored facts alone, so every process gives the same step the
 * same name.
 */
export interface Ladder {
  /** In order of time. */
  readonly steps: readonly LadderStep[];
  /** Repetitions after the last step; null for none. */
  readonly after: {
    /** Epoch ms. The first repetition is `everyDays` later. */
    readonly anchor: number;
    readonly everyDays: number;
    readonly name: (repetition: number) => string;
  } | null;
}

/** The last step reached; null before the first. Missed steps are skipped. */
export function stepAt({ steps, after }: Ladder, now: number): LadderStep | null {
  if (after) {
    const repetition = Math.floor((now - after.anchor) / (after.everyDays * day));
    if (repetition >= 1) {
      return { at: after.anchor + repetition * after.everyDays * day, threshold: after.name(repetition) };
    }
  }
  return steps.findLast(({ at }) => at <= now) ?? null;
}

/** The instant of the next step after now; Infinity if there is none. */
export function nextStepAfter({ steps, after }: Ladder, now: number): number {
  const next = steps.find(({ at }) => at > now)?.at ?? Number.POSITIVE_INFINITY;
  if (!after) return next;
  const span = after.everyDays * day;
  const repetition = Math.max(1, Math.floor((now - after.anchor) / span) + 1);
  return Math.min(next, after.anchor + repetition * span);
}

/** Starts at once or after some days, then repeats: `0d`, `3d`, `6d`, … counted from `since`. */
export function repeating(since: number, everyDays: number, firstAfterDays = 0): Ladder {
  const anchor = since + firstAfterDays * day;
  return {
    steps: [{ at: anchor, threshold: `${firstAfterDays}d` }],
    after: { anchor, everyDays, name: (repetition) => `${firstAfterDays + repetition * everyDays}d` },
  };
}

/** Steps some days before an instant, and one at the instant. */
export function countdown(end: number, days: readonly number[], last: string): Ladder {
  const before = [...days].sort((a, b) => b - a).map((ahead) => ({ at: end - ahead * day, threshold: `${ahead}d` }));
  return { steps: [...before, { at: end, threshold: last }], after: null };
}
