import type { PracticeRequest, PracticeResponse } from '../../../src/practice-org/http/message.ts';
import type { App, Consumer } from '../../../src/practice-org/model/app.ts';
import type { ComponentType, FieldMap } from '../../../src/practice-org/model/component.ts';
import { defaultKnobs, type KnobValue } from '../../../src/practice-org/model/knobs.ts';
import { OrgModel } from '../../../src/practice-org/model/org.ts';
import type { Session } from '../../../src/practice-org/model/session.ts';
import type { User } from '../../../src/practice-org/model/user.ts';

export const origin = 'http://127.0.0.1:4080';
export const day = 86_400_000;
export const admin = 'admin@small.example';
export const robot = 'robot@small.example';

const adminPermissions = ['ApiEnabled', 'ExternalClientAppDeveloper', 'ViewClientSecret', 'ViewSetup'];

export interface SmallOrg {
  readonly org: OrgModel;
  readonly app: App;
  readonly consumer: Consumer;
  /** The admin's session. */
  readonly session: Session;
  /** How often a lasting change was told. */
  readonly changes: () => number;
  /** Moves the org's clock. */
  readonly wait: (ms: number) => void;
}

/** One admin, one API-only user, and the app `Sync`, whose flow is on and runs as that user. */
export function smallOrg(knobs: Readonly<Record<string, KnobValue>> = {}): SmallOrg {
  const users = [user('005xx0000000001AAA', admin, 'Admins'), user('005xx0000000002AAA', robot, 'Robots')];
  const org = new OrgModel(
    {
      format: 1,
      scenario: 'small',
      orgId: '00Dxx0000000001AAA',
      domain: 'small.example',
      name: 'Small',
      isSandbox: false,
      instanceName: 'PRACTICE1',
      seededAt: 0,
      clockOffset: 0,
      counter: 0,
      apiVersions: [58, 59, 60, 64, 65, 66],
      adminUserId: '005xx0000000001AAA',
      licenses: [{ id: '100xx0000000001AAA', name: 'Salesforce', definitionKey: 'SFDC', total: 10 }],
      profiles: [profile('Admins', [...adminPermissions]), profile('Robots', ['ApiEnabled', 'ApiUserOnly'])],
      permissionSets: [],
      assignments: [],
      changedUsers: [],
      apps: [],
      settings: { enableClientSecretInRestApiAccess: 'true' },
      knobs: { ...defaultKnobs(), ...knobs },
      sessions: [],
      logins: [],
      deploys: [],
      auditTrail: [],
      apiCalls: { used: 0, max: 1000 },
      propagatesAt: {},
    },
    users,
  );
  let changes = 0;
  org.onChange = (kind) => {
    if (kind === 'durable') changes += 1;
  };
  const app = addSmallApp(org, 'Sync');
  const [consumer] = app.consumers;
  if (!consumer) throw new Error('the app has no consumer');
  const wait = (ms: number) => {
    org.data.clockOffset += ms;
  };
  return { org, app, consumer, session: signIn(org, admin), changes: () => changes, wait };
}

export function addSmallApp(org: OrgModel, developerName: string): App {
  const consumer = org.newConsumer(developerName);
  consumer.primary.createdAt -= 10 * day;
  const app: App = {
    id: org.newId('0xI'),
    developerName,
    label: `${developerName} App`,
    namespace: null,
    components: {},
    consumers: [consumer],
    certificate: null,
  };
  const put = (type: ComponentType, fields: FieldMap) => {
    const made = { createdById: org.data.adminUserId, createdAt: 0, modifiedById: org.data.adminUserId, modifiedAt: 0 };
    app.components[type] = { ...made, id: org.newId('0xP'), type, fullName: developerName, fields };
  };
  put('ExternalClientApplication', { label: app.label });
  put('ExtlClntAppOauthSettings', { commaSeparatedOauthScopes: 'Api' });
  put('ExtlClntAppGlobalOauthSettings', {
    callbackUrl: 'https://app.example/callback',
    isClientCredentialsFlowEnabled: 'true',
  });
  put('ExtlClntAppConfigurablePolicies', { isEnabled: 'true', isOauthPluginEnabled: 'true' });
  put('ExtlClntAppOauthConfigurablePolicies', {
    clientCredentialsFlowUser: robot,
    isClientCredentialsFlowEnabled: 'true',
    permittedUsersPolicyType: 'AllSelfAuthorized',
  });
  org.data.apps.push(app);
  return app;
}

/** A session as the `sf` CLI would have it. */
export function signIn(org: OrgModel, username: string, scopes: readonly string[] = ['api', 'web']): Session {
  return org.addSession({
    refreshToken: null,
    userId: org.userNamed(username)?.id ?? '',
    kind: 'web',
    client: 'PlatformCLI',
    consumerId: null,
    scopes: [...scopes],
    isJwt: false,
    loginHistoryId: '',
    timeoutMs: 3650 * day,
    sourceIp: '127.0.0.1',
  });
}

export function request(
  method: string,
  address: string,
  parts: { headers?: Readonly<Record<string, string>>; body?: string } = {},
): PracticeRequest {
  const url = new URL(address, origin);
  return {
    method,
    path: url.pathname,
    query: url.searchParams,
    headers: parts.headers ?? {},
    body: new TextEncoder().encode(parts.body ?? ''),
    origin,
  };
}

export function form(
  address: string,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): PracticeRequest {
  return request('POST', address, {
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(fields).toString(),
  });
}

/** Status and parsed body. */
export function read(answer: PracticeResponse | null): { status: number; body: unknown } {
  if (!answer) throw new Error('nobody answered');
  const text = typeof answer.body === 'string' ? answer.body : new TextDecoder().decode(answer.body);
  const isJson = answer.headers['content-type']?.startsWith('application/json');
  return { status: answer.status, body: isJson ? JSON.parse(text) : text };
}

function user(id: string, username: string, profileName: string): User {
  return {
    id,
    username,
    firstName: 'First',
    lastName: profileName,
    email: username,
    isActive: true,
    userType: 'Standard',
    profileId: profileName,
    createdAt: 0,
    lastLoginAt: null,
    lastUiLoginAt: null,
    isFrozen: false,
    isPasswordLocked: false,
  };
}

function profile(name: string, permissions: string[]) {
  return { id: name, name, licenseId: '100xx0000000001AAA', permissions };
}
