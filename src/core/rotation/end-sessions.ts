import { inParallel } from '../audit/in-parallel.ts';
import type { SessionsEnded } from '../emergency/emergency-run.ts';
import { decideSessions } from '../emergency/which-sessions.ts';
import { isKeyturnError } from '../errors.ts';
import { countOf } from '../text.ts';
import { actOf, type Run, record } from './run.ts';

const atOnce = 8;
/** A session lives at most this long after its last use unless the org's own timeout is longer. In ms. */
const lookedBack = 24 * 60 * 60_000;

/** Ends the live sessions of the execution user that came through the app, and looks whether a token died with them. */
export async function endSessions(run: Run): Promise<void> {
  const { tell, clock, signal } = run.ports;
  const { ended, undecided, problems } = await endOnce(run);
  const token = run.prepared?.token ?? null;
  const tokenLives = token && (await token.works(signal));
  const sessions: SessionsEnded = {
    at: clock.now(),
    ended,
    undecided,
    problems,
    tokenLives,
    tokenFormat: token?.format ?? null,
  };
  await record(run, { type: 'sessions-ended', sessions });
  tell({
    kind: 'done',
    what: `${countOf(ended, 'live session')} of the app ended`,
    detail: tokenLives === false ? 'an old token is refused' : '',
  });
  for (const text of problems) tell({ kind: 'warning', text });
  if (tokenLives)
    tell({ kind: 'warning', text: 'A token of before still works: Salesforce ends it only when it times out.' });
}

/** Once more, for those that came about before the leaked pair was refused. */
export async function sweepSessions(run: Run): Promise<void> {
  const { ended } = await endOnce(run);
  await record(run, { type: 'sessions-swept', at: run.ports.clock.now(), ended });
  if (ended > 0) run.ports.tell({ kind: 'done', what: `${countOf(ended, 'more session')} ended`, detail: '' });
}

type Once = Pick<SessionsEnded, 'ended' | 'undecided' | 'problems'>;

/** What is not allowed, or fails, is said: it never keeps the rest from being done. */
async function endOnce(run: Run): Promise<Once> {
  const { org, state, clock } = run.ports;
  const { executionUser, label, app } = run.watched;
  if (!executionUser)
    return { ended: 0, undecided: 0, problems: ['The execution user is not known, so no session can be.'] };
  const problems: string[] = [];
  const [sessions, signIns, apps] = await Promise.all([
    tried(org.sessions.list(executionUser.id), 'Live sessions can’t be seen', problems),
    tried(org.users.signIns(executionUser.id, clock.now() - lookedBack), 'The login history can’t be seen', problems),
    tried(org.users.appsRunningAs(executionUser.username), 'Other apps of the execution user can’t be seen', problems),
  ]);
  if (!sessions) return { ended: 0, undecided: 0, problems };
  const isOnlyAppOfUser = apps?.every((name) => name === app) ?? null;
  const {
    toEnd,
    undecided,
    problems: doubts,
  } = decideSessions({ sessions, signIns, appNames: { label, developerName: app }, isOnlyAppOfUser });
  let ended = 0;
  await inParallel(toEnd, atOnce, async (id) => {
    const act = { ...actOf(run, 'end-session', { session: id }), intent: crypto.randomUUID() };
    await state.journal.append({ ...act, event: 'intended' });
    const isEnded = await tried(
      org.sessions.end(id).then(() => true),
      `The session ${id} could not be ended`,
      problems,
    );
    await state.journal.append({ ...act, event: isEnded ? 'done' : 'failed' });
    if (isEnded) ended += 1;
  });
  return { ended, undecided, problems: [...problems, ...doubts] };
}

async function tried<Value>(asked: Promise<Value>, what: string, problems: string[]): Promise<Value | null> {
  try {
    return await asked;
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    problems.push(`${what}: ${error.message}`);
    return null;
  }
}
