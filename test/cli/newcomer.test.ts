import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

const erp = 'ERP_Bridge';

it('names the person who staged credentials wherever somebody decides about them', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp);
  await bench.control('POST', '/act', { act: 'stage', app: erp });
  const calls = [
    ['stage', erp, '--yes'],
    ['discard', erp, '--confirm', 'other'],
    ['emergency', erp, '--dry-run'],
  ];
  for (const call of calls) {
    const { stdout, stderr } = await bench.call(...call);
    expect(stdout + stderr, call.join(' ')).toContain('otto.admin@');
    expect(stdout + stderr, call.join(' ')).not.toMatch(/\b005\w{12}/);
  }
});

it('says the same once for several apps, with the flag that helps, and advises nothing that is refused', async () => {
  const bench = await inProcess();
  for (const app of [erp, 'Data_Lake']) await bench.works('watch', app);
  const { stdout } = await bench.call('status');
  expect(stdout.match(/issue date unknown/g)).toHaveLength(1);
  expect(stdout).toContain('--issued <YYYY-MM-DD>');
  expect(stdout).toContain('`keyturn daemon --practice`');
  expect(stdout).not.toContain('daemon install');
  const doctor = await bench.call('doctor');
  expect(doctor.stdout).toContain('all permissions that Salesforce documents');
  expect(doctor.stdout).not.toMatch(/✔ For staging and rotation +all permissions\n/);
});

it('says that nothing changed, and that a flow was never on, only where that is true', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp);
  const card = await bench.call('emergency', erp, '--card', join(tempFolder(), 'no', 'card.md'));
  expect([card.code, card.stderr]).toEqual([2, expect.stringContaining('Nothing changed in the org.')]);
  expect(card.stderr).not.toContain('stays done');
  await bench.works('watch', 'Billing_Sync');
  const { stdout } = await bench.call('check', 'Billing_Sync');
  expect(stdout).toContain('flow');
  expect(stdout).not.toContain('turned off');
});

it('takes no reminders that come before the credentials exist', async () => {
  const bench = await inProcess();
  const refused = await bench.call('watch', erp, '--max-age', '30d', '--remind', '100d', '--json');
  expect(JSON.parse(refused.stdout)).toMatchObject({ status: 2, name: 'UsageInvalid' });
});
