import { describe, expect, it } from 'vitest';
import { operatorKit, operatorTasks } from '../../../src/core/doctor/operator-kit.ts';
import { elementText, readElements } from '../../../src/core/external-client-app/metadata-xml.ts';
import type { OrgPermission } from '../../../src/core/ports/ports.ts';
import { permissionNames } from '../../../src/practice-org/rest/objects/permissions.ts';
import { type PracticeBench, practiceBench } from '../../support/practice.ts';

const acme = { name: 'acme', instanceUrl: 'https://acme.my.salesforce.com', apiVersion: '68.0' };

/** What the permission sets of the kit grant, as their files say it. */
function granted(task: string, unknown: readonly OrgPermission[] = []): readonly string[] {
  const name = operatorTasks.find((one) => one.task === task)?.name;
  const file = operatorKit(acme, { unknown: new Set(unknown) }).find(({ path }) => path.includes(`/${name}.`));
  const content = new TextEncoder().encode(file?.text);
  expect(elementText({ path: 'set', content }, 'label')).toBe(name?.replaceAll('_', ' '));
  return readElements({ path: 'set', content })
    .elements.filter((element) => element.name === 'userPermissions')
    .map(({ children }) => children.find((child) => child.name === 'name')?.text ?? '');
}

/** The administrator has these permissions, and nothing else. */
async function asOperator(bench: PracticeBench, permissions: readonly string[]): Promise<void> {
  for (const permission of permissionNames) {
    const act = permissions.includes(permission) ? 'grantPermission' : 'revokePermission';
    await bench.control('POST', '/act', { act, username: bench.username('admin'), permission });
  }
}

const billing = (bench: PracticeBench) => ({
  app: 'Billing_Sync',
  certificate: 'none',
  'execution-user': bench.username('int.billing'),
});
const newUser = (bench: PracticeBench) => ({
  ...billing(bench),
  'execution-user': '+new',
  'new-user-name': bench.username('int.shop'),
  'new-user-email': 'integrations@acme.example',
  'new-user-objects': 'Account',
});

describe('the permission set for the setup', () => {
  it('is enough for the setup of an app, and to make one', async () => {
    const bench = await practiceBench();
    await asOperator(bench, granted('setup'));
    expect((await bench.setup(billing(bench))).proof).not.toBeNull();
    const made = { app: '+new', 'new-app-label': 'Shop', 'new-app-email': 'a@acme.example' };
    expect((await bench.setup({ ...billing(bench), ...made })).proof).not.toBeNull();
  });

  it.each(['ExternalClientAppDeveloper', 'ModifyMetadata', 'ViewClientSecret'])(
    'has %s, without which the preflight stops before anything is sent',
    async (permission) => {
      const bench = await practiceBench();
      await asOperator(bench, ['ExternalClientAppAdmin', ...granted('setup').filter((name) => name !== permission)]);
      const refused = bench.setup(billing(bench));
      await expect(refused).rejects.toMatchObject({ code: 'PermissionMissing' });
      await expect(refused).rejects.toThrow(`(${permission})`);
      expect((await bench.state()).deploys).toEqual([]);
    },
  );

  it("is enough for a dry run without the developer's permission and the secret's", async () => {
    const bench = await practiceBench();
    await asOperator(bench, ['ApiEnabled', 'ExternalClientAppAdmin', 'ModifyMetadata', 'ViewSetup']);
    await bench.control('POST', '/act', { act: 'flowOn', app: 'Billing_Sync' });
    expect((await bench.setup(billing(bench), { dryRun: true })).deploy?.checkOnly).toBe(true);
  });
});

describe('the permission set for new users', () => {
  it('is enough, beside that for the setup, to make the execution user', async () => {
    const bench = await practiceBench();
    await asOperator(bench, [...granted('setup'), ...granted('new-user')]);
    expect((await bench.setup(newUser(bench))).proof?.username).toBe(bench.username('int.shop'));
  });

  it.each(['ManageUsers', 'ManageProfilesPermissionsets'])(
    'has %s, without which no user is begun that could not be finished',
    async (permission) => {
      const bench = await practiceBench();
      const all = [...granted('setup'), ...granted('new-user')];
      await asOperator(
        bench,
        all.filter((name) => name !== permission),
      );
      await expect(bench.setup(newUser(bench))).rejects.toThrow(`(${permission})`);
      const org = await bench.ports.signIns.open('practice');
      expect(await org.users.find(bench.username('int.shop'))).toBeNull();
    },
  );
});

describe('the permission set to stage and rotate', () => {
  it.each([true, false])('is enough where a permission of its own is needed: %s', async (needRotationPerm) => {
    const bench = await practiceBench();
    await bench.control('PUT', '/knobs', { needRotationPerm });
    await asOperator(bench, granted('rotate'));
    const org = await bench.ports.signIns.open('practice');
    const app = (await org.apps.list()).find(({ developerName }) => developerName === 'ERP_Bridge');
    const [consumer] = await org.apps.consumers(app?.id ?? '');
    const { slot } = await org.apps.stage(app?.id ?? '', consumer?.id ?? '');
    expect(slot.state).toBe('Active');
  });

  it("leaves out what the org doesn't know, because it could not be deployed", () => {
    expect(granted('rotate')).toContain('ClientSecretRotation');
    expect(granted('rotate', ['ClientSecretRotation'])).not.toContain('ClientSecretRotation');
    expect(granted('setup')).not.toContain('ClientSecretRotation');
  });
});

describe('the permission set for an emergency', () => {
  it('has Manage Users with what Salesforce grants only together with it', () => {
    expect(granted('emergency')).toEqual(
      expect.arrayContaining(['FreezeUsers', 'ManageInternalUsers', 'ManageUsers', 'ViewAllUsers', 'ViewRoles']),
    );
    expect(granted('rotate')).not.toContain('ManageUsers');
  });
});
