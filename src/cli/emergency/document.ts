import type { LaneEnd } from '../../core/emergency/respond.ts';
import type { EmergencyEnd } from '../../core/model/incident.ts';
import { linesOf, plainText } from '../../core/plain/text.ts';
import { isoInstant } from '../../core/plain/time.ts';
import type { SecretStore, State } from '../../core/ports/ports.ts';
import { endMarks, endWords } from '../../core/words/emergency-end.ts';
import { sessionSentence } from '../../core/words/sessions.ts';
import { rotationDocument } from '../rotation-document.ts';

/** `result` of an emergency of one app. */
export async function emergencyDocument(end: EmergencyEnd, state: State, store: Pick<SecretStore, 'get'>) {
  const { timeline, containedAfterMs, refusedAfterMs, sessionsEnded, report, nextSteps } = end;
  return {
    ...(await rotationDocument(end, state, store)),
    nextStep: nextSteps[0] ?? null,
    timeline: timeline.map(({ at, step, outcome }) => ({ at: isoInstant(at), step, outcome })),
    containedAfterMs,
    refusedAfterMs,
    sessionsEnded,
    seenAddresses: end.rotation.emergency?.seenAddresses ?? null,
    report,
  };
}

/** What happened and what comes next, for one app. @param isReported another report is about the app, too */
export function emergencySummary(outcome: Extract<LaneEnd, { ok: true }>, isReported = false): readonly string[] {
  const { tone, titles, report, steps } = endWords(outcome, false);
  const { emergency } = outcome.end.rotation;
  const { label, app, orgName, org } = outcome.watched;
  return linesOf(
    `${endMarks[tone]} ${plainText(label || app)} in ${plainText(orgName || org)}: ${titles[0]}`,
    emergency && `  ${sessionSentence(emergency)}`,
    !isReported && report && `  Incident report: ${report}`,
    steps.map((step) => `  • ${step}`),
  );
}
