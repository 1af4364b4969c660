import { randomInt } from 'node:crypto';
import { inSlot } from '../credentials/life-cycle.ts';
import type { App } from '../model/app.ts';
import { randomText, recordId } from '../model/ids.ts';
import { defaultKnobs } from '../model/knobs.ts';
import { OrgModel } from '../model/org.ts';
import type { OrgData } from '../model/org-data.ts';
import type { User } from '../model/user.ts';
import { thisComputer } from '../oauth/oauth-request.ts';
import { addApp, setupNames, toolNames } from './apps.ts';
import { seedBusiness } from './business.ts';
import { leakPair } from './leak.ts';
import { seedOneUse, seedUsualUse } from './past-sign-ins.ts';
import { adminId, type PeopleSeed, seedLicenses, seedProfiles, seedUsers } from './people.ts';
import { refreshSandbox } from './sandbox.ts';

const day = 86_400_000;

interface Scenario {
  readonly summary: string;
  readonly people: Pick<PeopleSeed, 'active' | 'inactive'>;
  readonly shape: (org: OrgModel) => void;
}

const usual = { active: 412, inactive: 38 };

/** Each scenario is `acme` with changes. `PracticeScenario` in embed-types.ts has the same names. */
export const scenarios = {
  acme: { summary: 'production org with six apps and 412 active users', people: usual, shape: () => undefined },
  'locked-down': {
    summary: 'REST access to secrets is off, the admin lacks a permission, and the app admits approved users only',
    people: usual,
    shape: lockDown,
  },
  leak: { summary: 'an attacker uses the credentials of Billing_Sync', people: usual, shape: leakPair },
  sandbox: { summary: 'sandbox just refreshed from production', people: usual, shape: refreshSandbox },
  large: { summary: '50,000 users and 2,000 apps', people: { active: 50_000, inactive: 500 }, shape: addManyApps },
  vpn: { summary: 'this computer connects through an anonymizing VPN', people: usual, shape: connectThroughVpn },
  stranger: { summary: 'another admin staged credentials for Billing_Sync', people: usual, shape: stageAsStranger },
} satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof scenarios;

export function isScenarioName(name: string): name is ScenarioName {
  return Object.hasOwn(scenarios, name);
}

/** A new org of this scenario, with its own org id, user domain and tokens. */
export function createOrg(scenario: ScenarioName, seededAt: number): OrgModel {
  const suffix = randomText(4).toLowerCase();
  const pod = randomText(2);
  const orgId = recordId('00D', pod, randomInt(2 ** 47));
  const data: OrgData = {
    format: 1,
    scenario,
    orgId,
    domain: `acme-${suffix}.example`,
    name: 'Acme Corp',
    isSandbox: false,
    instanceName: 'PRACTICE1',
    seededAt,
    clockOffset: 0,
    counter: 0,
    apiVersions: [58, 59, 60, 61, 62, 63, 64, 65, 66, 67, 68],
    adminUserId: adminId(orgId.slice(3, 5)),
    licenses: seedLicenses(orgId.slice(3, 5)),
    profiles: seedProfiles(orgId.slice(3, 5)),
    permissionSets: [],
    assignments: [],
    changedUsers: [],
    apps: [],
    settings: {
      enableClientSecretInRestApiAccess: 'true',
      enableConsumerSecretApiAccess: 'false',
      enablePackageEcaOauthFromDevOrg: 'false',
    },
    knobs: defaultKnobs(),
    sessions: [],
    logins: [],
    deploys: [],
    auditTrail: [],
    apiCalls: { used: 0, max: 100_000 },
    propagatesAt: {},
  };
  const org = new OrgModel(data, usersOf(data));
  addUsualApps(org);
  seedBusiness(org);
  const plan: Scenario = scenarios[scenario];
  plan.shape(org);
  signAdminIn(org);
  return org;
}

/** The users as the scenario makes them, for a new org and for one read from its file. */
export function usersOf({ scenario, orgId, domain, seededAt }: OrgData): Generator<User> {
  const people = isScenarioName(scenario) ? scenarios[scenario].people : usual;
  return seedUsers({ pod: orgId.slice(3, 5), domain, seededAt, ...people });
}

const lakeNames = () => ({
  oauth: 'dl_oauth_cfg',
  global: 'dl_global_cfg',
  policy: 'Lake_policies',
  oauthPolicy: 'dl_oauth_cfg_defaultPolicy',
});
const loaders = ['Legacy_Loader', 'Legacy_Loader_Batch'];

function addUsualApps(org: OrgModel): void {
  addApp(org, { developerName: 'Billing_Sync', names: setupNames, runsAs: null, ageDays: 12 });
  addApp(org, { developerName: 'ERP_Bridge', names: toolNames, runsAs: 'svc.erp', ageDays: 31 });
  addApp(org, { developerName: 'Data_Lake', names: lakeNames, runsAs: 'svc.erp', ageDays: 94 });
  const mailer = addApp(org, { developerName: 'Mailer', names: setupNames, runsAs: 'int.mailer', ageDays: 9 });
  leavePrevious(org, mailer, 9);
  const partner = { developerName: 'Partner_Feed', namespace: 'partnerco', ageDays: 200 };
  addApp(org, { ...partner, names: setupNames, runsAs: null });
  const loader = { developerName: 'Legacy_Loader', consumers: loaders, ageDays: 60 };
  addApp(org, { ...loader, names: toolNames, runsAs: 'int.loader' });
  seedUsualUse(org);
}

/** Previous credentials in their overlap, from a rotation some days ago. */
function leavePrevious(org: OrgModel, app: App, daysAgo: number): void {
  const [consumer] = app.consumers;
  if (!consumer) return;
  const rotatedAt = org.data.seededAt - daysAgo * day;
  const former = { ...org.newPair(), createdAt: rotatedAt - 90 * day };
  consumer.staged = inSlot(former, { id: org.newId('0xS'), state: 'Rotated', stagedAt: rotatedAt });
}

function lockDown(org: OrgModel): void {
  org.data.settings.enableClientSecretInRestApiAccess = 'false';
  const profile = org.data.profiles.find(({ name }) => name === 'System Administrator');
  if (profile) profile.permissions = profile.permissions.filter((name) => name !== 'ViewClientSecret');
  const app = org.appNamed('Billing_Sync');
  if (!app) return;
  org.data.permissionSets.push({
    id: org.newId('0PS'),
    name: 'Billing_Sync_Access',
    label: 'Billing Sync Access',
    description: 'Admits integrations to Billing Sync',
    license: '',
    permissions: [],
    appIds: [app.id],
  });
  const policy = app.components.ExtlClntAppOauthConfigurablePolicies;
  if (policy) {
    policy.fields.permittedUsersPolicyType = 'AdminApprovedPreAuthorized';
    policy.fields.commaSeparatedPermissionSet = 'Billing_Sync_Access';
  }
}

function connectThroughVpn(org: OrgModel): void {
  org.data.riskyAddresses = [thisComputer];
}

function stageAsStranger(org: OrgModel): void {
  const otto = org.userNamed(`otto.admin@${org.data.domain}`);
  const consumer = org.appNamed('Billing_Sync')?.consumers[0];
  if (!consumer || !otto) return;
  const stagedAt = org.data.seededAt - 2 * day;
  const pair = { ...org.newPair(otto.id), createdAt: stagedAt };
  consumer.staged = inSlot(pair, { id: org.newId('0xS'), state: 'Active', stagedAt });
}

function addManyApps(org: OrgModel): void {
  for (let number = org.data.apps.length + 1; number <= 2_000; number += 1) {
    const names = number % 2 === 0 ? setupNames : toolNames;
    addApp(org, { developerName: `Integration_${number}`, names, runsAs: 'svc.erp', ageDays: number % 120 });
  }
  const names = org.data.apps.map(({ developerName }) => developerName);
  seedOneUse(
    org,
    names.filter((name) => name.startsWith('Integration_')),
  );
}

/** The admin's practice sign-in, which lasts as long as the org. */
function signAdminIn(org: OrgModel): void {
  const userId = org.data.adminUserId;
  const login = org.addLogin({
    userId,
    application: 'Practice',
    loginType: 'Application',
    loginSubType: '',
    sourceIp: '127.0.0.1',
    status: 'Success',
  });
  org.addSession({
    refreshToken: null,
    userId,
    kind: 'setup',
    client: 'Practice',
    consumerId: null,
    scopes: ['full'],
    isJwt: false,
    loginHistoryId: login.id,
    timeoutMs: Number.MAX_SAFE_INTEGER,
    sourceIp: '127.0.0.1',
  });
}
