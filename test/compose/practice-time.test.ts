import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { compose } from '../../src/compose.ts';
import { systemClock } from '../../src/core/adapters/system-clock.ts';
import { joinPracticeOrg, startPracticeOrg } from '../../src/practice-org/start.ts';
import { inProcess } from '../support/in-process.ts';

const day = 86_400_000;

it("follows the practice org's clock, for everybody who holds it", async () => {
  const bench = await inProcess();
  const env = { KEYTURN_HOME: bench.here.home };
  const composition = compose({ isPractice: true, isInteractive: false, env });
  onTestFinished(() => composition.close());
  const clock = await composition.clock();
  const before = clock.now();
  await bench.control('POST', '/clock', { advance: '7d' });
  expect(clock.now() - before).toBeLessThan(day);
  await composition.freshClock();
  expect(clock.now() - before).toBeGreaterThanOrEqual(7 * day);
});

it('finds the practice org again after the process that ran it has ended, or runs it itself', async () => {
  const bench = await inProcess();
  const composition = compose({ isPractice: true, isInteractive: false, env: { KEYTURN_HOME: bench.here.home } });
  onTestFinished(() => composition.close());
  const [clock, signIns] = await Promise.all([composition.clock(), composition.signIns()]);
  const before = clock.now();
  const folder = join(bench.here.home, 'practice');
  await bench.org.close();
  const other = await startPracticeOrg({ folder, now: systemClock().now() });
  await fetch(`${other.controlUrl}/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ advance: '7d' }),
  });
  await Promise.all([composition.freshClock(), composition.freshClock()]);
  expect(clock.now() - before).toBeGreaterThanOrEqual(7 * day);
  expect((await signIns.list())[0]?.instanceUrl).toBe(other.instanceUrl);
  await other.close();
  expect(await joinPracticeOrg(folder)).toBe(null);
  await composition.freshClock();
  expect(clock.now() - before).toBeGreaterThanOrEqual(7 * day);
  const run = await joinPracticeOrg(folder);
  expect(run).not.toBe(null);
  expect((await signIns.open('practice')).instanceUrl).toBe(run?.instanceUrl);
  await composition.close();
  expect(await joinPracticeOrg(folder)).toBe(null);
});

it('goes by the last known time while the process that runs the practice org does not answer', async () => {
  const bench = await inProcess();
  await bench.control('POST', '/clock', { advance: '7d' });
  const composition = compose({ isPractice: true, isInteractive: false, env: { KEYTURN_HOME: bench.here.home } });
  onTestFinished(() => composition.close());
  const before = (await composition.clock()).now();
  const folder = join(bench.here.home, 'practice');
  await bench.org.close();
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'not a folder');
  expect((await composition.freshClock()).now()).toBeGreaterThanOrEqual(before);
  rmSync(folder);
  await composition.freshClock();
  expect(await joinPracticeOrg(folder)).not.toBe(null);
});

it('reads the time of the practice org again after a lost answer, and says what happened if none comes', async () => {
  const bench = await inProcess();
  await bench.control('POST', '/clock', { advance: '7d' });
  const usual = globalThis.fetch;
  onTestFinished(() => {
    globalThis.fetch = usual;
  });
  const timeWith = async (losses: number) => {
    let left = losses;
    globalThis.fetch = async (...asked) => {
      left -= 1;
      if (left >= 0) throw new TypeError('fetch failed');
      return usual(...asked);
    };
    const composition = compose({ isPractice: true, isInteractive: false, env: { KEYTURN_HOME: bench.here.home } });
    onTestFinished(() => composition.close());
    return (await composition.clock()).now() - systemClock().now();
  };
  expect(await timeWith(1)).toBeGreaterThan(6 * day);
  await expect(timeWith(2)).rejects.toMatchObject({
    code: 'OrgUnreachable',
    message: expect.stringContaining('fetch failed'),
  });
});
