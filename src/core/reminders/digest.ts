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

/** Equally urgent notices get a stable order, so that every process builds the same digest. */
function byUrgency(one: Notice, other: Notice): number {
  const byWeight = severities.indexOf(one.severity) - severities.indexOf(other.severity);
  return byWeight || one.since - other.since || (one.id < other.id ? -1 : 1);
}
