import { expect, it } from 'vitest';
import { Situation } from '../support/pasted/in-process.ts';

const app = 'ERP_Bridge';

it.each([
  ['confirmed', `handed-over ${app} Bob`],
  ['removed', `consumer remove ${app} Bob`],
])('after one of two consumers is %s, status still waits for the other one', async (_, command) => {
  const situation = await Situation.open();
  const run = async (line: string) => (await situation.run([...line.split(' '), '--practice'])).text;
  await run(`watch ${app} --deliver manual:Bob --deliver manual:Ana`);
  await run(`rotate ${app} --yes`);
  await run(command);
  const status = await run(`status ${app}`);
  expect(status).toContain('consumers that still need the new credentials: Ana');
  expect(status).not.toContain('resume');
  const [row] = JSON.parse(await run('status --json')).result.apps;
  expect(row.state).toBe('blocked');
  await run(`handed-over ${app} Ana`);
  expect(await run(`status ${app}`)).toContain(`keyturn resume ${app}`);
  situation.forget();
});
