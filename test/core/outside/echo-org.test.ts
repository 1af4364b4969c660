import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { chooseApiVersion } from '../../../src/core/adapters/salesforce/api-version.ts';
import { openSalesforceOrg } from '../../../src/core/adapters/salesforce/org.ts';
import { trustThisComputer } from '../../../src/core/adapters/salesforce/trusted-origin.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { createTurns } from '../../../src/core/plain/turns.ts';
import type { Log, SalesforceOrg } from '../../../src/core/ports/ports.ts';
import { requestNames, requestWords } from '../../../src/core/words/requests.ts';
import { everyForm, leaksIn } from '../../support/secret-forms.ts';
import { countedSession, instantClock, startSmallServer } from '../adapters/salesforce/small-server.ts';
import { manners } from './echoing-org.ts';

const secret = new Secret('7C2F0B9A41D8E35F6A0C9B7E2D1485F3A6C0E9B8D7142F5A3C6B9E0D81F7A254');
const pair = { consumerKey: '3MVG9pair', consumerSecret: secret };
const id = '0xI000000000001AAA';
const policy = { fullName: 'P', fields: {}, isEnabled: true, isOauthPluginEnabled: true };
const file = { type: 'ExternalClientApplication', fullName: 'A', path: 'a/A.eca', content: new Uint8Array() } as const;

/** What each function of an org is called with. A function without a row fails the test. */
const calls: Readonly<Record<string, readonly unknown[]>> = {
  facts: [],
  permissions: [],
  secretAccess: [],
  metadataSecretAccess: [],
  apiRequests: [],
  serverTime: [],
  aheadMs: [],
  mustFinish: [],
  keepingAtMost: [],
  'apps.list': [],
  'apps.consumers': [id],
  'apps.readPair': [id, '888'],
  'apps.staged': [id, '888'],
  'apps.stage': [id, '888'],
  'apps.stagedSecret': [id, '888', '0xS'],
  'apps.rotate': [id, '888', '0xS'],
  'apps.deleteStaged': [id, '888', '0xS'],
  'apps.refreshTokenUsers': [id],
  'users.search': [{ text: 'a', limit: 5 }],
  'users.find': ['a@acme.example'],
  'users.findAll': [['a@acme.example']],
  'users.permissionSetsOfApp': [id],
  'users.clientCredentialsSignIns': ['005', 0],
  'users.otherOauthSignIns': [0],
  'users.usernames': [['005000000000001AAA']],
  'users.integrationSeats': [],
  'users.create': [{ username: 'a@acme.example', email: 'a@acme.example', lastName: 'A' }, '00e'],
  'users.setActive': ['005', true],
  'users.grantApiIntegration': ['005'],
  'users.ensurePermissionSet': [{ name: 'A', label: 'A', objects: [{ object: 'Account', rights: ['Read'] }] }],
  'users.deletePermissionSet': ['0PS'],
  'users.hasPermissionSet': ['A'],
  'users.signIns': ['005', 0],
  'users.setupChanges': ['005', 0],
  'users.appsRunningAs': ['a@acme.example'],
  'users.freezeState': ['005'],
  'users.setFrozen': [{ loginId: '0Ya', isFrozen: false }, true],
  'users.grantPermissionSet': ['005', 'A'],
  'sessions.list': ['005'],
  'sessions.ownAddress': ['005'],
  'sessions.end': ['0Ak'],
  'metadata.list': [['ExternalClientApplication']],
  'metadata.retrieve': [[file]],
  'metadata.startDeploy': [{ files: [file], checkOnly: true }],
  'metadata.deployStatus': ['0Af000000000001AAA'],
  'metadata.cancelDeploy': ['0Af000000000001AAA'],
  'metadata.recentDeploys': [],
  'metadata.appPolicy': ['A'],
  'metadata.setOauthPlugin': [policy, false],
  'metadata.setSecretAccess': [true],
  'tokens.clientCredentials': [pair],
  'tokens.callWith': [pair],
  'tokens.hold': [pair],
};

/** Functions that send another request for other arguments. */
const otherCalls = [
  ['users.setActive', '005', false],
  ['users.setFrozen', { loginId: '0Ya', isFrozen: true }, false],
  ['metadata.setOauthPlugin', policy, true],
] as const;

function functionsOf(org: SalesforceOrg): ReadonlyMap<string, (...given: readonly unknown[]) => Promise<unknown>> {
  const parts = Object.entries(org).flatMap(([part, value]) => {
    if (typeof value === 'function') return [[part, value]];
    const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    return inner.filter(([, each]) => typeof each === 'function').map(([name, each]) => [`${part}.${name}`, each]);
  });
  return new Map(parts as [string, () => Promise<unknown>][]);
}

async function heardFrom(ask: () => unknown): Promise<unknown> {
  try {
    return await ask();
  } catch (error) {
    return error;
  }
}

const asked = new Set<string>();

async function echoingOrg(manner: string) {
  const lines: unknown[] = [];
  const note = (...line: readonly unknown[]) => {
    lines.push(line);
    const { call } = (line[1] ?? {}) as { call?: unknown };
    if (typeof call === 'string') asked.add(call);
  };
  const log: Log = { debug: note, warn: note };
  const said = everyForm(secret.reveal());
  const server = await startSmallServer((request) => manners[manner]?.(request, said) ?? {});
  onTestFinished(() => server.close());
  const session = countedSession(server.url, ['00D000000000001!next.token']);
  const init = {
    session,
    origin: trustThisComputer(server.url),
    turns: createTurns(10),
    apiVersion: '68.0',
    clock: instantClock(),
    log,
  };
  const versions = () => {
    asked.add(requestWords('api-versions'));
    return chooseApiVersion(init);
  };
  return { org: await openSalesforceOrg(init), lines, server, versions };
}

describe.each(Object.keys(manners))('an org that repeats a secret %s', (manner) => {
  it('is heard without it, by every function', async () => {
    const { org, lines, server, versions } = await echoingOrg(manner);
    const functions = functionsOf(org);
    expect([...functions.keys()].sort()).toEqual(Object.keys(calls).sort());
    const asks = [
      ...[...functions].map(([name, ask]) => [name, () => ask(...(calls[name] ?? []))] as const),
      ...otherCalls.map(([name, ...given]) => [name, () => functions.get(name)?.(...given)] as const),
      ['api-versions', versions] as const,
    ];
    for (const [name, ask] of asks) {
      const heard: unknown = await heardFrom(ask);
      const shown = inspect(heard, { depth: 12, maxStringLength: null, maxArrayLength: null });
      expect({ name, leaks: leaksIn(`${shown} ${JSON.stringify(heard)}`, secret.reveal()) }).toEqual({
        name,
        leaks: [],
      });
    }
    expect(leaksIn(inspect(lines, { depth: 12, maxStringLength: null }), secret.reveal())).toEqual([]);
    expect(server.received.length).toBeGreaterThan(40);
  });
});

it('was asked with every request that has a name', () => {
  expect(requestNames.filter((name) => !asked.has(requestWords(name)))).toEqual([]);
});
