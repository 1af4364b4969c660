import { describe, expect, it } from 'vitest';
import type { SessionsEnded } from '../../../src/core/model/emergency-run.ts';
import type { LiveSession, LiveToken, LoginEntry } from '../../../src/core/model/org-traces.ts';
import { endSessions, sweepSessions } from '../../../src/core/rotation/end-sessions.ts';
import { unlistedSentence } from '../../../src/core/words/sessions.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { noon } from '../watch/watched-apps.ts';
import { look, watched } from './given.ts';
import { emergency, lost, notAllowed, runWith } from './run-with.ts';

const day = 86_400_000;

function session(id: string, loginHistoryId: string | null = `0Ya${id}`): LiveSession {
  return {
    id,
    loginHistoryId,
    sessionType: fromOutside('Oauth2'),
    sourceIp: fromOutside('192.0.2.1'),
    lastUsedAt: noon,
  };
}

function signIn(id: string, application = watched.label): LoginEntry {
  const flow = {
    loginType: fromOutside('Remote Access 2.0'),
    loginSubType: fromOutside('OauthClientCredentials'),
    status: fromOutside('Success'),
  };
  return {
    id: `0Ya${id}`,
    at: noon,
    sourceIp: fromOutside('192.0.2.1'),
    application: fromOutside(application),
    ...flow,
  };
}

interface Setup {
  readonly sessions?: readonly LiveSession[] | Error;
  readonly signIns?: readonly LoginEntry[] | Error;
  readonly apps?: readonly string[] | null | Error;
  readonly faults?: Readonly<Record<string, Error>>;
  readonly token?: Partial<LiveToken> & { readonly lives: boolean | null };
  readonly before?: Partial<SessionsEnded> | null;
  readonly hasUser?: boolean;
  readonly isSeen?: boolean;
}

const none: SessionsEnded = {
  ...{ at: noon - 1, ended: 0, undecided: 0, failed: 0, isUnlisted: false, problems: [] },
  ...{ tokenLives: null, tokenFormat: null, tokenLifetimeMs: null },
};

function bench({
  sessions = [],
  signIns = [],
  apps = [watched.app, 'Other'],
  faults = {},
  token,
  before,
  hasUser = true,
  isSeen = true,
}: Setup = {}) {
  const ended: string[] = [];
  const asked: unknown[] = [];
  const heard = async <Value>(what: unknown, given: Value | Error): Promise<Value> => {
    asked.push(what);
    if (given instanceof Error) throw given;
    return given;
  };
  const made = runWith({
    rotation: emergency({ sessions: before ? { ...none, ...before } : null }),
    watched: hasUser ? {} : { executionUser: null },
    org: {
      sessions: {
        list: (id) => heard(id, sessions),
        end: async (id) => {
          const fault = faults[id];
          if (fault) throw fault;
          ended.push(id);
        },
      },
      apps: {
        consumers: async () => [{ id: watched.consumerId, name: fromOutside('c'), consumerKey: watched.consumerKey }],
        staged: async () => [],
      },
      users: {
        signIns: (id, since) => heard([id, since], signIns),
        appsRunningAs: (name) => heard(name, apps),
      },
    },
    run: {
      seen: isSeen ? look() : null,
      prepared: {
        ...{ policy: null, freeze: null, plan: null },
        token: token ? { format: 'opaque', lifetimeMs: null, works: async () => token.lives, ...token } : null,
      },
    },
  });
  const sessionsNow = () => made.run.rotation.emergency?.sessions;
  return { ...made, ended, asked, sessionsNow };
}

describe('ending the live sessions of the app', () => {
  it('ends those that came through the app, and leaves all others alone', async () => {
    const { run, ended, asked, sessionsNow, steps, news, memory } = bench({
      sessions: [session('1'), session('2'), session('3', null)],
      signIns: [signIn('1'), signIn('2', 'Another app')],
    });
    await endSessions(run);
    expect(ended).toEqual(['1']);
    expect(sessionsNow()).toMatchObject({ at: noon, ended: 1, undecided: 1, failed: 0, isUnlisted: false });
    expect(asked).toEqual([
      watched.executionUser?.id,
      [watched.executionUser?.id, noon - day],
      watched.executionUser?.username,
    ]);
    expect(steps()).toEqual(['end-session intended', 'end-session done']);
    expect(memory.lines[0]?.detail).toMatchObject({ session: '1' });
    expect(memory.lines[1]?.intent).toBe(memory.lines[0]?.intent);
    expect(news[0]).toEqual({ kind: 'done', act: 'end-session', count: 1, isTokenRefused: false });
    expect(news[1]).toMatchObject({
      warning: 'problem',
      problem: expect.stringContaining('Kept, because the execution user runs other apps'),
    });
  });

  it("ends what can't be told apart only where the user runs nothing else", async () => {
    const sessions = [session('1', null)];
    const only = bench({ sessions, apps: [watched.app] });
    await endSessions(only.run);
    expect(only.ended).toEqual(['1']);
    for (const apps of [[watched.app, 'Other'], null, notAllowed]) {
      const others = bench({ sessions, apps });
      await endSessions(others.run);
      expect([others.ended, others.sessionsNow()?.undecided]).toEqual([[], 1]);
    }
  });

  it('says that none is left only where all were listed', async () => {
    const { run, news, sessionsNow } = bench({ token: { lives: false } });
    await endSessions(run);
    expect(news).toEqual([{ kind: 'done', act: 'end-session', count: 0, isTokenRefused: true }]);
    expect(sessionsNow()).toMatchObject({ isUnlisted: false, tokenLives: false, tokenFormat: 'opaque' });
  });

  it('takes an empty list for nothing where nobody could look at a token, and where a token works', async () => {
    for (const token of [undefined, { lives: null }, { lives: true }]) {
      const { run, news, sessionsNow } = bench(token ? { token } : {});
      await endSessions(run);
      expect(sessionsNow()?.isUnlisted).toBe(true);
      expect(news[0]).toEqual({
        kind: 'warning',
        warning: 'problem',
        // Only a token that works shows that there are sessions which the org doesn't list.
        problem: expect.stringContaining(token?.lives ? 'could not be listed' : 'listed no live session of the app'),
      });
      expect(news.some((one) => one.kind === 'warning' && one.warning === 'token-lives')).toBe(token?.lives === true);
    }
  });

  it.each<[string, Setup]>([
    ["the org doesn't show them", { sessions: notAllowed }],
    ['the execution user is not known', { hasUser: false }],
  ])('says where %s', async (_name, setup) => {
    const { run, sessionsNow, news } = bench({ ...setup, token: { lives: false } });
    await endSessions(run);
    expect(sessionsNow()).toMatchObject({ ended: 0, isUnlisted: true, problems: [expect.any(String)] });
    expect(news.filter(({ kind }) => kind === 'done')).toEqual([]);
    expect(news).toContainEqual({ kind: 'warning', warning: 'problem', problem: sessionsNow()?.problems[0] });
  });

  it('counts what could not be ended, and ends the rest', async () => {
    const { run, ended, sessionsNow, steps } = bench({
      sessions: [session('1'), session('2')],
      signIns: [signIn('1'), signIn('2')],
      faults: { 1: notAllowed },
    });
    await endSessions(run);
    expect(ended).toEqual(['2']);
    expect(sessionsNow()).toMatchObject({
      ...{ ended: 1, failed: 1, isUnlisted: false },
      problems: [expect.stringContaining("Session 1 couldn't be ended: ")],
    });
    expect(steps().sort()).toEqual([
      'end-session done',
      'end-session failed',
      'end-session intended',
      'end-session intended',
    ]);
  });

  it('does not say that none is left while one was left alone and one could not be ended', async () => {
    const { run, news, sessionsNow } = bench({
      sessions: [session('1'), session('2', null)],
      signIns: [signIn('1')],
      faults: { 1: notAllowed },
    });
    await endSessions(run);
    expect(sessionsNow()).toMatchObject({ ended: 0, undecided: 1, failed: 1, isUnlisted: false });
    expect(news.filter(({ kind }) => kind === 'done')).toEqual([]);
  });

  it('says of a token that outlives the sessions which ended that the rest could not be listed', async () => {
    const { run, news } = bench({ sessions: [session('1')], signIns: [signIn('1')], token: { lives: true } });
    await endSessions(run);
    expect(news).toContainEqual({
      kind: 'warning',
      warning: 'problem',
      problem: unlistedSentence({ ended: 1, tokenLives: true }),
    });
    expect(unlistedSentence({ ended: 1, tokenLives: true })).not.toBe(unlistedSentence({ ended: 0, tokenLives: true }));
  });

  it('hides no defect', async () => {
    const { run, sessionsNow } = bench({ sessions: new Error('a defect') });
    await expect(endSessions(run)).rejects.toThrow('a defect');
    expect(sessionsNow()).toBeNull();
  });
});

describe('once more, when the leaked pair is refused', () => {
  const more = { sessions: [session('1')], signIns: [signIn('1')] };

  it('adds what it ended to what was ended before', async () => {
    const { run, ended, sessionsNow, news } = bench({ ...more, before: { ended: 2, tokenLives: false } });
    await sweepSessions(run);
    expect(ended).toEqual(['1']);
    expect(sessionsNow()).toMatchObject({ ended: 3, tokenLives: false, isUnlisted: false });
    expect(run.rotation.emergency?.sessionsSweptAt).toBe(noon);
    expect(news).toEqual([{ kind: 'done', act: 'end-session', count: 1, more: true }]);
  });

  it('calls them the first ones if none was ended before', async () => {
    const { run, news } = bench({ ...more, before: { ended: 0, isUnlisted: true, tokenLives: false } });
    await sweepSessions(run);
    expect(news).toContainEqual({ kind: 'done', act: 'end-session', count: 1, more: false });
  });

  it('warns of nothing twice', async () => {
    const before = { isUnlisted: true, tokenLives: true, problems: [] };
    const { run, news } = bench({ token: { lives: true }, before });
    await sweepSessions(run);
    expect(news).toEqual([]);
  });

  it('warns of what is new, and not of what was told before', async () => {
    const fresh = bench({ signIns: notAllowed, before: {} });
    await sweepSessions(fresh.run);
    const [problem = ''] = fresh.sessionsNow()?.problems ?? [];
    expect(fresh.news).toContainEqual({ kind: 'warning', warning: 'problem', problem });
    const known = bench({ signIns: notAllowed, before: { problems: [problem], isUnlisted: true } });
    await sweepSessions(known.run);
    expect(known.news).toEqual([]);
  });

  it('looks at the org beside it, where nobody has looked since', async () => {
    const { run } = bench({ before: {}, isSeen: false });
    await sweepSessions(run);
    expect(run.seen?.primaryKey).toBe(watched.consumerKey);
  });

  it('does not know a token for alive any more once sessions were ended, but for one in JWT form', async () => {
    const opaque = bench({ ...more, before: { tokenLives: true, tokenFormat: 'opaque' } });
    await sweepSessions(opaque.run);
    expect(opaque.sessionsNow()).toMatchObject({ tokenLives: null, isUnlisted: false });
    const jwt = bench({ ...more, before: { tokenLives: true, tokenFormat: 'jwt', tokenLifetimeMs: 900 } });
    await sweepSessions(jwt.run);
    expect(jwt.sessionsNow()).toMatchObject({ tokenLives: true, tokenFormat: 'jwt', tokenLifetimeMs: 900 });
    const quiet = bench({ before: { tokenLives: true, tokenFormat: 'opaque' } });
    await sweepSessions(quiet.run);
    expect(quiet.sessionsNow()?.tokenLives).toBe(true);
  });

  it('throws what may be gone when it is tried again, and keeps what was seen before', async () => {
    const list = bench({ sessions: lost, before: {} });
    await expect(sweepSessions(list.run)).rejects.toBe(lost);
    expect(list.run.rotation.emergency?.sessionsSweptAt).toBeNull();
    const end = bench({ ...more, faults: { 1: lost }, before: {} });
    await expect(sweepSessions(end.run)).rejects.toBe(lost);
    const refusal = bench({ sessions: notAllowed, before: {} });
    await sweepSessions(refusal.run);
    expect(refusal.run.rotation.emergency?.sessionsSweptAt).toBe(noon);
  });
});
