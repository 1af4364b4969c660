import { describe, expect, it } from 'vitest';
import { handleCredentials } from '../../../src/practice-org/credentials/credentials-api.ts';
import { stage } from '../../../src/practice-org/credentials/life-cycle.ts';
import type { KnobValue } from '../../../src/practice-org/model/knobs.ts';
import { newRefreshToken } from '../../../src/practice-org/oauth/session-tokens.ts';
import { addSmallApp, admin, read, request, robot, type SmallOrg, signIn, smallOrg } from '../support/small-org.ts';

const base = (version = '65.0') => `/services/data/v${version}/apps/oauth`;
const credentials = ({ app, consumer }: SmallOrg, version?: string) =>
  `${base(version)}/credentials/${app.id}/${consumer.id}`;

function call(small: SmallOrg, method: string, address: string, session = small.session) {
  return read(handleCredentials(small.org, request(method, address), session));
}

function grant({ org }: SmallOrg, permissions: readonly string[]) {
  const [profile] = org.data.profiles;
  if (profile) profile.permissions = [...permissions];
}

describe('the credentials of an app', () => {
  it('are listed by consumer, with the key alone', () => {
    const small = smallOrg();
    const { app, consumer } = small;
    expect(call(small, 'GET', `${base()}/credentials/${app.id}`)).toEqual({
      status: 200,
      body: {
        consumers: [
          {
            id: consumer.id,
            key: consumer.primary.key,
            name: 'Sync',
            stagedCredentialsUrl: `${credentials(small)}/staged`,
            url: credentials(small),
          },
        ],
        currentPageUrl: `${base()}/credentials/${app.id}`,
      },
    });
  });

  it.each([
    ['', true, false],
    ['?part=key', true, false],
    ['?part=secret', false, true],
    ['?part=keyandsecret', true, true],
  ])('show with "%s": key %s, secret %s', (query, key, secret) => {
    const small = smallOrg();
    const { body } = call(small, 'GET', `${credentials(small)}${query}`);
    expect(['key' in (body as object), 'secret' in (body as object)]).toEqual([key, secret]);
  });

  it("don't know their staged address before version 65", () => {
    const small = smallOrg();
    expect(call(small, 'GET', credentials(small, '64.0')).body).not.toHaveProperty('stagedCredentialsUrl');
  });

  it.each([
    ['staged credentials before version 65', 404, (small: SmallOrg) => `${credentials(small, '64.0')}/staged`],
    ['credentials before version 60', 404, (small: SmallOrg) => credentials(small, '59.0')],
    ['usage before version 59', 404, () => `${base('58.0')}/usage`],
    ["a version the org doesn't know", 404, () => `${base('99.0')}/usage`],
    ['an unknown app', 404, () => `${base()}/credentials/0xIxx0000000999`],
    ['an unknown consumer', 404, ({ app }: SmallOrg) => `${base()}/credentials/${app.id}/888xx0000000999`],
    ["an id that isn't one", 400, () => `${base()}/credentials/abc`],
    ['an unknown part', 400, (small: SmallOrg) => `${credentials(small)}?part=all`],
  ])('are refused for %s', (_what, status, address) => {
    const small = smallOrg();
    expect(call(small, 'GET', address(small)).status).toBe(status);
  });

  it("don't answer other paths", () => {
    const { org, session } = smallOrg();
    expect(handleCredentials(org, request('GET', '/services/data/v65.0/query'), session)).toBeNull();
  });
});

type Permissions = readonly string[];
const full: Permissions = ['ExternalClientAppDeveloper', 'ViewClientSecret'];

describe('who may do it', () => {
  it.each<[string, Permissions, Readonly<Record<string, KnobValue>>, readonly [number, number, number, number]]>([
    ['a developer who sees secrets', full, {}, [200, 200, 200, 201]],
    ['a developer who sees no secrets', ['ExternalClientAppDeveloper'], {}, [200, 403, 403, 403]],
    ['a user who may see secrets but no apps', ['ViewClientSecret'], {}, [403, 403, 403, 403]],
    ['a viewer', ['ExternalClientAppViewer', 'ViewClientSecret'], {}, [200, 403, 403, 403]],
    ['a user without permissions', [], {}, [403, 403, 403, 403]],
    ['a developer where rotation has its own permission', full, { needRotationPerm: true }, [200, 200, 200, 403]],
    ['one who holds it', [...full, 'ClientSecretRotation'], { needRotationPerm: true }, [200, 200, 200, 201]],
    ['a developer before the verification of identity', full, { verificationWall: true }, [200, 403, 403, 403]],
  ])('%s', (_who, permissions, knobs, expected) => {
    const small = smallOrg(knobs);
    grant(small, permissions);
    const url = credentials(small);
    const statuses = [
      call(small, 'GET', url).status,
      call(small, 'GET', `${url}?part=secret`).status,
      call(small, 'GET', `${url}/staged`).status,
      call(small, 'POST', `${url}/staged`).status,
    ];
    expect(statuses).toEqual(expected);
  });

  it.each([
    ['functionality', 403, 'FUNCTIONALITY_NOT_ENABLED', 'not currently enabled'],
    ['access', 403, 'INSUFFICIENT_ACCESS', 'not enabled'],
    ['text', 400, 'BAD_REQUEST', 'feature is not enabled'],
  ])("is told in the flavour %s when secrets can't be read over REST", (errorFlavour, status, errorCode, text) => {
    const small = smallOrg({ errorFlavour });
    small.org.data.settings.enableClientSecretInRestApiAccess = 'false';
    const answer = call(small, 'POST', `${credentials(small)}/staged`);
    expect(answer).toMatchObject({ status, body: [{ errorCode, message: expect.stringContaining(text) }] });
    expect(small.consumer.staged).toBeNull();
    expect(call(small, 'GET', credentials(small)).status).toBe(200);
  });

  it.each([
    ['functionality', ['404 NOT_FOUND', '409 DUPLICATE_VALUE', '400 INVALID_API_INPUT']],
    ['access', ['404 NOT_FOUND', '409 DUPLICATE_VALUE', '400 INVALID_API_INPUT']],
    ['text', ['400 INVALID_ID_FIELD', '400 BAD_REQUEST', '400 JSON_PARSER_ERROR']],
  ])('in the flavour %s an unknown app, a taken slot and an unknown command are %j', (errorFlavour, expected) => {
    const small = smallOrg({ errorFlavour });
    const staged = stage(small.org, small.consumer, small.org.data.adminUserId);
    const slot = `${credentials(small)}/staged`;
    const answers = [
      call(small, 'GET', `${base()}/credentials/0xIxx000000000Z`),
      call(small, 'POST', slot),
      call(small, 'PATCH', `${slot}/${staged.id}`),
    ];
    const told = answers.map(({ status, body }) => `${status} ${(body as [{ errorCode: string }])[0].errorCode}`);
    expect(told).toEqual(expected);
  });

  it('no one, for an app from a package', () => {
    const small = smallOrg();
    small.app.namespace = 'partnerco';
    expect(call(small, 'GET', `${credentials(small)}?part=secret`).status).toBe(403);
    expect(call(small, 'POST', `${credentials(small)}/staged`).status).toBe(403);
  });

  it('no one whose token lacks the api scope', () => {
    const small = smallOrg();
    const answer = call(small, 'GET', credentials(small), signIn(small.org, admin, ['id']));
    expect(answer).toMatchObject({ status: 401, body: [{ errorCode: 'INVALID_SESSION_ID' }] });
  });

  it.each([
    [false, 401],
    [true, 200],
  ])('a JWT session (knob jwtAdmin %s) gets %s', (jwtAdmin, status) => {
    const small = smallOrg({ jwtAdmin });
    small.session.isJwt = true;
    expect(call(small, 'GET', credentials(small)).status).toBe(status);
  });
});

describe('app usage', () => {
  it.each([
    [true, []],
    [false, ['Sync']],
  ])('of an app nobody used yet (knob usageHidesUnused %s) is %j', (usageHidesUnused, names) => {
    const small = smallOrg({ usageHidesUnused });
    const { apps } = call(small, 'GET', `${base()}/usage`).body as { apps: { developerName: string }[] };
    expect(apps.map(({ developerName }) => developerName)).toEqual(names);
  });

  it('comes in pages, and past the end there is nothing', () => {
    const small = smallOrg({ usageHidesUnused: false });
    for (const name of ['B', 'C']) addSmallApp(small.org, name);
    const page = (number: number) => call(small, 'GET', `${base()}/usage?page=${number}&pageSize=2`).body;
    const sync = { accessTokenFormat: 'Opaque', identifier: small.app.id, isFromPackage: false };
    expect(page(0)).toMatchObject({ apps: [sync, {}], nextPageUrl: `${base()}/usage?page=1&pageSize=2` });
    expect(page(1)).toMatchObject({ apps: [{ developerName: 'C' }], nextPageUrl: null });
    expect(page(2)).toMatchObject({ apps: [] });
    expect(call(small, 'GET', `${base()}/usage?page=x`).status).toBe(400);
  });

  it.each([
    ['of a user', (small: SmallOrg, _id: string) => `${small.app.id}/005xx0000000002AAA/tokens`],
    ['of an app', (small: SmallOrg, _id: string) => `${small.app.id}/tokens`],
    ['by id', (_small: SmallOrg, id: string) => `tokens/${id}`],
  ])('lists refresh tokens, and deletes those %s', (_which, address) => {
    const small = smallOrg();
    const { org, app } = small;
    const session = signIn(org, robot);
    Object.assign(session, { client: app.developerName, refreshToken: newRefreshToken() });
    const users = () => (call(small, 'GET', `${base()}/usage/${app.id}/users`).body as { users: object[] }).users;
    expect(users()).toMatchObject([{ username: robot, useCount: 1, appIdentifier: app.id }]);
    const tokens = call(small, 'GET', `${base()}/usage/${app.id}/005xx0000000002AAA/tokens`).body;
    expect(tokens).toMatchObject({ tokens: [{ revocationUrl: `${base()}/usage/tokens/${session.id}` }] });
    expect(call(small, 'DELETE', `${base()}/usage/${address(small, session.id)}`).status).toBe(204);
    expect([users(), org.isLive(session)]).toEqual([[], false]);
  });
});

describe('Enterprise Edition', () => {
  it('has staged credentials, as no source denies', () => {
    const small = smallOrg({ edition: 'Enterprise Edition' });
    expect(call(small, 'POST', `${credentials(small)}/staged`).status).toBe(201);
  });

  it('without them refuses their calls, but still returns keys and secrets', () => {
    const small = smallOrg({ edition: 'Enterprise Edition without staging' });
    expect(call(small, 'GET', `${credentials(small)}?part=secret`).status).toBe(200);
    for (const method of ['GET', 'POST']) {
      expect(call(small, method, `${credentials(small)}/staged`)).toMatchObject({
        status: 403,
        body: [{ errorCode: 'FUNCTIONALITY_NOT_ENABLED' }],
      });
    }
  });
});
