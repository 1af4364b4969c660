import { describe, expect, it } from 'vitest';
import { rotate, stage } from '../../../src/practice-org/credentials/life-cycle.ts';
import { type App, setField } from '../../../src/practice-org/model/app.ts';
import type { KnobValue } from '../../../src/practice-org/model/knobs.ts';
import { handleOauth } from '../../../src/practice-org/oauth/oauth-api.ts';
import { tokenRefusal } from '../../../src/practice-org/oauth/token-rules.ts';
import { admin, day, form, origin, read, robot, type SmallOrg, smallOrg } from '../support/small-org.ts';

const token = '/services/oauth2/token';
const policy = 'ExtlClntAppOauthConfigurablePolicies';
const switches = 'ExtlClntAppConfigurablePolicies';
const global = 'ExtlClntAppGlobalOauthSettings';

function ask(small: SmallOrg, fields: Readonly<Record<string, string>> = {}, headers = {}) {
  const { key, secret } = small.consumer.primary;
  const all = { grant_type: 'client_credentials', client_id: key, client_secret: secret, ...fields };
  return read(handleOauth(small.org, form(token, all, headers)));
}

function change(small: SmallOrg, username: string, fields: object) {
  const user = small.org.userNamed(username);
  if (user) small.org.putUser({ ...user, ...fields });
}

const setPolicy = (app: App, element: string, value: string) => setField(app, policy, element, value);

function admitRobots({ org, app }: SmallOrg, appIds: string[]) {
  org.data.permissionSets.push({
    id: '0PSxx0000000001AAA',
    name: 'Sync_Access',
    label: 'Sync Access',
    description: '',
    license: '',
    permissions: [],
    appIds,
  });
  org.data.assignments.push({ id: '0Pa', userId: '005xx0000000002AAA', permissionSetId: '0PSxx0000000001AAA' });
  setPolicy(app, 'permittedUsersPolicyType', 'AdminApprovedPreAuthorized');
}

describe('a client credentials token', () => {
  it("is issued in the execution user's name", () => {
    const small = smallOrg();
    const { status, body } = ask(small);
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.stringMatching(/^00Dxx0000000001!\S{80,}$/),
      signature: expect.any(String),
      scope: 'api',
      token_format: 'opaque',
      instance_url: origin,
      id: `${origin}/id/00Dxx0000000001AAA/005xx0000000002AAA`,
      token_type: 'Bearer',
      issued_at: expect.stringMatching(/^\d{13}$/),
    });
    const { access_token } = body as { access_token: string };
    expect(small.org.sessionOf(access_token)).toMatchObject({
      kind: 'client-credentials',
      client: 'Sync',
      timeoutMs: 7_200_000,
    });
    expect(small.org.data.logins.at(-1)).toMatchObject({
      application: 'Sync App',
      loginType: 'Remote Access 2.0',
      loginSubType: 'OauthClientCredentials',
      userId: '005xx0000000002AAA',
    });
  });

  it('is issued for credentials sent as HTTP Basic', () => {
    const small = smallOrg();
    const { key, secret } = small.consumer.primary;
    const authorization = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
    const answer = handleOauth(small.org, form(token, { grant_type: 'client_credentials' }, { authorization }));
    expect(answer?.status).toBe(200);
  });

  it("times out after the inactivity period of the app's policy", () => {
    const small = smallOrg();
    setPolicy(small.app, 'sessionTimeoutInMinutes', '15');
    const { access_token } = ask(small).body as { access_token: string };
    small.wait(14 * 60_000);
    expect(small.org.sessionOf(access_token)).not.toBeNull();
    small.wait(16 * 60_000);
    expect(small.org.sessionOf(access_token)).toBeNull();
  });

  it.each<[string, Readonly<Record<string, KnobValue>>, (small: SmallOrg) => void]>([
    ['by the knob jwtTokens', { jwtTokens: true }, () => undefined],
    ["by the app's settings", {}, ({ app }) => setField(app, global, 'isNamedUserJwtEnabled', 'true')],
  ])('is a JWT when the org is told so %s', (_how, knobs, prepare) => {
    const small = smallOrg(knobs);
    prepare(small);
    const body = ask(small).body as { access_token: string; token_format: string };
    expect(body.token_format).toBe('jwt');
    expect(small.org.sessionOf(body.access_token)).toMatchObject({ isJwt: true });
    expect(JSON.parse(Buffer.from(body.access_token.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({
      scp: 'api',
    });
  });

  it('in JWT form ends at its own expiry time, used or not', () => {
    const small = smallOrg({ jwtTokens: true });
    const { access_token } = ask(small).body as { access_token: string };
    small.wait(60 * 60_000);
    expect(small.org.sessionOf(access_token)).not.toBeNull();
    small.wait(60 * 60_000);
    expect(small.org.sessionOf(access_token)).toBeNull();
  });

  it('has a shared session with knob sessionReuse, and its own without it', () => {
    for (const sessionReuse of [true, false]) {
      const small = smallOrg({ sessionReuse });
      const [one, two] = [ask(small).body, ask(small).body] as { access_token: string }[];
      expect(one?.access_token === two?.access_token).toBe(sessionReuse);
      expect(small.org.data.logins).toHaveLength(2);
    }
  });

  it('outlives the freezing of its user, unless the knob freezeStopsTokens says otherwise', () => {
    for (const freezeStopsTokens of [false, true]) {
      const small = smallOrg({ freezeStopsTokens });
      const { access_token } = ask(small).body as { access_token: string };
      change(small, robot, { isFrozen: true });
      expect(small.org.sessionOf(access_token) === null).toBe(freezeStopsTokens);
      expect(ask(small).status).toBe(400);
    }
  });

  it('is refused with a scope, which this flow takes no parameter for', () => {
    const small = smallOrg();
    const error = { error: 'invalid_request', error_description: 'scope parameter not supported' };
    expect(ask(small, { scope: 'api' })).toMatchObject({ status: 400, body: error });
    expect(ask(small, { scope: '' }).status).toBe(200);
  });

  it('carries only the scopes asked for that the flow allows, if the knob scopeParam lets clients ask', () => {
    const small = smallOrg({ scopeParam: 'accepted' });
    setField(small.app, 'ExtlClntAppOauthSettings', 'commaSeparatedOauthScopes', 'Api, Web, Full, RefreshToken');
    expect(ask(small).body).toMatchObject({ scope: 'api web' });
    expect(ask(small, { scope: 'web' }).body).toMatchObject({ scope: 'web' });
  });
});

type Case = [string, string, string, (small: SmallOrg) => void, Readonly<Record<string, KnobValue>>?];

const refused: Case[] = [
  [
    'the app is off',
    'invalid_grant',
    'client credentials flow not enabled',
    ({ app }) => setField(app, switches, 'isEnabled', 'false'),
  ],
  [
    'OAuth is off for the app',
    'invalid_grant',
    'client credentials flow not enabled',
    ({ app }) => setField(app, switches, 'isOauthPluginEnabled', 'false'),
  ],
  [
    "the flow is off in the app's settings",
    'invalid_grant',
    'client credentials flow not enabled',
    ({ app }) => setField(app, global, 'isClientCredentialsFlowEnabled', 'false'),
  ],
  [
    'the flow is off in the policy',
    'invalid_grant',
    'no client credentials user enabled',
    ({ app }) => setPolicy(app, 'isClientCredentialsFlowEnabled', 'false'),
  ],
  [
    'the policy names nobody',
    'invalid_grant',
    'no client credentials user enabled',
    ({ app }) => setPolicy(app, 'clientCredentialsFlowUser', ''),
  ],
  [
    'the policy names a stranger',
    'invalid_grant',
    'no client credentials user enabled',
    ({ app }) => setPolicy(app, 'clientCredentialsFlowUser', 'x@y.example'),
  ],
  [
    "the execution user isn't API only",
    'invalid_grant',
    'no client credentials user enabled',
    ({ app }) => setPolicy(app, 'clientCredentialsFlowUser', admin),
  ],
  [
    'the execution user is inactive',
    'invalid_grant',
    'inactive user',
    (small) => change(small, robot, { isActive: false }),
  ],
  [
    'the execution user is frozen',
    'invalid_grant',
    'inactive user',
    (small) => change(small, robot, { isFrozen: true }),
  ],
  [
    'the execution user is frozen and errors are generic',
    'invalid_grant',
    'authentication failure',
    (small) => change(small, robot, { isFrozen: true }),
    { tokenErrorSet: 'generic' },
  ],
  [
    "the execution user isn't approved",
    'invalid_app_access',
    'user is not admin approved to access this app',
    (small) => admitRobots(small, []),
  ],
  [
    'the app has unsupported scopes only',
    'invalid_grant',
    'no valid scopes defined',
    ({ app }) => setField(app, 'ExtlClntAppOauthSettings', 'commaSeparatedOauthScopes', 'Full, RefreshToken'),
  ],
  [
    'a changed policy is on its way',
    'invalid_grant',
    'no client credentials user enabled',
    ({ org, app }) => {
      org.data.propagatesAt[app.id] = org.now() + 60_000;
    },
  ],
  [
    'the pair is on its way',
    'invalid_client_id',
    'client identifier invalid',
    ({ org, consumer }) => {
      consumer.primary = org.newPair();
    },
    { propagationMs: 120_000 },
  ],
  [
    "the address isn't in the app's ranges",
    'invalid_grant',
    'ip restricted',
    ({ app }) => {
      const settings = app.components.ExtlClntAppOauthSettings;
      if (settings) settings.fields.trustedIpRanges = { startIpAddress: '203.0.113.1', endIpAddress: '203.0.113.9' };
    },
  ],
];

describe('a client credentials token is refused when', () => {
  it.each(refused)('%s: %s', (_when, error, error_description, prepare, knobs = {}) => {
    const small = smallOrg(knobs);
    prepare(small);
    expect(ask(small)).toEqual({ status: 400, body: { error, error_description } });
  });

  it.each([
    ['the secret is wrong', { client_secret: 'no' }, 'invalid_client', 'invalid client credentials'],
    ['the key is unknown', { client_id: 'no' }, 'invalid_client_id', 'client identifier invalid'],
    ['the grant type is unknown', { grant_type: 'password2' }, 'unsupported_grant_type', 'grant type not supported'],
  ])('%s', (_when, fields, error, error_description) => {
    expect(ask(smallOrg(), fields)).toEqual({ status: 400, body: { error, error_description } });
  });

  it("the body isn't a form", () => {
    expect(ask(smallOrg(), {}, { 'content-type': 'application/json' }).body).toMatchObject({
      error: 'unsupported_grant_type',
    });
  });

  it.each([
    [true, 'ip restricted'],
    [false, 'invalid client credentials'],
  ])('address and secret are wrong (knob ipCheckBeforeSecret %s): %s', (ipCheckBeforeSecret, error_description) => {
    const small = smallOrg({ ipCheckBeforeSecret });
    const settings = small.app.components.ExtlClntAppOauthSettings;
    if (settings) settings.fields.trustedIpRanges = { startIpAddress: '203.0.113.1', endIpAddress: '203.0.113.9' };
    expect(ask(small, { client_secret: 'no' }).body).toMatchObject({ error_description });
    expect(ask(small, {}, { 'practice-source-ip': '203.0.113.9' }).status).toBe(200);
    expect(ask(small, {}, { 'practice-source-ip': '203.0.113.10' }).status).toBe(400);
  });
});

describe('a client credentials token is issued although', () => {
  const issued: [string, Readonly<Record<string, KnobValue>>, (small: SmallOrg) => void][] = [
    [
      "the execution user isn't API only, where nobody enforces it",
      { apiOnlyEnforced: 'never' },
      ({ app }) => setPolicy(app, 'clientCredentialsFlowUser', admin),
    ],
    [
      "only approved users are permitted, where that isn't asked of the flow",
      { permittedUsersForCC: false },
      (small) => admitRobots(small, []),
    ],
    [
      'only approved users are permitted: a permission set of the app admits the user',
      {},
      (small) => admitRobots(small, [small.app.id]),
    ],
    [
      'only approved users are permitted: the policy names the permission set',
      {},
      (small) => {
        admitRobots(small, []);
        setPolicy(small.app, 'commaSeparatedPermissionSet', 'Other, Sync_Access');
      },
    ],
    [
      'only approved users are permitted: the policy names the profile',
      {},
      (small) => {
        admitRobots(small, []);
        setPolicy(small.app, 'commaSeparatedProfile', 'Robots');
      },
    ],
    [
      'the policy of another app was changed a moment ago',
      {},
      ({ org }) => {
        org.data.propagatesAt.other = org.now() + 60_000;
      },
    ],
  ];
  it.each(issued)('%s', (_what, knobs, prepare) => {
    const small = smallOrg(knobs);
    prepare(small);
    expect(ask(small).status).toBe(200);
  });
});

describe('credentials', () => {
  it.each([
    [true, null],
    [false, 'invalid_client_id'],
  ])('that was just rotated (knob stagedUsable %s) is heard of late: %s', (stagedUsable, error) => {
    const { org, consumer, wait } = smallOrg({ stagedUsable, propagationMs: 60_000 });
    const staged = stage(org, consumer, org.data.adminUserId);
    const { key, secret } = staged;
    wait(day);
    rotate(org, consumer, staged);
    expect(tokenRefusal(org, { key, secret })?.error ?? null).toBe(error);
    wait(60_000);
    expect(tokenRefusal(org, { key, secret })).toBeNull();
  });

  it.each<[string, Readonly<Record<string, KnobValue>>, 'staged' | 'former', number, string | null]>([
    ['that is staged is accepted', {}, 'staged', 0, null],
    [
      'that is staged is unknown where only the primary one counts',
      { stagedUsable: false },
      'staged',
      0,
      'invalid_client_id',
    ],
    ['that is staged is accepted to the end of its 30 days', {}, 'staged', 30 * day - 5000, null],
    ['that is staged ends after 30 days', {}, 'staged', 30 * day, 'invalid_client_id'],
    ['that expired visibly ends all the same', { expireMode: 'expired' }, 'staged', 30 * day, 'invalid_client_id'],
    ['that was primary is accepted in its overlap', {}, 'former', 0, null],
    [
      'that was primary ends at once where there is no overlap',
      { graceAfterRotate: false },
      'former',
      0,
      'invalid_client_id',
    ],
    ['that was primary ends after 30 days', {}, 'former', 30 * day, 'invalid_client_id'],
  ])('%s', (_title, knobs, which, ms, error) => {
    const { org, consumer, wait } = smallOrg(knobs);
    const former = consumer.primary;
    const staged = stage(org, consumer, org.data.adminUserId);
    if (which === 'former') rotate(org, consumer, staged);
    wait(ms);
    const { key, secret } = which === 'former' ? former : staged;
    expect(tokenRefusal(org, { key, secret })?.error ?? null).toBe(error);
  });
});
