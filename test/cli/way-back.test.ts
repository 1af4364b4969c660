import { expect, it } from 'vitest';
import { daysAgo } from '../support/days-ago.ts';
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

it('a switch back brings back the age that keyturn knew', async () => {
  const { works, control, here } = await inProcess();
  await control('PUT', '/knobs', { rotateBack: true });
  await works('watch', 'ERP_Bridge', '--issued', daysAgo(40), '--deliver', `file:${here.home}.env`);
  const age = async () => {
    const { apps } = (await works('status')) as unknown as { apps: Record<string, unknown>[] };
    return [apps[0]?.issuedAt, apps[0]?.ageSource, apps[0]?.dueAt];
  };
  const before = await age();
  expect(before[1]).toBe('told');
  await works('rotate', 'ERP_Bridge', '--yes');
  expect(await age()).not.toEqual(before);
  await works('rotate', 'ERP_Bridge', '--back', '--yes');
  expect(await age()).toEqual(before);
});
