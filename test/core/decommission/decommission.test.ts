import { describe, expect, it } from 'vitest';
import { workOf } from '../../../src/core/automation/work.ts';
import { refusalOf } from '../../../src/core/decommission/refusal.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { noticesOf } from '../../../src/core/reminders/notices.ts';
import { statusOf } from '../../../src/core/status/status.ts';
import { setField } from '../../../src/practice-org/model/app.ts';
import { figure } from '../../support/figure.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { sample, upTo } from '../../support/sample.ts';
import { agreed, type EndStory, EndWorld, filePath } from './end-world.ts';

const stories: readonly EndStory[] = [
  { name: 'nothing special' },
  { name: 'staged credentials in the slot', slot: 'staged' },
  { name: 'previous credentials in the slot', slot: 'previous' },
  { name: 'REST access to secrets is off', slot: 'staged', isAccessOff: true },
  { name: 'OAuth was off before', isOffBefore: true },
  { name: 'the user is frozen and the file cleaned', wishes: { freezesUser: true, cleansFiles: true } },
  { name: 'credentials kept', wishes: { keepsCredentials: true }, slot: 'staged' },
  { name: 'credentials that were never stored', isNotStored: true },
  { name: 'slow servers', knobs: { propagationMs: 120_000 } },
  { name: 'a report place that is taken', wishes: { reportTo: '/taken' } },
];

/** What must be true when the app has left the watch. */
function checkEnd(world: EndWorld): void {
  const { story, consumer, entries, memory } = world;
  const { wishes = {} } = story;
  const { key, secret } = consumer.primary;
  expect(world.isOauthOn).toBe(false);
  expect(world.getsToken(key, secret)).toBe(false);
  expect(consumer.staged).toBe(null);
  expect([...entries.keys()]).toEqual(wishes.keepsCredentials ? [...entries.keys()] : []);
  expect(memory.openIntents).toEqual([]);
  expect(world.org.data.settings.enableClientSecretInRestApiAccess).toBe(String(!story.isAccessOff));
  expect(world.user?.isFrozen).toBe(wishes.freezesUser === true);
  expect(world.files.has(filePath)).toBe(wishes.cleansFiles !== true);
  expect(world.reports.at(-1)?.path).toBe('/incidents/end.md');
  const actions = memory.lines.map(({ action, detail }) => `${action} ${detail.outcome ?? ''}`.trim());
  expect(actions.at(-1)).toBe('finish-decommission done');
  const text = memory.text + JSON.stringify(world.reports);
  expect(text).not.toContain(secret);
}

describe('the end of an app with a kill at every boundary', () => {
  it.each(stories)('converges: $name', async (story) => {
    const calm = new EndWorld(story);
    await calm.begin();
    expect(await calm.drive()).toBe(1);
    checkEnd(calm);
    expect(calm.boundaries).toBeGreaterThan(15);
    const moments = sample(upTo(calm.boundaries), 20);
    for (const moment of moments) {
      const world = new EndWorld(story);
      await world.begin();
      world.crashes = [moment];
      await world.drive();
      checkEnd(world);
      // Only what may have been lost with the process is sent twice.
      expect(world.sent.filter((one) => one === 'off').length).toBeLessThanOrEqual(1);
      expect(world.sent.filter((one) => one === 'delete').length).toBeLessThanOrEqual(1);
    }
    figure(`end of an app, ${story.name}: ${calm.boundaries} boundaries, ${moments.length + 1} runs, all converge`);
  });
});

describe('the way back', () => {
  it('puts everything back from every boundary before the credentials are forgotten', async () => {
    const story: EndStory = { name: 'back', wishes: { freezesUser: true } };
    const calm = new EndWorld(story);
    await calm.begin();
    await calm.drive();
    for (const moment of sample(upTo(calm.boundaries), 20)) {
      const world = new EndWorld(story);
      await world.begin();
      world.crashes = [moment];
      await world.end().catch(() => undefined);
      world.crashes = [];
      const open = (await world.watched())?.decommission;
      if (!open || open.forgotten.length > 0) continue;
      expect((await world.back()).outcome).toBe('back');
      const { key, secret } = world.consumer.primary;
      expect(world.getsToken(key, secret), `after ${moment}`).toBe(true);
      expect(world.entries.has(key)).toBe(true);
      expect(world.memory.openIntents).toEqual([]);
      expect((await world.watched())?.decommission).toBe(undefined);
    }
  });

  it('turns OAuth on again though the request that turns it off arrives after its sender has died', async () => {
    const world = new EndWorld({ name: 'arrives late' });
    await world.begin();
    let late: (() => Promise<void>) | null = null;
    const sentAt = world.clock.now();
    world.mutate = (org) => ({
      ...org,
      metadata: {
        ...org.metadata,
        appPolicy: async (name) => {
          if (late && world.clock.now() >= sentAt + 3000) await late().finally(() => (late = null));
          return org.metadata.appPolicy(name);
        },
        setOauthPlugin: async (policy, isOn) => {
          if (isOn) return org.metadata.setOauthPlugin(policy, isOn);
          late = () => org.metadata.setOauthPlugin(policy, isOn);
          throw reason('OrgUnreachable', { host: 'acme', problem: 'no answer' });
        },
      },
    });
    await expect(world.end()).rejects.toMatchObject({ exitCode: 75 });
    expect((await world.back()).outcome).toBe('back');
    expect([late, world.isOauthOn]).toEqual([null, true]);
  });

  it('leaves off what was off before', async () => {
    const world = new EndWorld({ name: 'off', isOffBefore: true });
    await world.begin();
    // The org fails once OAuth is off.
    world.mutate = (org) => ({
      ...org,
      tokens: {
        ...org.tokens,
        clientCredentials: async () => ({ kind: 'silence', problem: fromOutside('timed out') }),
      },
    });
    await expect(world.end()).rejects.toMatchObject({ exitCode: 75 });
    world.mutate = (org) => org;
    expect((await world.back()).outcome).toBe('back');
    expect(world.isOauthOn).toBe(false);
    expect(world.sent).not.toContain('on');
  });

  it('turns on again what keyturn turned off itself, though it was off before', async () => {
    const world = new EndWorld({ name: 'on meanwhile', isOffBefore: true, wishes: { freezesUser: true } });
    await world.begin();
    const { user } = world;
    if (!user) throw new Error('the app has no user');
    world.org.putUser({ ...user, isFrozen: true });
    // The org fails once OAuth is off and the user is frozen.
    world.mutate = (org) => ({
      ...org,
      tokens: {
        ...org.tokens,
        clientCredentials: async () => ({ kind: 'silence', problem: fromOutside('timed out') }),
      },
    });
    await expect(world.end()).rejects.toMatchObject({ exitCode: 75 });
    setField(world.app, 'ExtlClntAppConfigurablePolicies', 'isOauthPluginEnabled', 'true');
    world.org.putUser({ ...user, isFrozen: false });
    await expect(world.resume()).rejects.toMatchObject({ exitCode: 75 });
    expect([world.isOauthOn, world.user?.isFrozen]).toEqual([false, true]);
    world.mutate = (org) => org;
    expect((await world.back()).outcome).toBe('back');
    expect([world.isOauthOn, world.user?.isFrozen]).toEqual([true, false]);
  });

  it('ends when the credentials are gone', async () => {
    const world = new EndWorld({ name: 'late' });
    await world.begin();
    const calm = new EndWorld({ name: 'late' });
    await calm.begin();
    await calm.drive();
    const last = calm.sent.lastIndexOf('forget');
    expect(last).toBeGreaterThan(0);
    world.crashes = [calm.boundaries - 3];
    await world.end().catch(() => undefined);
    world.crashes = [];
    await expect(world.back()).rejects.toMatchObject({ code: 'DecommissionFinal' });
  });

  it('needs an end that has begun', async () => {
    const world = new EndWorld({ name: 'none' });
    await world.begin();
    await expect(world.back()).rejects.toMatchObject({ code: 'NothingToReturn', exitCode: 2 });
  });
});

describe('consent', () => {
  it.each([
    ['confirmed', 'ConfirmationMissing'],
    ['stillUsed', 'StillInUse'],
  ] as const)('changes nothing without %s', async (missing, code) => {
    const world = new EndWorld({ name: 'no' });
    await world.begin();
    await expect(world.end({ ...agreed, [missing]: false }, { gone: [] })).rejects.toMatchObject({ code, exitCode: 3 });
    expect(world.sent.filter((one) => !one.startsWith('prove'))).toEqual([]);
    expect((await world.watched())?.decommission).toBe(undefined);
  });

  it('says who is not confirmed as gone, and which addresses signed in', async () => {
    const world = new EndWorld({ name: 'used' });
    await world.begin();
    const { user, org } = world;
    org.data.logins.push({
      ...{ id: '0Yax00000000001', userId: user?.id ?? '', at: org.now() - 86_400_000, sourceIp: '203.0.113.7' },
      ...{
        application: world.app.label,
        loginType: 'OAuth',
        loginSubType: 'OauthClientCredentials',
        status: 'Success',
      },
    } as never);
    await expect(world.end({ ...agreed, stillUsed: false }, { gone: ['Bob'] })).rejects.toMatchObject({
      message: expect.stringMatching(/not confirmed as gone: file:\/etc\/erp\.env; 1 sign-in .* from 203\.0\.113\.7/),
      actions: [expect.stringContaining(`--gone "file:${filePath}"`), expect.anything()],
    });
  });

  it('names other OAuth consumers of the app, which lose access, too', async () => {
    const world = new EndWorld({ name: 'two' });
    await world.begin();
    world.app.consumers.push({ ...world.consumer, id: '888other', name: 'Portal' });
    await expect(world.end({ ...agreed, stillUsed: false })).rejects.toMatchObject({
      code: 'StillInUse',
      message: expect.stringContaining('other OAuth consumers of the app: Portal'),
    });
  });

  it('refuses to freeze a user that runs other apps', async () => {
    const world = new EndWorld({ name: 'shared', wishes: { freezesUser: true }, sameUser: ['ERP_Bridge', 'Mailer'] });
    await world.begin();
    await expect(world.end()).rejects.toMatchObject({ code: 'ExecutionUserShared', exitCode: 3 });
    expect(world.sent).toEqual([]);
  });

  it.each([
    ['whose flow is off for now', ['ERP_Bridge']],
    ['where the org does not show who runs as whom', null],
  ])('refuses to freeze the user of another app that keyturn watches, %s', async (_what, sameUser) => {
    const world = new EndWorld({ name: 'watched', wishes: { freezesUser: true }, sameUser });
    const mine = await world.begin();
    const other = { ...mine, app: 'Data_Lake', consumerId: '888000000000077AAA' };
    await world.memory.openBeside(world.clock).apps.save(other);
    await expect(world.end()).rejects.toMatchObject({
      code: 'ExecutionUserShared',
      message: expect.stringContaining('Data_Lake'),
    });
    expect(world.user?.isFrozen).toBe(false);
  });

  it('looks again for other apps of the user that is to be frozen later', async () => {
    const sameUser = ['ERP_Bridge'];
    const world = new EndWorld({ name: 'later', sameUser });
    await world.begin();
    const calm = new EndWorld({ name: 'calm' });
    await calm.begin();
    await calm.drive();
    world.crashes = [Math.round(calm.boundaries / 2)];
    await world.end().catch(() => undefined);
    world.crashes = [];
    expect((await world.watched())?.decommission).toMatchObject({ freezesUser: false });
    sameUser.push('Mailer');
    await expect(world.end(agreed, { freezesUser: true })).rejects.toMatchObject({ code: 'ExecutionUserShared' });
    expect(world.user?.isFrozen).toBe(false);
    expect((await world.end()).outcome).toBe('done');
  });

  it('continues without the freeze if another app runs as the user by then', async () => {
    const sameUser = ['ERP_Bridge'];
    const world = new EndWorld({ name: 'since', wishes: { freezesUser: true }, sameUser });
    await world.begin();
    world.crashes = [8];
    await world.end().catch(() => undefined);
    world.crashes = [];
    expect((await world.watched())?.decommission).toMatchObject({ freezesUser: true, freeze: null });
    sameUser.push('Mailer');
    expect((await world.end()).outcome).toBe('done');
    expect(world.user?.isFrozen).toBe(false);
  });

  it("doesn't count keyturn's own token requests and sessions as a use", async () => {
    const world = new EndWorld({ name: 'own' });
    await world.begin();
    await expect(world.end({ ...agreed, confirmed: false })).rejects.toMatchObject({ code: 'ConfirmationMissing' });
    expect(world.org.data.sessions.some((one) => world.org.isLive(one) && one.userId === world.user?.id)).toBe(true);
    world.org.data.clockOffset += 3_600_000;
    expect((await world.end({ ...agreed, stillUsed: false })).outcome).toBe('done');
  });
});

describe('an answer that says nothing', () => {
  const silent = (world: EndWorld) => {
    let isOff = false;
    world.mutate = (org) => ({
      ...org,
      metadata: {
        ...org.metadata,
        setOauthPlugin: async (...asked) => {
          isOff = true;
          return org.metadata.setOauthPlugin(...asked);
        },
      },
      tokens: {
        ...org.tokens,
        clientCredentials: async (...asked) =>
          isOff ? { kind: 'silence', problem: fromOutside('timed out') } : org.tokens.clientCredentials(...asked),
      },
    });
  };

  it('keeps the credentials, and says that access is off', async () => {
    const world = new EndWorld({ name: 'silence' });
    await world.begin();
    silent(world);
    await expect(world.end()).rejects.toMatchObject({
      code: 'DecommissionUnproved',
      exitCode: 75,
      safe: expect.stringContaining('OAuth is off for it'),
    });
    expect(world.entries.size).toBe(1);
    expect((await world.watched())?.decommission?.forgottenAt).toBe(null);
  });

  it('is no dead end: a person may finish and keep the credentials', async () => {
    const world = new EndWorld({ name: 'silence' });
    await world.begin();
    silent(world);
    await world.end().catch(() => undefined);
    const end = await world.end(agreed, { keepsCredentials: true });
    expect(end.outcome).toBe('done');
    expect(world.entries.size).toBe(1);
    expect(world.reports.at(-1)?.text).toContain("keyturn couldn't verify that Salesforce refuses");
  });

  it('never forgets credentials that still get a token', async () => {
    const world = new EndWorld({ name: 'without effect' });
    await world.begin();
    world.mutate = (org) => ({
      ...org,
      tokens: {
        ...org.tokens,
        clientCredentials: async () => ({ kind: 'issued', orgId: '', userId: '', username: null, scopes: [] }),
      },
    });
    await expect(world.end(agreed, { keepsCredentials: true })).rejects.toMatchObject({ code: 'DecommissionUnproved' });
    expect(world.entries.size).toBe(1);
  });
});

it('keeps the credentials if somebody turns OAuth on again meanwhile, and turns it off again', async () => {
  const world = new EndWorld({ name: 'meddled' });
  await world.begin();
  let isMeddled = false;
  world.mutate = (org) => ({
    ...org,
    sessions: {
      ...org.sessions,
      list: async (user) => {
        const policy = world.isOauthOn ? null : await org.metadata.appPolicy('ERP_Bridge');
        if (policy && !isMeddled) await org.metadata.setOauthPlugin(policy, true);
        isMeddled ||= policy !== null;
        return org.sessions.list(user);
      },
    },
  });
  await expect(world.end()).rejects.toMatchObject({ code: 'DecommissionUnproved' });
  expect(world.entries.size).toBe(1);
  await world.resume();
  checkEnd(world);
});

it("deletes nothing that wasn't in the plan", async () => {
  const world = new EndWorld({ name: 'stranger' });
  await world.begin();
  let hasStaged = false;
  world.mutate = (org) => ({
    ...org,
    sessions: {
      ...org.sessions,
      list: async (user) => {
        if (!world.isOauthOn && !hasStaged) {
          hasStaged = true;
          await org.apps.stage(world.app.id, world.consumer.id);
        }
        return org.sessions.list(user);
      },
    },
  });
  await expect(world.end()).rejects.toMatchObject({ code: 'DecommissionSlotTaken', exitCode: 3 });
  expect(world.consumer.staged).not.toBe(null);
  await expect(world.resume()).rejects.toMatchObject({ code: 'DecommissionSlotTaken' });
  await world.end();
  expect(world.consumer.staged).toBe(null);
  expect(await world.watched()).toBe(null);
});

it.each([
  ['a token', { kind: 'issued', orgId: '', userId: '', username: null, scopes: [] }, 'accepted', 'accepted'],
  ['an unknown key', error('invalid_client_id', 'client identifier invalid'), 'refused', 'refused'],
  ['the flow is off', error('invalid_grant', 'client credentials flow not enabled'), 'refused', 'refused'],
  ['another refusal', error('invalid_grant', 'authentication failure'), 'refused', 'unknown'],
  ['an address that may not sign in', error('invalid_grant', 'ip restricted'), 'unknown', 'unknown'],
  ['a wrong domain', error('invalid_grant', 'request not supported on this domain'), 'unknown', 'unknown'],
  ['too many requests', { ...error('', 'slow down'), status: 429 }, 'unknown', 'unknown'],
  ['an outage', { ...error('', ''), status: 503 }, 'unknown', 'unknown'],
  ['silence', { kind: 'silence', problem: fromOutside('timed out') }, 'unknown', 'unknown'],
] as const)('judges %s by whether the credentials worked before', (_name, answer, worked, unknown) => {
  expect(refusalOf(answer, true)).toBe(worked);
  expect(refusalOf(answer, false)).toBe(unknown);
});

function error(code: string, description: string) {
  return { kind: 'error', status: 400, error: fromOutside(code), description: fromOutside(description) } as const;
}

it('is left to a person: the daemon starts no work and sends no reminders about it', async () => {
  const world = new EndWorld({ name: 'calm' });
  await world.begin();
  world.crashes = [8];
  await world.end().catch(() => undefined);
  const watched = await world.watched();
  if (!watched?.decommission) throw new Error('it has not begun');
  const later = world.clock.now() + 400 * 86_400_000;
  const facts = { watched, rotation: null, window: null, stageAheadDays: 14, checkEveryMs: 3_600_000, now: later };
  const { decommission: _end, ...before } = watched;
  expect([workOf({ ...facts, watched: before })?.do, workOf(facts)]).toEqual(['check', null]);
  expect(noticesOf({ ...facts, watched: before }).length).toBeGreaterThan(0);
  expect(noticesOf(facts)).toEqual([]);
  expect(statusOf(watched, null, later)).toMatchObject({
    state: 'blocked',
    attention: expect.stringContaining('resume'),
  });
});
