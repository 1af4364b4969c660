import { second } from '../../plain/time.ts';
import type { Turns } from '../../plain/turns.ts';
import type { Clock } from '../../ports/ports.ts';

/** How far the clocks of an org and of this computer differ, by the `Date` of its answers. */
interface OrgTime {
  clock: Pick<Clock, 'now'>;
  /** In ms, newest last. Positive: the org is ahead. */
  readonly offsets: number[];
}

/** Enough that one wrong answer among right ones isn't forgotten at once. */
const mostOffsets = 3;
/** Of the header. */
const precisionMs = second;
/** The form that HTTP prescribes (RFC 9110, 5.6.7). `Date.parse` takes almost anything. */
const httpDate = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

/** By the request queue of an org, which all of its sessions in this process share. */
const times = new WeakMap<Turns, OrgTime>();

/** From now on, the org's answers are compared with this clock. */
export function followTime(turns: Turns, clock: Pick<Clock, 'now'>): void {
  times.set(turns, { clock, offsets: times.get(turns)?.offsets ?? [] });
}

/** @returns a function for the answer's `Date` header; a missing or unreadable one says nothing */
export function timing(turns: Turns): (header: string | undefined) => void {
  const time = times.get(turns);
  if (!time) return () => undefined;
  const sentAt = time.clock.now();
  return (header) => {
    const told = httpDate.test(header ?? '') ? Date.parse(header ?? '') : Number.NaN;
    if (Number.isNaN(told)) return;
    // The org wrote it at some moment between the request and the answer.
    const [from, to] = [sentAt - precisionMs, time.clock.now() + precisionMs];
    time.offsets.push(told < from ? told - from : told > to ? told - to : 0);
    if (time.offsets.length > mostOffsets) time.offsets.shift();
  };
}

/**
 * How far the org's time is ahead of this computer's, in ms; negative if it is behind. Of the latest answers, the one that differs
 * most counts. Null if none had a date.
 */
export function orgAheadMs(turns: Turns): number | null {
  const offsets = times.get(turns)?.offsets ?? [];
  const [first] = offsets.toSorted((one, other) => Math.abs(other) - Math.abs(one));
  return first ?? null;
}
