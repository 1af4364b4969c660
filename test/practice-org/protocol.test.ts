import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Client, transports } from './support/transports.ts';

const data = '/services/data/v65.0';
const query = (soql: string, more = '') => `${data}/query?q=${encodeURIComponent(soql)}${more}`;

interface Pair {
  readonly key: string;
  readonly secret: string;
}

async function tokenFor(client: Client, { key, secret }: Pair) {
  const form = { grant_type: 'client_credentials', client_id: key, client_secret: secret };
  return client.send('POST', '/services/oauth2/token', { form, token: null });
}

describe.each(Object.entries(transports))('an org reached by %s', (_name, open) => {
  it('signs the Salesforce CLI in by access token', async () => {
    const client = await open();
    const userinfo = await client.send('GET', '/services/oauth2/userinfo');
    expect(userinfo).toMatchObject({
      status: 200,
      body: { organization_id: client.orgId, preferred_username: client.username },
    });
    const { user_id: userId } = userinfo.body as { user_id: string };
    expect(await client.send('GET', `/services/data/v51.0/sobjects/User/${userId}`)).toMatchObject({
      status: 200,
      body: { attributes: { type: 'User' }, Id: userId, Username: client.username },
    });
    const hub = `/services/data/v51.0/query?q=${encodeURIComponent('SELECT Id FROM ScratchOrgInfo limit 1')}`;
    expect(await client.send('GET', hub)).toMatchObject({
      status: 400,
      body: [{ errorCode: 'INVALID_TYPE', message: expect.stringContaining("'ScratchOrgInfo' is not supported") }],
    });
    const versions = await client.send('GET', '/services/data', { token: null });
    expect(versions.body).toContainEqual({ label: "Winter '26", url: data, version: '65.0' });
    expect(versions.header('sforce-limit-info')).toBeNull();
    const soql =
      'SELECT Name, InstanceName, IsSandbox, TrialExpirationDate, NamespacePrefix, OrganizationType FROM Organization';
    const org = await client.send('GET', query(soql));
    expect(org.body).toMatchObject({
      totalSize: 1,
      done: true,
      records: [{ Name: 'Acme Corp', IsSandbox: false, TrialExpirationDate: null }],
    });
    expect(org.header('sforce-limit-info')).toMatch(/^api-usage=\d+\/100000$/);
  });

  it('signs the Salesforce CLI in through a browser, with PKCE, and refreshes its token', async () => {
    const client = await open();
    const verifier = randomBytes(128).toString('base64url');
    const redirectUri = 'http://localhost:1717/OauthRedirect';
    const parameters = new URLSearchParams({
      response_type: 'code',
      client_id: 'PlatformCLI',
      redirect_uri: redirectUri,
      scope: 'refresh_token api web',
      prompt: 'login',
      state: '0123456789ab',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    });
    const page = await client.send('GET', `/services/oauth2/authorize?${parameters}`, { token: null });
    expect(page.status).toBe(302);
    const back = new URL(page.header('location') ?? '');
    expect(back.searchParams.get('state')).toBe('0123456789ab');
    const form = {
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      code_verifier: verifier,
      client_id: 'PlatformCLI',
      redirect_uri: redirectUri,
    };
    const send = (fields: Record<string, string>) =>
      client.send('POST', '/services/oauth2/token', { form: fields, token: null });
    const { body } = await send(form);
    const { refresh_token: refreshToken, access_token: token } = body as Record<string, string>;
    expect(token).toMatch(new RegExp(`^${client.orgId.slice(0, 15)}!`));
    expect(await client.send('GET', `${data}/limits`, { token: token ?? '' })).toMatchObject({ status: 200 });
    expect(await send(form)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    const refresh = { grant_type: 'refresh_token', refresh_token: refreshToken ?? '', client_id: 'PlatformCLI' };
    expect(await send(refresh)).toMatchObject({ status: 200, body: { access_token: expect.any(String) } });
  });

  it('issues a token that acts as the execution user, until it is revoked', async () => {
    const client = await open();
    const answer = await tokenFor(client, await client.app('ERP_Bridge'));
    const { access_token: token = '', id = '' } = answer.body as Record<string, string>;
    expect(answer.body).toMatchObject({ scope: 'api', token_format: 'opaque', token_type: 'Bearer' });
    expect(Object.keys(answer.body as object)).not.toContain('refresh_token');
    const userId = id.split('/').at(-1);
    expect(
      await client.send('GET', query(`SELECT Username FROM User WHERE Id = '${userId}'`), { token }),
    ).toMatchObject({ status: 200, body: { records: [{ Username: `svc.erp@${client.username.split('@')[1]}` }] } });
    expect((await client.send('POST', '/services/oauth2/revoke', { form: { token }, token: null })).status).toBe(200);
    expect(await client.send('GET', `${data}/limits`, { token })).toMatchObject({
      status: 401,
      body: [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }],
    });
  });

  it.each([
    ['another secret', { secret: '0'.repeat(64) }, 'invalid_client', 'invalid client credentials'],
    ['another key', { key: '3MVG9nobody' }, 'invalid_client_id', 'client identifier invalid'],
  ])('gives %s no token', async (_what, changed, error, description) => {
    const client = await open();
    const answer = await tokenFor(client, { ...(await client.app('ERP_Bridge')), ...changed });
    expect(answer).toMatchObject({ status: 400, body: { error, error_description: description } });
  });

  it('stages, rotates and deletes credentials, and the token endpoint follows', async () => {
    const client = await open();
    const { id, consumerId, ...primary } = await client.app('Data_Lake');
    const staged = `${data}/apps/oauth/credentials/${id}/${consumerId}/staged`;
    expect((await client.send('GET', staged)).body).toMatchObject({ stagedCredentials: [] });
    const post = await client.send('POST', staged, { json: {} });
    const [fresh] = (post.body as { stagedCredentials: ({ id: string } & Pair)[] }).stagedCredentials;
    if (!fresh) throw new Error('nothing was staged');
    expect((await tokenFor(client, fresh)).status).toBe(200);
    expect((await client.send('POST', staged, { json: {} })).status).toBe(409);
    const rotated = await client.send('PATCH', `${staged}/${fresh.id}`, { json: { command: 'rotate' } });
    expect(rotated.body).toMatchObject({ state: 'Rotated', key: primary.key });
    const main = `${data}/apps/oauth/credentials/${id}/${consumerId}?part=keyandsecret`;
    expect((await client.send('GET', main)).body).toMatchObject({ key: fresh.key, secret: fresh.secret });
    expect((await tokenFor(client, primary)).status).toBe(200);
    const { id: formerId } = rotated.body as { id: string };
    expect((await client.send('DELETE', `${staged}/${formerId}`)).status).toBe(204);
    expect((await tokenFor(client, primary)).body).toMatchObject({ error: 'invalid_client_id' });
    expect((await tokenFor(client, fresh)).status).toBe(200);
  });

  it('pages a query and describes its columns', async () => {
    const client = await open();
    const soql = 'SELECT Id, Name, Profile.UserLicense.Name FROM User WHERE IsActive = true ORDER BY Username';
    const options = { headers: { 'sforce-query-options': 'batchSize=200' } };
    const first = await client.send('GET', query(soql), options);
    let page = first.body as { done: boolean; totalSize: number; nextRecordsUrl?: string; records: { Id: string }[] };
    expect(page).toMatchObject({ totalSize: 412, done: false });
    const ids = page.records.map(({ Id }) => Id);
    for (let turn = 0; turn < 5 && page.nextRecordsUrl; turn += 1) {
      page = (await client.send('GET', page.nextRecordsUrl)).body as typeof page;
      ids.push(...page.records.map(({ Id }) => Id));
    }
    expect(new Set(ids).size).toBe(412);
    expect((await client.send('GET', query(soql, '&columns=true'))).body).toMatchObject({
      entityName: 'User',
      columnMetadata: expect.any(Array),
    });
  });

  it.each([
    ['a path that is none of its own', 'GET', '/services/apexrest/x', 404, 'NOT_FOUND'],
    ['a resource that is not spoken', 'GET', `${data}/composite`, 404, 'NOT_FOUND'],
    ['a query that it does not understand', 'GET', query('SELECT'), 400, 'MALFORMED_QUERY'],
    ['a field that there is not', 'GET', query('SELECT Nothing FROM User'), 400, 'INVALID_FIELD'],
    ['an object that there is not', 'GET', query('SELECT Id FROM Nothing'), 400, 'INVALID_TYPE'],
    ['staging before version 65', 'POST', '/services/data/v64.0/apps/oauth/credentials/A/C/staged', 404, 'NOT_FOUND'],
  ])('refuses %s in the words of the API', async (_what, method, path, status, errorCode) => {
    const client = await open();
    const { id, consumerId } = await client.app('Data_Lake');
    const answer = await client.send(method, path.replace('/A/C/', `/${id}/${consumerId}/`));
    expect(answer).toMatchObject({ status, body: [{ errorCode, message: expect.any(String) }] });
  });

  it.each([
    `${data}/`,
    `${data}/limits`,
    `${data}/apps/oauth/usage`,
    `${data}/metadata/deployRequest/0Af000000000001AAA`,
  ])('asks for a session at %s', async (path) => {
    const client = await open();
    for (const token of [null, '00Dxx0000000001!nobody']) {
      expect(await client.send('GET', path, { token })).toMatchObject({
        status: 401,
        body: [{ errorCode: 'INVALID_SESSION_ID' }],
      });
    }
  });
});
