import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/core/adapters/system-clock.ts';
import type { SignIns } from '../../src/core/ports/ports.ts';
import { cliSignInsIn, signInByBrowser } from '../support/browser-sign-in.ts';
import { type PracticeWorld, silentLog, startPracticeWorld } from './practice-world.ts';

let world: PracticeWorld;
let home: string;
let signIns: SignIns & { close(): void };

beforeEach(async () => {
  world = await startPracticeWorld();
  home = mkdtempSync(join(tmpdir(), 'keyturn-home-'));
  signIns = await cliSignInsIn(home, { clock: systemClock(), log: silentLog });
});
afterEach(async () => {
  signIns.close();
  await world.close();
  rmSync(home, { recursive: true, force: true });
});

function signIn() {
  return signInByBrowser(signIns, world.practice);
}

describe('a sign-in through the browser', () => {
  it('is saved where the CLI keeps its own, and opens the org', async () => {
    await expect(signIn()).resolves.toMatchObject({
      username: world.practice.username,
      orgId: world.practice.orgId,
      instanceUrl: world.practice.instanceUrl,
      broken: null,
      ending: null,
    });
    const org = await signIns.open(world.practice.username);
    await expect(org.facts()).resolves.toMatchObject({
      id: world.practice.orgId,
      person: { username: world.practice.username },
    });
    expect(org).toMatchObject({ apiVersion: '68.0', hasOpaqueSession: true, isPractice: false });
  });
});

describe('a session', () => {
  it('is renewed once when it has ended, for all calls at once, over REST and SOAP', async () => {
    await signIn();
    const org = await signIns.open(world.practice.username);
    await world.act('endSessions', { username: world.practice.username });
    const before = await world.calls('/services/oauth2/token');
    const [apps, components] = await Promise.all([
      org.apps.list(),
      org.metadata.list(['ExternalClientApplication']),
      org.facts(),
      org.permissions(),
    ]);
    expect(apps).toHaveLength(6);
    expect(components).toHaveLength(6);
    expect((await world.calls('/services/oauth2/token')) - before).toBe(1);
  });

  it('is renewed exactly once when the org keeps refusing it', async () => {
    await signIn();
    const org = await signIns.open(world.practice.username);
    const before = await world.calls('/services/oauth2/token');
    await world.fault({ kind: 'unauthorized', path: '/services/data/v68', times: 0 });
    await expect(org.facts()).rejects.toMatchObject({ code: 'SessionExpired' });
    expect((await world.calls('/services/oauth2/token')) - before).toBe(1);
  });

  it('of the practice org can not be renewed, and says so', async () => {
    await world.fault({ kind: 'unauthorized', path: '/services/data/v68', times: 0 });
    await expect(world.org.facts()).rejects.toMatchObject({ code: 'SessionExpired' });
  });
});

describe('passing faults', () => {
  it.each(['unavailable', 'drop', 'cut'])('a read gets over %s', async (kind) => {
    await world.fault({ kind, path: '/services/data/v68', times: 2 });
    await expect(world.org.facts()).resolves.toMatchObject({ name: 'Acme Corp' });
  });

  it.each([
    ['limit', 'RequestLimitExceeded'],
    ['garbage', 'OrgAnswerUnreadable'],
    ['unavailable', 'OrgUnavailable'],
    ['drop', 'OrgUnreachable'],
    ['cut', 'OrgUnreachable'],
  ])('%s that stays becomes %s', async (kind, code) => {
    await world.fault({ kind, path: '/services/data/v68', times: 0 });
    await expect(world.org.facts()).rejects.toMatchObject({ code });
  });

  it.each(['unavailable', 'drop', 'cut', 'garbage'])(
    'a token request meets %s with silence or an error, and is sent once',
    async (kind) => {
      const { id } = await world.app('ERP_Bridge');
      const [consumer] = await world.org.apps.consumers(id);
      const pair = await world.org.apps.readPair(id, consumer?.id ?? '');
      await world.fault({ kind, path: '/services/oauth2/token', times: 0 });
      await expect(world.org.tokens.clientCredentials(pair)).resolves.toMatchObject({ kind: 'silence' });
      await world.clearFaults();
      await expect(world.org.tokens.clientCredentials(pair)).resolves.toMatchObject({ kind: 'issued' });
    },
  );
});
