import { expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';

it('the plan of a rotation promises no way back that the org may refuse', async () => {
  const { call, works, here } = await inProcess();
  await works('watch', 'ERP_Bridge', '--deliver', `file:${here.home}.env`);
  const { stdout: plan } = await call('rotate', 'ERP_Bridge', '--dry-run');
  expect(plan.replaceAll(/\s+/g, ' ')).toContain(
    '`keyturn rotate ERP_Bridge --back --practice` tries to switch back to them. Some orgs refuse it. Then nothing changes.',
  );
  expect(plan).not.toContain('You can switch back');
  await works('rotate', 'ERP_Bridge', '--yes');
  const { code, stderr } = await call('rotate', 'ERP_Bridge', '--back', '--yes');
  expect([code, stderr]).toEqual([3, expect.stringContaining('NoWayBack')]);
  const dryRun = await call('rotate', 'ERP_Bridge', '--back', '--dry-run');
  expect(dryRun.stdout).toContain('Whether the org switches back. Some orgs refuse it. Then nothing changes.');
  expect(stderr.match(/Promoting the previous credentials/g)).toHaveLength(1);
});

it('the plan of a switch back says who deletes the replaced credentials', async () => {
  const { call, works, here } = await inProcess();
  await works('watch', 'ERP_Bridge', '--deliver', `file:${here.home}.env`, '--deliver', `file:${here.home}.json`);
  await works('rotate', 'ERP_Bridge', '--yes');
  const plan = async () => (await call('rotate', 'ERP_Bridge', '--back', '--dry-run')).stdout;
  expect(await plan()).toContain('They are deleted later.');
  await works('consumer', 'remove', 'ERP_Bridge', `file:${here.home}.json`);
  expect(await plan()).toContain('They stay until you delete them.');
});
