import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/core/adapters/system-clock.ts';
import type { MetadataFile, Pair } from '../../src/core/model/app.ts';

import { type PracticeWorld, startPracticeWorld } from './practice-world.ts';

let world: PracticeWorld;
let pair: Pair;
let user: { readonly id: string; readonly username: string };

beforeEach(async () => {
  world = await startPracticeWorld();
  const app = await world.app('ERP_Bridge');
  pair = await readPair();
  const found = app.flow.kind === 'on' ? await world.org.users.find(app.flow.runsAs) : null;
  if (!found) throw new Error('the app runs as nobody');
  user = found;
});
afterEach(() => world.close());

async function readPair(): Promise<Pair> {
  const { id } = await world.app('ERP_Bridge');
  const [consumer] = await world.org.apps.consumers(id);
  return world.org.apps.readPair(id, consumer?.id ?? '');
}

async function hold(held = pair) {
  const token = await world.org.tokens.hold(held);
  if (!token) throw new Error('no token was issued');
  return token;
}

const kindOf = async (held = pair) => (await world.org.tokens.clientCredentials(held)).kind;

describe('the sessions of an execution user', () => {
  it('are listed with the sign-in they came from, and end one by one', async () => {
    const token = await hold();
    const [session, ...rest] = await world.org.sessions.list(user.id);
    expect(rest).toEqual([]);
    const [login] = await world.org.users.signIns(user.id, 0);
    expect(login).toMatchObject({
      loginSubType: 'OauthClientCredentials',
      status: 'Success',
      application: 'ERP Bridge',
    });
    expect(session).toMatchObject({ loginHistoryId: login?.id, sourceIp: '127.0.0.1' });
    await expect(token.works()).resolves.toBe(true);
    await world.org.sessions.end(session?.id ?? '');
    await expect(token.works()).resolves.toBe(false);
    await world.org.sessions.end(session?.id ?? '');
    await expect(world.org.sessions.list(user.id)).resolves.toEqual([]);
  });

  it('are shared where the org shares them: the last sign-in alone is known', async () => {
    await world.knobs({ sessionReuse: true });
    const began = systemClock().now() - 60_000;
    await hold();
    await advance('10s');
    await hold();
    const sessions = await world.org.sessions.list(user.id);
    const logins = await world.org.users.signIns(user.id, began);
    expect(logins).toHaveLength(2);
    expect(sessions.map(({ loginHistoryId }) => loginHistoryId)).toEqual([logins[0]?.id]);
  });

  it.each([{ ccSessionsListed: false }, { jwtTokens: true }])('may not be seen at all: %j', async (knobs) => {
    await world.knobs(knobs);
    const token = await hold();
    await expect(world.org.sessions.list(user.id)).resolves.toEqual([]);
    await expect(token.works()).resolves.toBe(true);
    expect(token.format).toBe('jwtTokens' in knobs ? 'jwt' : 'opaque');
  });

  it('have our own left out', async () => {
    const { person } = await world.org.facts();
    await expect(world.org.sessions.list(person.id)).resolves.toEqual([]);
  });

  it('need Manage Users, like sign-ins and freezing', async () => {
    await hold();
    const admin = world.org.username;
    for (const permission of ['ManageUsers', 'MonitorLoginHistory', 'ViewSetup']) {
      await world.act('revokePermission', { username: admin, permission });
    }
    const missing = { code: 'PermissionMissing' };
    await expect(world.org.sessions.list(user.id)).rejects.toMatchObject(missing);
    await expect(world.org.users.signIns(user.id, 0)).rejects.toMatchObject(missing);
    await expect(world.org.users.setupChanges(user.id, 0)).rejects.toMatchObject(missing);
    await expect(world.org.users.freezeState(user.id)).rejects.toMatchObject(missing);
  });
});

describe('freezing a user', () => {
  it.each([false, true])('stops new tokens, and live ones depending on the org (%s)', async (freezeStopsTokens) => {
    await world.knobs({ freezeStopsTokens });
    const token = await hold();
    const state = await world.org.users.freezeState(user.id);
    expect(state.isFrozen).toBe(false);
    await world.org.users.setFrozen(state, true);
    await expect(world.org.users.freezeState(user.id)).resolves.toEqual({ ...state, isFrozen: true });
    await expect(kindOf()).resolves.toBe('error');
    await expect(token.works()).resolves.toBe(!freezeStopsTokens);
    await world.org.users.setFrozen(state, false);
    await expect(kindOf()).resolves.toBe('issued');
  });

  it('is in the setup audit trail with its user', async () => {
    const { person } = await world.org.facts();
    const state = await world.org.users.freezeState(user.id);
    const before = (await world.org.users.setupChanges(person.id, 0)).length;
    await world.org.users.setFrozen(state, true);
    const changes = await world.org.users.setupChanges(person.id, 0);
    expect(changes).toHaveLength(before + 1);
    expect(changes[0]).toMatchObject({ section: 'Manage Users', display: `Froze user ${user.username}` });
    await expect(world.org.users.setupChanges(user.id, 0)).resolves.toEqual([]);
  });

  it.each(['soql', 'tooling', 'none'])(
    'knows what else runs as the user if the org reports it (%s)',
    async (ecaSoql) => {
      await world.knobs({ ecaSoql });
      const apps = await world.org.users.appsRunningAs(user.username);
      expect(apps).toEqual(ecaSoql === 'none' ? null : ['ERP_Bridge', 'Data_Lake']);
    },
  );
});

describe('the policies of an app', () => {
  it('turn its OAuth off and on at once, and nothing else of them changes', async () => {
    await world.knobs({ orderStrict: true });
    const before = await world.org.metadata.appPolicy('ERP_Bridge');
    expect(before).toMatchObject({ isEnabled: true, isOauthPluginEnabled: true });
    if (!before) return;
    await world.org.metadata.setOauthPlugin(before, false);
    await expect(kindOf()).resolves.toBe('error');
    const off = await world.org.metadata.appPolicy('ERP_Bridge');
    expect(off).toEqual({
      ...before,
      fields: { ...before.fields, isOauthPluginEnabled: 'false' },
      isOauthPluginEnabled: false,
    });
    if (off) await world.org.metadata.setOauthPlugin(off, true);
    await expect(kindOf()).resolves.toBe('issued');
    await expect(world.org.metadata.appPolicy('ERP_Bridge')).resolves.toEqual(before);
    const { person } = await world.org.facts();
    const [change] = await world.org.users.setupChanges(person.id, 0);
    expect(change?.display).toBe('Changed external client app ERP Bridge');
  });

  it('are none of an app that is not there', async () => {
    await expect(world.org.metadata.appPolicy('Nope')).resolves.toBeNull();
  });

  it.each([true, 'refused'])('are locked until a deploy that runs has ended (%s)', async (deployRunning) => {
    await world.knobs({ deployRunning });
    const policy = await world.org.metadata.appPolicy('ERP_Bridge');
    if (!policy) throw new Error('it has no policies');
    await expect(world.org.metadata.setOauthPlugin(policy, false)).rejects.toMatchObject({ code: 'DeployAhead' });
    await expect(kindOf()).resolves.toBe('issued');
    await advance('10s');
    await world.org.metadata.setOauthPlugin(policy, false);
    await expect(kindOf()).resolves.toBe('error');
  });
});

async function advance(by: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await fetch(`${world.practice.controlUrl}/clock`, { method: 'POST', headers, body: JSON.stringify({ advance: by }) });
}

describe('a deploy that replaces credentials', () => {
  async function settings(): Promise<MetadataFile> {
    const listed = await world.org.metadata.list(['ExtlClntAppGlobalOauthSettings']);
    const files = await world.org.metadata.retrieve(listed.filter(({ fullName }) => fullName.startsWith('ERP_Bridge')));
    const [file] = files;
    if (!file) throw new Error('it has no settings');
    const text = new TextDecoder()
      .decode(file.content)
      .replace(/\s*<shouldRotate\w+>\w+<\/shouldRotate\w+>/g, '')
      .replace(
        '</ExtlClntAppGlobalOauthSettings>',
        '    <shouldRotateConsumerKey>true</shouldRotateConsumerKey>\n    <shouldRotateConsumerSecret>true</shouldRotateConsumerSecret>\n</ExtlClntAppGlobalOauthSettings>',
      );
    return { ...file, content: new TextEncoder().encode(text) };
  }

  async function deploy(ignoreWarnings: boolean) {
    const id = await world.org.metadata.startDeploy({ files: [await settings()], checkOnly: false, ignoreWarnings });
    await advance('10s');
    return world.org.metadata.deployStatus(id);
  }

  it.each(['never', 'rotate', 'delete'])('leaves no overlap (tokens end: %s)', async (killTokens) => {
    await world.knobs({ killTokens });
    const token = await hold();
    await expect(deploy(true)).resolves.toMatchObject({ status: 'Succeeded' });
    const fresh = await readPair();
    expect(fresh.consumerKey).not.toBe(pair.consumerKey);
    expect(fresh.consumerSecret.equals(pair.consumerSecret)).toBe(false);
    await expect(kindOf(fresh)).resolves.toBe('issued');
    await expect(kindOf()).resolves.toBe('error');
    await expect(token.works()).resolves.toBe(killTokens === 'never');
  });

  it('fails, and changes nothing, unless its warning is ignored', async () => {
    await expect(deploy(false)).resolves.toMatchObject({ status: 'Failed' });
    expect((await readPair()).consumerKey).toBe(pair.consumerKey);
    await expect(kindOf()).resolves.toBe('issued');
  });
});
