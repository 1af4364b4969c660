import { afterEach, describe, expect, it } from 'vitest';
import { createTokens } from '../../../../src/core/adapters/salesforce/token-endpoint.ts';
import { trustThisComputer } from '../../../../src/core/adapters/salesforce/trusted-origin.ts';
import { Secret } from '../../../../src/core/model/secret.ts';
import { noLine, type Received, type Reply, type SmallServer, startSmallServer } from './small-server.ts';

const pair = { consumerKey: '3MVG9key', consumerSecret: new Secret('s3cr&t=1') };
const issued = {
  access_token: '00D000000000001!AQEAQtoken',
  id: 'https://login.salesforce.com/id/00D000000000001EAA/005000000000002AAA',
  scope: 'api id',
  token_type: 'Bearer',
};
const userinfo = { preferred_username: 'int.billing@acme.example', user_id: '005000000000002AAA' };

let server: SmallServer;
afterEach(() => server.close());

async function tokensFrom(answer: (request: Received) => Reply) {
  server = await startSmallServer(answer);
  return createTokens({ origin: trustThisComputer(server.url), turns: noLine() });
}

function atToken(reply: Reply, info: Reply = { body: userinfo }) {
  return tokensFrom(({ path }) => (path === '/services/oauth2/token' ? reply : info));
}

describe('a token', () => {
  it('is asked for once, with the pair in the form and nowhere else', async () => {
    const tokens = await atToken({ body: issued });
    await tokens.clientCredentials(pair);
    const [request] = server.received;
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      grant_type: 'client_credentials',
      client_id: '3MVG9key',
      client_secret: 's3cr&t=1',
    });
    expect(request?.headers.authorization).toBeUndefined();
    expect(server.received.map(({ path }) => path)).toEqual(['/services/oauth2/token', '/services/oauth2/userinfo']);
  });

  it('tells org and user by its id address, and the username by userinfo', async () => {
    const tokens = await atToken({ body: issued });
    await expect(tokens.clientCredentials(pair)).resolves.toEqual({
      kind: 'issued',
      orgId: '00D000000000001EAA',
      userId: '005000000000002AAA',
      username: 'int.billing@acme.example',
      scopes: ['api', 'id'],
    });
  });

  it.each<[string, Reply]>([
    ['refuses', { status: 403, body: 'Bad_OAuth_Token' }],
    ['is cut', { body: userinfo, fault: 'cut' }],
    ['says nothing', { fault: 'hang' }],
    ['names somebody else', { body: { ...userinfo, user_id: '005000000000009AAA' } }],
  ])('is issued without a username when userinfo %s', async (_, info) => {
    const tokens = await atToken({ body: { ...issued, scope: undefined } }, info);
    await expect(tokens.clientCredentials(pair)).resolves.toMatchObject({ kind: 'issued', username: null, scopes: [] });
  });

  it('is refused with the error and its description', async () => {
    const body = { error: 'invalid_grant', error_description: 'no client credentials\u0007 user enabled' };
    const tokens = await atToken({ status: 400, body });
    await expect(tokens.clientCredentials(pair)).resolves.toEqual({
      kind: 'error',
      status: 400,
      error: 'invalid_grant',
      description: 'no client credentials user enabled',
    });
  });
});

describe('silence is everything else', () => {
  it.each<[string, Reply, string]>([
    ['a redirect, which is not followed', { status: 302, headers: { location: 'http://evil.example' } }, 'redirects'],
    ['a page', { status: 200, body: '<html>' }, "can't read the answer"],
    ['a gateway', { status: 502, body: '<html>' }, 'HTTP 502'],
    [
      'a token without an id address',
      { body: { ...issued, id: 'https://login.salesforce.com/' } },
      "can't read the answer",
    ],
    ['a token under another status than 200', { status: 201, body: issued }, 'HTTP 201'],
    ['a reset', { fault: 'reset' }, 'closed'],
    ['half an answer', { body: issued, fault: 'cut' }, 'closed'],
    ['more than a token can be', { body: { ...issued, padding: 'x'.repeat(300_000) } }, 'larger'],
  ])('%s', async (_, reply, problem) => {
    const tokens = await atToken(reply);
    await expect(tokens.clientCredentials(pair)).resolves.toEqual({
      kind: 'silence',
      problem: expect.stringContaining(problem),
    });
    expect(server.received).toHaveLength(1);
  });

  it('an interruption', async () => {
    const tokens = await atToken({ fault: 'hang' });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    await expect(tokens.clientCredentials(pair, { signal: controller.signal })).resolves.toMatchObject({
      kind: 'silence',
    });
  });

  it('never repeats the secret, also when a fault has it in its text', async () => {
    const tokens = await atToken({ fault: 'reset' });
    const answer = await tokens.clientCredentials({ ...pair, consumerSecret: new Secret('closed') });
    expect(answer).toMatchObject({ kind: 'silence', problem: expect.stringContaining('[secret]') });
    expect(JSON.stringify(answer)).not.toContain('closed');
  });

  it('an address where nobody listens', async () => {
    const tokens = await atToken({});
    await server.close();
    await expect(tokens.clientCredentials(pair)).resolves.toMatchObject({
      kind: 'silence',
      problem: expect.stringContaining('ECONNREFUSED'),
    });
  });
});
