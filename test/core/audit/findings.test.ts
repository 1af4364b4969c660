import { describe, expect, it } from 'vitest';
import { findingsOfApp, findingsOfOrg } from '../../../src/core/audit/findings.ts';
import type { AuditedApp, AuditedFlow } from '../../../src/core/audit/report.ts';
import { otherFlowsOf } from '../../../src/core/external-client-app/other-flows.ts';
import type { UserFacts } from '../../../src/core/model/execution-user.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { appFiles } from '../external-client-app/app-files.ts';

const now = Date.UTC(2026, 10, 24);
const day = 86_400_000;

const robot: UserFacts = {
  id: '005000000000001AAA',
  username: fromOutside('int@acme.example'),
  name: fromOutside('Robot'),
  isActive: true,
  isFrozen: false,
  userType: fromOutside('Standard'),
  profileName: fromOutside('Minimum Access - API Only Integrations'),
  licenseName: fromOutside('Salesforce Integration'),
  isApiOnly: true,
  powers: [],
  lastLoginAt: null,
  lastUiLoginAt: null,
  otherApps: [fromOutside('Billing_Sync')],
  permissionSets: [],
};

const on: AuditedFlow = { state: 'on', app: true, policy: true, runsAs: robot.username };
const approved = { permittedUsersPolicyType: 'AdminApprovedPreAuthorized' };

function codes(over: Partial<AuditedApp>, files = appFiles({ policy: approved })): readonly string[] {
  const app = {
    summary: {
      developerName: fromOutside('Billing_Sync'),
      label: fromOutside('Billing Sync'),
      id: '0xI000000000001',
      namespace: null,
      isPackaged: false,
      flow: { kind: 'on', runsAs: robot.username },
      permittedUsers: null,
    },
    flow: on,
    executionUser: robot,
    otherFlows: [],
    refreshTokenUsers: [],
    consumers: [],
    isWatched: false,
    ...over,
  } as const;
  return findingsOfApp({ ...app, components: files }, now).map(({ severity, code }) => `${severity} ${code}`);
}

describe('an app', () => {
  it('with a fitting user and strict policies has nothing against it', () => {
    expect(codes({})).toEqual([]);
  });

  it.each<[string, Partial<UserFacts>, string[]]>([
    ['a frozen user', { isFrozen: true }, ['danger UserUnfit']],
    ['an inactive user', { isActive: false }, ['danger UserUnfit']],
    ['an administrator', { powers: ['ModifyAllData'] }, ['danger UserPrivileged']],
    ['a powerful user', { powers: ['ViewAllData'] }, ['caution UserPowerful']],
    ['a person', { isApiOnly: false, lastUiLoginAt: now }, ['danger UserIsPerson']],
    ['a user who may sign in', { isApiOnly: false }, ['caution UserNotApiOnly']],
    ['a shared user', { otherApps: [fromOutside('Billing_Sync'), fromOutside('Other')] }, ['caution UserShared']],
  ])('is judged by %s', (_who, facts, expected) => {
    expect(codes({ executionUser: { ...robot, ...facts } })).toEqual(expected);
  });

  it.each<[string, Partial<AuditedFlow>, string[]]>([
    ['off in its own settings', { state: 'half-on', app: false }, ['caution FlowHalfOn']],
    ['off', { state: 'off', policy: false }, []],
    ['disabled', { state: 'oauth-disabled' }, []],
  ])('is judged by its flow: %s', (_what, flow, expected) => {
    expect(codes({ flow: { ...on, ...flow } })).toEqual(expected);
  });

  it('that runs as nobody is a danger', () => {
    expect(codes({ executionUser: null })).toEqual(['danger UserMissing']);
  });

  it.each<[string, Parameters<typeof appFiles>[0], string[]]>([
    ['all users', {}, ['note AllUsersPermitted']],
    ['any address', { policy: { ...approved, ipRelaxationPolicyType: 'Bypass' } }, ['caution IpBypassed']],
    ['high assurance', { policy: { ...approved, requiredSessionLevel: 'HIGH_ASSURANCE' } }, ['caution HighAssurance']],
    ['full', { policy: approved, settings: { commaSeparatedOauthScopes: 'Api, Full' } }, ['caution ScopeFull']],
    ['no api', { policy: approved, settings: { commaSeparatedOauthScopes: 'Web' } }, ['caution ScopeApiMissing']],
    ['all tokens', { policy: approved, global: { isIntrospectAllTokens: 'true' } }, ['note IntrospectsAllTokens']],
  ])('is judged by its policies and settings: %s', (_what, over, expected) => {
    expect(codes({}, appFiles(over))).toEqual(expected);
    expect(codes({ flow: { ...on, state: 'off' } }, appFiles(over))).toEqual([]);
  });

  it.each<['Active' | 'Rotated' | 'Expired', boolean | null, number, string]>([
    ['Active', true, 20, 'note StagedPair'],
    ['Active', false, 20, 'caution StrangersPair'],
    ['Active', null, 20, 'caution StrangersPair'],
    ['Rotated', true, 20, 'note PreviousPair'],
    ['Rotated', true, 3, 'caution PreviousPair'],
    ['Expired', null, -1, 'note ExpiredPair'],
  ])('is judged by its slot: %s, by you %s, %s days left', (state, isYours, days, expected) => {
    const pair = {
      id: '1',
      consumerKey: '3MVG9abcdefghijkl',
      createdBy: fromOutside('otto'),
      createdAt: now,
      isYours,
      state,
    };
    const consumer = { id: '888', name: fromOutside('Billing_Sync'), consumerKey: '3MVG9' };
    expect(codes({ consumers: [{ ...consumer, slot: [{ ...pair, expiresAt: now + days * day }] }] })).toEqual([
      expected,
    ]);
  });
});

describe('other flows of an app', () => {
  it('are told from switches, scopes and refresh tokens', () => {
    const files = appFiles({
      settings: { commaSeparatedOauthScopes: 'Api, RefreshToken' },
      global: { isDeviceFlowEnabled: 'true' },
    });
    expect(otherFlowsOf(files, [{ username: fromOutside('maria'), uses: 3, lastUsedAt: null }])).toEqual([
      'device flow',
      'scopes for user logins (RefreshToken)',
      'refresh tokens of 1 user',
    ]);
    expect(otherFlowsOf(appFiles({ settings: { commaSeparatedOauthScopes: 'Api' } }), [])).toEqual([]);
  });
});

describe('an org', () => {
  it('is judged by the two settings that let secrets be read', () => {
    const told = (secretAccess: boolean | null, metadataSecretAccess: boolean | null) =>
      findingsOfOrg({ secretAccess, metadataSecretAccess }).map(({ code }) => code);
    expect(told(true, true)).toEqual(['MetadataSecretAccessOn', 'SecretAccessLeftOn']);
    expect(told(false, null)).toEqual([]);
  });
});
