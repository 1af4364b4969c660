import { expect, it } from 'vitest';
import { Situation } from '../support/pasted/in-process.ts';

const app = 'ERP_Bridge';

async function opened() {
  const situation = await Situation.open();
  const run = async (line: string) => (await situation.run([...line.split(' '), '--practice'])).text;
  return { situation, run };
}

it('status names every known change outside keyturn, while a run waits or needs attention, too', async () => {
  const { situation, run } = await opened();
  await run(`watch ${app} --deliver manual:Bob`);
  await run(`check ${app}`);
  await run(`rotate ${app} --yes`);
  situation.actOnUser('freeze', app);
  situation.act({ act: 'setPolicy', app, field: 'ipRelaxationPolicyType', value: 'Bypass' });
  await run(`check ${app}`);
  const one = await run(`status ${app}`);
  expect(one).toMatch(
    /▲ Last seen on \S+ at \S+ UTC: svc\.erp@\S+ is frozen, so Salesforce issues no tokens\. First seen on \d{4}-\d\d-\d\d\./,
  );
  expect(one).toContain('practice act unfreeze');
  expect(one).toMatch(/UTC: The app's policies were loosened: .* First seen on/);
  const all = await run('status');
  expect(all).toContain(`${app}: consumers that still need the new credentials`);
  expect(all).toMatch(new RegExp(`${app}: Last seen on \\S+ at \\S+ UTC: svc\\.erp@\\S+ is frozen`));
  expect(all).toMatch(new RegExp(`${app}: Last seen .* UTC: The app's policies were loosened`));
  await run(`handed-over ${app} Bob`);
  await run(`resume ${app}`);
  const stopped = await run(`status ${app}`);
  expect(stopped).toContain('needs attention (AppGivesNoToken)');
  expect(stopped).toContain('is frozen, so Salesforce issues no tokens.');
  situation.forget();
});

it('status names a change once if nothing else needs attention', async () => {
  const { situation, run } = await opened();
  await run(`watch ${app} --deliver manual:Bob`);
  situation.actOnUser('freeze', app);
  await run(`check ${app}`);
  for (const command of ['status', `status ${app}`]) expect((await run(command)).split('is frozen')).toHaveLength(2);
  situation.forget();
});
