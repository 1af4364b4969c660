import { expect } from 'vitest';
import { type Check, checksOf, type Foreign, foreign, orgForTest, rest } from './check.ts';

const scopeRefused = { error: 'invalid_request', error_description: 'scope parameter not supported' };

async function openidClient(secretSuffix = '', method = 'ClientSecretPost') {
  const org = await orgForTest();
  const client: Foreign = await foreign('oauth-clients', 'openid-client/build/index.js');
  const { consumerKey, consumerSecret } = await org.credentials('ERP_Bridge');
  const secret = consumerSecret + secretSuffix;
  const address = new URL(org.instanceUrl);
  const execute = [client.allowInsecureRequests];
  const config = await client.discovery(address, consumerKey, secret, client[method](secret), { execute });
  return { org, client, config };
}

async function simpleOauth2(location: 'body' | 'header') {
  const org = await orgForTest();
  const { ClientCredentials }: Foreign = (await foreign('oauth-clients', 'simple-oauth2/index.js')).default;
  const { consumerKey: id, consumerSecret: secret } = await org.credentials('ERP_Bridge');
  const auth = {
    tokenHost: org.instanceUrl,
    tokenPath: '/services/oauth2/token',
  };
  const client = new ClientCredentials({ client: { id, secret }, auth, options: { authorizationMethod: location } });
  return { org, client };
}

export const oauthClientChecks: readonly Check[] = [
  ...checksOf('openid-client', [
    [
      'finds the endpoints, and gets, inspects and revokes a token with client credentials',
      'works',
      async () => {
        const { org, client, config } = await openidClient();
        const { access_token: token } = await client.clientCredentialsGrant(config);
        expect((await rest(org, token)('GET', '/sobjects')).status).toBe(200);
        expect(await client.tokenIntrospection(config, token)).toMatchObject({ active: true });
        await client.tokenRevocation(config, token);
        expect((await rest(org, token)('GET', '/sobjects')).status).toBe(401);
      },
    ],
    [
      'sends key and secret in the header',
      'works',
      async () => {
        const { client, config } = await openidClient('', 'ClientSecretBasic');
        expect(await client.clientCredentialsGrant(config)).toMatchObject({ token_type: 'bearer' });
      },
    ],
    [
      'sends a `scope`',
      'refused, as by Salesforce',
      async () => {
        const { client, config } = await openidClient();
        await expect(client.clientCredentialsGrant(config, { scope: 'api' })).rejects.toMatchObject(scopeRefused);
      },
    ],
    [
      'sends a wrong secret',
      'refused, as by Salesforce',
      async () => {
        const { client, config } = await openidClient('0');
        await expect(client.clientCredentialsGrant(config)).rejects.toMatchObject({ error: 'invalid_client' });
      },
    ],
  ]),
  ...checksOf('simple-oauth2', [
    [
      'gets a token with client credentials, in the body and in the header',
      'works',
      async () => {
        for (const location of ['body', 'header'] as const) {
          const { org, client } = await simpleOauth2(location);
          const { token } = await client.getToken({});
          expect((await rest(org, token.access_token)('GET', '/sobjects')).status).toBe(200);
        }
      },
    ],
    [
      'sends a `scope`',
      'refused, as by Salesforce',
      async () => {
        const { client } = await simpleOauth2('body');
        await expect(client.getToken({ scope: 'api' })).rejects.toMatchObject({ data: { payload: scopeRefused } });
      },
    ],
  ]),
];
