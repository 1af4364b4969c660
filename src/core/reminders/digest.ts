import type { Message, Notice } from '../model/notice.ts';
import { severities } from '../model/severity.ts';

/** More notices than this become one message. */
const mostSingly = 3;

/** The messages for these notices, most urgent first: one each, or one for all if there are many. */
export function bundle(notices: readonly Notice[], at: number): readonly Message[] {
  const sorted = notices.toSorted(byUrgency);
  const [first] = sorted;
  if (!first) return [];
  if (sorted.length <= mostSingly) return sorted.map((notice) => ({ id: notice.id, notices: [notice], at }));
  return [{ id: `digest ${first.id} ${sorted.length}`, notices: sorted, at }];
}

/**
 * One message for those that wait to be sent: for any two if the steps of some reminders were missed, otherwise if they hold
 * many notices. Of each matter it has only the latest notice. Null if they are sent one by one.
 */
export function joined(
  waiting: readonly Message[],
  { at, didMissSteps }: { readonly at: number; readonly didMissSteps: boolean },
): Message | null {
  const latest = new Map<string, Notice>();
  for (const notice of waiting.flatMap(({ notices }) => notices)) {
    const known = latest.get(matterOf(notice));
    if (!known || known.since <= notice.since) latest.set(matterOf(notice), notice);
  }
  const notices = [...latest.values()].toSorted(byUrgency);
  const [first] = notices;
  if (!first || (!didMissSteps && notices.length <= mostSingly)) return null;
  return { id: notices.length === 1 ? first.id : `digest ${first.id} ${notices.length}`, notices, at };
}

/** The id without its step. */
export function matterOf({ id, threshold }: Pick<Notice, 'id' | 'threshold'>): string {
  return id.endsWith(` ${threshold}`) ? id.slice(0, -threshold.length) : id;
}

/** Equally urgent notices get a stable order, so that every process builds the same digest. */
function byUrgency(one: Notice, other: Notice): number {
  const byWeight = severities.indexOf(one.severity) - severities.indexOf(other.severity);
  return byWeight || one.since - other.since || (one.id < other.id ? -1 : 1);
}
