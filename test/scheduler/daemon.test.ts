import { EventEmitter } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openState } from '../../src/core/adapters/state/open-state.ts';
import { minute } from '../../src/core/plain/time.ts';
import { readDaemon } from '../../src/core/status/read-daemon.ts';
import type { DaemonNews } from '../../src/core/words/daemon-talk.ts';
import { type DaemonPorts, runDaemon, type TickReport } from '../../src/scheduler/daemon.ts';
import { noon, watchedApp } from '../core/watch/watched-apps.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { noAppSettings } from '../support/no-app-settings.ts';
import { tempFolder } from '../support/temp-folder.ts';

const fine: TickReport & { readonly ok: true } = {
  ok: true,
  actions: 0,
  notices: 0,
  nextTickAt: '2026-11-25T00:00:00.000Z',
  problem: null,
  warnings: [],
};

/** A daemon on a real state, with a bell that rings when it is told to and ticks that end when they are told to. */
async function world() {
  const clock = new FakeClock(noon);
  const folder = tempFolder();
  const state = await openState({ folder: join(folder), clock, actor: 'tester@bench', appSettings: noAppSettings });
  onTestFinished(() => state.close());
  await state.apps.save(watchedApp());
  const hangUps = new EventEmitter();
  const stopping = new AbortController();
  const logged: string[] = [];
  const ticks: { readonly end: (report: TickReport) => void; readonly signal: AbortSignal }[] = [];
  const watchers: (() => void)[] = [];
  let ring = () => {};
  let isStopped = false;
  const ports: DaemonPorts = {
    state,
    clock: async () => clock,
    pid: 4711,
    bell: (onRing) => {
      ring = onRing;
      return {
        stop: () => {
          isStopped = true;
        },
      };
    },
    runTick: (signal) =>
      new Promise((end) => {
        ticks.push({ end, signal });
        for (const wake of watchers.splice(0)) wake();
      }),
    log: {
      info: (event) => logged.push(event),
      error: (event) => logged.push(`! ${event}`),
    },
    heartbeat: async () => undefined,
    signal: stopping.signal,
    hangUps,
  };
  const begun = (count: number) =>
    new Promise<void>((resolve) => {
      const look = () => (ticks.length >= count ? resolve() : void watchers.push(look));
      look();
    });
  /** Lets everything that was started come to its next wait. */
  const settle = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  return {
    ports,
    state,
    folder,
    clock,
    hangUps,
    stop: () => stopping.abort(),
    logged,
    ticks,
    begun,
    settle,
    ring: () => ring(),
    isStopped: () => isStopped,
  };
}

async function postpone({ state }: Awaited<ReturnType<typeof world>>, at: number) {
  const found = await state.due.find(watchedApp());
  if (found) await state.due.postpone(found, at);
}

it('starts even if the watch list cannot be read at that moment', async () => {
  const here = await world();
  const list = () => Promise.reject(new Error('the disk has no space left'));
  const state = { ...here.state, apps: { ...here.state.apps, list } };
  const over = runDaemon({ ...here.ports, state, speak: () => undefined });
  await here.begun(1);
  here.ticks[0]?.end(fine);
  await here.settle();
  here.stop();
  await over;
  expect(here.logged).toEqual(['watching', 'tick', 'leaving']);
});

it('speaks to a person: what it watches, each tick, a failure, and that it stops', async () => {
  const here = await world();
  const news: DaemonNews[] = [];
  const lines: unknown[] = [];
  const info = (event: string, detail?: unknown) => event === 'tick' && lines.push(detail);
  const log = { ...here.ports.log, info };
  const over = runDaemon({ ...here.ports, log, speak: (one) => news.push(one) });
  await here.begun(1);
  await postpone(here, noon + 60_000);
  const told = { acts: [], notices: [], warnings: ['no channel'] };
  here.ticks[0]?.end({ ...fine, warnings: ['no channel'], told });
  await here.settle();
  expect(lines[0]).toEqual({ why: 'start', ok: true, actions: 0, notices: 0, nextTickAt: '2026-11-25T00:00:00.000Z' });
  here.clock.advance(60_000);
  here.ring();
  await here.begun(2);
  here.ticks[1]?.end({ ok: false, problem: 'no disk', isBusy: false });
  await here.settle();
  here.stop();
  await over;
  expect(news).toEqual([
    { kind: 'watching', apps: 1, orgs: 1 },
    { kind: 'tick', acts: [], notices: [], warnings: ['no channel'], nextAt: noon + 60_000, now: noon },
    { kind: 'failed', problem: 'no disk' },
    { kind: 'leaving', isWorking: false },
    { kind: 'left' },
  ]);
});

it('says that the next check is due now when an app was saved during a tick, never a time long ago', async () => {
  const here = await world();
  const news: DaemonNews[] = [];
  const over = runDaemon({ ...here.ports, speak: (one) => news.push(one) });
  await here.begun(1);
  await here.state.apps.save(watchedApp());
  here.ticks[0]?.end(fine);
  await here.settle();
  here.stop();
  await over;
  expect(news).toContainEqual({ kind: 'tick', acts: [], notices: [], warnings: [], nextAt: noon, now: noon });
});

describe('the daemon', () => {
  it('ends if its state is gone or replaced, so that its service starts it with the new one', async () => {
    const here = await world();
    const over = runDaemon(here.ports);
    await here.begun(1);
    here.ticks[0]?.end(fine);
    await here.settle();
    rmSync(join(here.folder, 'state.db'));
    here.ring();
    await expect(over).rejects.toMatchObject({ code: 'StateReplaced' });
    expect(here.isStopped()).toBe(true);
  });

  it('ticks at its start, then only when something is due', async () => {
    const here = await world();
    const over = runDaemon(here.ports);
    await here.begun(1);
    await postpone(here, noon + 3_600_000);
    here.ticks[0]?.end(fine);
    await here.settle();
    here.ring();
    await here.settle();
    expect(here.ticks).toHaveLength(1);
    here.clock.advance(3_600_000);
    here.ring();
    await here.begun(2);
    here.ticks[1]?.end(fine);
    await here.settle();
    here.stop();
    await over;
    expect(here.isStopped()).toBe(true);
    expect(await here.state.leases.holder('daemon')).toBe(null);
  });

  it('never runs two ticks at once, however often it is rung', async () => {
    const here = await world();
    const over = runDaemon(here.ports);
    await here.begun(1);
    for (let rings = 0; rings < 5; rings += 1) here.ring();
    await here.settle();
    expect(here.ticks).toHaveLength(1);
    here.ticks[0]?.end(fine);
    await here.settle();
    expect(here.ticks).toHaveLength(1);
    here.hangUps.emit('SIGHUP');
    await here.begun(2);
    here.ticks[1]?.end(fine);
    await here.settle();
    here.stop();
    await over;
  });

  it('checks once more if somebody asked for it during a tick, which may not have seen what changed', async () => {
    const here = await world();
    const over = runDaemon(here.ports);
    await here.begun(1);
    here.hangUps.emit('SIGHUP');
    here.hangUps.emit('SIGHUP');
    await here.settle();
    expect(here.ticks).toHaveLength(1);
    here.ticks[0]?.end(fine);
    await here.begun(2);
    here.ticks[1]?.end(fine);
    await here.settle();
    expect(here.ticks).toHaveLength(2);
    here.hangUps.emit('SIGHUP');
    await here.begun(3);
    here.hangUps.emit('SIGHUP');
    here.stop();
    here.ticks[2]?.end(fine);
    await over;
    expect(here.ticks).toHaveLength(3);
  });

  it('goes on after a tick that failed', async () => {
    const here = await world();
    const over = runDaemon(here.ports);
    await here.begun(1);
    await postpone(here, noon + 3_600_000);
    here.ticks[0]?.end({ ok: false, problem: 'the org is away', isBusy: false });
    await here.settle();
    expect(here.logged).toContain('! tick failed');
    expect(await readDaemon(here.state)).toMatchObject({
      isFailing: true,
      nextTickAt: noon + 60_000,
      lastGoodTickAt: null,
      lastFailure: { at: noon, problem: 'the org is away' },
    });
    // Tried again at the next ring, though nothing is due before an hour has passed.
    here.clock.advance(60_000);
    here.ring();
    await here.begun(2);
    here.ticks[1]?.end(fine);
    await here.settle();
    expect(await readDaemon(here.state)).toMatchObject({
      isFailing: false,
      lastGoodTickAt: noon + 60_000,
      lastFailure: { at: noon, problem: 'the org is away' },
    });
    here.ring();
    await here.settle();
    expect(here.ticks).toHaveLength(2);
    here.stop();
    await over;
  });

  it('keeps what an earlier daemon noted, until a tick of its own has ended', async () => {
    const here = await world();
    const noted = { lastGoodTickAt: noon - 60_000, lastFailure: { at: noon - 1, problem: 'the disk is full' } };
    await here.state.daemon.save({ pid: 1, startedAt: 0, lastTickAt: noon - 1, nextTickAt: null, ...noted });
    const over = runDaemon(here.ports);
    await here.begun(1);
    expect(await readDaemon(here.state)).toMatchObject({ isFailing: true, ...noted });
    here.ticks[0]?.end(fine);
    await here.settle();
    expect((await readDaemon(here.state)).isFailing).toBe(false);
    here.stop();
    await over;
  });

  it('notes no failure when another process does the work, or when it is told to leave', async () => {
    const here = await world();
    const over = runDaemon(here.ports);
    await here.begun(1);
    here.ticks[0]?.end({ ok: false, problem: 'another tick runs', isBusy: true });
    await here.settle();
    here.ring();
    await here.begun(2);
    here.stop();
    here.ticks[1]?.end({ ok: false, problem: 'interrupted', isBusy: false });
    await over;
    expect((await here.state.daemon.read())?.lastFailure).toBe(null);
  });

  it('notes why it could not even look what is due', async () => {
    const here = await world();
    const problem = 'no space left on the device';
    const heartbeat = () => Promise.reject(new Error(problem));
    const over = runDaemon({ ...here.ports, heartbeat });
    await here.settle();
    await here.settle();
    // An app that was just saved is due at once, and not in 1970.
    expect(await readDaemon(here.state)).toMatchObject({ isFailing: true, nextTickAt: noon, lastFailure: { problem } });
    here.stop();
    await over;
  });

  it('asks the tick under way to leave, and waits for its step to end', async () => {
    const here = await world();
    let isOver = false;
    const over = runDaemon(here.ports).then(() => {
      isOver = true;
    });
    await here.begun(1);
    here.stop();
    await here.settle();
    expect([here.ticks[0]?.signal.aborted, isOver]).toEqual([true, false]);
    here.ticks[0]?.end(fine);
    await over;
    expect(here.logged.at(-1)).toBe('leaving');
  });

  it('is the only one of its state', async () => {
    const here = await world();
    const over = runDaemon(here.ports);
    await here.begun(1);
    await expect(runDaemon(here.ports)).rejects.toMatchObject({ code: 'AnotherAtWork' });
    here.ticks[0]?.end(fine);
    await here.settle();
    here.stop();
    await over;
  });
});

it('raises the alarm with the start of a row of failures, and not for a pass of another process', async () => {
  const here = await world();
  const alarms: { readonly since: number; readonly problem: string }[] = [];
  const over = runDaemon({ ...here.ports, alarm: async (failure) => void alarms.push(failure) });
  await here.begun(1);
  const since = here.clock.now();
  here.ticks[0]?.end({ ok: false, problem: 'no space left', isBusy: false });
  await here.settle();
  here.clock.advance(minute);
  here.ring();
  await here.begun(2);
  here.ticks[1]?.end({ ok: false, problem: 'no space left', isBusy: false });
  await here.settle();
  expect(alarms).toEqual([
    { since, problem: 'no space left' },
    { since, problem: 'no space left' },
  ]);
  here.ring();
  await here.begun(3);
  here.ticks[2]?.end({ ok: false, problem: 'another works', isBusy: true });
  await here.settle();
  expect(alarms).toHaveLength(2);
  here.stop();
  await over;
});

it('is failing after a pass that was not good, and tries again only when something is due', async () => {
  const here = await world();
  const over = runDaemon(here.ports);
  await here.begun(1);
  await postpone(here, here.clock.now() + 3_600_000);
  here.ticks[0]?.end({ ...fine, problem: 'no channel takes messages' });
  await here.settle();
  await expect(readDaemon(here.state)).resolves.toMatchObject({
    isFailing: true,
    lastGoodTickAt: null,
    lastFailure: { problem: 'no channel takes messages' },
  });
  here.clock.advance(minute);
  here.ring();
  await here.settle();
  expect(here.ticks).toHaveLength(1);
  here.stop();
  await over;
});

it('ends once another daemon has its lease, and leaves the record to that one', async () => {
  const here = await world();
  const over = runDaemon(here.ports);
  await here.begun(1);
  here.ticks[0]?.end(fine);
  await here.settle();
  await here.state.leases.takeOver('daemon', 'The watch list');
  const record = {
    pid: 9,
    startedAt: noon,
    lastTickAt: noon,
    nextTickAt: noon,
    lastGoodTickAt: noon,
    lastFailure: null,
  };
  await here.state.daemon.save(record);
  here.ring();
  await expect(over).rejects.toMatchObject({ code: 'TakenOver' });
  expect(await here.state.daemon.read()).toEqual(record);
});
