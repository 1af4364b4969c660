import { strToU8, zipSync } from 'fflate';
import { afterEach, describe, expect, it } from 'vitest';
import { openSalesforceOrg } from '../../../../src/core/adapters/salesforce/org.ts';
import { trustThisComputer } from '../../../../src/core/adapters/salesforce/trusted-origin.ts';
import { createPracticeSignIns } from '../../../../src/core/adapters/sign-ins/practice-sign-ins.ts';
import {
  countedSession,
  firstToken,
  instantClock,
  noLine,
  orgId,
  type Received,
  type Reply,
  records,
  type SmallServer,
  silentLog,
  soapAnswer,
  soapFault,
  startSmallServer,
} from './small-server.ts';

const refusal = (errorCode: string, message = errorCode): Reply => ({ status: 400, body: [{ errorCode, message }] });

let server: SmallServer;
afterEach(() => server.close());

async function orgOf(answer: (request: Received) => Reply, isPractice = false) {
  server = await startSmallServer(answer);
  const session = { ...countedSession(server.url), isPractice };
  return openSalesforceOrg({
    session,
    origin: trustThisComputer(server.url),
    turns: noLine(),
    apiVersion: '68.0',
    clock: instantClock(),
    log: silentLog,
  });
}

describe('what an org says of itself', () => {
  const organization = {
    Id: orgId,
    Name: 'Acme',
    OrganizationType: 'Enterprise Edition',
    IsSandbox: false,
    TrialExpirationDate: null,
  };

  it.each([
    ['production', {}, false],
    ['sandbox', { IsSandbox: true }, false],
    ['scratch', { IsSandbox: true, TrialExpirationDate: '2026-12-01T00:00:00.000+0000' }, false],
    ['trial', { TrialExpirationDate: '2026-12-01T00:00:00.000+0000' }, false],
    ['developer', { OrganizationType: 'Developer Edition' }, false],
    ['practice', {}, true],
  ])('%s', async (kind, difference, isPractice) => {
    const org = await orgOf(
      ({ path }) => ({
        body: records([path.includes('FROM User ') ? { Id: '005x' } : { ...organization, ...difference }]),
      }),
      isPractice,
    );
    await expect(org.facts()).resolves.toMatchObject({
      id: orgId,
      name: 'Acme',
      kind,
      person: { id: '005x', username: 'admin@acme.example' },
    });
  });
});

describe('permissions', () => {
  it('are granted, missing, or unknown where the org lacks the column', async () => {
    const org = await orgOf(({ path }) =>
      path.includes('ClientSecretRotation')
        ? refusal('INVALID_FIELD', "No such column 'PermissionsClientSecretRotation' on entity 'UserPermissionAccess'")
        : {
            body: records([
              { PermissionsModifyMetadata: true, PermissionsViewSetup: true, PermissionsManageUsers: false },
            ]),
          },
    );
    const { granted, missing, unknown } = await org.permissions();
    expect([...granted]).toEqual(['ModifyMetadata', 'ViewSetup']);
    expect([...unknown]).toEqual(['ClientSecretRotation']);
    expect(missing.has('ManageUsers')).toBe(true);
    expect(granted.size + missing.size + unknown.size).toBe(11);
  });

  it('are all unknown when the org gives no row', async () => {
    const org = await orgOf(() => ({ body: records([]) }));
    const { granted, missing, unknown } = await org.permissions();
    expect([granted.size, missing.size, unknown.size]).toEqual([0, 0, 11]);
  });
});

describe('secret access', () => {
  const settings = (content: string) => {
    const zip = zipSync({ 'unpackaged/settings/ExternalClientApp.settings': strToU8(content) });
    return Buffer.from(zip).toString('base64');
  };
  const retrieved =
    (content: string) =>
    ({ path, body }: Received): Reply => {
      if (path.includes('/tooling/')) return refusal('INVALID_TYPE');
      if (body.includes('<retrieve>'))
        return { body: soapAnswer('retrieve', '<result><id>09S000000000001AAA</id></result>') };
      const result = `<done>true</done><status>Succeeded</status><success>true</success><zipFile>${settings(content)}</zipFile>`;
      return { body: soapAnswer('checkRetrieveStatus', `<result>${result}</result>`) };
    };
  const element = 'enableClientSecretInRestApiAccess';

  it.each<[string, boolean | null, (request: Received) => Reply]>([
    ['told by the Tooling API', true, () => ({ body: records([{ IsClientSecretInRestApiAccessEnabled: true }]) })],
    ['told by the Tooling API', false, () => ({ body: records([{ IsClientSecretInRestApiAccessEnabled: false }]) })],
    ['in the settings file', true, retrieved(`<a><${element}>true</${element}></a>`)],
    ['in the settings file', false, retrieved(`<a><${element}> false </${element}></a>`)],
    ['not in the settings file', null, retrieved('<a/>')],
    [
      'hidden everywhere',
      null,
      ({ path }) =>
        path.includes('/tooling/')
          ? refusal('INVALID_TYPE')
          : { status: 500, body: soapFault('INSUFFICIENT_ACCESS', 'no') },
    ],
  ])('%s: %s', async (_, expected, answer) => {
    const org = await orgOf(answer);
    await expect(org.secretAccess()).resolves.toBe(expected);
  });

  it('is not unknown because of a passing fault', async () => {
    const org = await orgOf(() => ({ status: 503, body: [] }));
    await expect(org.secretAccess()).rejects.toMatchObject({ code: 'OrgUnavailable' });
  });
});

describe('opening the practice org', () => {
  async function practice(answer: (request: Received) => Reply) {
    server = await startSmallServer(answer);
    const init = { instanceUrl: `${server.url}/`, orgId, username: 'admin@practice.example', accessToken: firstToken };
    return createPracticeSignIns({ ...init, clock: instantClock(), log: silentLog });
  }
  const versions = ['9.0', '65.0', '68.0', '67.0'].map((version) => ({ version, label: '', url: '' }));

  it.each([
    [undefined, '68.0'],
    ['65.0', '65.0'],
    ['67', '67.0'],
  ])('with the version %s speaks %s', async (apiVersion, spoken) => {
    const signIns = await practice(() => ({ body: versions }));
    const org = await signIns.open('practice', apiVersion ? { apiVersion } : {});
    expect(org).toMatchObject({ apiVersion: spoken, isPractice: true, instanceUrl: server.url, name: 'practice' });
    expect(server.received.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/services/data', undefined],
    ]);
  });

  it('refuses a version that it does not offer', async () => {
    const signIns = await practice(() => ({ body: versions }));
    await expect(signIns.open('practice', { apiVersion: '70.0' })).rejects.toMatchObject({ code: 'ApiVersionUnknown' });
  });

  it.each<[string, Reply, string]>([
    ['a login page', { body: '<html>' }, 'OrgAnswerUnreadable'],
    ['no versions', { body: [] }, 'OrgAnswerUnreadable'],
    ['an outage', { status: 503, body: '<html>' }, 'OrgUnavailable'],
    ['a reset', { fault: 'reset' }, 'OrgUnreachable'],
  ])('meets %s', async (_, reply, code) => {
    const signIns = await practice(() => reply);
    await expect(signIns.open('practice')).rejects.toMatchObject({ code });
  });

  it('knows no other org', async () => {
    const signIns = await practice(() => ({ body: versions }));
    await expect(signIns.open('acme')).rejects.toMatchObject({ code: 'OrgUnknown' });
    await expect(signIns.list()).resolves.toMatchObject([{ kind: 'practice', isDefault: true, broken: null }]);
  });
});
