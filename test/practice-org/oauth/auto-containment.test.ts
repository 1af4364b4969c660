import { expect, it } from 'vitest';
import { firstPair, runOrg } from '../support/running-org.ts';

const soql = 'SELECT IsFrozen, LastModifiedBy.UserType FROM UserLogin';

async function loginOf(org: Awaited<ReturnType<typeof runOrg>>, username: string) {
  const where = `UserId IN (SELECT Id FROM User WHERE Username = '${username}')`;
  const path = `/services/data/v65.0/query?q=${encodeURIComponent(`${soql} WHERE ${where}`)}`;
  const { records } = (await (await org.fetch(path)).json()) as { records: readonly Record<string, unknown>[] };
  return records[0];
}

it('freezes a user that gets a token from a high-risk address, and names no person', async () => {
  const org = await runOrg({ scenario: 'vpn' });
  const pair = await firstPair(org, 'ERP_Bridge');
  const user = org.username('svc.erp');
  expect(await loginOf(org, user)).toMatchObject({ IsFrozen: false });
  expect((await org.token(pair)).status).toBe(200);
  expect(await loginOf(org, user)).toMatchObject({ IsFrozen: true, LastModifiedBy: null });
  expect((await org.token(pair)).status).toBe(400);
  await org.control('POST', '/act', { act: 'vpn', on: false });
  await org.control('POST', '/act', { act: 'unfreeze', username: user });
  expect((await org.token(pair)).status).toBe(200);
  expect(await loginOf(org, user)).toMatchObject({ IsFrozen: false, LastModifiedBy: { UserType: 'Standard' } });
});

it('is also an act', async () => {
  const org = await runOrg();
  const username = org.username('svc.erp');
  expect((await org.control('POST', '/act', { act: 'salesforceFreezes', username })).status).toBe(200);
  expect(await loginOf(org, username)).toMatchObject({ IsFrozen: true, LastModifiedBy: null });
  expect((await org.control('POST', '/act', { act: 'salesforceFreezes', username: 'nobody' })).status).toBe(400);
});
