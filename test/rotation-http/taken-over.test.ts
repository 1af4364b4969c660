import { expect, it } from 'vitest';
import type { CleanText } from '../../src/core/plain/outside-text.ts';
import type { SalesforceOrg } from '../../src/core/ports/ports.ts';
import { withRotationBench } from '../support/rotation-bench.ts';

interface Known {
  readonly appId: string;
  readonly consumerId: string;
  readonly userId: string;
}

/** Every way to change an org. */
const changes: Readonly<Record<string, (org: SalesforceOrg, known: Known) => Promise<unknown>>> = {
  'apps.stage': ({ apps }, { appId, consumerId }) => apps.stage(appId, consumerId),
  'apps.rotate': ({ apps }, { appId, consumerId }) => apps.rotate(appId, consumerId, '0xS000000000001'),
  'apps.deleteStaged': ({ apps }, { appId, consumerId }) => apps.deleteStaged(appId, consumerId, '0xS000000000001'),
  'users.create': async ({ users }) => {
    const { profile } = await users.integrationSeats();
    const user = { username: 'new@acme.example', email: 'new@acme.example', lastName: 'New' };
    return users.create(user, profile?.id ?? '');
  },
  'users.setActive': ({ users }, { userId }) => users.setActive(userId, false),
  'users.ensurePermissionSet': ({ users }) =>
    users.ensurePermissionSet({ name: 'Fresh', label: 'Fresh', objects: [{ object: 'Account', rights: ['Read'] }] }),
  'users.setFrozen': async ({ users }, { userId }) => users.setFrozen(await users.freezeState(userId), true),
  'metadata.setOauthPlugin': async ({ metadata }) => {
    const record = await metadata.appPolicy('ERP_Bridge');
    if (!record) throw new Error('the app has no policies');
    return metadata.setOauthPlugin(record, false);
  },
  'metadata.startDeploy': ({ metadata }) =>
    metadata.startDeploy({
      checkOnly: false,
      files: [
        {
          type: 'Settings' as never,
          fullName: 'ExternalClientApp' as CleanText,
          path: 'settings/ExternalClientApp.settings' as CleanText,
          content: new TextEncoder().encode('<ExternalClientAppSettings/>'),
        } as never,
      ],
    }),
  'metadata.cancelDeploy': ({ metadata }) => metadata.cancelDeploy('0Af000000000001'),
  'metadata.setSecretAccess': ({ metadata }) => metadata.setSecretAccess(false),
  'sessions.end': ({ sessions }) => sessions.end('0Ak000000000001'),
};

it.each(Object.keys(changes))('%s is not sent once another process has the lease', async (name) => {
  await withRotationBench({}, async ({ ports, state, control, watched }) => {
    const { appId, consumerId, executionUser } = await watched();
    const org = await ports.openOrg('practice');
    const known = { appId, consumerId, userId: executionUser?.id ?? '' };
    const sent = async () => (await control('GET', '/state')) as { readonly apps: unknown; readonly calls: object };
    const lease = await state.leases.acquire('rotation');
    await state.leases.guarding(
      () => [lease],
      async () => {
        await state.leases.takeOver('rotation');
        const { apps } = await sent();
        await expect(changes[name]?.(org, known)).rejects.toMatchObject({ code: 'TakenOver' });
        expect((await sent()).apps).toEqual(apps);
      },
    );
  });
});

it('a read is sent all the same', async () => {
  await withRotationBench({}, async ({ ports, state, watched }) => {
    const org = await ports.openOrg('practice');
    const lease = await state.leases.acquire('rotation');
    const { appId } = await watched();
    await state.leases.guarding(
      () => [lease],
      async () => {
        await state.leases.takeOver('rotation');
        await expect(org.apps.consumers(appId)).resolves.toHaveLength(1);
      },
    );
  });
});
