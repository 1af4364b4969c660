import { type EndedOnce, endLiveSessions } from '../incident/end-live-sessions.ts';
import type { SessionsEnded } from '../model/emergency-run.ts';
import { unlistedSentence } from '../words/sessions.ts';
import { lookAlong } from './look.ts';
import { actOf, type Run, record } from './run.ts';

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
  if (once.ended > 0)
    run.ports.tell({ kind: 'done', act: 'end-session', count: once.ended, more: (before?.ended ?? 0) > 0 });
  warn(run, sessions, before);
}

/** The findings so far. A token that still works means that its session isn't listed. An empty list means nothing. */
async function soFar(run: Run, once: EndedOnce, before: SessionsEnded | null): Promise<SessionsEnded> {
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
    ...(once.isUnseen ? { isUnseen: true } : {}),
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

function warn({ ports: { tell } }: Run, sessions: SessionsEnded, before: SessionsEnded | null): void {
  const { isUnlisted, problems, tokenLives } = sessions;
  if (isUnlisted && !before?.isUnlisted)
    tell({ kind: 'warning', warning: 'problem', problem: unlistedSentence(sessions) });
  for (const problem of problems) {
    if (!before?.problems.includes(problem)) tell({ kind: 'warning', warning: 'problem', problem });
  }
  if (tokenLives && !before?.tokenLives) tell({ kind: 'warning', warning: 'token-lives' });
}

function endOnce(run: Run): Promise<EndedOnce> {
  return endLiveSessions(run.ports, run.watched, (detail) => actOf(run, 'end-session', detail));
}
