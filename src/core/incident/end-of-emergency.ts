import type { JournalLine } from '../model/journal.ts';
import { goingOn, nameOfTarget, type Rotation } from '../model/rotation.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { withoutCode } from '../plain/markdown.ts';
import { consumerWord } from '../plain/text.ts';
import type { EmergencyEnd } from './emergency-end.ts';
import { sessionSteps } from './session-words.ts';
import { timelineOf } from './timeline.ts';

/** How an emergency stands now, from its record and the journal. */
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
    nextSteps: nextStepsOf(rotation),
  };
}

/** What people do now, the most urgent first. */
export function nextStepsOf(rotation: Rotation): readonly string[] {
  const { app, deliveries, emergency, refusedAt, primaryProvedAt, finishedAt } = rotation;
  const names = deliveries.filter(({ status }) => status === 'waiting').map(({ target }) => nameOfTarget(target));
  const waiting = names.map((name) => withoutCode(name));
  const failed = deliveries
    .filter(({ status }) => status === 'failed' || status === 'pending')
    .map(({ target }) => withoutCode(target));
  return [
    ...(refusedAt === null && finishedAt === null ? [`Go on: \`keyturn ${goingOn(rotation)}\`.`] : []),
    ...(waiting.length > 0
      ? [
          `Give the new pair to ${waiting.join(', ')}: \`keyturn reveal ${app}\` shows it; they have no access until then.`,
          `Then say so for each: \`keyturn handed-over ${app} ${consumerWord(names[0])}\`.`,
        ]
      : []),
    ...(failed.length > 0
      ? [`Mend ${failed.join(', ')}, then \`keyturn resume ${app}\`: no access there until then.`]
      : []),
    ...(refusedAt !== null && primaryProvedAt === null ? [`Prove the new pair: \`keyturn check ${app}\`.`] : []),
    ...(mayHaveLostCertificate(rotation)
      ? [
          'Look whether the app still has its certificate, and upload it again where the deploy cleared it: Setup ▸ External Client App Manager ▸ the app ▸ OAuth settings.',
        ]
      : []),
    ...(emergency ? sessionSteps(emergency) : []),
    ...(deliveries.length === 0 && !rotation.hasNoConsumers
      ? [`Whoever uses the pair needs the new one: \`keyturn reveal ${app}\`.`]
      : []),
  ];
}

/** A deploy clears a certificate that is not sent along, and nobody said whether the app has one. */
export function mayHaveLostCertificate({ emergency }: Pick<Rotation, 'emergency'>): boolean {
  return emergency?.replaceBy === 'deploy' && emergency.certificate === 'unknown';
}
