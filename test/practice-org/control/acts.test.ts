import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { firstPair, runOrg } from '../support/running-org.ts';

async function refusalOf(answer: Response): Promise<unknown> {
  return ((await answer.json()) as { error_description?: string }).error_description ?? answer.status;
}

describe('what other people do in the org', () => {
  it.each([
    ['flowOff', { app: 'ERP_Bridge' }, 'client credentials flow not enabled'],
    ['oauthOff', { app: 'ERP_Bridge' }, 'client credentials flow not enabled'],
    ['deleteApp', { app: 'ERP_Bridge' }, 'client identifier invalid'],
    ['freeze', { username: 'svc.erp' }, 'inactive user'],
    ['deactivate', { username: 'svc.erp' }, 'inactive user'],
    [
      'setPolicy',
      { app: 'ERP_Bridge', field: 'permittedUsersPolicyType', value: 'AdminApprovedPreAuthorized' },
      'user is not admin approved to access this app',
    ],
    [
      'setPolicy',
      { app: 'ERP_Bridge', field: 'clientCredentialsFlowUser', value: 'nobody@nowhere.example' },
      'no client credentials user enabled',
    ],
    ['refreshSandbox', {}, 'client identifier invalid'],
  ])('%s %j stops tokens', async (name, detail, description) => {
    const org = await runOrg();
    const pair = await firstPair(org, 'ERP_Bridge');
    expect((await org.token(pair)).status).toBe(200);
    const body = 'username' in detail ? { username: org.username(String(detail.username)) } : detail;
    expect((await org.control('POST', '/act', { act: name, ...body })).status).toBe(200);
    const answer = await org.token(pair);
    expect([answer.status, await refusalOf(answer)]).toEqual([400, description]);
  });

  it.each([
    ['flowOff', 'flowOn', { app: 'ERP_Bridge' }],
    ['freeze', 'unfreeze', { username: 'svc.erp' }],
    ['deactivate', 'activate', { username: 'svc.erp' }],
  ])('%s is undone by %s', async (name, undo, detail) => {
    const org = await runOrg();
    const pair = await firstPair(org, 'ERP_Bridge');
    const body = 'username' in detail ? { username: org.username(detail.username) } : detail;
    await org.control('POST', '/act', { act: name, ...body });
    expect((await org.token(pair)).status).toBe(400);
    await org.control('POST', '/act', { act: undo, ...body });
    expect((await org.token(pair)).status).toBe(200);
  });

  it('stage fills the slot, as another administrator', async () => {
    const org = await runOrg();
    const answer = await org.control('POST', '/act', { act: 'stage', app: 'ERP_Bridge' });
    const { consumerKey } = (await answer.json()) as { consumerKey: string };
    const [primary, staged] = (await org.app('ERP_Bridge')).consumers[0]?.pairs ?? [];
    expect(staged).toMatchObject({ consumerKey, slot: 'staged', state: 'Active', accepted: true });
    expect(staged).toHaveProperty(
      'createdBy',
      expect.not.stringMatching(String(Reflect.get(primary ?? {}, 'createdBy'))),
    );
  });

  it('secretAccess turns REST access to secrets on and off, and setCertificate gives an app a certificate', async () => {
    const org = await runOrg();
    for (const on of [false, true]) {
      await org.control('POST', '/act', { act: 'secretAccess', on });
      expect((await org.state()).secretAccessOverRest).toBe(on);
    }
    await org.control('POST', '/act', { act: 'setCertificate', app: 'ERP_Bridge' });
    expect(await org.app('ERP_Bridge')).toHaveProperty('certificate', true);
  });

  it('setCertificate takes a certificate, and refuses what is none', async () => {
    const org = await runOrg();
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const ask = (value: unknown) => org.control('POST', '/act', { act: 'setCertificate', app: 'ERP_Bridge', value });
    expect((await ask(publicKey.export({ type: 'spki', format: 'pem' }))).status).toBe(200);
    for (const value of ['nonsense', 5]) expect((await ask(value)).status).toBe(400);
  });

  it('rotateInSetup leaves the previous credentials in their overlap', async () => {
    const org = await runOrg();
    const former = await firstPair(org, 'ERP_Bridge');
    await org.control('POST', '/act', { act: 'rotateInSetup', app: 'ERP_Bridge' });
    const pairs = (await org.app('ERP_Bridge')).consumers[0]?.pairs ?? [];
    expect(pairs.map(({ slot, state }) => [slot, state])).toEqual([
      ['primary', null],
      ['staged', 'Rotated'],
    ]);
    expect(pairs[1]).toMatchObject({ consumerKey: former.consumerKey, accepted: true });
    await org.control('POST', '/clock', { advance: '30d' });
    expect((await org.token(former)).status).toBe(400);
  });

  it('refreshSandbox keeps only the admin signed in', async () => {
    const org = await runOrg();
    await org.token(await firstPair(org, 'ERP_Bridge'));
    await org.control('POST', '/act', { act: 'refreshSandbox' });
    const live = (await org.state()).sessions.filter((session) => session.live);
    expect(live.map(({ username }) => username)).toEqual([org.running.username]);
    const soql = encodeURIComponent('SELECT IsSandbox FROM Organization');
    expect(await (await org.fetch(`/services/data/v65.0/query?q=${soql}`)).json()).toMatchObject({
      records: [{ IsSandbox: true }],
    });
  });

  it.each(['acme', 'leak'])(
    'attackerSignsIn with the pair that got out, never with a later one (%s)',
    async (scenario) => {
      const org = await runOrg({ scenario });
      const app = scenario === 'leak' ? 'Billing_Sync' : 'ERP_Bridge';
      const signIn = () => org.control('POST', '/act', { act: 'attackerSignsIn', app });
      expect((await signIn()).status).toBe(200);
      const attackers = (await org.state()).sessions.filter(({ sourceIp }) => sourceIp === '203.0.113.66');
      expect(attackers.some(({ live }) => live)).toBe(true);
      await org.control('POST', '/act', { act: 'rotateInSetup', app });
      expect((await signIn()).status).toBe(200);
      await org.control('POST', '/clock', { advance: '30d' });
      const refused = await signIn();
      expect([refused.status, await refused.json()]).toEqual([400, { error: 'client identifier invalid' }]);
    },
  );

  it.each([
    [false, 401],
    [true, 200],
  ])('endSessions ends tokens but those in JWT form (knob jwtTokens %s): %i', async (jwtTokens, status) => {
    const org = await runOrg();
    await org.control('PUT', '/knobs', { jwtTokens });
    const { access_token: token } = (await (await org.token(await firstPair(org, 'ERP_Bridge'))).json()) as {
      access_token: string;
    };
    await org.control('POST', '/act', { act: 'endSessions', username: org.username('svc.erp') });
    const asRobot = { headers: { authorization: `Bearer ${token}` } };
    expect((await org.fetch('/services/data/v65.0/', asRobot)).status).toBe(status);
  });

  it('grants and revokes permissions, which requests then meet', async () => {
    const org = await runOrg();
    const limits = async () => (await org.fetch('/services/data/v65.0/limits')).status;
    const change = (act: string) =>
      org.control('POST', '/act', { act, username: org.running.username, permission: 'ViewSetup' });
    await change('revokePermission');
    expect(await limits()).toBe(403);
    await change('grantPermission');
    expect(await limits()).toBe(200);
  });

  it.each([
    [{ act: 'freeze', username: 'nobody' }],
    [{ act: 'flowOff', app: 'No_App' }],
    [{ act: 'stage', app: 'Mailer' }],
    [{ act: 'stage', app: 'ERP_Bridge', consumer: '888xx' }],
    [{ act: 'setPolicy', app: 'ERP_Bridge', field: 1 }],
  ])('%j is refused with a reason', async (body) => {
    const { control } = await runOrg();
    const answer = await control('POST', '/act', body);
    expect([answer.status, await answer.json()]).toEqual([400, { error: expect.any(String) }]);
  });

  it('says of every act which argument is missing, or is not known', async () => {
    const { control, running } = await runOrg();
    const refused = async (body: Readonly<Record<string, string>>) => {
      const answer = await control('POST', '/act', body);
      expect([body, answer.status]).toEqual([body, 400]);
      return ((await answer.json()) as { error: string }).error;
    };
    const app = 'ERP_Bridge';
    const onApp = 'rotateInSetup stage flowOff flowOn oauthOff oauthOn setPolicy setGlobal setSettings setCertificate';
    for (const act of `${onApp} deleteApp attackerSignsIn`.split(' ')) {
      expect(await refused({ act })).toMatch(/^app is missing/);
      expect(await refused({ act, app: 'Nope' })).toContain('ERP_Bridge');
    }
    for (const act of ['freeze', 'unfreeze', 'deactivate', 'activate', 'endSessions', 'grantPermission']) {
      expect(await refused({ act })).toBe('username is missing');
      expect(await refused({ act, username: 'nobody@acme.example' })).toContain('nobody@acme.example');
    }
    for (const act of ['setPolicy', 'setGlobal', 'setSettings']) {
      expect(await refused({ act, app })).toBe('field is missing');
      expect(await refused({ act, app, field: 'label' })).toBe('value is missing');
      expect(await refused({ act, app, field: 'nope', value: '1' })).toMatch(/^field must be one of .*label/);
    }
    const policy = (field: string, value: string) => refused({ act: 'setPolicy', app, field, value });
    expect(await policy('isClientCredentialsFlowEnabled', 'yes')).toContain("'yes' is not a valid value");
    expect(await policy('ipRelaxationPolicyType', 'Nope')).toContain('IpRelaxationPolicyType');
    const { username } = running;
    expect(await refused({ act: 'grantPermission', username })).toMatch(/^permission is missing/);
    expect(await refused({ act: 'grantPermission', username, permission: 'Nope' })).toContain('ModifyAllData');
    expect(await refused({})).toMatch(/^act must be one of .*rotateInSetup/);
  });
});
