import type { LaneEnd } from '../../core/emergency/respond.ts';
import type { EmergencyEnd } from '../../core/model/incident.ts';
import { plainText } from '../../core/plain/text.ts';
import { isoInstant } from '../../core/plain/time.ts';
import type { SecretStore, State } from '../../core/ports/ports.ts';
import type { RunEnd } from '../../core/rotation/run.ts';
import { sessionSentence } from '../../core/words/sessions.ts';
import { rotationDocument } from '../rotation-document.ts';

/** `result` of an emergency of one app. */
export async function emergencyDocument(
  { run, end }: { readonly run: RunEnd; readonly end: EmergencyEnd },
  state: State,
  store: Pick<SecretStore, 'get'>,
) {
  const { timeline, containedAfterMs, refusedAfterMs, sessionsEnded, report, nextSteps } = end;
  return {
    ...(await rotationDocument(run, state, store)),
    nextStep: nextSteps[0] ?? null,
    timeline: timeline.map(({ at, step, outcome }) => ({ at: isoInstant(at), step, outcome })),
    containedAfterMs,
    refusedAfterMs,
    sessionsEnded,
    report,
  };
}

/** What happened and what comes next, for one app. */
export function emergencySummary({
  watched,
  containedAfterMs,
  refusedAfterMs,
  report,
  nextSteps,
  rotation,
}: EmergencyEnd): readonly string[] {
  const name = `${plainText(watched.label || watched.app)} in ${plainText(watched.orgName)}`;
  return [
    ...(containedAfterMs === null
      ? []
      : [`✔ Everything was refused ${clockOf(containedAfterMs)} after you confirmed.`]),
    ...(refusedAfterMs === null
      ? []
      : [`✔ The leaked pair of ${name} stopped working ${clockOf(refusedAfterMs)} after you confirmed.`]),
    ...(rotation.emergency ? [`  ${sessionSentence(rotation.emergency)}`] : []),
    ...(report === null ? [] : [`  Report: ${report}`]),
    ...nextSteps.map((step) => `  • ${step}`),
  ];
}

/** `mm:ss.t` */
export function clockOf(ms: number): string {
  const tenths = Math.floor(Math.max(0, ms) / 100);
  const [minutes, seconds] = [Math.floor(tenths / 600), Math.floor(tenths / 10) % 60];
  return `${String(minutes).padStart(2, '0')}:${String(seconds).padStart(2, '0')}.${tenths % 10}`;
}

/** One line a lane, the failures first. */
export function lanesSummary(ends: readonly LaneEnd[]): readonly string[] {
  const name = ({ lane }: LaneEnd) => plainText(lane.watched.label || lane.watched.app);
  return [...ends]
    .sort((one, other) => Number(one.ok) - Number(other.ok))
    .map((end) =>
      end.ok
        ? `✔ ${name(end)}: refused after ${end.end.refusedAfterMs === null ? '–' : clockOf(end.end.refusedAfterMs)}`
        : `✖ ${name(end)}: ${plainText(end.error.message)}`,
    );
}
