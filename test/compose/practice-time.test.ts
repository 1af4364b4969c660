import { expect, it, onTestFinished } from 'vitest';
import { compose } from '../../src/compose.ts';
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
