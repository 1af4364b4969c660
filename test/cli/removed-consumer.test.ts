import { expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';

const erp = 'ERP_Bridge';

it('promotes without a consumer that was removed during the rotation only if a person says so', async () => {
  const bench = await inProcess();
  const file = `${bench.here.home}.env`;
  await bench.works('watch', erp, '--deliver', `file:${file}`, '--deliver', 'manual:Nightly export');
  const waits = await bench.call('rotate', erp, '--yes', '--json');
  expect(JSON.parse(waits.stdout)).toMatchObject({ name: 'HandOverPending' });
  await bench.works('consumer', 'remove', erp, 'Nightly export');

  const { stdout } = await bench.call('resume', erp, '--dry-run');
  expect(stdout).toMatch(/What may break:\n.*Removed during this rotation: Nightly export\./);
  expect(stdout).toContain('After that, only you can delete them.');
  expect(stdout).not.toContain('once every consumer is confirmed');
  expect(stdout).toContain('Without a terminal, the command also needs: --yes');

  for (const command of [['resume', erp], ['resume']]) {
    const refused = await bench.call(...command, '--json');
    expect([refused.code, JSON.parse(refused.stdout)]).toEqual([
      3,
      expect.objectContaining({
        name: 'PromotionNotConfirmed',
        message: expect.stringContaining('Nightly export'),
        actions: expect.arrayContaining([expect.stringContaining(`resume ${erp} --yes`)]),
      }),
    ]);
  }
  const before = (await bench.works('status', erp)) as { apps: { rotation: { phase: string } }[] };
  expect(before.apps[0]?.rotation.phase).not.toBe('grace');

  await bench.works('resume', erp, '--yes');
  const { apps } = (await bench.works('status', erp)) as typeof before;
  expect(apps[0]?.rotation.phase).toBe('grace');

  // After the grace period, too, only a person deletes the previous credentials.
  await bench.control('POST', '/clock', { advance: '8d' });
  const kept = await bench.call('resume', erp, '--yes', '--json');
  expect([kept.code, JSON.parse(kept.stdout).name]).toEqual([3, 'GraceNotOver']);
});
