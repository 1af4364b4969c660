import type { Sight } from '../drift/drift.ts';
import { type Emergency, isContained } from '../model/rotation.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { undoneWords } from '../words/attention.ts';
import { whatWorksFor } from '../words/safety.ts';

/** What works during an open emergency, also when somebody has undone its containment since. */
export function openEmergencySentence(
  open: Emergency,
  watched: Pick<WatchedApp, 'lastCheck'>,
  { flow, user }: Pick<Sight, 'flow' | 'user'>,
): string {
  const by = isContained(open) ? (open.emergency.containment?.by ?? null) : null;
  const isUndone = by === 'flow' ? flow.oauth === true : user?.isFrozen === false;
  return by === null || open.endedAt !== null || !isUndone ? whatWorksFor(watched, open) : undoneWords(by);
}
