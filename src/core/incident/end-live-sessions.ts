import { isOutcomeUnknown, type JournalAct } from '../acts/journalled.ts';
import { timeIn } from '../acts/org-clock.ts';
import type { SessionsEnded } from '../model/emergency-run.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { inParallel } from '../plain/in-parallel.ts';
import type { Clock, SalesforceOrg, State } from '../ports/ports.ts';
import { isKeyturnError, type KeyturnError } from '../reasons/errors.ts';
import { sessionProblems } from '../words/session-problems.ts';
import { decideSessions } from './which-sessions.ts';

const atOnce = 8;
/** A session ends at most this long after its last use, unless the org has a longer timeout. In ms. */
const lookedBack = 24 * 60 * 60_000;
/** Rounds the start of the query, so that parallel apps send the same one and share the answer. In ms. */
const lookedFrom = 60_000;

export interface EndedOnce extends Pick<SessionsEnded, 'ended' | 'undecided' | 'failed' | 'problems'> {
  /** The sessions couldn't be listed. */
  readonly isUnseen: boolean;
  /** The first passing fault. */
  readonly passing: KeyturnError | null;
}

const nothing: EndedOnce = { ended: 0, undecided: 0, failed: 0, problems: [], isUnseen: true, passing: null };

/**
 * Ends the live sessions of the execution user that came through the app. Reports each failure and continues with the rest.
 * @param actOf the entry of the audit trail for the end of one session
 */
export async function endLiveSessions(
  ports: { readonly org: SalesforceOrg; readonly state: Pick<State, 'journal'>; readonly clock: Clock },
  watched: WatchedApp,
  actOf: (detail: JournalAct['detail']) => JournalAct,
): Promise<EndedOnce> {
  const { org, state, clock } = ports;
  const { executionUser, app } = watched;
  if (!executionUser) return { ...nothing, problems: [sessionProblems.noUser] };
  const problems: string[] = [];
  let passing: KeyturnError | null = null;
  const tried = async <Value>(asked: Promise<Value>, what: string): Promise<Value | null> => {
    try {
      return await asked;
    } catch (error) {
      if (!isKeyturnError(error)) throw error;
      problems.push(`${what}: ${error.message}`);
      if (isOutcomeUnknown(error)) passing ??= error;
      return null;
    }
  };
  const [sessions, signIns, apps] = await Promise.all([
    tried(org.sessions.list(executionUser.id), sessionProblems.sessions),
    tried(
      org.users.signIns(executionUser.id, Math.floor(timeIn(org, clock) / lookedFrom) * lookedFrom - lookedBack),
      sessionProblems.signIns,
    ),
    tried(org.users.appsRunningAs(executionUser.username), sessionProblems.apps),
  ]);
  if (!sessions) return { ...nothing, problems, passing };
  const isOnlyAppOfUser = apps?.every((name) => name === app) ?? null;
  const decided = decideSessions({ sessions, signIns, appNames: watched, isOnlyAppOfUser });
  let ended = 0;
  await inParallel(decided.toEnd, atOnce, async (id) => {
    const act = { ...actOf({ session: id }), intent: crypto.randomUUID() };
    await state.journal.append({ ...act, event: 'intended' });
    const ending = org.sessions.end(id).then(() => true);
    const isEnded = await tried(ending, sessionProblems.ending(id));
    await state.journal.append({ ...act, event: isEnded ? 'done' : 'failed' });
    if (isEnded) ended += 1;
  });
  const failed = decided.toEnd.length - ended;
  problems.push(...decided.problems);
  return { ended, undecided: decided.undecided, failed, problems, isUnseen: false, passing };
}
