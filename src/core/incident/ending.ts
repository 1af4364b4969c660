import type { EmergencyEnd } from '../model/incident.ts';
import type { JournalLine } from '../model/journal.ts';
import type { Rotation } from '../model/rotation.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { nextStepsOf } from '../words/next-steps.ts';
import { timelineOf } from './timeline.ts';

/** The present state of an emergency, from its record and the journal. */
export function endOfEmergency(
  { rotation, watched }: { readonly rotation: Rotation; readonly watched: WatchedApp },
  lines: readonly JournalLine[],
): EmergencyEnd {
  const { emergency, refusedAt } = rotation;
  const confirmedAt = emergency?.confirmedAt ?? rotation.startedAt;
  const provedAt = emergency?.containment?.provedAt ?? null;
  return {
    rotation,
    watched,
    timeline: timelineOf(lines, rotation.id),
    containedAfterMs: provedAt === null ? null : provedAt - confirmedAt,
    refusedAfterMs: refusedAt === null ? null : refusedAt - confirmedAt,
    sessionsEnded: emergency?.sessions?.ended ?? null,
    report: emergency?.report ?? null,
    nextSteps: nextStepsOf(rotation, watched.executionUser?.username ?? null),
  };
}
