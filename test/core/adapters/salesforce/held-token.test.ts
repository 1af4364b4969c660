import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { createTokens } from '../../../../src/core/adapters/salesforce/token-endpoint.ts';
import { trustThisComputer } from '../../../../src/core/adapters/salesforce/trusted-origin.ts';
import { Secret } from '../../../../src/core/model/secret.ts';
import { noLine, type Reply, type SmallServer, startSmallServer } from './small-server.ts';

const pair = { consumerKey: '3MVG9key', consumerSecret: new Secret('s3cret') };
const issued = {
  access_token: '00D000000000001!AQEAQtoken',
  id: 'https://login.salesforce.com/id/00D000000000001EAA/005000000000002AAA',
  token_format: 'opaque',
};

let server: SmallServer;
afterEach(() => server.close());

async function hold(token: Reply, limits: () => Reply = () => ({ body: {} }), deadlineMs = 120_000) {
  server = await startSmallServer(({ path }) => (path === '/services/oauth2/token' ? token : limits()));
  return createTokens({ origin: trustThisComputer(server.url), turns: noLine(), deadlineMs }).hold(pair);
}

/** Short only where the deadline is what ends the call. */
function deadlineOf({ fault }: Reply): number {
  return fault === 'hang' ? 1000 : 120_000;
}

const refusal = (errorCode: string, message = errorCode) => [{ errorCode, message }];

describe('a token that is held', () => {
  it('is looked at with one harmless call each time, and is seen to die', async () => {
    let limits: Reply = { body: {} };
    const token = await hold({ body: issued }, () => limits);
    await expect(token?.works()).resolves.toBe(true);
    limits = { status: 401, body: refusal('INVALID_SESSION_ID', 'Session expired or invalid') };
    await expect(token?.works()).resolves.toBe(false);
    expect(server.received.slice(1).map(({ method, path }) => `${method} ${path}`)).toEqual(
      Array(2).fill('GET /services/data/v60.0/limits'),
    );
    expect(server.received[1]?.headers.authorization).toBe(`Bearer ${issued.access_token}`);
  });

  it('never comes out', async () => {
    const token = await hold({ body: issued });
    expect(inspect(token, { depth: 9, showHidden: true }) + JSON.stringify(token)).not.toContain('AQEAQtoken');
  });

  it.each<[boolean | null, string, Reply]>([
    [false, 'with 403 for a session that has ended', { status: 403, body: refusal('INVALID_SESSION_ID') }],
    [true, 'that its user may not see the limits', { status: 403, body: refusal('INSUFFICIENT_ACCESS') }],
    [
      null,
      'that the session is not for this API',
      { status: 401, body: refusal('INVALID_SESSION_ID', 'This session is not valid for use with the REST API') },
    ],
    [null, 'that the requests of the day are used up', { status: 403, body: refusal('REQUEST_LIMIT_EXCEEDED') }],
    [null, 'with a page', { status: 401, body: '<html></html>', headers: { 'content-type': 'text/html' } }],
    [null, 'with the page of a proxy', { status: 200, body: '<html>proxy login</html>' }],
    [null, 'something without a reason', { status: 403, body: 'no' }],
    [null, 'that it is not there', { status: 503, body: {} }],
    [null, 'with a redirect', { status: 302, headers: { location: 'https://x.example' } }],
    [null, 'nothing', { fault: 'hang' }],
    [null, 'and breaks off', { fault: 'reset' }],
  ])('is told to work: %s, when the org answers %s', async (expected, _, reply) => {
    const token = await hold({ body: issued }, () => reply, deadlineOf(reply));
    await expect(token?.works()).resolves.toBe(expected);
  });

  it('is nobody can say when the look is called off', async () => {
    const token = await hold({ body: issued });
    await expect(token?.works(AbortSignal.abort())).resolves.toBeNull();
  });

  it.each([
    ['opaque', issued],
    ['jwt', { ...issued, token_format: 'jwt' }],
    ['jwt', { ...issued, token_format: undefined, access_token: 'eyJhbGciOiJ9.e30.x' }],
  ])('has the form %s', async (format, body) => {
    expect((await hold({ body }))?.format).toBe(format);
  });

  const jwt = (claims: unknown) => `ey.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
  it.each([
    ['as its claims say', jwt({ iat: 1_800_000_000, exp: 1_800_001_800 }), 1_800_000],
    ['unknown without them', jwt({}), null],
    ['unknown where they make no sense', jwt({ iat: 2, exp: 1 }), null],
    ["unknown where it can't be read", 'eyJhbGciOiJ9', null],
    ['unknown for an opaque one', issued.access_token, null],
  ])('lives %s', async (_, access_token, lifetimeMs) => {
    expect((await hold({ body: { ...issued, access_token } }))?.lifetimeMs).toBe(lifetimeMs);
  });

  it.each<Reply>([
    { status: 400, body: { error: 'invalid_client_id', error_description: 'client identifier invalid' } },
    { body: { ...issued, access_token: '' } },
    { fault: 'reset' },
    { fault: 'hang' },
  ])('is none when none is issued (%#)', async (reply) => {
    await expect(hold(reply, undefined, deadlineOf(reply))).resolves.toBeNull();
  });
});
