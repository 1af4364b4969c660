import { beforeEach, describe, expect, it } from 'vitest';
import { createMetadataApi, type MetadataApi } from '../../../src/practice-org/metadata/metadata-api.ts';
import { defaultKnobs } from '../../../src/practice-org/model/knobs.ts';
import { OrgModel } from '../../../src/practice-org/model/org.ts';
import type { OrgData } from '../../../src/practice-org/model/org-data.ts';
import type { Session } from '../../../src/practice-org/model/session.ts';
import type { User } from '../../../src/practice-org/model/user.ts';
import { appFiles, file, manifest, policyFiles, soap, submit } from './soap-client.ts';

const ADMIN_ID = '005AA0000000001AAA';
const ORG_ID = '00DAA0000000001EAA';

let org: OrgModel;
let api: MetadataApi;
let token: string;

beforeEach(() => {
  org = new OrgModel(orgData(), [
    user(ADMIN_ID, 'ada@acme.example', 'admin'),
    user('005AA0000000002AAA', 'run@acme.example', 'api'),
  ]);
  org.data.knobs.deployMs = 0;
  api = createMetadataApi(org);
  token = signIn({}).token;
});

function user(id: string, username: string, profileId: string): User {
  const plain = {
    firstName: 'Ada',
    lastName: 'Admin',
    email: username,
    isActive: true,
    userType: 'Standard',
    createdAt: 0,
  } as const;
  return {
    ...plain,
    id,
    username,
    profileId,
    lastLoginAt: null,
    lastUiLoginAt: null,
    isFrozen: false,
    isPasswordLocked: false,
  };
}

function orgData(): OrgData {
  const admin = ['ModifyAllData', 'ModifyMetadata', 'ExternalClientAppDeveloper', 'ExternalClientAppAdmin'];
  return {
    format: 1,
    scenario: 'test',
    orgId: ORG_ID,
    domain: 'acme.example',
    name: 'Acme',
    isSandbox: false,
    instanceName: 'NA1',
    seededAt: 0,
    clockOffset: 0,
    counter: 100,
    apiVersions: [64, 65, 66, 67],
    adminUserId: ADMIN_ID,
    licenses: [{ id: '100', name: 'Salesforce', definitionKey: 'SFDC', total: 10 }],
    profiles: [
      { id: 'admin', name: 'System Administrator', licenseId: '100', permissions: admin },
      { id: 'api', name: 'API Only', licenseId: '100', permissions: ['ApiEnabled', 'ApiUserOnly'] },
    ],
    permissionSets: [
      {
        id: '0PSAA0000000001AAA',
        name: 'Run_Acme',
        label: 'Run Acme',
        description: '',
        license: '',
        permissions: [],
        appIds: [],
      },
    ],
    assignments: [],
    changedUsers: [],
    apps: [],
    settings: {},
    knobs: defaultKnobs(),
    sessions: [],
    logins: [],
    deploys: [],
    auditTrail: [],
    apiCalls: { used: 0, max: 1000 },
    propagatesAt: {},
  };
}

function signIn(over: Partial<Session>): Session {
  const plain = {
    refreshToken: null,
    userId: ADMIN_ID,
    kind: 'web',
    client: 'PlatformCLI',
    consumerId: null,
    scopes: ['api'],
    isJwt: false,
  } as const;
  return org.addSession({
    ...plain,
    scopes: [...plain.scopes],
    loginHistoryId: '',
    timeoutMs: 7_200_000,
    sourceIp: '127.0.0.1',
    ...over,
  });
}

const list = '<listMetadata><queries><type>ExternalClientApplication</type></queries></listMetadata>';
const POLICY = {
  clientCredentialsFlowUser: 'run@acme.example',
  commaSeparatedPermissionSet: 'Run_Acme',
  externalClientApplication: 'Acme',
};

/** Deploys with the session of this org. */
function put(files: Record<string, string>): string | undefined {
  submit(api, files, {}, token);
  api.settle();
  return org.data.deploys.at(-1)?.status;
}

describe('the Metadata API of a practice org', () => {
  it('deploys into the org that everything else reads', () => {
    expect(put(appFiles())).toBe('Succeeded');
    const app = org.appNamed('Acme');
    expect(app?.id).toMatch(/^0xI/);
    expect(org.findPair(app?.consumers[0]?.primary.key ?? '')).toMatchObject({ slot: 'primary' });
    expect(app?.consumers[0]?.primary.createdById).toBe(ADMIN_ID);
    expect(org.data.auditTrail.map((row) => row.display)).toEqual(['Created external client app Acme']);
    expect(soap(api, list, { token }).body).toContain('<createdByName>Ada Admin</createdByName>');
  });

  it('admits only those that the policy names to the app', () => {
    put(appFiles());
    put(policyFiles(POLICY));
    expect(org.data.permissionSets[0]?.appIds).toEqual([org.appNamed('Acme')?.id]);
    put(policyFiles({ externalClientApplication: 'Acme' }));
    expect(org.data.permissionSets[0]?.appIds).toEqual([]);
  });

  it('hides a changed app from the token endpoint for the propagation time', () => {
    org.data.knobs.propagationMs = 120_000;
    put(appFiles());
    const id = org.appNamed('Acme')?.id ?? '';
    expect(org.data.propagatesAt[id]).toBeGreaterThan(org.now());
  });

  it('forgets an app with everything it had', () => {
    put(appFiles());
    put(policyFiles(POLICY));
    put({ 'package.xml': manifest({}), 'destructiveChanges.xml': manifest({ ExternalClientApplication: ['Acme'] }) });
    expect(org.data.apps).toEqual([]);
    expect(org.data.permissionSets[0]?.appIds).toEqual([]);
  });

  it("creates a permission set that isn't assigned to anyone", () => {
    put({
      'package.xml': manifest({ PermissionSet: ['New_Set'] }),
      'permissionsets/New_Set.permissionset': file('PermissionSet', {
        label: 'New',
        userPermissions: '<enabled>true</enabled><name>ApiEnabled</name>',
      }),
    });
    expect(org.data.permissionSets.at(-1)).toMatchObject({ name: 'New_Set', permissions: ['ApiEnabled'], appIds: [] });
  });

  it.each<[string, Partial<Session>]>([
    ['a token without an API scope', { scopes: ['openid'] }],
    ['a JWT', { isJwt: true }],
    ['a user who no longer exists', { userId: '005AA0000000099AAA' }],
  ])('refuses the session of %s', (_, over) => {
    expect(soap(api, list, { token: signIn(over).token }).fault).toContain('INVALID_SESSION_ID');
  });

  it('refuses callers without the permission, and versions the org does not list', () => {
    expect(soap(api, list, { token: signIn({ userId: '005AA0000000002AAA' }).token }).fault).toContain(
      'INSUFFICIENT_ACCESS',
    );
    expect(soap(api, list, { token, version: '68.0' }).fault).toContain('UNSUPPORTED_API_VERSION');
  });

  it("puts someone else's deploy ahead, by another administrator if there is one", () => {
    org.data.knobs.deployRunning = true;
    org.data.knobs.deployMs = 60_000;
    org.putUser(user('005AA0000000003AAA', 'eve@acme.example', 'admin'));
    submit(api, appFiles(), {}, token);
    expect(org.data.deploys.map((deploy) => [deploy.createdById, deploy.status])).toEqual([
      ['005AA0000000003AAA', 'InProgress'],
      [ADMIN_ID, 'Pending'],
    ]);
  });
});
