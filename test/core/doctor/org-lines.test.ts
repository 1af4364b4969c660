import { describe, expect, it, onTestFinished } from 'vitest';
import { createPracticeSignIns } from '../../../src/core/adapters/sign-ins/practice-sign-ins.ts';
import { systemClock } from '../../../src/core/adapters/system-clock.ts';
import { orgLines, sessionLine } from '../../../src/core/doctor/org-lines.ts';
import type { WatchedApp } from '../../../src/core/model/watched-app.ts';
import type { Clock, SalesforceOrg } from '../../../src/core/ports/ports.ts';
import { isKeyturnError } from '../../../src/core/reasons/errors.ts';
import { startPracticeOrg } from '../../../src/practice-org/start.ts';
import { type PracticeWorld, silentLog, startPracticeWorld } from '../../contract/practice-world.ts';
import { tempFolder } from '../../support/temp-folder.ts';

async function world(scenario?: string): Promise<PracticeWorld> {
  const made = await startPracticeWorld(scenario);
  onTestFinished(() => made.close());
  return made;
}

interface Looking {
  readonly org?: SalesforceOrg;
  readonly clock?: Clock;
  readonly watched?: readonly WatchedApp[];
}

async function told(here: PracticeWorld, { org = here.org, clock = systemClock(), watched = [] }: Looking = {}) {
  const lines = await orgLines({
    org,
    clock,
    watched,
    runs: [],
    isLeaked: async () => false,
    foundGone: async () => undefined,
  });
  return lines.filter(({ status }) => status !== 'ok').map(({ id, status }) => `${status} ${id}`);
}

async function watchedApp(here: PracticeWorld, over: Partial<WatchedApp> = {}): Promise<WatchedApp> {
  const { id } = await here.app('ERP_Bridge');
  const [consumer] = await here.org.apps.consumers(id);
  const { consumerKey = '', id: consumerId = '' } = consumer ?? {};
  const { orgId, instanceUrl } = here.org;
  return { orgId, instanceUrl, app: 'ERP_Bridge', consumerId, consumerKey, ...over } as WatchedApp;
}

const usual = ['note permission-staging', 'note admin-session', 'warning secret-access-on'];

describe('the doctor recognises of an org', () => {
  it('what the first practice org has', async () => expect(await told(await world())).toEqual(usual));

  it('that all documented permissions are there though one that may be needed is not, without a contradiction', async () => {
    const here = await world();
    const lines = await orgLines({
      org: here.org,
      clock: systemClock(),
      watched: [],
      runs: [],
      isLeaked: async () => false,
      foundGone: async () => undefined,
    });
    const about = (title: RegExp) => lines.filter((line) => title.test(line.title)).map(({ finding }) => finding);
    expect(about(/^For staging and rotation$/)).toEqual(['all permissions that Salesforce documents']);
    expect(about(/^For staging$/)).toEqual([expect.stringContaining('ClientSecretRotation is missing')]);
  });

  it('a verification wall', async () => {
    const here = await world();
    await here.knobs({ verificationWall: true });
    expect(await told(here)).toEqual([...usual, 'failed verification-wall']);
  });

  it('a deploy that runs', async () => {
    const here = await world();
    const ref = { type: 'ExtlClntAppOauthConfigurablePolicies', fullName: 'Billing_Sync_oauthPlcy' } as const;
    const files = await here.org.metadata.retrieve([ref]);
    await here.knobs({ deployMs: 60_000 });
    await here.org.metadata.startDeploy({ files, checkOnly: false });
    expect(await told(here)).toEqual([...usual, 'note deploy-running']);
  });

  it.each([
    [58, 'failed api-version'],
    [64, 'warning staging'],
  ])('API version %s', async (newestApiVersion, expected) => {
    const here = await world();
    await here.knobs({ newestApiVersion });
    const org = await createPracticeSignIns({ ...here.practice, clock: systemClock(), log: silentLog }).open(
      'practice',
    );
    expect(await told(here, { org })).toContain(expected);
  });

  it('what a locked-down org withholds', async () => {
    expect(await told(await world('locked-down'))).toEqual(
      expect.arrayContaining(['warning permissions-setup', 'warning permissions-rotate', 'failed credentials']),
    );
  });

  it.each([
    ['ModifyMetadata', 'permissions-setup'],
    ['ManageUsers', 'permissions-emergency'],
    ['ExternalClientAppDeveloper', 'permissions-setup'],
    ['ExternalClientAppDeveloper', 'permissions-rotate'],
  ])('the missing permission %s', async (permission, id) => {
    const here = await world();
    for (const each of [permission, 'ModifyAllData']) {
      await here.act('revokePermission', { username: here.practice.username, permission: each });
    }
    expect(await told(here)).toContain(`warning ${id}`);
  });

  it("who can't make users, and that this may be what they want", async () => {
    const here = await world();
    for (const permission of ['ManageUsers', 'ManageProfilesPermissionsets']) {
      await here.act('revokePermission', { username: here.practice.username, permission });
    }
    expect(await told(here)).toContain('note permissions-new-user');
  });

  it("metadata that can't be reached", async () => {
    const here = await world();
    const body =
      '<soapenv:Fault><faultcode>sf:API_DISABLED_FOR_ORG</faultcode><faultstring>API_DISABLED_FOR_ORG: off</faultstring></soapenv:Fault>';
    const envelope = `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;
    await here.fault({ kind: 'status', status: 500, body: envelope, path: '/services/Soap/m/', times: 0 });
    expect(await told(here)).toContain('failed metadata');
  });

  it('limits that are near', async () => {
    const here = await world();
    const body = JSON.stringify({ DailyApiRequests: { Max: 1000, Remaining: 12 } });
    const headers = { 'content-type': 'application/json' };
    await here.fault({ kind: 'status', status: 200, headers, body, path: '/limits', times: 0 });
    expect(await told(here)).toContain('warning limits-near');
  });

  it('a clock that is wrong', async () => {
    const clock = { ...systemClock(), now: () => systemClock().now() + 3_600_000 };
    expect(await told(await world(), { clock })).toContain('warning clock');
  });

  it('a session that ended', async () => {
    const here = await world();
    await here.act('endSessions', { username: here.practice.username });
    expect(await told(here)).toEqual([expect.stringMatching(/^failed session$/)]);
  });

  it("an org that doesn't answer", async () => {
    const here = await world();
    await here.fault({ kind: 'drop', path: '/services/data', times: 0 });
    expect(await told(here)).toEqual(['failed session']);
  });

  it('a JWT session, and a host that is not My Domain', async () => {
    const here = await world();
    const org = {
      ...here.org,
      hasOpaqueSession: false,
      instanceUrl: 'https://login.salesforce.com',
      serverTime: async () => null,
    };
    expect(await told(here, { org })).toEqual(expect.arrayContaining(['failed session-jwt', 'failed my-domain']));
  });

  it('secrets that can be read through the Metadata API, and a setting that is not told', async () => {
    const here = await world();
    const org = { ...here.org, metadataSecretAccess: async () => true, secretAccess: async () => null };
    expect(await told(here, { org })).toEqual(
      expect.arrayContaining(['warning metadata-secrets', 'note secret-access']),
    );
  });

  it('an org without an app of its own', async () => {
    const here = await world();
    for (const { developerName } of await here.org.apps.list()) await here.act('deleteApp', { app: developerName });
    expect(await told(here)).toContain('note no-app');
  });

  it('watched apps that were changed outside', async () => {
    const here = await world();
    const before = await watchedApp(here);
    expect(await told(here, { watched: [before] })).toEqual(usual);
    await here.act('rotateInSetup', { app: 'ERP_Bridge' });
    expect(await told(here, { watched: [before] })).toContain('warning key-changed');
    await here.act('flowOff', { app: 'ERP_Bridge' });
    expect(await told(here, { watched: [before] })).toContain('warning flow-off');
    await here.act('deleteApp', { app: 'ERP_Bridge' });
    expect(await told(here, { watched: [before] })).toContain('warning app-gone');
  });

  it('a sandbox that was refreshed', async () => {
    const here = await world('sandbox');
    const watched = [await watchedApp(here, { orgId: '00D000000000009AAA' })];
    expect(await told(here, { watched })).toContain('warning refreshed');
  });

  it("a company's proxy that replaces certificates", async () => {
    const practice = await startPracticeOrg({ folder: tempFolder(), now: systemClock().now(), tls: true });
    onTestFinished(() => practice.close());
    const error = await createPracticeSignIns({ ...practice, clock: systemClock(), log: silentLog })
      .open('practice')
      .then(
        (org) => org.facts(),
        (thrown: unknown) => Promise.reject(thrown),
      )
      .catch((thrown: unknown) => thrown);
    if (!isKeyturnError(error)) throw error;
    expect(sessionLine(error)).toMatchObject({
      status: 'failed',
      cure: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    });
  });
});
