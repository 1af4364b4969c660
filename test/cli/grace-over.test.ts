import { expect, it } from 'vitest';
import { Situation } from '../support/pasted/in-process.ts';

const app = 'ERP_Bridge';

it('after the grace period, status names the command that works if only a person may delete the previous credentials', async () => {
  const situation = await Situation.open();
  const run = async (line: string) =>
    situation.run([...line.replaceAll('FOLDER', situation.folder).split(' '), '--practice']);
  await run(`watch ${app} --deliver file:FOLDER/erp.env --deliver manual:Bob`);
  await run(`rotate ${app} --yes`);
  await run(`handed-over ${app} Bob`);
  await run(`resume ${app}`);
  await run(`consumer remove ${app} Bob`);
  situation.pass(8);
  const { text } = await run(`status ${app}`);
  expect(text).toContain(`keyturn retire ${app} --confirm ${app}`);
  expect(text).not.toContain('keyturn resume');
  expect((await run(`retire ${app} --confirm ${app}`)).code).toBe(0);
  situation.forget();
});
