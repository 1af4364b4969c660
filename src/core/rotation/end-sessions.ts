import { isOutcomeUnknown } from '../acts/journalled.ts';
import { decideSessions } from '../incident/which-sessions.ts';
import type { SessionsEnded } from '../model/emergency-run.ts';
import { inParallel } from '../plain/in-parallel.ts';
import { isKeyturnError, type KeyturnError } from '../reasons/errors.ts';
import { sessionProblems } from '../words/session-problems.ts';
import { unlistedSentence } from '../words/sessions.ts';
import { lookAlong } from './look.ts';
import { actOf, type Run, record } from './run.ts';

const atOnce = 8;
/** A session ends at most this long after its last use, unless the org has a longer timeout. In ms. */
const lookedBack = 24 * 60 * 60_000;
/** Rounds the start of the query, so that parallel apps send the same one and share the answer. In ms. */
const lookedFrom = 60_000;

/** Ends the live sessions of the app's execution user, and checks whether a token ended with them. */
export async function endSessions(run: Run): Promise<void> {
  const sessions = await soFar(run, await endOnce(run), null);
  await record(run, { type: 'sessions-ended', sessions });
  const { ended, undecided, failed, isUnlisted, tokenLives } = sessions;
  const isNone = !isUnlisted && ended + undecided + failed === 0;
  if (ended > 0 || isNone) {
    run.ports.tell({ kind: 'done', act: 'end-session', count: ended, isTokenRefused: tokenLives === false });
  }
  warn(run, sessions, null);
}

/**
 * Ends sessions a second time: some may have started before the leaked credentials were refused. The new findings replace
 * the earlier ones.
 * @throws passing faults
 */
export async function sweepSessions(run: Run): Promise<void> {
  const [once] = await Promise.all([endOnce(run), run.seen === null ? lookAlong(run) : null]);
  if (once.passing) throw once.passing;
  const before = run.rotation.emergency?.sessions ?? null;
  const sessions = await soFar(run, once, before);
  await record(run, { type: 'sessions-swept', sessions });
  if (once.ended > 0) run.ports.tell({ kind: 'done', act: 'end-session', count: once.ended, more: true });
  warn(run, sessions, before);
}

/** The findings so far. A token that still works means that its session isn't listed. An empty list means nothing. */
async function soFar(run: Run, once: Once, before: SessionsEnded | null): Promise<SessionsEnded> {
  const { clock, signal } = run.ports;
  const token = run.prepared?.token ?? null;
  const tokenLives = (token && (await token.works(signal))) ?? notSince(before, once.ended);
  const ended = (before?.ended ?? 0) + once.ended;
  const { undecided, failed, problems } = once;
  const isLeft = undecided + failed > 0;
  return {
    at: clock.now(),
    ended,
    undecided,
    failed,
    isUnlisted: once.isUnseen || (!isLeft && (tokenLives ?? ended === 0)),
    problems,
    tokenLives,
    tokenFormat: token?.format ?? before?.tokenFormat ?? null,
    tokenLifetimeMs: token?.lifetimeMs ?? before?.tokenLifetimeMs ?? null,
  };
}

/** Without the token, its earlier state counts, as long as no session was ended since. */
function notSince(before: SessionsEnded | null, ended: number): boolean | null {
  const lives = before?.tokenLives ?? null;
  return lives && ended > 0 && before?.tokenFormat !== 'jwt' ? null : lives;
}

function warn(
  { ports: { tell } }: Run,
  { ended, isUnlisted, problems, tokenLives }: SessionsEnded,
  before: SessionsEnded | null,
): void {
  if (isUnlisted && !before?.isUnlisted)
    tell({ kind: 'warning', warning: 'problem', problem: unlistedSentence({ ended }) });
  for (const problem of problems) {
    if (!before?.problems.includes(problem)) tell({ kind: 'warning', warning: 'problem', problem });
  }
  if (tokenLives && !before?.tokenLives) tell({ kind: 'warning', warning: 'token-lives' });
}

interface Once extends Pick<SessionsEnded, 'ended' | 'undecided' | 'failed' | 'problems'> {
  /** The sessions couldn't be listed. */
  readonly isUnseen: boolean;
  /** The first passing fault. */
  readonly passing: KeyturnError | null;
}

const nothing: Once = { ended: 0, undecided: 0, failed: 0, problems: [], isUnseen: true, passing: null };

/** Reports each failure and continues with the rest. */
async function endOnce(run: Run): Promise<Once> {
  const { org, state, clock } = run.ports;
  const { executionUser, app } = run.watched;
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
      org.users.signIns(executionUser.id, Math.floor(clock.now() / lookedFrom) * lookedFrom - lookedBack),
      sessionProblems.signIns,
    ),
    tried(org.users.appsRunningAs(executionUser.username), sessionProblems.apps),
  ]);
  if (!sessions) return { ...nothing, problems, passing };
  const isOnlyAppOfUser = apps?.every((name) => name === app) ?? null;
  const decided = decideSessions({ sessions, signIns, appNames: run.watched, isOnlyAppOfUser });
  let ended = 0;
  await inParallel(decided.toEnd, atOnce, async (id) => {
    const act = { ...actOf(run, 'end-session', { session: id }), intent: crypto.randomUUID() };
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
