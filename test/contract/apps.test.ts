import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PracticeWorld, startPracticeWorld } from './practice-world.ts';

let world: PracticeWorld;
beforeEach(async () => {
  world = await startPracticeWorld();
});
afterEach(() => world.close());

const all = ['Billing_Sync', 'Data_Lake', 'ERP_Bridge', 'Legacy_Loader', 'Mailer', 'Partner_Feed'];

describe('the list of apps', () => {
  it.each([
    { ecaSoql: 'soql', usageHidesUnused: true },
    { ecaSoql: 'tooling', usageHidesUnused: true },
    { ecaSoql: 'none', usageHidesUnused: false },
    { ecaSoql: 'none', usageHidesUnused: true },
  ])('is whole with %o', async (knobs) => {
    await world.knobs(knobs);
    const apps = await world.org.apps.list();
    expect(apps.map(({ developerName }) => developerName).sort()).toEqual(all);
    expect(apps.filter(({ isPackaged }) => isPackaged).map(({ developerName }) => developerName)).toEqual([
      'Partner_Feed',
    ]);
  });

  it.each(['soql', 'tooling'])('reads the flow from %s', async (ecaSoql) => {
    await world.knobs({ ecaSoql });
    await expect(world.app('ERP_Bridge')).resolves.toMatchObject({
      flow: { kind: 'on', runsAs: world.username('svc.erp') },
    });
    await expect(world.app('Billing_Sync')).resolves.toMatchObject({ flow: { kind: 'off', policySide: false } });
    await world.act('oauthOff', { app: 'ERP_Bridge' });
    await expect(world.app('ERP_Bridge')).resolves.toMatchObject({ flow: { kind: 'oauth-disabled' } });
  });

  it('does not guess a flow that the org hides', async () => {
    await world.knobs({ ecaSoql: 'none', usageHidesUnused: false });
    await expect(world.app('ERP_Bridge')).resolves.toMatchObject({ flow: { kind: 'unknown' } });
  });
});

describe('OAuth consumers and their credentials', () => {
  it('names every consumer of an app', async () => {
    const { id } = await world.app('Legacy_Loader');
    const consumers = await world.org.apps.consumers(id);
    expect(consumers).toHaveLength(2);
    expect(new Set(consumers.map(({ consumerKey }) => consumerKey)).size).toBe(2);
  });

  it('reads credentials that get a token for the execution user', async () => {
    const { id } = await world.app('ERP_Bridge');
    const [consumer] = await world.org.apps.consumers(id);
    const pair = await world.org.apps.readPair(id, consumer?.id ?? '');
    expect(pair.consumerKey).toBe(consumer?.consumerKey);
    const user = await world.org.users.find(world.username('svc.erp'));
    await expect(world.org.tokens.clientCredentials(pair)).resolves.toMatchObject({
      kind: 'issued',
      orgId: world.practice.orgId,
      userId: user?.id,
      username: user?.username,
    });
  });

  it('says that an app is gone', async () => {
    const { id } = await world.app('Mailer');
    await world.act('deleteApp', { app: 'Mailer' });
    await expect(world.org.apps.consumers(id)).rejects.toMatchObject({ code: 'AppUnknown' });
  });

  describe.each(['functionality', 'access', 'text'])('refused in the %s flavour', (errorFlavour) => {
    it.each<[string, () => Promise<unknown>, string]>([
      ['the setting is off', () => world.act('secretAccess', { on: false }), 'SecretAccessDisabled'],
      [
        'a permission is missing',
        () => world.act('revokePermission', { username: world.practice.username, permission: 'ViewClientSecret' }),
        'PermissionMissing',
      ],
      ['a verification is asked for', () => world.knobs({ verificationWall: true }), 'IdentityVerificationNeeded'],
    ])('because %s', async (_, change, code) => {
      const { id } = await world.app('ERP_Bridge');
      const [consumer] = await world.org.apps.consumers(id);
      await world.knobs({ errorFlavour });
      await change();
      await expect(world.org.apps.readPair(id, consumer?.id ?? '')).rejects.toMatchObject({
        code,
        cause: { code: expect.any(String) },
      });
    });
  });
});
