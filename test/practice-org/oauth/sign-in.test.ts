import { createHash, createSign, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { setField } from '../../../src/practice-org/model/app.ts';
import type { KnobValue } from '../../../src/practice-org/model/knobs.ts';
import { handleOauth } from '../../../src/practice-org/oauth/oauth-api.ts';
import { admin, day, form, origin, read, request, robot, type SmallOrg, smallOrg } from '../support/small-org.ts';

const token = '/services/oauth2/token';
const global = 'ExtlClntAppGlobalOauthSettings';
const policies = 'ExtlClntAppOauthConfigurablePolicies';
const redirect_uri = 'http://localhost:1717/OauthRedirect';
const verifier = 'v'.repeat(64);
const code_challenge = createHash('sha256').update(verifier).digest('base64url');
const cli = {
  response_type: 'code',
  client_id: 'PlatformCLI',
  redirect_uri,
  scope: 'refresh_token api web',
  state: 'abc',
  code_challenge,
};

type Fields = Readonly<Record<string, string>>;

function authorize({ org }: SmallOrg, fields: Fields, headers: Fields = {}) {
  return handleOauth(org, request('GET', `/services/oauth2/authorize?${new URLSearchParams(fields)}`, { headers }));
}

function codeOf(small: SmallOrg, fields: Fields = cli): string {
  return new URL(authorize(small, fields)?.headers.location ?? origin).searchParams.get('code') ?? '';
}

const post = ({ org }: SmallOrg, path: string, fields: Fields) => read(handleOauth(org, form(path, fields)));

function exchange(small: SmallOrg, code: string, fields: Fields = {}) {
  const own = {
    grant_type: 'authorization_code',
    code,
    client_id: 'PlatformCLI',
    redirect_uri,
    code_verifier: verifier,
  };
  const { status, body } = post(small, token, { ...own, ...fields });
  return { status, body: body as Record<string, string> };
}

function userOf({ org }: SmallOrg, accessToken = ''): string | undefined {
  const session = org.sessionOf(accessToken);
  return session ? org.userById(session.userId)?.username : undefined;
}

describe('signing in with a browser', () => {
  it.each<[string, Fields, Fields, string]>([
    ['the admin, when the sf CLI says nothing', {}, {}, admin],
    ['the user of login_hint', { login_hint: robot }, {}, robot],
    ['the user of practice_login', { practice_login: robot, login_hint: admin }, {}, robot],
    ['the user of the header', {}, { 'practice-login': robot }, robot],
  ])('redirects at once as %s', (_who, fields, headers, username) => {
    const small = smallOrg();
    const answer = authorize(small, { ...cli, ...fields }, headers);
    expect(answer?.status).toBe(302);
    const location = new URL(answer?.headers.location ?? '');
    expect(`${location.origin}${location.pathname}`).toBe(redirect_uri);
    expect(location.searchParams.get('state')).toBe('abc');
    const { body } = exchange(small, location.searchParams.get('code') ?? '');
    expect(body).toMatchObject({ scope: 'refresh_token api web', instance_url: origin, token_type: 'Bearer' });
    expect(userOf(small, body.access_token)).toBe(username);
  });

  it('shows a form on which the user is chosen', () => {
    const small = smallOrg();
    const page = authorize(small, { ...cli, practice_login: 'ask', state: '"><script>' });
    expect(page?.status).toBe(200);
    expect(page?.body).toContain(admin);
    expect(page?.body).not.toContain('<script>');
    const sent = handleOauth(small.org, form('/services/oauth2/authorize', { ...cli, username: robot }));
    expect(sent?.status).toBe(302);
    const unknown = handleOauth(small.org, form('/services/oauth2/authorize', { ...cli, username: 'nobody' }));
    expect([unknown?.status, unknown?.headers.location]).toEqual([200, undefined]);
  });

  it.each([
    ['the code was used', 'expired authorization code', (small: SmallOrg, code: string) => exchange(small, code), {}],
    ['the code is old', 'expired authorization code', (small: SmallOrg) => small.wait(15 * 60_000), {}],
    ['the verifier is another', 'invalid code verifier', () => undefined, { code_verifier: 'other' }],
    [
      'the address is another',
      'redirect_uri must match configuration',
      () => undefined,
      { redirect_uri: 'http://localhost:1/' },
    ],
  ])('gets no token when %s', (_when, error_description, prepare, fields) => {
    const small = smallOrg();
    const code = codeOf(small);
    prepare(small, code);
    expect(exchange(small, code, fields)).toMatchObject({ status: 400, body: { error_description } });
  });

  it('never sends a code of the CLI to another machine', () => {
    const answer = authorize(smallOrg(), { ...cli, redirect_uri: 'https://evil.example/x' });
    expect([answer?.status, answer?.headers.location]).toEqual([400, undefined]);
  });

  it('asks an app for its secret, PKCE and its own callback', () => {
    const small = smallOrg();
    setField(small.app, 'ExtlClntAppOauthSettings', 'commaSeparatedOauthScopes', 'Api, RefreshToken');
    const { key, secret } = small.consumer.primary;
    const callback = 'https://app.example/callback';
    const own = { ...cli, client_id: key, redirect_uri: callback, practice_login: robot };
    expect(authorize(small, { ...own, redirect_uri })?.status).toBe(400);
    const { code_challenge: _none, ...plain } = own;
    expect(authorize(small, plain)?.headers.location).toContain('missing+required+code+challenge');
    const code = codeOf(small, own);
    const fields = { client_id: key, redirect_uri: callback };
    expect(exchange(small, code, { ...fields, client_secret: 'no' }).body.error).toBe('invalid_client');
    const { body } = exchange(small, code, { ...fields, client_secret: secret });
    expect(body).toMatchObject({ scope: 'api refresh_token', refresh_token: expect.stringMatching(/^5Aep/) });
  });
});

describe('a refresh token', () => {
  function signedIn(small: SmallOrg) {
    const { access_token = '', refresh_token = '' } = exchange(small, codeOf(small)).body;
    return { access_token, refresh_token };
  }
  const refresh = (small: SmallOrg, refresh_token: string, client_id = 'PlatformCLI') =>
    post(small, token, { grant_type: 'refresh_token', refresh_token, client_id });

  it('gives a token that works at once after the session timed out', () => {
    const small = smallOrg();
    const first = signedIn(small);
    small.wait(3 * 3_600_000);
    expect(userOf(small, first.access_token)).toBeUndefined();
    const { access_token } = refresh(small, first.refresh_token).body as { access_token: string };
    expect(userOf(small, access_token)).toBe(admin);
  });

  it.each([
    ['is unknown', (_token: string) => ['5Aep', 'PlatformCLI'] as const, 'invalid_grant'],
    ['is empty', (_token: string) => ['', 'PlatformCLI'] as const, 'invalid_grant'],
    ["is another client's", (own: string) => [own, 'PlatformOther'] as const, 'invalid_grant'],
    ['comes from an unknown client', (own: string) => [own, 'nobody'] as const, 'invalid_client_id'],
  ])('is refused when it %s', (_when, pick, error) => {
    const small = smallOrg();
    const [refreshToken, client] = pick(signedIn(small).refresh_token);
    expect(refresh(small, refreshToken, client)).toMatchObject({ status: 400, body: { error } });
  });

  it('of an app asks for the secret unless its settings say otherwise, and is replaced where they say so', () => {
    const small = smallOrg();
    setField(small.app, 'ExtlClntAppOauthSettings', 'commaSeparatedOauthScopes', 'Api, RefreshToken');
    const { key, secret } = small.consumer.primary;
    const own = { client_id: key, redirect_uri: 'https://app.example/callback' };
    const code = codeOf(small, { ...cli, ...own, practice_login: robot });
    const first = exchange(small, code, { ...own, client_secret: secret }).body.refresh_token ?? '';
    const again = (refresh_token: string, fields: Fields = {}) =>
      post(small, token, { grant_type: 'refresh_token', refresh_token, client_id: key, ...fields });
    expect(again(first)).toMatchObject({ status: 400, body: { error: 'invalid_client' } });
    expect(again(first, { client_secret: secret })).toMatchObject({ status: 200, body: { refresh_token: first } });
    setField(small.app, global, 'isSecretRequiredForRefreshToken', 'false');
    expect(again(first).status).toBe(200);
    expect(again(first, { client_secret: 'no' }).status).toBe(400);
    setField(small.app, global, 'isRefreshTokenRotationEnabled', 'true');
    const { refresh_token } = again(first).body as { refresh_token: string };
    expect(refresh_token).not.toBe(first);
    expect([again(first).status, again(refresh_token).status]).toEqual([400, 200]);
  });

  it('outlives the access token that is revoked', () => {
    const small = smallOrg();
    const { access_token, refresh_token } = signedIn(small);
    expect(post(small, '/services/oauth2/revoke', { token: access_token }).status).toBe(200);
    expect(userOf(small, access_token)).toBeUndefined();
    expect(refresh(small, refresh_token).status).toBe(200);
  });

  it('ends with everything that came of it when it is revoked', () => {
    const small = smallOrg();
    const { access_token, refresh_token } = signedIn(small);
    expect(post(small, '/services/oauth2/revoke', { token: refresh_token }).status).toBe(200);
    expect(userOf(small, access_token)).toBeUndefined();
    expect(refresh(small, refresh_token).status).toBe(400);
    expect(post(small, '/services/oauth2/revoke', { token: refresh_token }).status).toBe(400);
  });
});

describe('a JWT assertion', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const seconds = ({ org }: SmallOrg, ahead: number) => Math.floor(org.now() / 1000) + ahead;
  function assertion(small: SmallOrg, claims: object, alg = 'RS256'): string {
    const usual = { iss: small.consumer.primary.key, sub: admin, aud: 'https://login.salesforce.com' };
    const signed = `${part({ alg })}.${part({ ...usual, exp: seconds(small, 180), ...claims })}`;
    return `${signed}.${createSign('sha256').update(signed).sign(privateKey).toString('base64url')}`;
  }
  const bear = (small: SmallOrg, text: string) =>
    post(small, token, { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: text });
  const admitByPolicy = (small: SmallOrg) => {
    setField(small.app, policies, 'permittedUsersPolicyType', 'AdminApprovedPreAuthorized');
    setField(small.app, policies, 'commaSeparatedProfile', 'Admins');
  };
  /** The user approves the app by signing in with it. */
  function approveInBrowser(small: SmallOrg): string {
    setField(small.app, global, 'callbackUrl', 'https://app.example/callback');
    setField(small.app, 'ExtlClntAppOauthSettings', 'commaSeparatedOauthScopes', 'Api, RefreshToken');
    const { key, secret } = small.consumer.primary;
    const own = { client_id: key, redirect_uri: 'https://app.example/callback' };
    const code = codeOf(small, { ...cli, ...own, practice_login: admin });
    return exchange(small, code, { ...own, client_secret: secret }).body.refresh_token ?? '';
  }
  /** An app that JWT bearer works with. */
  function jwtOrg(knobs: Readonly<Record<string, KnobValue>> = {}): SmallOrg {
    const small = smallOrg(knobs);
    small.app.certificate = pem;
    admitByPolicy(small);
    return small;
  }

  it.each<[string, (small: SmallOrg) => object]>([
    ['the usual claims', () => ({})],
    ["the org's own address", () => ({ aud: origin })],
    ['an address that ends with a slash', () => ({ aud: 'https://login.salesforce.com/' })],
    ['an expiry time in ms', ({ org }) => ({ exp: org.now() + 60_000 })],
    ['a validity of five minutes', (small) => ({ exp: seconds(small, 300) })],
    [
      'a clock that was left behind',
      (small) => {
        const exp = seconds(small, 180);
        small.wait(day);
        return { exp };
      },
    ],
  ])('with %s signs the user in', (_what, claimsOf) => {
    const small = jwtOrg();
    const { status, body } = bear(small, assertion(small, claimsOf(small)));
    expect(status).toBe(200);
    expect(body).not.toHaveProperty('refresh_token');
    expect(userOf(small, (body as { access_token: string }).access_token)).toBe(admin);
  });

  const failed = 'authentication failure';
  const wrong = 'invalid assertion';
  const audience = 'audience is invalid';
  it.each<[string, string, string, (small: SmallOrg) => string]>([
    ['names nobody', 'invalid_grant', failed, (small) => assertion(small, { sub: 'nobody' })],
    ['comes from an unknown client', 'invalid_client_id', '', (small) => assertion(small, { iss: 'nobody' })],
    [
      'comes from a tool without a certificate',
      'invalid_grant',
      wrong,
      (small) => assertion(small, { iss: 'PlatformCLI' }),
    ],
    ['expired', 'invalid_grant', 'expired authorization code', (small) => assertion(small, { exp: 1000 })],
    ['is valid for a day', 'invalid_grant', wrong, (small) => assertion(small, { exp: seconds(small, 86_400) })],
    [
      'is for a sandbox',
      'invalid_grant',
      audience,
      (small) => assertion(small, { aud: 'https://test.salesforce.com' }),
    ],
    ['is for somebody else', 'invalid_grant', audience, (small) => assertion(small, { aud: 'https://evil.example' })],
    ['is for nobody', 'invalid_grant', audience, (small) => assertion(small, { aud: undefined })],
    ['is signed another way', 'invalid_grant', wrong, (small) => assertion(small, {}, 'HS256')],
    ["isn't one", 'invalid_grant', wrong, () => 'nonsense'],
    [
      "doesn't fit the certificate",
      'invalid_grant',
      wrong,
      (small) => {
        const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
        small.app.certificate = other.export({ type: 'spki', format: 'pem' }).toString();
        return assertion(small, {});
      },
    ],
    [
      'comes from an app without a certificate',
      'invalid_grant',
      wrong,
      (small) => {
        small.app.certificate = null;
        return assertion(small, {});
      },
    ],
  ])('is refused when it %s', (_when, error, description, textOf) => {
    const small = jwtOrg();
    expect(bear(small, textOf(small))).toMatchObject({
      status: 400,
      body: { error, error_description: expect.stringContaining(description) },
    });
  });

  it('is refused until its user has approved the app, and when the approval is revoked', () => {
    const small = smallOrg();
    small.app.certificate = pem;
    const refused = { status: 400, body: { error_description: "user hasn't approved this consumer" } };
    expect(bear(small, assertion(small, {}))).toMatchObject(refused);
    const refreshToken = approveInBrowser(small);
    expect(bear(small, assertion(small, {})).status).toBe(200);
    post(small, '/services/oauth2/revoke', { token: refreshToken });
    expect(bear(small, assertion(small, {}))).toMatchObject(refused);
  });

  it('of a sandbox is for test.salesforce.com', () => {
    const small = jwtOrg();
    small.org.data.isSandbox = true;
    expect(bear(small, assertion(small, { aud: 'https://test.salesforce.com' })).status).toBe(200);
    expect(bear(small, assertion(small, {})).status).toBe(400);
  });

  it('may be valid for longer if the knob jwtLifetime says so', () => {
    const small = jwtOrg({ jwtLifetime: 'any' });
    expect(bear(small, assertion(small, { exp: seconds(small, 86_400) })).status).toBe(200);
  });
});
