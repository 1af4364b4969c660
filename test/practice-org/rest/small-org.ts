import type { PracticeRequest, PracticeResponse } from '../../../src/practice-org/http/message.ts';
import type { App } from '../../../src/practice-org/model/app.ts';
import type { Component, ComponentType, FieldMap } from '../../../src/practice-org/model/component.ts';
import { recordId } from '../../../src/practice-org/model/ids.ts';
import { defaultKnobs } from '../../../src/practice-org/model/knobs.ts';
import { OrgModel } from '../../../src/practice-org/model/org.ts';
import type { OrgData } from '../../../src/practice-org/model/org-data.ts';
import type { Session } from '../../../src/practice-org/model/session.ts';
import type { User } from '../../../src/practice-org/model/user.ts';
import { handleRest } from '../../../src/practice-org/rest/rest-api.ts';

export const day = 86_400_000;
const pod = 'xx';
const id = (prefix: string, count: number) => recordId(prefix, pod, count);

export const ids = {
  ada: id('005', 1),
  rea: id('005', 2),
  run: id('005', 3),
  old: id('005', 4),
  adminProfile: id('00e', 1),
  integrationProfile: id('00e', 2),
  extraSet: id('0PS', 1),
  app: id('0xI', 1),
};

export interface SmallOrg {
  readonly org: OrgModel;
  readonly admin: Session;
  /** A person without Manage Users. */
  readonly reader: Session;
  /** How often the model was told of a change that must last. */
  readonly durableChanges: () => number;
}

/** Four people, two profiles, one permission set and one app; the clock of the machine. */
export function smallOrg(moreUsers: Iterable<User> = []): SmallOrg {
  const org = new OrgModel(smallData(), [...people(), ...moreUsers]);
  org.data.apps.push(smallApp());
  let count = 0;
  org.onChange = (kind) => {
    if (kind === 'durable') count += 1;
  };
  return { org, admin: signIn(org, ids.ada), reader: signIn(org, ids.rea), durableChanges: () => count };
}

export function signIn(org: OrgModel, userId: string, more: Partial<Session> = {}): Session {
  return org.addSession({
    userId,
    refreshToken: null,
    kind: 'web',
    client: 'PlatformCLI',
    consumerId: null,
    scopes: ['api'],
    isJwt: false,
    loginHistoryId: '',
    timeoutMs: 7_200_000,
    sourceIp: '127.0.0.1',
    ...more,
  });
}

export function person(userId: string, username: string, more: Partial<User> = {}): User {
  return {
    id: userId,
    username,
    firstName: 'Ada',
    lastName: 'Admin',
    email: username,
    isActive: true,
    userType: 'Standard',
    profileId: ids.adminProfile,
    createdAt: Date.UTC(2024, 0, 1),
    lastLoginAt: null,
    lastUiLoginAt: null,
    isFrozen: false,
    isPasswordLocked: false,
    ...more,
  };
}

interface Sent {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** The answer to a request by path and query; null for a path that isn't the REST API's. */
export function send(org: OrgModel, session: Session | null, address: string, sent: Sent = {}) {
  const url = new URL(address, 'http://127.0.0.1:1');
  const request: PracticeRequest = {
    method: sent.method ?? 'GET',
    path: decodeURIComponent(url.pathname),
    query: url.searchParams,
    headers: sent.headers ?? {},
    body: new TextEncoder().encode(typeof sent.body === 'string' ? sent.body : JSON.stringify(sent.body ?? '')),
    origin: 'http://127.0.0.1:1',
  };
  const response = handleRest(org, request, session);
  return response === null ? null : { ...response, json: bodyOf(response) };
}

// biome-ignore lint/suspicious/noExplicitAny: answers are read as a client reads them
export type Answer = any;

function bodyOf({ body }: PracticeResponse): Answer {
  return body === '' ? null : JSON.parse(String(body));
}

export function ask(org: OrgModel, session: Session | null, soql: string, api = ''): Answer {
  return send(org, session, `/services/data/v65.0${api}/query?q=${encodeURIComponent(soql)}`)?.json;
}

function people(): User[] {
  return [
    person(ids.ada, 'ada@acme.example', { lastLoginAt: Date.UTC(2026, 0, 5) }),
    person(ids.rea, 'rea@acme.example', { firstName: 'Rea', lastName: "O'Hara_50%", profileId: id('00e', 3) }),
    person(ids.run, 'run@acme.example', { firstName: '', lastName: 'Run', profileId: ids.integrationProfile }),
    person(ids.old, 'old@acme.example', { firstName: 'Old', isActive: false, isFrozen: true, profileId: id('00e', 3) }),
  ];
}

function smallData(): OrgData {
  const admin = ['ApiEnabled', 'CustomizeApplication', 'ManageUsers', 'ViewSetup'];
  return {
    format: 1,
    scenario: 'small',
    orgId: id('00D', 1),
    domain: 'acme.example',
    name: 'Acme',
    isSandbox: true,
    instanceName: 'TEST1',
    seededAt: Date.UTC(2026, 0, 1),
    clockOffset: 0,
    counter: 1000,
    apiVersions: [58, 65, 66],
    adminUserId: ids.ada,
    licenses: [
      { id: id('100', 1), name: 'Salesforce', definitionKey: 'SFDC', total: 10 },
      { id: id('100', 2), name: 'Salesforce Integration', definitionKey: 'PID_Integration', total: 1 },
    ],
    profiles: [
      { id: ids.adminProfile, name: 'System Administrator', licenseId: id('100', 1), permissions: admin },
      { id: ids.integrationProfile, name: 'Integration', licenseId: id('100', 2), permissions: ['ApiUserOnly'] },
      { id: id('00e', 3), name: 'Standard User', licenseId: id('100', 1), permissions: ['ApiEnabled'] },
    ],
    permissionSets: [
      {
        id: ids.extraSet,
        name: 'Extra',
        label: 'Extra access',
        description: '',
        license: '',
        permissions: ['ViewAllData'],
        appIds: [ids.app],
      },
    ],
    assignments: [{ id: id('0Pa', 1), userId: ids.rea, permissionSetId: ids.extraSet }],
    changedUsers: [],
    apps: [],
    settings: { enableClientSecretInRestApiAccess: 'true', enableConsumerSecretApiAccess: 'false' },
    knobs: { ...defaultKnobs(), edition: 'Enterprise Edition' },
    sessions: [],
    logins: [],
    deploys: [],
    auditTrail: [],
    apiCalls: { used: 0, max: 1000 },
    propagatesAt: {},
  };
}

function smallApp(): App {
  const part = (type: ComponentType, fields: FieldMap): Component => ({
    id: id('0xP', 1),
    type,
    fullName: `Sync_${type}`,
    fields,
    createdById: ids.ada,
    createdAt: 0,
    modifiedById: ids.ada,
    modifiedAt: 0,
  });
  return {
    id: ids.app,
    developerName: 'Sync',
    label: 'Sync',
    namespace: null,
    certificate: null,
    consumers: [],
    components: {
      ExternalClientApplication: part('ExternalClientApplication', { contactEmail: 'ada@acme.example' }),
      ExtlClntAppOauthSettings: part('ExtlClntAppOauthSettings', { commaSeparatedOauthScopes: 'Api, Web' }),
      ExtlClntAppConfigurablePolicies: part('ExtlClntAppConfigurablePolicies', {
        isEnabled: 'true',
        isOauthPluginEnabled: 'true',
      }),
      ExtlClntAppOauthConfigurablePolicies: part('ExtlClntAppOauthConfigurablePolicies', {
        isClientCredentialsFlowEnabled: 'true',
        clientCredentialsFlowUser: 'run@acme.example',
      }),
    },
  };
}
