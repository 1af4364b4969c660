import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { resetPractice } from '../../src/compose/practice.ts';
import { openState } from '../../src/core/adapters/state/open-state.ts';
import { systemClock } from '../../src/core/adapters/system-clock.ts';
import { startPracticeOrg } from '../../src/practice-org/start.ts';
import { noAppSettings } from '../support/no-app-settings.ts';
import { tempFolder } from '../support/temp-folder.ts';

it('says which process runs the practice org that is to start over, and that it has to end first', async () => {
  const home = tempFolder();
  const org = await startPracticeOrg({ folder: join(home, 'practice'), now: Date.UTC(2026, 10, 24, 3) });
  onTestFinished(org.close);
  await expect(resetPractice({ KEYTURN_HOME: home }, undefined)).rejects.toMatchObject({
    code: 'PracticeOrgRunning',
    message: `The practice org is already running, in process ${process.pid}`,
    actions: [expect.stringContaining(`kill ${process.pid}`), expect.not.stringContaining('reset')],
  });
});

it('keeps everything while a daemon of the practice org runs, even if nobody runs the org itself', async () => {
  const home = tempFolder();
  const folder = join(home, 'practice-watch');
  mkdirSync(folder, { mode: 0o700 });
  const state = await openState({ folder, clock: systemClock(), actor: 'tester', appSettings: noAppSettings });
  onTestFinished(() => state.close());
  const lease = await state.leases.acquire('daemon');
  const reset = () => resetPractice({ KEYTURN_HOME: home }, undefined);
  await expect(reset()).rejects.toMatchObject({
    code: 'AnotherAtWork',
    actions: [expect.stringContaining(`kill ${process.pid}`)],
  });
  expect([existsSync(join(home, 'practice')), existsSync(join(folder, 'state.db'))]).toEqual([false, true]);
  await lease.release();
  await reset();
  expect(existsSync(folder)).toBe(false);
});
