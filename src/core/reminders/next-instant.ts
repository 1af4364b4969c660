import {
  checkDueAt,
  lastingTroubleMs,
  passingTroubleMs,
  restageAheadMs,
  rotateAheadMs,
  windowAheadMs,
} from '../automation/spans.ts';
import { type WorkFacts, workOf } from '../automation/work.ts';
import { resumesAt } from '../machine/retries.ts';
import { nextOpening } from '../model/maintenance-window.ts';
import { clockGapSeen, clockGapUntil, dueAtOf, hereAt } from '../model/watched-app.ts';
import { day, minute } from '../plain/time.ts';
import { nextStepAfter } from './ladder.ts';
import { mattersOf } from './notices.ts';

/** Delay before work is retried that couldn't be done, for example because another process was using the app. */
const pendingWorkMs = 15 * minute;

/** The next instant with possible work or notices: after now, and at most a day ahead. */
export function nextInstantOf(facts: WorkFacts): number {
  const { watched, now } = facts;
  const instants = [
    now + day,
    ...(workOf(facts) === null ? [] : [now + pendingWorkMs]),
    ...(watched.attention.snoozedUntil === null ? [] : [watched.attention.snoozedUntil]),
    ...mattersOf(facts).map(({ ladder }) => nextStepAfter(ladder, now)),
    ...workInstants(facts),
  ];
  return Math.min(...instants.filter((at) => at > now));
}

/** Every instant that may change which work is due. Extra instants do no harm. */
function workInstants(facts: WorkFacts): readonly number[] {
  const { watched, rotation, window, stageAheadDays, checkEveryMs, now } = facts;
  const { trouble } = watched;
  const dueAt = dueAtOf(watched);
  const expiresAt = rotation?.staged?.expiresAt ?? null;
  const resumeAt = rotation && resumesAt(rotation, watched.policy.automation);
  const byBothClocks = [
    ...(resumeAt === null ? [] : [resumeAt]),
    ...(expiresAt === null ? [] : [expiresAt - restageAheadMs]),
    dueAt - stageAheadDays * day,
    dueAt - (window === null ? rotateAheadMs : windowAheadMs),
  ];
  return [
    checkDueAt(watched, checkEveryMs),
    ...(trouble ? [trouble.triedAt + passingTroubleMs, trouble.triedAt + lastingTroubleMs] : []),
    ...(clockGapSeen(watched, now) === 0 ? [] : [clockGapUntil(watched)]),
    ...byBothClocks.flatMap((there) => [there, hereAt(watched, there)]),
    ...(window !== null && watched.policy.automation === 'rotate' ? [nextOpening(now, window)] : []),
  ];
}
