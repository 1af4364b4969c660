import { expect, it } from 'vitest';
import { Situation } from '../support/pasted/in-process.ts';

const app = 'ERP_Bridge';

it('after retire, credentials that others made and promoted have no issue date of keyturn', async () => {
  const situation = await Situation.open();
  const run = async (line: string) =>
    (await situation.run([...line.replaceAll('FOLDER', situation.folder).split(' '), '--practice'])).text;
  await run(`watch ${app} --deliver file:FOLDER/erp.env --issued 2026-10-01`);
  situation.pass(5);
  situation.act({ act: 'rotateInSetup', app });
  expect(await run(`retire ${app} --confirm ${app}`)).toContain('previous credentials deleted');
  const { result } = JSON.parse(await run(`status ${app} --json`)) as { result: { apps: Record<string, unknown>[] } };
  expect(result.apps[0]).toMatchObject({ issuedAt: null, ageSource: 'unknown', ageDays: null });
  // Their age counts from the command, not from the date of the credentials that it deleted.
  const [{ dueAt, rotation } = {}] = result.apps;
  const { startedAt } = rotation as { startedAt: string };
  expect(Date.parse(String(dueAt)) - Date.parse(startedAt)).toBe(90 * 86_400_000);
  expect(await run(`status ${app}`)).toContain('issue date unknown');
  situation.forget();
});
