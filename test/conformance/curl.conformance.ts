import { execFile } from 'node:child_process';
import { createHash, createSign, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { startPracticeOrg } from '../../src/practice-org/start.ts';
import { type OrgOverHttp, overHttp } from '../practice-org/support/running-org.ts';

const metadata = 'http://soap.sforce.com/2006/04/metadata';

/** Every call of the credentials API and of OAuth, as a shell script makes it. */
let org: OrgOverHttp;
let base: string;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'org-'));
  const running = await startPracticeOrg({ folder, now: Date.UTC(2026, 10, 24, 3) });
  org = overHttp(running, folder);
  base = `${running.instanceUrl}/services/data/v65.0/apps/oauth`;
  return () => running.close();
});

interface Told {
  readonly status: number;
  readonly location: string;
  // biome-ignore lint/suspicious/noExplicitAny: what an org answers is looked at field by field
  readonly body: any;
}

function curl(...args: string[]): Promise<Told> {
  const shown = ['--write-out', '\n%{http_code} %{redirect_url}'];
  return new Promise((resolve, reject) => {
    execFile('curl', ['--silent', '--show-error', ...shown, ...args], (error, stdout) => {
      if (error) return reject(error);
      const at = stdout.lastIndexOf('\n');
      const [status = '', location = ''] = stdout.slice(at + 1).split(' ');
      const text = stdout.slice(0, at);
      return resolve({ status: Number(status), location, body: /^[[{]/.test(text) ? JSON.parse(text) : text });
    });
  });
}

const asAdmin = () => ['--header', `Authorization: Bearer ${org.running.accessToken}`];
const json = ['--header', 'Content-Type: application/json'];
const oauth = (path: string) => `${org.running.instanceUrl}/services/oauth2/${path}`;
const fields = (all: Readonly<Record<string, string>>) =>
  Object.entries(all).flatMap(([name, value]) => ['--data-urlencode', `${name}=${value}`]);
const get = (url: string) => curl(...asAdmin(), url);
const call = (method: string, url: string, body?: string) =>
  curl(...asAdmin(), '--request', method, ...(body === undefined ? [] : [...json, '--data', body]), url);

async function pairOf(app: string) {
  const pair = (await org.app(app)).consumers[0]?.pairs.find(({ slot }) => slot === 'primary');
  return { client_id: pair?.consumerKey ?? '', client_secret: pair?.consumerSecret ?? '' };
}
/** Gives an app the scope that refresh tokens need, over the Metadata API. */
async function allowRefreshTokens(app: string): Promise<void> {
  const { accessToken, instanceUrl } = org.running;
  const settings = `<fullName>${app}OAuthSettings</fullName><commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes><externalClientApplication>${app}</externalClientApplication>`;
  const envelope =
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
    `<e:Header xmlns="${metadata}"><SessionHeader><sessionId>${accessToken}</sessionId></SessionHeader></e:Header>` +
    `<e:Body xmlns="${metadata}"><updateMetadata><metadata xsi:type="ExtlClntAppOauthSettings">${settings}</metadata></updateMetadata></e:Body></e:Envelope>`;
  const soap = ['--header', 'Content-Type: text/xml', '--header', 'SOAPAction: ""', '--data', envelope];
  const { body } = await curl(...soap, `${instanceUrl}/services/Soap/m/65.0`);
  expect(body).toContain('<success>true</success>');
}

/** Lets the admin sign in through an app, which then holds a refresh token. */
async function signInThrough(app: string): Promise<void> {
  const pair = await pairOf(app);
  const redirect_uri = 'https://login.salesforce.com/services/oauth2/success';
  const code_challenge = createHash('sha256').update('v'.repeat(64)).digest('base64url');
  const asked = { response_type: 'code', client_id: pair.client_id, redirect_uri, code_challenge };
  const user = ['--header', `practice-login: ${org.running.username}`];
  const { location } = await curl(...user, `${oauth('authorize')}?${new URLSearchParams(asked)}`);
  const code = new URL(location).searchParams.get('code') ?? '';
  const exchange = { grant_type: 'authorization_code', code, code_verifier: 'v'.repeat(64), redirect_uri, ...pair };
  expect((await curl(...fields(exchange), oauth('token'))).body).toHaveProperty('refresh_token');
}
const token = async (app: string) =>
  curl(...fields({ grant_type: 'client_credentials', ...(await pairOf(app)) }), oauth('token'));

describe('curl and the credentials of an app', () => {
  it('lists who uses which app, page by page', async () => {
    expect((await token('ERP_Bridge')).status).toBe(200);
    const all = await get(`${base}/usage`);
    expect(all.status).toBe(200);
    expect(all.body.apps.map((app: { developerName: string }) => app.developerName)).toContain('ERP_Bridge');
    expect((await get(`${base}/usage?page=9&pageSize=100`)).body.apps).toEqual([]);
  });

  it('lists who holds refresh tokens, and takes them away one by one, from one user and from all', async () => {
    const { id } = await org.app('ERP_Bridge');
    await allowRefreshTokens('ERP_Bridge');
    const users = () => get(`${base}/usage/${id}/users`);
    expect((await users()).body.users).toEqual([]);
    const ways: ((tokens: string, revocationUrl: string) => Promise<Told>)[] = [
      (_tokens, revocationUrl) => call('DELETE', `${org.running.instanceUrl}${revocationUrl}`),
      (tokens) => call('DELETE', tokens),
      () => call('DELETE', `${base}/usage/${id}/tokens`),
    ];
    for (const takeAway of ways) {
      await signInThrough('ERP_Bridge');
      const [user] = (await users()).body.users;
      expect(user).toMatchObject({ username: org.running.username, useCount: 1, appIdentifier: id });
      const tokens = `${base}/usage/${id}/${user.userIdentifier}/tokens`;
      const [one] = (await get(tokens)).body.tokens;
      expect((await takeAway(tokens, one.revocationUrl)).status).toBe(204);
      expect((await users()).body.users).toEqual([]);
    }
  });

  it('stages, rotates and deletes a pair', async () => {
    const { id } = await org.app('ERP_Bridge');
    const {
      body: { consumers },
    } = await get(`${base}/credentials/${id}`);
    const one = `${base}/credentials/${id}/${consumers[0].id}`;
    expect((await get(one)).body.secret ?? null).toBeNull();
    const primary = (await get(`${one}?part=keyandsecret`)).body;
    expect({ client_id: primary.key, client_secret: primary.secret }).toEqual(await pairOf('ERP_Bridge'));
    expect((await get(`${one}?part=key`)).body.key).toBe(primary.key);
    expect((await get(`${one}?part=secret`)).body.secret).toBe(primary.secret);
    expect((await get(`${one}/staged`)).body.stagedCredentials).toEqual([]);
    const staged = await call('POST', `${one}/staged`, '{}');
    expect(staged.status).toBe(201);
    const [fresh] = staged.body.stagedCredentials;
    expect((await get(`${one}/staged/${fresh.id}`)).body).toMatchObject({ key: fresh.key, state: 'Active' });
    expect((await call('DELETE', `${one}/staged/${fresh.id}`)).status).toBe(204);
    expect((await get(`${one}/staged/${fresh.id}`)).status).toBe(404);
    // A client that sends no body at all, as some do.
    const again = (await call('POST', `${one}/staged`)).body.stagedCredentials[0];
    expect((await call('PATCH', `${one}/staged/${again.id}`, '{"command":"rotate"}')).status).toBe(200);
    expect(await pairOf('ERP_Bridge')).toEqual({ client_id: again.key, client_secret: again.secret });
    const [former] = (await get(`${one}/staged`)).body.stagedCredentials;
    expect(former).toMatchObject({ key: primary.key, state: 'Rotated' });
    const old = fields({
      grant_type: 'client_credentials',
      client_id: primary.key,
      client_secret: primary.secret,
    });
    expect((await curl(...old, oauth('token'))).status).toBe(200);
    expect((await call('DELETE', `${one}/staged/${former.id}`)).status).toBe(204);
    expect(await curl(...old, oauth('token'))).toMatchObject({ status: 400, body: { error: 'invalid_client_id' } });
  });

  it('is refused in the words of an org', async () => {
    const { id } = await org.app('ERP_Bridge');
    expect((await get(`${base}/credentials/0xI000000000001`)).status).toBeGreaterThanOrEqual(400);
    expect((await get(`${base.replace('65.0', '64.0')}/credentials/${id}/888/staged`)).status).toBe(404);
    expect((await curl(`${base}/usage`)).body).toMatchObject([{ errorCode: 'INVALID_SESSION_ID' }]);
  });
});

describe('curl and OAuth', () => {
  it('gets a token by client credentials, in the body or as Basic', async () => {
    const { client_id, client_secret } = await pairOf('ERP_Bridge');
    expect((await token('ERP_Bridge')).status).toBe(200);
    const grant = fields({ grant_type: 'client_credentials' });
    expect((await curl('--user', `${client_id}:${client_secret}`, ...grant, oauth('token'))).status).toBe(200);
    expect((await token('Billing_Sync')).body).toMatchObject({ error: 'invalid_grant' });
  });

  it('signs in with a code and PKCE, refreshes, looks at its token and revokes it', async () => {
    const verifier = 'v'.repeat(64);
    const redirect_uri = 'http://localhost:1717/OauthRedirect';
    const client = { client_id: 'PlatformCLI', redirect_uri };
    const code_challenge = createHash('sha256').update(verifier).digest('base64url');
    const query = new URLSearchParams({
      response_type: 'code',
      scope: 'refresh_token api web',
      ...client,
      code_challenge,
    });
    const { location } = await curl(`${oauth('authorize')}?${query}`);
    const code = new URL(location).searchParams.get('code') ?? '';
    const exchange = { grant_type: 'authorization_code', code, code_verifier: verifier, ...client };
    const { body: first } = await curl(...fields(exchange), oauth('token'));
    const refresh = fields({
      grant_type: 'refresh_token',
      refresh_token: first.refresh_token,
      client_id: 'PlatformCLI',
    });
    const { body: second } = await curl(...refresh, oauth('token'));
    const bearer = ['--header', `Authorization: Bearer ${second.access_token}`];
    expect((await curl(...bearer, oauth('userinfo'))).body).toMatchObject({ organization_id: org.running.orgId });
    expect((await curl(...bearer, second.id)).body).toMatchObject({ username: org.running.username });
    const single = await curl(...bearer, '--request', 'POST', oauth('singleaccess'));
    expect(single.body).toHaveProperty('frontdoor_uri');
    expect((await curl(...fields({ token: second.access_token }), oauth('revoke'))).status).toBe(200);
    expect((await curl(...bearer, oauth('userinfo'))).status).toBeGreaterThanOrEqual(400);
  });

  it('describes a token to its own app', async () => {
    const pair = await pairOf('ERP_Bridge');
    const { body } = await token('ERP_Bridge');
    const told = await curl(...fields({ token: body.access_token, ...pair }), oauth('introspect'));
    expect(told.body).toMatchObject({ active: true, client_id: pair.client_id });
  });

  it('signs in with a signed statement', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const certificate = {
      act: 'setCertificate',
      app: 'ERP_Bridge',
      value: publicKey.export({ type: 'spki', format: 'pem' }),
    };
    await org.control('POST', '/act', certificate);
    for (const [field, value] of [
      ['permittedUsersPolicyType', 'AdminApprovedPreAuthorized'],
      ['commaSeparatedProfile', 'System Administrator'],
    ]) {
      await org.control('POST', '/act', { act: 'setPolicy', app: 'ERP_Bridge', field, value });
    }
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const { client_id } = await pairOf('ERP_Bridge');
    const exp = Math.floor(Date.parse((await state()).now) / 1000) + 180;
    const claims = { iss: client_id, sub: org.running.username, aud: org.running.instanceUrl, exp };
    const signed = `${part({ alg: 'RS256' })}.${part(claims)}`;
    const assertion = `${signed}.${createSign('sha256').update(signed).sign(privateKey, 'base64url')}`;
    const grant = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion };
    expect((await curl(...fields(grant), oauth('token'))).status).toBe(200);
  });

  it('reads where everything is', async () => {
    const { body } = await curl(`${org.running.instanceUrl}/.well-known/openid-configuration`);
    expect(body).toMatchObject({ token_endpoint: oauth('token'), revocation_endpoint: oauth('revoke') });
    expect((await curl(body.jwks_uri)).body).toHaveProperty('keys');
  });
});

describe('the shell commands of the page about the practice org', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/practice-org.md'), 'utf8');
  const section = page.slice(page.indexOf('### In any other language'), page.indexOf('## Control API'));
  const [start = '', use = ''] = [...section.matchAll(/^```\n([\s\S]*?)^```$/gm)].map(([, text]) => text);

  it('start an org, get a token from it, break it and stop it', async () => {
    const keyturn = `keyturn() { exec '${process.execPath}' '${join(import.meta.dirname, '../../bin/keyturn.cjs')}' "$@"; }`;
    const pair =
      'pair() { curl -s "$CONTROL/state" | node -p "JSON.parse(require(\'fs\').readFileSync(0)).apps.find((one) => one.developerName === \'ERP_Bridge\').consumers[0].pairs[0].$1"; }\n' +
      'KEY="$(pair consumerKey)" SECRET="$(pair consumerSecret)"';
    const script = [
      'set -e',
      keyturn,
      start,
      pair,
      use.replaceAll('curl ', 'curl -sS '),
      'wait',
      'ls "$KEYTURN_HOME/practice"',
    ];
    const home = mkdtempSync(join(tmpdir(), 'shell-'));
    const env = { PATH: `${dirname(process.execPath)}:${process.env.PATH}`, HOME: home, TMPDIR: home };
    const shown = await new Promise<string>((resolve, reject) => {
      execFile('bash', ['-c', script.join('\n')], { env, timeout: 60_000 }, (error, stdout, stderr) =>
        error ? reject(new Error(`${error.message} ${stdout} ${stderr}`)) : resolve(stdout),
      );
    });
    expect(shown).toMatch(
      /"access_token"[\s\S]*"consumerKey"[\s\S]*"now"[\s\S]*"times":2[\s\S]*"stagedUsable"[\s\S]*"ms":150/,
    );
    expect(shown).toContain('org.json');
    expect(shown).not.toContain('running.json');
  });
});

const state = () => org.state();
