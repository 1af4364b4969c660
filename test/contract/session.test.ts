import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCliSignIns } from '../../src/core/adapters/sign-ins/cli-sign-ins.ts';
import { systemClock } from '../../src/core/adapters/system-clock.ts';
import type { SignIns } from '../../src/core/ports.ts';
import { type PracticeWorld, silentLog, startPracticeWorld } from './practice-world.ts';

let world: PracticeWorld;
let home: string;
let signIns: SignIns & { close(): void };

beforeEach(async () => {
  world = await startPracticeWorld();
  home = mkdtempSync(join(tmpdir(), 'keyturn-home-'));
  const project = { packageDirectories: [{ path: 'force-app', default: true }], oauthLocalPort: await freePort() };
  writeFileSync(join(home, 'sfdx-project.json'), JSON.stringify(project));
  const environment = { HOME: home, USERPROFILE: home, SF_USE_GENERIC_UNIX_KEYCHAIN: 'true' };
  signIns = createCliSignIns({ clock: systemClock(), log: silentLog, environment, folder: home });
});
afterEach(async () => {
  signIns.close();
  await world.close();
  rmSync(home, { recursive: true, force: true });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, 'localhost', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** A person in a browser: opens the login page, presses its button, and follows where it leads. */
async function browse(address: string, username: string): Promise<void> {
  const page = await fetch(address);
  if (!page.headers.get('content-type')?.includes('html') || new URL(page.url).port !== new URL(address).port) return;
  const text = await page.text();
  const fields = new URLSearchParams();
  for (const [input] of text.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1];
    if (name) fields.set(name, decode(/value="([^"]*)"/.exec(input)?.[1] ?? ''));
  }
  fields.set('username', username);
  const action = new URL(decode(/<form[^>]*action="([^"]*)"/.exec(text)?.[1] ?? ''), page.url);
  await fetch(action, { method: 'POST', body: fields });
}

function decode(text: string): string {
  return text.replace(
    /&(amp|quot|#39|lt|gt);/g,
    (entity) => ({ '&amp;': '&', '&quot;': '"', '&#39;': "'", '&lt;': '<', '&gt;': '>' })[entity] ?? entity,
  );
}

function signIn() {
  const { username, instanceUrl } = world.practice;
  const onAddress = (address: string) => void browse(address, username).catch(() => {});
  return signIns.login({ loginUrl: instanceUrl, openBrowser: false, onAddress });
}

describe('a sign-in through the browser', () => {
  it('is saved where the CLI keeps its own, and opens the org', async () => {
    await expect(signIn()).resolves.toMatchObject({
      username: world.practice.username,
      orgId: world.practice.orgId,
      instanceUrl: world.practice.instanceUrl,
      broken: null,
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
