import { describe, expect, it } from 'vitest';
import { setField } from '../../../src/practice-org/model/app.ts';
import { handleOauth } from '../../../src/practice-org/oauth/oauth-api.ts';
import { admin, form, origin, read, request, type SmallOrg, signIn, smallOrg } from '../support/small-org.ts';

const adminId = '005xx0000000001AAA';

function get({ org }: SmallOrg, address: string, token?: string) {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return read(handleOauth(org, request('GET', address, { headers })));
}

function pairOf({ consumer }: SmallOrg) {
  return { client_id: consumer.primary.key, client_secret: consumer.primary.secret };
}

function tokenOf(small: SmallOrg): string {
  const { body } = read(
    handleOauth(small.org, form('/services/oauth2/token', { grant_type: 'client_credentials', ...pairOf(small) })),
  );
  return (body as { access_token: string }).access_token;
}

describe('who a token is', () => {
  it('is returned by userinfo and by the id URL', () => {
    const small = smallOrg();
    const { token } = small.session;
    const names = { user_id: adminId, organization_id: small.org.orgId };
    const id = `${origin}/id/${small.org.orgId}/${adminId}`;
    expect(get(small, '/services/oauth2/userinfo', token)).toMatchObject({
      status: 200,
      body: { ...names, sub: id, preferred_username: admin },
    });
    expect(get(small, id, token)).toMatchObject({ status: 200, body: { ...names, id, username: admin } });
    expect(get(small, `${id}?oauth_token=${encodeURIComponent(token)}`).status).toBe(200);
  });

  it.each([
    ['without a token', '/services/oauth2/userinfo', undefined, 'Missing_OAuth_Token'],
    ['with an unknown token', '/services/oauth2/userinfo', 'x', 'Bad_OAuth_Token'],
    ['with an unknown token', `/id/00Dxx0000000001AAA/${adminId}`, 'x', 'Bad_OAuth_Token'],
  ])("isn't told %s at %s", (_how, address, token, body) => {
    expect(get(smallOrg(), address, token)).toEqual({ status: 403, body });
  });

  it("isn't returned for another org, or to a caller without access", () => {
    const small = smallOrg();
    expect(get(small, `/id/00Dyy0000000001AAA/${adminId}`, small.session.token).body).toBe('Wrong_Org');
    expect(get(small, `/id/${small.org.orgId}/${adminId}`, tokenOf(small)).body).toBe('No_Access');
  });

  it.each([
    [true, ['api'], 403],
    [true, ['api', 'openid'], 200],
    [false, ['api'], 200],
  ])('is told by userinfo (knob userinfoNeedsScope %s) for the scopes %j: %s', (userinfoNeedsScope, scopes, status) => {
    const small = smallOrg({ userinfoNeedsScope });
    expect(get(small, '/services/oauth2/userinfo', signIn(small.org, admin, scopes).token).status).toBe(status);
  });
});

describe('an access token', () => {
  it('ends when it is revoked', () => {
    const small = smallOrg();
    const token = tokenOf(small);
    expect(handleOauth(small.org, form('/services/oauth2/revoke', { token }))).toMatchObject({ status: 200, body: '' });
    expect(small.org.sessionOf(token)).toBeNull();
    const again = read(handleOauth(small.org, form('/services/oauth2/revoke', { token })));
    expect(again).toMatchObject({ status: 400, body: { error: 'invalid_token' } });
  });

  it('can be introspected by its own app without extending its life', () => {
    const small = smallOrg();
    const token = tokenOf(small);
    const ask = (text: string) =>
      read(handleOauth(small.org, form('/services/oauth2/introspect', { token: text, ...pairOf(small) }))).body;
    expect(ask(token)).toMatchObject({ active: true, scope: 'api', client_id: small.consumer.primary.key });
    expect(ask(small.session.token)).toEqual({ active: false });
    setField(small.app, 'ExtlClntAppGlobalOauthSettings', 'isIntrospectAllTokens', 'true');
    expect(ask(small.session.token)).toMatchObject({ active: true, username: admin });
    small.wait(90 * 60_000);
    ask(token);
    small.wait(90 * 60_000);
    expect(ask(token)).toEqual({ active: false });
  });

  it('opens a browser session', () => {
    const small = smallOrg();
    const { body } = get(small, '/services/oauth2/singleaccess', small.session.token);
    expect((body as { frontdoor_uri: string }).frontdoor_uri).toMatch(
      /\/secur\/frontdoor\.jsp\?otp=\w{64}&startURL=%2F$/,
    );
    expect(get(small, '/services/oauth2/singleaccess').status).toBe(401);
  });
});

describe('the OAuth paths', () => {
  it('describe themselves', () => {
    const small = smallOrg();
    expect(get(small, '/.well-known/openid-configuration').body).toMatchObject({
      issuer: origin,
      token_endpoint: `${origin}/services/oauth2/token`,
      jwks_uri: `${origin}/id/keys`,
    });
    expect(get(small, '/id/keys').body).toEqual({ keys: [] });
  });

  it.each(['/', '/services/data', '/services/oauth2/other', '/id/x', '/constructor'])("don't include %s", (path) => {
    expect(handleOauth(smallOrg().org, request('GET', path))).toBeNull();
  });

  it('take tokens by POST only', () => {
    expect(get(smallOrg(), '/services/oauth2/token')).toMatchObject({
      status: 400,
      body: { error: 'invalid_request' },
    });
  });
});
