import { describe, expect, it } from 'vitest';
import { baselineOf, driftOf, type Sight } from '../../../src/core/drift/drift.ts';
import type { Identity } from '../../../src/core/drift/sandbox-refresh.ts';
import type { KnownLeak } from '../../../src/core/model/containment-record.ts';
import { type Drift, driftKinds, type WatchedApp } from '../../../src/core/model/watched-app.ts';
import { noon, watchedApp } from '../watch/watched-apps.ts';

const usual: Sight = {
  primaryKey: '3MVG9key',
  flow: { app: true, policy: true, oauth: true },
  runsAs: 'int.billing@acme.example',
  user: { isActive: true, isFrozen: false, powers: [] },
  permittedUsers: 'AdminApprovedPreAuthorized',
  ipRelaxation: 'Enforce',
  requiredSessionLevel: 'STANDARD',
  secretAccess: false,
};
const same: Identity = { orgId: '00D000000000001AAA', isSandbox: null, namesakeKey: null, isFormer: false };
const sandbox: Identity = { ...same, isSandbox: true };

interface Look {
  readonly sight?: Partial<Sight>;
  readonly identity?: Identity;
  readonly app?: Partial<WatchedApp>;
  readonly knownKeys?: readonly string[];
  readonly containedBy?: 'flow' | 'freeze';
  readonly host?: string;
  readonly stranger?: { readonly key: string; readonly author: string | null };
  readonly isSecretMissing?: boolean;
  readonly leak?: KnownLeak;
}

function driftAt(now: number, look: Look): readonly Drift[] {
  const {
    sight = {},
    identity = same,
    app = {},
    knownKeys = [],
    containedBy = null,
    host = null,
    stranger = null,
    isSecretMissing = false,
    leak = null,
  } = look;
  const watched = watchedApp({ baseline: baselineOf(usual, { lastProof: null }), ...app });
  return driftOf(
    watched,
    { ...usual, ...sight },
    { now, knownKeys: new Set(knownKeys), identity, containedBy, host, stranger, isSecretMissing, hasRun: false, leak },
  );
}

interface Row extends Look {
  readonly title: string;
  readonly kind: Drift['kind'];
  /** What it means. */
  readonly says: RegExp;
  /** What to do. */
  readonly cure: RegExp;
}

const offInPolicy = { flow: { app: true, policy: false, oauth: true } };
const gotToken = { at: 1, answer: 'accepted', detail: 'acts as int.billing@acme.example' } as const;
const withBaseline = (isFlowOn: boolean | null) => ({
  baseline: { ...baselineOf(usual, { lastProof: null }), isFlowOn },
  lastProof: null,
});

it.each([
  ['was turned off where it was on before', withBaseline(true), / It was turned off outside keyturn\.$/],
  [
    'was off already where it was never on',
    withBaseline(false),
    / It was off when keyturn first checked the app, too\.$/,
  ],
  ['is off where nobody saw it before', withBaseline(null), /issues no tokens\.$/],
  ['is off where no check was before', { baseline: null, lastProof: null }, /issues no tokens\.$/],
  [
    'was turned off where keyturn got a token after a first check that found it off',
    { ...withBaseline(false), lastProof: gotToken },
    / It was turned off outside keyturn\.$/,
  ],
  [
    'was turned off where keyturn got a token before its first check',
    { baseline: null, lastProof: gotToken },
    / It was turned off outside keyturn\.$/,
  ],
])('says of a flow only what is known: it %s', (_, app, says) => {
  const sentence = expect.stringMatching(says);
  expect(driftAt(noon, { sight: offInPolicy, app })).toMatchObject([{ kind: 'flow-off', sentence }]);
});

it.each([
  ['on if keyturn got a token before', gotToken, true],
  ['off if it never got one', { ...gotToken, answer: 'refused' as const }, false],
  ['off if it never tried', null, false],
])('remembers a flow that is off at the first check as %s', (_, lastProof, isFlowOn) =>
  expect(baselineOf({ ...usual, ...offInPolicy }, { lastProof })).toMatchObject({ isFlowOn }),
);

const user = { isActive: true, isFrozen: false, powers: [] };
const oauthOff = { flow: { app: true, policy: true, oauth: false } };

it.each<[string, Look['sight']]>([
  ['OAuth is off', oauthOff],
  ['the flow is off in the app', { flow: { app: false, policy: true, oauth: true } }],
  ['the user is frozen', { user: { ...user, isFrozen: true } }],
  ['the user is inactive', { user: { ...user, isActive: false } }],
  ['the user is gone', { user: null }],
])('says whom else the cure gives tokens, if the credentials are known to have leaked: %s', (_what, sight) => {
  const cures = (leak?: KnownLeak) =>
    driftAt(noon, { ...(sight ? { sight } : {}), ...(leak ? { leak } : {}) }).map(({ cure }) => cure);
  expect(cures()).toEqual([expect.not.stringContaining('leaked')]);
  expect(cures({ kept: null })).toEqual([`${cures()[0]} The leaked credentials then get tokens again.`]);
});

it.each([
  ['flow', oauthOff, 'turned OAuth off for'],
  ['freeze', { user: { ...user, isFrozen: true } }, 'froze the execution user of'],
] as const)('leads to the record of what keyturn has turned off by %s, if the state has none', (by, sight, did) => {
  const record = { orgId: '00D', org: 'acme', app: 'Billing_Sync', consumerId: '888', by, wasSo: false, intendedAt: 1 };
  const kept = {
    path: '/home/ana/record.json',
    record: { ...record, containedAt: 1, confirmedAt: 1, leakedSince: null },
  };
  const [found, ...others] = driftAt(noon, { sight, leak: { kept } });
  expect(others).toEqual([]);
  expect(found).toMatchObject({
    sentence: expect.stringContaining(`keyturn ${did} Billing_Sync in acme`),
    cure: expect.stringContaining(
      '`keyturn emergency Billing_Sync --record /home/ana/record.json --confirm Billing_Sync`',
    ),
  });
  const other = driftAt(noon, {
    sight: by === 'flow' ? { user: { ...user, isFrozen: true } } : oauthOff,
    leak: { kept },
  });
  expect(other).toMatchObject([{ cure: expect.stringContaining('The leaked credentials then get tokens again.') }]);
});

const rows: readonly Row[] = [
  {
    title: 'the flow turned off in the app',
    sight: { flow: { app: false, policy: true, oauth: true } },
    kind: 'flow-off',
    says: /^The client credentials flow is off in the app's settings, so Salesforce issues no tokens/,
    cure: /keyturn setup --app Billing_Sync/,
  },
  {
    title: 'the flow turned off in the policy',
    sight: { flow: { app: true, policy: false, oauth: true } },
    kind: 'flow-off',
    says: /^The client credentials flow is off in the app's policies, so Salesforce issues no tokens/,
    cure: /keyturn setup --app Billing_Sync/,
  },
  {
    title: 'the flow turned off in the policy, which still names another user',
    sight: { flow: { app: true, policy: false, oauth: true }, runsAs: 'otto@acme.example', user: null },
    kind: 'flow-off',
    says: /in the app's policies/,
    cure: /keyturn setup/,
  },
  {
    title: 'the OAuth plugin turned off',
    sight: { flow: { app: true, policy: true, oauth: false } },
    kind: 'flow-off',
    says: /^OAuth is off for this app, so Salesforce issues no tokens/,
    cure: /^If it should be on: Setup ▸ External Client App Manager ▸ Billing_Sync ▸ Policies/,
  },
  {
    title: 'another execution user',
    sight: { runsAs: 'otto@acme.example' },
    kind: 'user-changed',
    says: /^The app now runs as otto@acme\.example, not as int\.billing@acme\.example/,
    cure: /keyturn watch Billing_Sync --accept/,
  },
  {
    title: 'an execution user who is gone',
    sight: { user: null },
    kind: 'user-missing',
    says: /doesn't exist in this org\. Salesforce issues no tokens/,
    cure: /Choose a different user/,
  },
  {
    title: 'an execution user who was frozen',
    sight: { user: { ...user, isFrozen: true } },
    kind: 'user-frozen',
    says: /is frozen, so Salesforce issues no tokens/,
    cure: /unfreeze/,
  },
  {
    title: 'an execution user who was deactivated',
    sight: { user: { ...user, isActive: false } },
    kind: 'user-inactive',
    says: /is inactive, so Salesforce issues no tokens/,
    cure: /Activate the user/,
  },
  {
    title: 'an execution user grown more powerful',
    sight: { user: { ...user, powers: ['ModifyAllData'] } },
    kind: 'user-more-powerful',
    says: /gained permissions: ModifyAllData\. Anyone who has the credentials can use them/,
    cure: /Remove the permissions from the user.*--accept/,
  },
  {
    title: 'a pair changed outside',
    sight: { primaryKey: '3MVG9other' },
    identity: { ...same, isSandbox: false },
    kind: 'pair-changed-outside',
    says: /3MVG9other.*Consumers without the new credentials have lost access/,
    cure: /Audit Trail\. Then watch the new credentials/,
  },
  {
    title: 'a pair changed outside in a sandbox, the former one beside it',
    sight: { primaryKey: '3MVG9other' },
    identity: { ...sandbox, isFormer: true },
    app: { isSandbox: true },
    kind: 'pair-changed-outside',
    says: /3MVG9other/,
    cure: /Audit Trail/,
  },
  {
    title: 'a pair changed outside in a sandbox, its slot not to be seen',
    sight: { primaryKey: '3MVG9other' },
    identity: { ...sandbox, isFormer: null },
    app: { isSandbox: true },
    kind: 'pair-changed-outside',
    says: /3MVG9other/,
    cure: /Audit Trail/,
  },
  {
    title: 'credentials that somebody staged',
    stranger: { key: '3MVG9other', author: 'Maria Mason' },
    kind: 'staged-outside',
    says: /^Maria Mason staged credentials outside keyturn \(3MVG9other\)/,
    cure: /keyturn discard Billing_Sync/,
  },
  {
    title: 'credentials that are gone from the store',
    isSecretMissing: true,
    kind: 'secret-missing',
    says: /^The secret store no longer has the current credentials \(3MVG9key\)/,
    cure: /keyturn watch Billing_Sync/,
  },
  {
    title: 'secret access over REST left on',
    sight: { secretAccess: true },
    kind: 'secret-access-left-on',
    says: /REST access to secrets was turned on outside keyturn/,
    cure: /Turn it off/,
  },
  {
    title: 'a new address of the same org',
    host: 'acme-new.my.salesforce.com',
    kind: 'host-changed',
    says: /acme\.my\.salesforce\.com.*acme-new\.my\.salesforce\.com/,
    cure: /keyturn check Billing_Sync --accept/,
  },
  ...(
    [
      ['permittedUsers', 'AllSelfAuthorized', /AdminApprovedPreAuthorized → AllSelfAuthorized/],
      ['ipRelaxation', 'Bypass', /Enforce → Bypass/],
      ['requiredSessionLevel', 'LOW', /STANDARD → LOW/],
    ] as const
  ).map(
    ([field, value, says]): Row => ({
      title: `a looser ${field}`,
      sight: { [field]: value },
      kind: 'policy-loosened',
      says,
      cure: /keyturn watch Billing_Sync --accept/,
    }),
  ),
  {
    title: 'an app that was deleted',
    sight: { primaryKey: null },
    kind: 'app-gone',
    says: /no longer exists in the org/,
    cure: /keyturn unwatch Billing_Sync/,
  },
  {
    title: 'an app that was deleted and made anew, in production',
    sight: { primaryKey: null },
    identity: { ...same, isSandbox: false, namesakeKey: '3MVG9new' },
    kind: 'app-gone',
    says: /no longer exists in the org/,
    cure: /keyturn unwatch Billing_Sync/,
  },
  {
    title: 'a sandbox refreshed, with another org id',
    sight: { primaryKey: '3MVG9prod' },
    identity: { ...sandbox, orgId: '00D000000000009AAA' },
    kind: 'sandbox-refreshed',
    says: /the org ID is now 00D000000000009AAA, and the key of Billing_Sync is now 3MVG9prod.* have no access/,
    cure: /keyturn watch Billing_Sync --accept`. Then give consumers the new credentials/,
  },
  {
    title: 'a sandbox refreshed, with another org id and the very same pair',
    identity: { ...sandbox, orgId: '00D000000000009AAA' },
    kind: 'sandbox-refreshed',
    says: /the org ID is now/,
    cure: /--accept/,
  },
  {
    title: 'a sandbox refreshed, with other ids of apps',
    sight: { primaryKey: null },
    identity: { ...sandbox, namesakeKey: '3MVG9prod' },
    kind: 'sandbox-refreshed',
    says: /Billing_Sync has a new key \(3MVG9prod\), and the previous one is gone/,
    cure: /--accept/,
  },
  {
    title: 'a sandbox refreshed, with another pair and all ids kept',
    sight: { primaryKey: '3MVG9prod' },
    identity: sandbox,
    app: { isSandbox: true },
    kind: 'sandbox-refreshed',
    says: /Billing_Sync has a new key \(3MVG9prod\), and the previous one is gone/,
    cure: /--accept/,
  },
  {
    title: 'a sandbox refreshed, which was no sandbox before, its slot not to be seen',
    sight: { primaryKey: '3MVG9prod' },
    identity: { ...sandbox, isFormer: null },
    kind: 'sandbox-refreshed',
    says: /3MVG9prod/,
    cure: /--accept/,
  },
  {
    title: 'a sandbox refreshed, the app gone with it',
    sight: { primaryKey: null },
    identity: { ...sandbox, orgId: '00D000000000009AAA' },
    kind: 'sandbox-refreshed',
    says: /Billing_Sync is no longer in it/,
    cure: /keyturn setup --app Billing_Sync.*keyturn unwatch Billing_Sync/,
  },
];

describe('drift', () => {
  for (const { title, kind, says, cure, ...look } of rows) {
    it(`recognises ${title}: ${kind}`, () => {
      const found = driftAt(noon, look);
      expect(found).toEqual([
        { kind, since: noon, sentence: expect.stringMatching(says), cure: expect.stringMatching(cure) },
      ]);
      // Seen again later it is the one that was noticed then.
      const lastCheck = { at: noon, drift: found };
      expect(driftAt(noon + 1, { ...look, app: { ...look.app, lastCheck } })).toEqual(found);
    });
  }

  it('of every kind is in this table', () => {
    expect([...new Set(rows.map(({ kind }) => kind))].sort()).toEqual([...driftKinds].sort());
  });

  it('is gone once the new state is the one to compare with', () => {
    for (const { title, kind, sight = {}, identity = same } of rows) {
      // What keeps tokens from being issued is wrong whoever says that it is right.
      if (/^(flow-off|user-(missing|frozen|inactive)|app-gone)$/.test(kind) || sight.primaryKey === null) continue;
      const seen = { ...usual, ...sight };
      const accepted = watchedApp({
        baseline: baselineOf(seen, { lastProof: null }),
        consumerKey: seen.primaryKey ?? '',
        orgId: identity.orgId,
        executionUser: { id: '005', username: seen.runsAs ?? '' },
      });
      expect(
        driftOf(accepted, seen, {
          now: noon,
          knownKeys: new Set(),
          identity,
          containedBy: null,
          host: null,
          hasRun: false,
        }),
        title,
      ).toEqual([]);
    }
  });

  const none: readonly [title: string, look: Look][] = [
    ['an app as it was', {}],
    ['an app before its first look', { app: { baseline: null } }],
    ['a pair that our own run made primary', { sight: { primaryKey: '3MVG9new' }, knownKeys: ['3MVG9new'] }],
    [
      'a pair that our own run made primary in a sandbox',
      { sight: { primaryKey: '3MVG9new' }, knownKeys: ['3MVG9new'], identity: sandbox },
    ],
    ["policies that can't be seen", { sight: { permittedUsers: null, ipRelaxation: null, secretAccess: null } }],
    ['a policy made stricter', { sight: { requiredSessionLevel: 'HIGH_ASSURANCE' } }],
    [
      'a user of fewer powers',
      { app: { baseline: { ...baselineOf(usual, { lastProof: null }), powers: ['ViewAllData'] } } },
    ],
    [
      'the flow that an emergency has turned off',
      { sight: { flow: { app: true, policy: true, oauth: false } }, containedBy: 'flow' },
    ],
    [
      'the user whom an emergency has frozen',
      { sight: { user: { isActive: true, isFrozen: true, powers: [] } }, containedBy: 'freeze' },
    ],
    ['an org id of 15 characters', { identity: { ...same, orgId: '00D000000000001' } }],
  ];
  for (const [title, look] of none) it(`is not ${title}`, () => expect(driftAt(noon, look)).toEqual([]));
});
