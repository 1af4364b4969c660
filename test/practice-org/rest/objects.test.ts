import { describe, expect, it } from 'vitest';
import { type Answer, ask, day, ids, send, signIn, smallOrg } from './small-org.ts';

/** Records without their attributes. */
function rows(answer: Answer): unknown[] {
  return JSON.parse(JSON.stringify(answer.records, (key, value) => (key === 'attributes' ? undefined : value)));
}

describe('What an object shows the admin', () => {
  it.each([
    [
      'SELECT Name, OrganizationType, IsSandbox, NamespacePrefix, TrialExpirationDate FROM Organization',
      [
        {
          Name: 'Acme',
          OrganizationType: 'Enterprise Edition',
          IsSandbox: true,
          NamespacePrefix: null,
          TrialExpirationDate: null,
        },
      ],
    ],
    [
      "SELECT name FROM Profile WHERE Id IN (SELECT ProfileId FROM User WHERE username='ada@acme.example')",
      [{ Name: 'System Administrator' }],
    ],
    [
      'SELECT Name, TotalLicenses, UsedLicenses FROM UserLicense',
      [
        { Name: 'Salesforce', TotalLicenses: 10, UsedLicenses: 2 },
        { Name: 'Salesforce Integration', TotalLicenses: 1, UsedLicenses: 1 },
      ],
    ],
    [
      'SELECT Name, PermissionsViewAllData FROM PermissionSet WHERE IsOwnedByProfile = false',
      [{ Name: 'Extra', PermissionsViewAllData: true }],
    ],
    [
      'SELECT Label, PermissionsApiUserOnly FROM PermissionSet WHERE IsOwnedByProfile = true ORDER BY Label LIMIT 1',
      [{ Label: 'Integration', PermissionsApiUserOnly: true }],
    ],
    [
      `SELECT PermissionSet.Label, PermissionSet.IsOwnedByProfile FROM PermissionSetAssignment WHERE AssigneeId IN ('${ids.rea}')`,
      [
        { PermissionSet: { Label: 'Standard User', IsOwnedByProfile: true } },
        { PermissionSet: { Label: 'Extra access', IsOwnedByProfile: false } },
      ],
    ],
    [
      'SELECT PermissionsManageUsers, PermissionsClientSecretRotation FROM UserPermissionAccess',
      [{ PermissionsManageUsers: true, PermissionsClientSecretRotation: false }],
    ],
    [
      `SELECT Parent.Name FROM SetupEntityAccess WHERE SetupEntityType = 'ExternalClientApplication' AND SetupEntityId = '${ids.app}'`,
      [{ Parent: { Name: 'Extra' } }],
    ],
    [
      'SELECT DeveloperName, ManageableState FROM ExternalClientApplication',
      [{ DeveloperName: 'Sync', ManageableState: 'unmanaged' }],
    ],
    [
      'SELECT ExternalClientApplicationId, IsClientCredentialsFlowEnabled, ClientCredentialsFlowUser FROM ExtlClntAppOauthPlcyCnfg',
      [
        {
          ExternalClientApplicationId: ids.app,
          IsClientCredentialsFlowEnabled: true,
          ClientCredentialsFlowUser: 'run@acme.example',
        },
      ],
    ],
    [
      'SELECT IsEnabled, OauthPluginStatus FROM ExtlClntAppPlcyCnfg',
      [{ IsEnabled: true, OauthPluginStatus: 'Enabled' }],
    ],
    [
      'SELECT OauthScopesApi, OauthScopesFull, ExternalClientApplication.MasterLabel FROM ExtlClntAppOauthSettings',
      [{ OauthScopesApi: true, OauthScopesFull: false, ExternalClientApplication: { MasterLabel: 'Sync' } }],
    ],
    ['SELECT DeveloperName FROM PermissionSetLicense', [{ DeveloperName: 'SalesforceAPIIntegrationPsl' }]],
    ['SELECT Id FROM PermissionSetLicenseAssign', []],
    ['SELECT Id FROM SetupAuditTrail', []],
  ])('%s', (soql, expected) => {
    const { org, admin } = smallOrg();
    expect(rows(ask(org, admin, soql))).toEqual(expected);
  });

  it('has the settings and the deploys in the Tooling API only', () => {
    const { org, admin } = smallOrg();
    const soql = 'SELECT IsClientSecretInRestApiAccessEnabled FROM ExternalClientAppSettings';
    expect(ask(org, admin, soql)[0].errorCode).toBe('INVALID_TYPE');
    expect(ask(org, admin, soql, '/tooling')).toMatchObject({
      size: 1,
      entityTypeName: 'ExternalClientAppSettings',
      queryLocator: null,
      records: [{ IsClientSecretInRestApiAccessEnabled: true }],
    });
    expect(ask(org, admin, 'SELECT Id, Status FROM DeployRequest', '/tooling').totalSize).toBe(0);
  });

  it.each([
    ['soql', true, true],
    ['tooling', false, true],
    ['none', false, false],
  ])('shows apps as the knob %s says', (knob, inData, inTooling) => {
    const { org, admin } = smallOrg();
    org.data.knobs.ecaSoql = knob;
    const soql = 'SELECT Id FROM ExternalClientApplication';
    expect(ask(org, admin, soql).totalSize === 1).toBe(inData);
    expect(ask(org, admin, soql, '/tooling').totalSize === 1).toBe(inTooling);
  });
});

describe('Rows of other people', () => {
  it.each([
    ['SELECT UserId FROM UserLogin', 4, 1],
    [`SELECT UserId FROM UserLogin WHERE UserId = '${ids.ada}'`, 1, 0],
    ['SELECT Id FROM LoginHistory', 2, 0],
    [`SELECT Id FROM LoginHistory WHERE UserId = '${ids.run}'`, 1, 0],
    ['SELECT Id FROM AuthSession', 3, 1],
  ])('%s: the admin sees %i, somebody without Manage Users %i', (soql, ofAdmin, ofReader) => {
    const { org, admin, reader } = smallOrg();
    signIn(org, ids.run, { kind: 'client-credentials' });
    const ada = org.userById(ids.ada);
    if (ada) org.putUser({ ...ada, lastUiLoginAt: org.now() - day });
    const login = { loginSubType: 'OauthClientCredentials', sourceIp: '192.0.2.1', status: 'Success' };
    org.addLogin({ ...login, userId: ids.run, application: 'Sync', loginType: 'Remote Access 2.0' });
    expect([ask(org, admin, soql).totalSize, ask(org, reader, soql).totalSize]).toEqual([ofAdmin, ofReader]);
  });

  it('hides sessions of client credentials when the knob says so, and those of JWT tokens always', () => {
    const { org, admin } = smallOrg();
    signIn(org, ids.run, { kind: 'client-credentials' });
    signIn(org, ids.run, { kind: 'jwt', isJwt: true });
    const soql = `SELECT Id FROM AuthSession WHERE UsersId = '${ids.run}'`;
    expect(ask(org, admin, soql).totalSize).toBe(1);
    org.data.knobs.ccSessionsListed = false;
    expect(ask(org, admin, soql).totalSize).toBe(0);
  });

  it('has one row for a refresh token however often it was used, and none for other sessions', () => {
    const { org, admin, reader } = smallOrg();
    const token = { refreshToken: '5Aep1', client: 'Sync', kind: 'web' } as const;
    const first = signIn(org, ids.run, token);
    signIn(org, ids.run, token);
    signIn(org, ids.run, { kind: 'client-credentials' });
    const soql = 'SELECT AppName, UserId, User.Username, UseCount, DeleteToken FROM OauthToken';
    expect(rows(ask(org, admin, soql))).toEqual([
      {
        AppName: 'Sync',
        UserId: ids.run,
        User: { Username: 'run@acme.example' },
        UseCount: 2,
        DeleteToken: first.id,
      },
    ]);
    expect(ask(org, reader, soql).totalSize).toBe(0);
  });

  it('shows the last browser login of a user without stored logins', () => {
    const { org, admin } = smallOrg();
    const ada = org.userById(ids.ada);
    const at = org.now() - day;
    if (ada) org.putUser({ ...ada, lastUiLoginAt: at });
    const soql = `SELECT UserId, MAX(LoginTime) latest FROM LoginHistory WHERE UserId = '${ids.ada}' AND LoginType IN ('Application') GROUP BY UserId`;
    expect(Date.parse(ask(org, admin, soql).records[0].latest)).toBe(at);
  });
});

describe('The description of an object', () => {
  it('names fields, types and what may be done', () => {
    const { org, admin } = smallOrg();
    const answer = send(org, admin, '/services/data/v65.0/sobjects/user/describe')?.json;
    expect(answer).toMatchObject({ name: 'User', label: 'User', createable: true, queryable: true, keyPrefix: '005' });
    expect(answer.fields.find(({ name }: { name: string }) => name === 'ProfileId')).toMatchObject({
      type: 'reference',
      referenceTo: ['Profile'],
      relationshipName: 'Profile',
      filterable: true,
    });
  });

  it('lists the objects of each API', () => {
    const { org, admin } = smallOrg();
    const names = (api: string) =>
      send(org, admin, `/services/data/v65.0${api}/sobjects`)?.json.sobjects.map((each: Answer) => each.name);
    expect(names('')).toContain('LoginHistory');
    expect(names('')).not.toContain('DeployRequest');
    expect(names('/tooling')).toContain('DeployRequest');
  });
});
