import { expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { place } from '../support/keyturn.ts';
import { tempFolder } from '../support/temp-folder.ts';

it('an app is found by its label, as practice/<app>, and on the other side by a hint', async () => {
  const here = place(tempFolder());
  const run = async (...args: readonly string[]) => {
    const { code, stdout } = await call(here, [...args, '--json']);
    return { code, ...JSON.parse(stdout) };
  };
  const nowhere = await run('status', 'ERP Bridge');
  expect(nowhere).toMatchObject({ code: 2, name: 'AppNotWatched' });
  expect(nowhere.actions.join()).not.toContain('--practice');

  expect(await run('watch', 'erp bridge', '--practice')).toMatchObject({ code: 0, result: { app: 'ERP_Bridge' } });
  for (const call of [
    ['status', 'ERP Bridge', '--practice'],
    ['status', 'practice/ERP_Bridge'],
    ['status', 'practice/ERP Bridge', '--practice'],
  ]) {
    expect(await run(...call)).toMatchObject({ code: 0, result: { apps: [{ app: 'ERP_Bridge' }] } });
  }
  expect((await run('history', 'practice/erp bridge')).result.lines.length).toBeGreaterThan(0);
  // A follow-up is worded like the call.
  const snoozed = await run('snooze', 'practice/ERP_Bridge', 'never');
  expect([snoozed.code, snoozed.name]).toEqual([2, 'UsageInvalid']);
  expect(await run('watch', 'practice/ERP_Bridge')).toMatchObject({ code: 0, result: { org: 'practice' } });

  for (const call of [
    ['status', 'ERP_Bridge'],
    ['rotate', 'ERP Bridge', '--yes'],
    ['reveal', 'erp_bridge', '--unsafe-stdout'],
    ['reveal', 'erp_bridge'],
  ]) {
    const { name, actions } = await run(...call);
    expect([name, actions[0]]).toEqual([
      'AppNotWatched',
      'The practice org has a watched app of that name: add `--practice`.',
    ]);
  }
  expect(await run('watch', 'Partner Feed', '--practice')).toMatchObject({
    ...{ code: 3, name: 'AppIsPackaged' },
    message: expect.stringMatching(/^Partner_Feed comes from a managed package: /),
  });
  const confirmed = await run('unwatch', 'ERP Bridge', '--confirm', 'ERP Bridge', '--practice');
  expect(confirmed).toMatchObject({ code: 3, name: 'ConfirmationMissing' });
  expect(await run('unwatch', 'ERP Bridge', '--practice')).toMatchObject({ code: 0, result: { app: 'ERP_Bridge' } });
});

it('a real org with the alias practice is not watched under it', async () => {
  const here = place(tempFolder());
  const { code, stdout } = await call(here, ['watch', 'ERP_Bridge', '-o', 'practice', '--json']);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({
    name: 'AnswerInvalid',
    message: expect.stringContaining('keyturn uses that name for the practice org'),
  });
});
