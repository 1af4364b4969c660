import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Interruption, listenForInterruption } from '../../src/cli/interruption.ts';
import { reason } from '../../src/core/reasons/errors.ts';

const exits: number[] = [];
const said: string[] = [];
let process: EventEmitter & { exit(code: number): void };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  exits.length = 0;
  said.length = 0;
  process = Object.assign(new EventEmitter(), { exit: (code: number) => void exits.push(code) });
});
afterEach(() => void vi.useRealTimers());

function listen(): Interruption {
  return listenForInterruption('rotate Billing', process as unknown as NodeJS.Process);
}

/** What the command ends with until now; null while it goes on. */
async function ended({ ended: end }: Interruption): Promise<string | null> {
  return Promise.race([end.catch((error: { code: string; safe: string }) => `${error.code}: ${error.safe}`), later()]);
}
const later = async () => {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  return null;
};

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s ends a command within a moment', async (signal) => {
  const interruption = listen();
  process.emit(signal);
  expect(interruption.signal.aborted).toBe(true);
  vi.advanceTimersByTime(200);
  expect(await ended(interruption)).toBe('Interrupted: Nothing changed in the org.');
  vi.advanceTimersByTime(800);
  expect(exits).toEqual([130]);
});

it('SIGHUP is no interruption of a command that it asks for something else, unless the terminal was closed', () => {
  let isGone = false;
  const interruption = listen();
  interruption.take();
  interruption.spareHangUp(() => isGone);
  process.emit('SIGHUP', 'SIGHUP');
  vi.advanceTimersByTime(200_000);
  expect([interruption.signal.aborted, exits, process.listenerCount('SIGTERM')]).toEqual([false, [], 1]);
  isGone = true;
  process.emit('SIGHUP', 'SIGHUP');
  expect(interruption.signal.aborted).toBe(true);
});

it('a command that stops by itself says so within a second, and is ended within 5', async () => {
  const interruption = listen();
  interruption.take((text) => said.push(text));
  process.emit('SIGINT');
  vi.advanceTimersByTime(999);
  expect(said).toEqual(['Stopping. Ctrl-C again ends keyturn at once.']);
  expect(await ended(interruption)).toBeNull();
  vi.advanceTimersByTime(4_000);
  expect(await ended(interruption)).toMatch(/^Interrupted: Everything keyturn started is recorded/);
  expect(exits).toEqual([130]);
});

it('a screen is told when its work has had its time, and then its command is ended', async () => {
  const interruption = listen();
  interruption.take((text) => said.push(text));
  const { signal, timeIsUp } = interruption.screen();
  const release = interruption.hold();
  process.emit('SIGTERM');
  expect(signal.aborted).toBe(true);
  let isUp = false;
  void timeIsUp().then(() => {
    isUp = true;
  });
  vi.advanceTimersByTime(20_000);
  await later();
  expect([isUp, said]).toEqual([false, []]);
  release();
  vi.advanceTimersByTime(100);
  await later();
  expect(isUp).toBe(true);
  expect(await ended(interruption)).toMatch(/^Interrupted: Everything keyturn started is recorded/);
});

it('a screen without a change of the org has had its time soon enough to say how it ended', async () => {
  const interruption = listen();
  const { ask, timeIsUp } = interruption.screen();
  ask();
  const up = timeIsUp();
  vi.advanceTimersByTime(3_500);
  await up;
  expect(await ended(interruption)).toBeNull();
  vi.advanceTimersByTime(1_400);
  expect(exits).toEqual([130]);
});

it.each(['signal', 'key'])(
  'a second %s closes a screen, although the org is being changed, and a third one ends the process',
  async (how) => {
    const interruption = listen();
    const { again, ask } = interruption.screen();
    interruption.hold();
    const press = () => (how === 'key' ? ask() : void process.emit('SIGINT'));
    press();
    expect(again.aborted).toBe(false);
    press();
    expect(again.aborted).toBe(true);
    expect(process.listenerCount('SIGINT')).toBe(0);
    vi.advanceTimersByTime(1_400);
    expect(await ended(interruption)).not.toBeNull();
    expect(exits).toEqual([130]);
  },
);

it('a change of the org may finish, for 150 s', async () => {
  const interruption = listen();
  interruption.take((text) => said.push(text));
  interruption.hold();
  process.emit('SIGTERM');
  vi.advanceTimersByTime(149_000);
  expect(said).toEqual([
    'Stopping. keyturn first finishes what it is changing in the org, within 150 s. Ctrl-C again ends it at once.',
  ]);
  expect(await ended(interruption)).toBeNull();
  vi.advanceTimersByTime(2_000);
  expect(await ended(interruption)).not.toBeNull();
  expect(exits).toEqual([130]);
});

it.each([true, false])('the command ends as soon as nothing is being changed (stops by itself: %s)', async (stops) => {
  const interruption = listen();
  if (stops) interruption.take();
  const release = interruption.hold();
  process.emit('SIGINT');
  vi.advanceTimersByTime(20_000);
  expect(await ended(interruption)).toBeNull();
  release();
  vi.advanceTimersByTime(100);
  expect(await ended(interruption)).toMatch(/^Interrupted: Everything keyturn started is recorded/);
});

it('a command that does not stop by itself has no result after an interruption', () => {
  const [one, other] = [listen(), listen()];
  other.take();
  for (const each of [one, other]) expect(() => each.requireResult()).not.toThrow();
  process.emit('SIGINT');
  expect(() => one.requireResult()).toThrow('Interrupted while keyturn rotate Billing was running');
  expect(() => other.requireResult()).not.toThrow();
});

it('a request that was interrupted ends the command by its name, unless the command knows more', () => {
  const [one, other] = [listen(), listen()];
  other.take();
  const error = reason('Interrupted', { doing: 'waiting for Salesforce', command: null });
  expect(one.errorFor(error)).toBe(error);
  process.emit('SIGINT');
  expect(one.errorFor(error)).toMatchObject({ actions: ['Continue with `keyturn rotate Billing`.'] });
  expect(other.errorFor(error)).toBe(error);
});

it('a second signal reaches the process, which it ends at once', () => {
  listen();
  process.emit('SIGINT');
  expect(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => process.listenerCount(signal))).toEqual([0, 0, 0]);
});

it('a command that has ended is ended no more', () => {
  const interruption = listen();
  interruption.take((text) => said.push(text));
  process.emit('SIGINT');
  interruption.release();
  vi.advanceTimersByTime(200_000);
  expect([said, exits]).toEqual([[], []]);
});

it('what must be closed is waited for; after an interruption only for a moment', async () => {
  const interruption = listen();
  await expect(interruption.patient(Promise.resolve('closed'))).resolves.toBe('closed');
  const work = interruption.patient(new Promise(() => undefined));
  process.emit('SIGINT');
  await later();
  vi.advanceTimersByTime(500);
  await expect(work).resolves.toBeUndefined();
});
