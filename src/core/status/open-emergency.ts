import type { Sight } from '../drift/drift.ts';
import { type Emergency, isContained } from '../model/rotation.ts';
import { undoneWords } from '../words/attention.ts';
import { whatWorks } from '../words/safety.ts';

/** What works during an open emergency, also when somebody has undone its containment since. */
export function openEmergencySentence(open: Emergency, { flow, user }: Pick<Sight, 'flow' | 'user'>): string {
  const by = isContained(open) ? (open.emergency.containment?.by ?? null) : null;
  const isUndone = by === 'flow' ? flow.oauth === true : user?.isFrozen === false;
  return by === null || open.endedAt !== null || !isUndone ? whatWorks(open) : undoneWords(by);
}
