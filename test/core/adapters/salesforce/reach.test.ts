import { afterEach, describe, expect, it } from 'vitest';
import { openSalesforceOrg } from '../../../../src/core/adapters/salesforce/org.ts';
import { trustOrigin } from '../../../../src/core/adapters/salesforce/trusted-origin.ts';
import { Secret } from '../../../../src/core/model/secret.ts';
import type { SalesforceOrg } from '../../../../src/core/ports/ports.ts';
import { countedSession, instantClock, noLine, type SmallServer, silentLog, startSmallServer } from './small-server.ts';

let server: SmallServer;
afterEach(() => server.close());

const id = '0xI000000000001EAA';
const pair = { consumerKey: '3MVG9key', consumerSecret: new Secret('CANARY'.repeat(10)) };
const component = { type: 'ExternalClientApplication', fullName: 'Billing' } as const;
const file = { ...component, path: 'externalClientApps/Billing.eca', content: new TextEncoder().encode('<a/>') };
const record = { fullName: 'Billing_plcy', isOauthPluginEnabled: true };
const state = { loginId: id, isFrozen: false };

/** One call of every method of an org. A new method doesn't compile, or fails, until it is here. */
const calls: { readonly [Name in Endpoint]: (org: SalesforceOrg) => Promise<unknown> } = {
  facts: (org) => org.facts(),
  permissions: (org) => org.permissions(),
  secretAccess: (org) => org.secretAccess(),
  metadataSecretAccess: (org) => org.metadataSecretAccess(),
  apiRequests: (org) => org.apiRequests(),
  serverTime: (org) => org.serverTime(),
  aheadMs: (org) => org.serverTime().then(() => org.aheadMs()),
  'apps.list': ({ apps }) => apps.list(),
  'apps.consumers': ({ apps }) => apps.consumers(id),
  'apps.readPair': ({ apps }) => apps.readPair(id, id),
  'apps.staged': ({ apps }) => apps.staged(id, id),
  'apps.stage': ({ apps }) => apps.stage(id, id),
  'apps.stagedSecret': ({ apps }) => apps.stagedSecret(id, id, id),
  'apps.rotate': ({ apps }) => apps.rotate(id, id, id),
  'apps.deleteStaged': ({ apps }) => apps.deleteStaged(id, id, id),
  'apps.refreshTokenUsers': ({ apps }) => apps.refreshTokenUsers(id),
  'users.search': ({ users }) => users.search({ text: 'ada' } as Parameters<typeof users.search>[0]),
  'users.find': ({ users }) => users.find('ada@acme.example'),
  'users.findAll': ({ users }) => users.findAll(['ada@acme.example']),
  'users.permissionSetsOfApp': ({ users }) => users.permissionSetsOfApp(id),
  'users.clientCredentialsSignIns': ({ users }) => users.clientCredentialsSignIns(id, 0),
  'users.otherOauthSignIns': ({ users }) => users.otherOauthSignIns(0),
  'users.usernames': ({ users }) => users.usernames([id]),
  'users.integrationSeats': ({ users }) => users.integrationSeats(),
  'users.create': ({ users }) => users.create({ username: 'a@b.example', email: 'a@b.example', lastName: 'A' }, id),
  'users.setActive': ({ users }) => users.setActive(id, false),
  'users.grantApiIntegration': ({ users }) => users.grantApiIntegration(id),
  'users.ensurePermissionSet': ({ users }) => users.ensurePermissionSet({ name: 'A', label: 'A', objects: [] }),
  'users.deletePermissionSet': ({ users }) => users.deletePermissionSet(id),
  'users.hasPermissionSet': ({ users }) => users.hasPermissionSet('A'),
  'users.signIns': ({ users }) => users.signIns(id, 0),
  'users.setupChanges': ({ users }) => users.setupChanges(id, 0),
  'users.appsRunningAs': ({ users }) => users.appsRunningAs('ada@acme.example'),
  'users.freezeState': ({ users }) => users.freezeState(id),
  'users.setFrozen': ({ users }) => users.setFrozen(state, true),
  'users.grantPermissionSet': ({ users }) => users.grantPermissionSet(id, 'A'),
  'sessions.list': ({ sessions }) => sessions.list(id),
  'sessions.ownAddress': ({ sessions }) => sessions.ownAddress(id),
  'sessions.end': ({ sessions }) => sessions.end(id),
  'metadata.list': ({ metadata }) => metadata.list(['ExternalClientApplication']),
  'metadata.retrieve': ({ metadata }) => metadata.retrieve([component]),
  'metadata.startDeploy': ({ metadata }) => metadata.startDeploy({ files: [file], checkOnly: true }),
  'metadata.deployStatus': ({ metadata }) => metadata.deployStatus(id),
  'metadata.cancelDeploy': ({ metadata }) => metadata.cancelDeploy(id),
  'metadata.recentDeploys': ({ metadata }) => metadata.recentDeploys(),
  'metadata.appPolicy': ({ metadata }) => metadata.appPolicy('Billing'),
  'metadata.setOauthPlugin': ({ metadata }) => metadata.setOauthPlugin(record as never, true),
  'metadata.setSecretAccess': ({ metadata }) => metadata.setSecretAccess(true),
  'tokens.clientCredentials': ({ tokens }) => tokens.clientCredentials(pair),
  'tokens.callWith': ({ tokens }) => tokens.callWith(pair),
  'tokens.hold': ({ tokens }) => tokens.hold(pair),
};

type Methods<Of> = {
  [Key in keyof Of]-?: Of[Key] extends (...args: never[]) => unknown ? Key & string : never;
}[keyof Of];
type Groups = 'apps' | 'users' | 'sessions' | 'metadata' | 'tokens';
/** These send nothing. */
const without = ['mustFinish', 'keepingAtMost'] as const;
type Endpoint =
  | Exclude<Methods<SalesforceOrg>, (typeof without)[number]>
  | { [Group in Groups]: `${Group}.${Methods<SalesforceOrg[Group]>}` }[Groups];

/** An org whose session names the server, while only another origin may get requests. */
async function open(trusted: string) {
  server = await startSmallServer(() => ({ body: {} }));
  const origin = await trustOrigin(trusted === 'the server' ? server.url : trusted, countedSession(server.url), {
    named: [],
    watchedAt: async () => [],
  });
  const session = countedSession(server.url);
  return openSalesforceOrg({
    session,
    origin,
    turns: noLine(),
    apiVersion: '68.0',
    clock: instantClock(),
    log: silentLog,
  });
}

describe('every endpoint', () => {
  it('is in the list of this test', async () => {
    const org = await open('the server');
    const names = Object.entries(org).flatMap(([name, value]) => {
      if (typeof value === 'function') return [name];
      if (typeof value !== 'object' || value === null) return [];
      return Object.keys(value).map((method) => `${name}.${method}`);
    });
    expect(names.filter((name) => !(without as readonly string[]).includes(name)).sort()).toEqual(
      Object.keys(calls).sort(),
    );
  });

  it.each(Object.entries(calls))('%s sends nothing to an origin that nobody trusted', async (_name, call) => {
    const reached = await open('the server');
    await call(reached).catch(() => undefined);
    const sent = server.received.length;
    await server.close();
    expect(sent, 'the call reaches the server that it may reach').toBeGreaterThan(0);
    const org = await open('https://acme.my.salesforce.com');
    await call(org).catch(() => undefined);
    expect(server.received).toEqual([]);
  });
});
