import { day } from '../plain/time.ts';

/** One point of a ladder. */
export interface LadderStep {
  /** Epoch ms. */
  readonly at: number;
  readonly threshold: string;
}

/**
 * When a matter is told and told again. Every instant follows from what is stored, so that the same step has the same name
 * whoever reaches it, whenever and by whatever clock.
 */
export interface Ladder {
  /** In the order of time. */
  readonly steps: readonly LadderStep[];
  /** What comes after the last of them, again and again; null for nothing. */
  readonly after: {
    /** Epoch ms from which `everyDays` are counted; the first repetition is one such span later. */
    readonly anchor: number;
    readonly everyDays: number;
    readonly name: (repetition: number) => string;
  } | null;
}

/** The step that was reached last; null before the first. Those that were slept through are not made up for. */
export function stepAt({ steps, after }: Ladder, now: number): LadderStep | null {
  if (after) {
    const repetition = Math.floor((now - after.anchor) / (after.everyDays * day));
    if (repetition >= 1) {
      return { at: after.anchor + repetition * after.everyDays * day, threshold: after.name(repetition) };
    }
  }
  return steps.findLast(({ at }) => at <= now) ?? null;
}

/** When the next step is reached, after now; infinite when none is left. */
export function nextStepAfter({ steps, after }: Ladder, now: number): number {
  const next = steps.find(({ at }) => at > now)?.at ?? Number.POSITIVE_INFINITY;
  if (!after) return next;
  const span = after.everyDays * day;
  const repetition = Math.max(1, Math.floor((now - after.anchor) / span) + 1);
  return Math.min(next, after.anchor + repetition * span);
}

/** At once or a while later, then again every so many days: `0d`, `3d`, `6d`, … as counted from `since`. */
export function repeating(since: number, everyDays: number, firstAfterDays = 0): Ladder {
  const anchor = since + firstAfterDays * day;
  return {
    steps: [{ at: anchor, threshold: `${firstAfterDays}d` }],
    after: { anchor, everyDays, name: (repetition) => `${firstAfterDays + repetition * everyDays}d` },
  };
}

/** So many days before an instant, and then at it. */
export function countdown(end: number, days: readonly number[], last: string): Ladder {
  const before = [...days].sort((a, b) => b - a).map((ahead) => ({ at: end - ahead * day, threshold: `${ahead}d` }));
  return { steps: [...before, { at: end, threshold: last }], after: null };
}
