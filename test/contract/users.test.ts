import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PracticeWorld, startPracticeWorld } from './practice-world.ts';

let world: PracticeWorld;
beforeAll(async () => {
  world = await startPracticeWorld();
});
afterAll(() => world.close());

describe('the search for an execution user', () => {
  it('has the integration users first, then other API-only users, then people', async () => {
    const page = await world.org.users.search({ text: '', limit: 20 });
    expect(page.total).toBe(412);
    expect(page.users).toHaveLength(20);
    const kinds = page.users.map(({ licenseName, isApiOnly }) =>
      licenseName === 'Salesforce Integration' ? 'integration' : isApiOnly ? 'api-only' : 'other',
    );
    expect(
      [...kinds].sort(
        (one, other) =>
          ['integration', 'api-only', 'other'].indexOf(one) - ['integration', 'api-only', 'other'].indexOf(other),
      ),
    ).toEqual(kinds);
    expect(new Set(kinds).size).toBe(3);
  });

  it('finds by name and by username, and takes wildcards and quotes literally', async () => {
    const byName = await world.org.users.search({ text: 'billing int', limit: 10 });
    expect(byName.users.map(({ username }) => username)).toEqual([world.username('int.billing')]);
    const byUsername = await world.org.users.search({ text: 'SVC.ERP@', limit: 10 });
    expect(byUsername.users.map(({ username }) => username)).toEqual([world.username('svc.erp')]);
    for (const text of ['%', '_', "'", '\\', "x' OR Name LIKE '%"]) {
      await expect(world.org.users.search({ text, limit: 10 }), text).resolves.toEqual({ users: [], total: 0 });
    }
  });

  it("knows an administrator's permissions, and the execution users of other apps", async () => {
    await expect(world.org.users.find(world.practice.username)).resolves.toMatchObject({
      isApiOnly: false,
      powers: ['ModifyAllData', 'ViewAllData', 'ManageUsers', 'CustomizeApplication', 'AuthorApex'],
      lastUiLoginAt: expect.any(Number),
    });
    const erp = await world.org.users.find(world.username('svc.erp'));
    expect(erp).toMatchObject({ isApiOnly: true, isFrozen: false, powers: [], lastUiLoginAt: null });
    expect([...(erp?.otherApps ?? [])].sort()).toEqual(['Data_Lake', 'ERP_Bridge']);
  });

  it('finds frozen and inactive users by username, and no unknown ones', async () => {
    await world.act('freeze', { username: world.username('int.spare') });
    await expect(world.org.users.find(world.username('int.spare'))).resolves.toMatchObject({
      isFrozen: true,
      isActive: true,
    });
    await world.act('unfreeze', { username: world.username('int.spare') });
    await world.act('deactivate', { username: world.username('int.spare') });
    await expect(world.org.users.find(world.username('int.spare'))).resolves.toMatchObject({ isActive: false });
    await world.act('activate', { username: world.username('int.spare') });
    await expect(world.org.users.find('nobody@acme.example')).resolves.toBeNull();
  });
});

it('grants a permission set that an app admits users through, once and again', async () => {
  const locked = await startPracticeWorld('locked-down');
  try {
    const apps = await locked.org.apps.list();
    const app = apps.find(({ permittedUsers }) => permittedUsers === 'AdminApprovedPreAuthorized');
    const [permissionSet] = await locked.org.users.permissionSetsOfApp(app?.id ?? '');
    const user = await locked.org.users.find(locked.username('int.spare'));
    await locked.org.users.grantPermissionSet(user?.id ?? '', permissionSet ?? '');
    await locked.org.users.grantPermissionSet(user?.id ?? '', permissionSet ?? '');
    await expect(locked.org.users.find(locked.username('int.spare'))).resolves.toMatchObject({
      permissionSets: [permissionSet],
    });
    await expect(locked.org.users.grantPermissionSet(user?.id ?? '', 'No_Such_Set')).rejects.toMatchObject({
      code: 'UsageInvalid',
    });
  } finally {
    await locked.close();
  }
});
