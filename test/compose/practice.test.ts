import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openOwnFolder } from '../../src/compose/own-folder.ts';
import { resetFurther, resetPractice, runPracticeOrg } from '../../src/compose/practice.ts';
import { openState } from '../../src/core/adapters/state/open-state.ts';
import { systemClock } from '../../src/core/adapters/system-clock.ts';
import { performAct, startPracticeOrg } from '../../src/practice-org/start.ts';
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

it('runs several practice orgs of one home at once, each with its own data', async () => {
  const home = tempFolder();
  const env = { KEYTURN_HOME: home };
  const orgs = await Promise.all([null, 'second', 'third'].map((name) => runPracticeOrg(env, { name })));
  for (const org of orgs) onTestFinished(org.close);
  for (const part of ['instanceUrl', 'orgId', 'username', 'accessToken'] as const) {
    expect(new Set(orgs.map((org) => org[part])).size, part).toBe(3);
  }
  await performAct(orgs[1] ?? (orgs[0] as never), { act: 'deleteApp', app: 'Mailer' });
  const apps = await Promise.all(
    orgs.map(
      async ({ controlUrl }) => ((await (await fetch(`${controlUrl}/state`)).json()) as { apps: [] }).apps.length,
    ),
  );
  expect(apps).toEqual([6, 5, 6]);
  await expect(runPracticeOrg(env, { name: 'second' })).rejects.toMatchObject({ code: 'PracticeOrgRunning' });
  await expect(resetFurther(env, 'second', 'leak')).rejects.toMatchObject({ code: 'PracticeOrgRunning' });
  await orgs[0]?.close();
  expect(await openOwnFolder(env).practiceProcess()).toBe(process.pid);
  const [, second] = orgs;
  await second?.close();
  await resetFurther(env, 'second', 'leak');
  const anew = await runPracticeOrg(env, { name: 'second' });
  onTestFinished(anew.close);
  expect([anew.scenario, anew.orgId === second?.orgId]).toEqual(['leak', false]);
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
