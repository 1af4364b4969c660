import type { Message, Notice } from '../model/notice.ts';
import { severities } from '../model/severity.ts';

/** So many at a time a person reads one by one. */
const mostSingly = 3;

/** The messages that carry these notices: one each, or one for all when they are many; the most urgent first. */
export function bundle(notices: readonly Notice[], at: number): readonly Message[] {
  const sorted = notices.toSorted(byUrgency);
  const [first] = sorted;
  if (!first) return [];
  if (sorted.length <= mostSingly) return sorted.map((notice) => ({ id: notice.id, notices: [notice], at }));
  return [{ id: `digest ${first.id} ${sorted.length}`, notices: sorted, at }];
}

/** What is as urgent stands in an order that doesn't depend on who found it first. */
function byUrgency(one: Notice, other: Notice): number {
  const byWeight = severities.indexOf(one.severity) - severities.indexOf(other.severity);
  return byWeight || one.since - other.since || (one.id < other.id ? -1 : 1);
}
