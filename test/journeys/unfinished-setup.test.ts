import { expect, it } from 'vitest';
import { productFolder } from '../../src/core/adapters/home.ts';
import { openState } from '../../src/core/adapters/state/open-state.ts';
import { systemClock } from '../../src/core/adapters/system-clock.ts';
import { inProcess } from '../support/in-process.ts';
import { noAppSettings } from '../support/no-app-settings.ts';

const commandWith = (file: string) =>
  `setup --app ERP_Bridge --execution-user svc.erp@example.com --deliver 'manual:Ada '\\''s desk' --deliver manual:Bob --deliver file:${file} --yes`;

it('a setup that was killed after its first change: status and resume name the command that continues it', async () => {
  const { call, works, control, here } = await inProcess();
  await works('status');
  const command = commandWith(`${here.home}.env`);
  const begin = async () => {
    const folder = productFolder(here.home, true);
    const state = await openState({ folder, clock: systemClock(), actor: 'test', appSettings: noAppSettings });
    const { orgId } = await control('GET', '/state');
    await state.journal.append({
      ...{ event: 'intended', action: 'set-up', intent: crypto.randomUUID() },
      ...{ orgId: String(orgId), org: 'practice', app: 'ERP_Bridge' },
      detail: { user: 'svc.erp@example.com', command },
    });
    state.close();
  };
  await begin();
  expect(await works('status')).toMatchObject({
    setups: [{ app: 'ERP_Bridge', executionUser: 'svc.erp@example.com', command: `keyturn ${command}` }],
  });
  expect((await call('status', '--exit-code')).code).toBe(4);
  expect((await call()).stdout).toContain(`Continue with \`keyturn ${command} --practice\``);
  const { code: shown, stdout } = await call('status', 'ERP_Bridge');
  expect([shown, stdout]).toEqual([0, expect.stringContaining(`\`keyturn ${command} --practice\``)]);
  expect(stdout).not.toContain("isn't watching");
  expect(await works('status', 'practice/erp_bridge')).toMatchObject({ apps: [], setups: [{ app: 'ERP_Bridge' }] });
  for (const args of [
    ['check', 'ERP_Bridge'],
    ['rotate', 'ERP_Bridge'],
    ['consumer', 'list', 'ERP_Bridge'],
  ]) {
    const { code, stderr } = await call(...args);
    expect([args, code, stderr]).toEqual([args, 2, expect.stringContaining(`\`keyturn ${command} --practice\``)]);
  }
  for (const args of [['resume'], ['resume', 'ERP_Bridge'], ['resume', '--dry-run']]) {
    const { code, stderr } = await call(...args);
    expect([code, stderr]).toEqual([3, expect.stringContaining(`\`keyturn ${command} --practice\``)]);
  }
  // Of an app that is watched already.
  await works('watch', 'Data_Lake', '--store', 'file');
  await begin();
  const { stdout: others } = await call('unwatch', 'Data_Lake', '--dry-run');
  expect(others).not.toContain('Not finished');
  const { code: adopted, stderr: ended } = await call(
    'watch',
    'ERP_Bridge',
    '--store',
    'file',
    '--deliver',
    'manual:Bob',
  );
  expect([adopted, ended]).toEqual([0, expect.stringContaining('This ends the unfinished setup of ERP_Bridge')]);
  const commands = [...ended.replaceAll(/\s+/g, ' ').matchAll(/`keyturn (consumer add .*?) --practice`/g)].map(
    ([, command]) => command,
  );
  expect(commands).toEqual([
    "consumer add practice/ERP_Bridge 'Ada '\\''s desk'",
    `consumer add practice/ERP_Bridge --deliver file:${here.home}.env`,
  ]);
  await works('consumer', 'add', 'practice/ERP_Bridge', '--deliver', `file:${here.home}.env`);
  await begin();
  const { stdout: plan } = await call('unwatch', 'ERP_Bridge', '--dry-run');
  expect(plan).toMatch(/Not finished[\s\S]*The setup of ERP_Bridge in practice isn't finished/);
  expect((await call('unwatch', 'ERP_Bridge')).stdout).toContain(`\`keyturn ${command} --practice\``);
});
