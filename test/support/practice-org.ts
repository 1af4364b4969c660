import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../src/core/adapters/system-clock.ts';
import { type RunningPracticeOrg, startPracticeOrg } from '../../src/practice-org/start.ts';
import type { Place } from './keyturn.ts';

/** Runs the practice org of a home in this process until the end of the test. */
export async function practiceOrg({ home }: Place, scenario = 'acme'): Promise<RunningPracticeOrg> {
  const org = await startPracticeOrg({ folder: join(home, 'practice'), scenario, now: systemClock().now() });
  onTestFinished(() => org.close());
  return org;
}
