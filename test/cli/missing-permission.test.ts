import { expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';

const erp = 'ERP_Bridge';

it('is named before the plan of a command that changes settings of the org', async () => {
  const { call, works, org } = await inProcess();
  await works('watch', erp, '--store', 'file');
  const { username } = org;
  for (const permission of ['ModifyMetadata', 'ModifyAllData']) {
    await works('practice', 'act', 'revokePermission', '--username', username, '--permission', permission);
  }
  await works('practice', 'act', 'secretAccess');
  for (const command of ['stage', 'rotate', 'decommission']) {
    const { code, stderr } = await call(command, erp, '--dry-run');
    expect([command, code, stderr]).toEqual([command, 3, expect.stringContaining('PermissionMissing')]);
    expect(stderr).toContain('(ModifyMetadata)');
  }
  await works('practice', 'act', 'grantPermission', '--username', username, '--permission', 'ModifyMetadata');
  for (const command of ['stage', 'rotate', 'decommission']) {
    expect(await call(command, erp, '--dry-run')).toMatchObject({ code: 0 });
  }
});
