import { EventEmitter } from 'node:events';
import { mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openAlarm } from '../../src/compose/alarm.ts';
import { keepWatching } from '../../src/compose/daemon.ts';
import { compose } from '../../src/compose.ts';
import { hour } from '../../src/core/plain/time.ts';
import { setDaemonAttention } from '../../src/core/watch/attend.ts';
import { noon, watchedApp } from '../core/watch/watched-apps.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** The alarm of a daemon whose only channel is a log. */
async function world() {
  const home = tempFolder();
  const log = join(home, 'notices.jsonl');
  writeFileSync(log, '');
  writeFileSync(join(home, 'config.json5'), JSON.stringify({ channels: { journal: { type: 'log', file: log } } }));
  const composition = compose({ isPractice: false, isInteractive: false, env: { KEYTURN_HOME: home } });
  onTestFinished(() => composition.close());
  const clock = new FakeClock(noon);
  const state = await composition.state();
  const isStateBroken = { now: false };
  const broken = () => Promise.reject(new Error('the disk has no space left'));
  const alarm = openAlarm({
    ...composition,
    freshClock: async () => clock,
    state: () => (isStateBroken.now ? broken() : composition.state()),
  });
  const told = () =>
    readFileSync(log, 'utf8')
      .split('\n')
      .filter(Boolean)
      .flatMap((line) => JSON.parse(line).notices)
      .map(({ kind, threshold, severity }) => `${kind} ${threshold} ${severity}`);
  return {
    home,
    log,
    composition,
    clock,
    state,
    alarm,
    told,
    isStateBroken,
    failure: { since: noon, problem: 'no space left' },
  };
}

it('tells the channels after an hour of failures and then daily, each step once, also without a state', async () => {
  const { clock, alarm, told, failure, isStateBroken } = await world();
  isStateBroken.now = true;
  await alarm(failure);
  expect(told()).toEqual([]);
  clock.advance(hour);
  await alarm(failure);
  await alarm(failure);
  expect(told()).toEqual(['daemon-failing 0d caution']);
  clock.advance(72 * hour);
  await alarm(failure);
  expect(told().at(-1)).toBe('daemon-failing 3d danger');
});

it('is quiet while somebody works on it', async () => {
  const { clock, state, alarm, told, failure } = await world();
  clock.advance(2 * hour);
  await setDaemonAttention(state, { at: clock.now(), by: 'ada', why: '' });
  await alarm(failure);
  expect(told()).toEqual([]);
});

it('tries a step again until a channel takes it', async () => {
  const { clock, alarm, told, failure, log } = await world();
  rmSync(log);
  mkdirSync(log);
  clock.advance(hour);
  await alarm(failure);
  rmdirSync(log);
  clock.advance(60_000);
  await alarm(failure);
  await alarm(failure);
  expect(told()).toEqual(['daemon-failing 0d caution']);
});

const unasked = {
  tickArgs: [],
  signal: new AbortController().signal,
  hold: () => () => undefined,
  hangUps: new EventEmitter(),
};

it('says once that the daemon can not start without its state, although it is started again and again', async () => {
  const { home, state, composition, told } = await world();
  await state.apps.save(watchedApp());
  composition.close();
  writeFileSync(join(home, 'state.db.damaged-20261124T120000Z'), 'x');
  for (const end of ['', '-wal', '-shm']) rmSync(join(home, `state.db${end}`), { force: true });
  for (let start = 0; start < 2; start += 1) {
    const again = compose({ isPractice: false, isInteractive: false, env: { KEYTURN_HOME: home } });
    onTestFinished(() => again.close());
    await expect(keepWatching(again, unasked)).rejects.toMatchObject({ code: 'StateLost' });
  }
  expect(told()).toEqual(['daemon-failing 0d caution']);
});
