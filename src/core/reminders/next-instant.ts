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
import { dueAtOf } from '../model/watched-app.ts';
import { day, minute } from '../plain/time.ts';
import { nextStepAfter } from './ladder.ts';
import { mattersOf } from './notices.ts';

/** What could not be done just now, as while another process works on the app, is looked at again after this long. */
const pendingWorkMs = 15 * minute;

/** The next instant at which there may be something new to tell or to do; after now, and a day ahead at most. */
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

/** Every instant at which a rule of the work turns; too many do no harm. */
function workInstants(facts: WorkFacts): readonly number[] {
  const { watched, rotation, window, stageAheadDays, checkEveryMs, now } = facts;
  const { trouble } = watched;
  const dueAt = dueAtOf(watched);
  const expiresAt = rotation?.staged?.expiresAt ?? null;
  const resumeAt = rotation && resumesAt(rotation, watched.policy.automation);
  return [
    checkDueAt(watched, checkEveryMs),
    ...(trouble ? [trouble.triedAt + passingTroubleMs, trouble.triedAt + lastingTroubleMs] : []),
    ...(resumeAt === null ? [] : [resumeAt]),
    ...(expiresAt === null ? [] : [expiresAt - restageAheadMs]),
    dueAt - stageAheadDays * day,
    dueAt - (window === null ? rotateAheadMs : windowAheadMs),
    ...(window !== null && watched.policy.automation === 'rotate' ? [nextOpening(now, window)] : []),
  ];
}
