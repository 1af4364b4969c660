import { expect, it } from 'vitest';
import { productFolder } from '../../src/core/adapters/home.ts';
import { openState } from '../../src/core/adapters/state/open-state.ts';
import { systemClock } from '../../src/core/adapters/system-clock.ts';
import { inProcess } from '../support/in-process.ts';
import { noAppSettings } from '../support/no-app-settings.ts';

const command = 'setup --app ERP_Bridge --execution-user svc.erp@example.com --yes';

it('a setup that was killed after its first change: status and resume name the command that continues it', async () => {
  const { call, works, here } = await inProcess();
  await works('status');
  const clock = systemClock();
  const folder = productFolder(here.home, true);
  const state = await openState({ folder, clock, actor: 'test', appSettings: noAppSettings });
  await state.journal.append({
    ...{ event: 'intended', action: 'set-up', intent: crypto.randomUUID() },
    ...{ orgId: '00D000000000001', org: 'practice', app: 'ERP_Bridge' },
    detail: { user: 'svc.erp@example.com', command },
  });
  state.close();
  expect(await works('status')).toMatchObject({
    setups: [{ app: 'ERP_Bridge', executionUser: 'svc.erp@example.com', command: `keyturn ${command}` }],
  });
  expect((await call('status', '--exit-code')).code).toBe(4);
  expect((await call()).stdout).toContain(`Continue with \`keyturn ${command} --practice\``);
  for (const args of [['resume'], ['resume', 'ERP_Bridge'], ['resume', '--dry-run']]) {
    const { code, stderr } = await call(...args);
    expect([code, stderr]).toEqual([3, expect.stringContaining(`\`keyturn ${command} --practice\``)]);
  }
});
