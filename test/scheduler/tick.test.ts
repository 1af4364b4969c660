import { describe, expect, it, onTestFinished } from 'vitest';
import { createIncidents } from '../../src/core/adapters/incidents.ts';
import { openState } from '../../src/core/adapters/state/open-state.ts';
import type { PolicySettings } from '../../src/core/model/effective-policy.ts';
import type { Notice } from '../../src/core/model/notice.ts';
import type { OperatePorts } from '../../src/core/operate/operate-request.ts';
import type { SignIn } from '../../src/core/ports/ports.ts';
import { reason } from '../../src/core/reasons/errors.ts';
import { asOfNowBut } from '../../src/scheduler/notices-now.ts';
import { tick } from '../../src/scheduler/tick.ts';
import type { TickPorts } from '../../src/scheduler/tick-ports.ts';
import { hour } from '../core/automation/app-facts.ts';
import { emergencyRun, rotation } from '../core/watch/rotations.ts';
import { day, noon, watchedApp } from '../core/watch/watched-apps.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Ticks over three apps whose org can't be opened; the one that is called Broken breaks in a way that nobody has thought of. */
async function world(names: readonly string[] = ['Broken', 'First', 'Second']) {
  const settings: { apps: PolicySettings['apps'] } = { apps: {} };
  const clock = new FakeClock(noon + 100 * day);
  const state = await openState({
    folder: tempFolder(),
    clock,
    actor: 'tester@bench',
    appSettings: async () => ({ apps: settings.apps, isHeld: false }),
  });
  onTestFinished(() => state.close());
  const apps = names.map((app, index) => watchedApp({ app, consumerId: `88800000000000${index}AAA`, issuedAt: noon }));
  for (const app of apps) await state.apps.save(app);
  await state.due.followSettings('');
  const told: string[] = [];
  const cards: string[] = [];
  const broken = { now: reason('OrgUnreachable', { host: 'acme.example', problem: 'no answer' }) };
  const signIns = {
    all: [] as Pick<SignIn, 'username' | 'aliases' | 'orgId' | 'ending'>[],
    asked: 0,
    list: async () => {
      signIns.asked += 1;
      return signIns.all;
    },
  };
  const operate = {
    state,
    clock,
    signIns,
    chance: () => 0.5,
    signal: new AbortController().signal,
    tell: () => undefined,
    openOrg: async () => {
      clock.advance(1);
      throw broken.now;
    },
  } as unknown as OperatePorts;
  const ports: TickPorts = {
    operate,
    operateFor: (app) => {
      if (app.app === 'Broken') throw new TypeError('not thought of');
      return operate;
    },
    post: {
      notifiers: [],
      reaches: () => true,
      address: (fresh) => {
        told.push(...fresh.map(({ app, kind }) => `${app} ${kind}`));
        return [];
      },
    },
    addressOwn: () => [],
    host: 'bench',
    heartbeats: [],
    writeCard: async ({ app, card }) => {
      if (card === '/gone') throw reason('FileNotWritten', { path: card, problem: 'the folder does not exist' });
      cards.push(`${app} ${card}`);
    },
    settings: { whole: '', windowOf: () => null, stageAheadDays: 14, checkEveryMs: day },
  };
  return { ports, state, clock, told, broken, cards, signIns, settings };
}

it('looks after the others when one app or its org fails, and comes back to it later', async () => {
  const { ports, state, clock, told } = await world();
  const { actions } = await tick(ports);
  expect(actions.map(({ app, action, outcome }) => `${app} ${action} ${outcome}`).sort()).toEqual([
    'Broken look Defect',
    'First check OrgUnreachable',
    'Second check OrgUnreachable',
  ]);
  // What is known of an app is reported although its work broke.
  expect(told.filter((line) => line.endsWith('secret-age')).sort()).toEqual([
    'Broken secret-age',
    'First secret-age',
    'Second secret-age',
  ]);
  const next = (await state.due.next(clock.now())) ?? 0;
  expect(next).toBeGreaterThan(clock.now());
  expect(next).toBeLessThanOrEqual(clock.now() + 15 * 60_000);
});

it('continues only emergencies while nobody has confirmed the state', async () => {
  const { ports, state } = await world(['First', 'Second']);
  for (const [index, emergency] of [emergencyRun(), null].entries()) {
    const { orgId, app, consumerId } = watchedApp({
      app: index === 0 ? 'First' : 'Second',
      consumerId: `88800000000000${index}AAA`,
    });
    await state.rotations.save(
      rotation({ orgId, app, consumerId, id: app, emergency, kind: emergency ? 'emergency' : 'rotate' }),
    );
  }
  let goesOn = false;
  const installation = {
    ...state.installation,
    unconfirmed: () => 'restored' as const,
    mayAct: () => goesOn,
    goOn: () => {
      goesOn = true;
    },
  };
  const openStore = async () => ({}) as never;
  const incidents = createIncidents(tempFolder());
  const operate = { ...ports.operate, openStore, incidents, state: { ...state, installation } };
  const { actions } = await tick({ ...ports, operate, operateFor: () => operate });
  expect(actions.map(({ app, action }) => `${app} ${action}`)).toEqual(['First resume']);
});

it('is not begun a second time while it runs', async () => {
  const { ports, state } = await world();
  const lease = await state.leases.acquire('tick');
  await expect(tick(ports)).rejects.toMatchObject({ code: 'AnotherAtWork' });
  await lease.release();
  await expect(tick(ports)).resolves.toMatchObject({ recovered: [] });
});

it('opens an org once for all of its apps that are to be looked at', async () => {
  const { ports } = await world();
  const opened: string[] = [];
  const openOrg = (name: string) => {
    opened.push(name);
    return ports.operate.openOrg(name);
  };
  const operate = { ...ports.operate, openOrg };
  await tick({ ...ports, operate, operateFor: () => operate });
  expect(opened).toEqual(['acme']);
});

describe('a tick with nothing due', () => {
  /** What is asked of the state and of the orgs from now on, but for whether anything is due. */
  function watching({ ports }: Awaited<ReturnType<typeof world>>) {
    const asked: string[] = [];
    const listening = <Port extends object>(name: string, port: Port) =>
      new Proxy(port, {
        get: (target, method, receiver) => {
          asked.push(`${name}.${String(method)}`);
          return Reflect.get(target, method, receiver);
        },
      });
    const { state } = ports.operate;
    const { apps, rotations, due } = state;
    const operate: OperatePorts = {
      ...ports.operate,
      state: { ...state, apps: listening('apps', apps), rotations: listening('rotations', rotations), due },
      openOrg: (name) => Promise.reject(new Error(`opened ${name}`)),
    };
    return { asked, ports: { ...ports, operate, operateFor: () => operate } };
  }

  it('reads no app and no run, asks no org, and still knows whether somebody is needed', async () => {
    const here = await world();
    await here.state.apps.remove(watchedApp({ app: 'Broken', consumerId: '888000000000000AAA' }));
    // Until each has found its next instant.
    for (let rounds = 0; rounds < 2; rounds += 1) await tick(here.ports);
    const { asked, ports } = watching(here);
    await expect(tick(ports)).resolves.toMatchObject({ actions: [], notices: [], needsAttention: true });
    expect(asked).toEqual([]);
  });

  it.each([
    ['a moment before the secret is due', 90 * day - 1, false],
    ['when it is due', 90 * day, true],
  ])('tells that somebody is needed by the clock alone: %s', async (_, after, isNeeded) => {
    const here = await world();
    const clock = new FakeClock(noon);
    const listed = await here.state.apps.list();
    for (const app of listed) await here.state.apps.save({ ...app, lastCheck: { at: noon, drift: [] } });
    const postponeAll = async () => {
      for (const app of listed) {
        const found = await here.state.due.find(app);
        if (found) await here.state.due.postpone(found, clock.now() + hour);
      }
    };
    await postponeAll();
    const ports = { ...here.ports, operate: { ...here.ports.operate, clock } };
    await expect(tick(ports)).resolves.toMatchObject({ needsAttention: false });
    clock.advance(after);
    await postponeAll();
    const { asked, ports: later } = watching({ ...here, ports });
    await expect(tick(later)).resolves.toMatchObject({ needsAttention: isNeeded });
    expect(asked).toEqual([]);
  });
});

it('follows the settings of an app at the first tick after they changed, and stores nothing of them', async () => {
  const { ports, state, clock, told, settings } = await world(['First', 'Second']);
  const [before] = await state.apps.list();
  clock.advance(-60 * day);
  await tick(ports);
  await tick(ports);
  expect(told.filter((line) => line.endsWith('secret-age'))).toEqual([]);
  settings.apps = { First: { maxAgeDays: 30 } };
  const { needsAttention } = await tick({ ...ports, settings: { ...ports.settings, whole: 'changed' } });
  expect(told.filter((line) => line.endsWith('secret-age'))).toEqual(['First secret-age']);
  expect(needsAttention).toBe(true);
  settings.apps = {};
  await expect(tick(ports)).resolves.toMatchObject({ needsAttention: false });
  expect((await state.apps.list())[0]?.policy).toEqual(before?.policy);
});

it('tells of a sign-in that is broken once for all apps of the org, and again a day later', async () => {
  const { ports, state, clock, told, broken } = await world(['First', 'Second', 'Third']);
  const brokenOnes = () => told.filter((line) => line.endsWith('sign-in-broken'));
  broken.now = reason('SignInBroken', { org: 'acme', problem: 'the token was revoked' });
  await tick(ports);
  expect(brokenOnes()).toHaveLength(1);
  clock.advance(day - 1000);
  broken.now = reason('SessionExpired', { org: 'acme' });
  await tick(ports);
  expect(brokenOnes()).toHaveLength(1);
  clock.advance(hour);
  await tick(ports);
  await tick(ports);
  expect(brokenOnes()).toHaveLength(2);
  const troubles = (await state.apps.list()).map(({ trouble }) => `${trouble?.code} ${trouble?.since}`);
  expect(new Set(troubles)).toEqual(new Set([`SessionExpired ${noon + 100 * day}`]));
});

it('tells of a broken sign-in no second time for an app that comes upon it later', async () => {
  const { ports, state, clock, told, broken } = await world(['First']);
  broken.now = reason('SignInBroken', { org: 'acme', problem: 'the token was revoked' });
  await tick(ports);
  clock.advance(hour);
  await state.apps.save(watchedApp({ app: 'Late', consumerId: '888000000000009AAA', issuedAt: noon }));
  await tick(ports);
  const [late] = (await state.apps.list()).filter(({ app }) => app === 'Late');
  expect(late?.trouble).toMatchObject({ code: 'SignInBroken', since: noon + 100 * day });
  expect(told.filter((line) => line.endsWith('sign-in-broken'))).toEqual(['First sign-in-broken']);
});

it("keeps a break-glass card current, and goes on where it can't be written", async () => {
  const { ports, state, cards } = await world(['First', 'Second', 'Third']);
  for (const app of await state.apps.list()) {
    const card = app.app === 'First' ? '/cards/first.md' : app.app === 'Second' ? '/gone' : null;
    if (card !== null) await state.apps.save({ ...app, card });
  }
  const { actions } = await tick(ports);
  expect(actions.map(({ outcome }) => outcome)).toEqual(['OrgUnreachable', 'OrgUnreachable', 'OrgUnreachable']);
  expect(cards).toEqual(['First /cards/first.md']);
});

describe('a sign-in that is about to stop working', () => {
  const ending = { at: null, problem: "it can't be renewed", cure: 'Sign in with a key.' };
  const orgId = watchedApp({}).orgId;

  it('is told once for all apps of the org, and asked for once a tick', async () => {
    const { ports, told, signIns } = await world(['First', 'Second', 'Third']);
    signIns.all = [{ username: 'ada@acme.example', aliases: ['acme'], orgId, ending }];
    await tick(ports);
    await tick(ports);
    expect(told.filter((line) => line.endsWith('sign-in-ends'))).toHaveLength(1);
    expect(signIns.asked).toBe(1);
  });

  it('is over for a notice that waited once the person signed in anew, and not where no list says so', async () => {
    const { ports, signIns } = await world(['First']);
    const made: Notice[] = [];
    const keep = (fresh: readonly Notice[]) => {
      made.push(...fresh.filter(({ kind }) => kind === 'sign-in-ends'));
      return [];
    };
    signIns.all = [{ username: 'ada@acme.example', aliases: ['acme'], orgId, ending }];
    await tick({ ...ports, post: { ...ports.post, address: keep } });
    const [notice] = made;
    if (!notice) throw new Error('it was not told');
    const now = () => asOfNowBut(ports, [])(notice);
    expect(await now()).toEqual(notice);
    signIns.all = [{ username: 'ada@acme.example', aliases: ['acme'], orgId, ending: null }];
    expect(await now()).toBe(null);
    signIns.list = () => Promise.reject(new Error('no list'));
    expect(await now()).toEqual(notice);
  });

  it('is not that of another org which has the alias by now, and no list keeps the tick from its work', async () => {
    const { ports, told, signIns } = await world(['First']);
    signIns.all = [{ username: 'ada@acme.example', aliases: ['acme'], orgId: '00D000000000009AAA', ending }];
    await tick(ports);
    expect(told.filter((line) => line.endsWith('sign-in-ends'))).toEqual([]);
    const other = await world(['First']);
    other.signIns.list = () => Promise.reject(new Error('no list'));
    await expect(tick(other.ports)).resolves.toMatchObject({ actions: [{ app: 'First', action: 'check' }] });
  });
});
