import { describe, expect, it } from 'vitest';
import { endOfEmergency } from '../../../src/core/incident/ending.ts';
import { resumeRotation } from '../../../src/core/operate/operate.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { newsWords, type RotationNews } from '../../../src/core/words/news.ts';
import { fieldOf, setField } from '../../../src/practice-org/model/app.ts';
import { respondTo } from './drive.ts';
import { acts } from './other-people.ts';
import { World } from './world.ts';

const policies = 'ExtlClntAppConfigurablePolicies';

const byOthers = {
  flow: ({ app }: World) => setField(app, policies, 'isOauthPluginEnabled', 'true'),
  freeze: ({ org, executionUser }: World) => {
    const user = org.userNamed(executionUser);
    if (user) org.putUser({ ...user, isFrozen: false });
  },
};

/** Stops everything, and can't go on before its store opens. */
async function stopped(containBy: 'flow' | 'freeze') {
  const world = new World({ name: `contained by ${containBy}`, kind: 'emergency' });
  await world.begin();
  const ports = await world.process();
  const closed = () => Promise.reject(reason('PassphraseWrong', { path: '/home/ana/secrets' }));
  await respondTo(world, { ...ports, openStore: closed }, { containBy }).catch(() => undefined);
  world.pass(60_000);
  return world;
}

function isStopped({ app, org, executionUser }: World): boolean {
  return fieldOf(app, policies, 'isOauthPluginEnabled') === 'false' || org.userNamed(executionUser)?.isFrozen === true;
}

describe('what an emergency has stopped', () => {
  it.each(['flow', 'freeze'] as const)(
    'is looked at when it goes on, and stopped anew where others gave it back: %s',
    async (by) => {
      const world = await stopped(by);
      world.byOthers(() => byOthers[by](world));
      const ports = await world.process();
      const told: string[] = [];
      const isStoppedAt: Record<string, boolean> = {};
      const tell = (news: RotationNews) => {
        told.push(newsWords(news).what);
        if (news.kind === 'doing' && news.act === 'stage') isStoppedAt.stage = isStopped(world);
      };
      const end = await respondTo(world, { ...ports, tell }, { containBy: by });
      expect(told.join('\n')).toContain('Somebody has restored access in the meantime');
      expect(isStoppedAt).toEqual({ stage: true });
      expect(isStopped(world)).toBe(false);
      const lines = await ports.state.journal.list({});
      expect(
        lines.some(({ action, detail }) => action === 'contain' && detail.outcome === 'given back by others'),
      ).toBe(true);
      // The clock of the containment runs until it held.
      expect(endOfEmergency(end, lines).containedAfterMs).toBeGreaterThanOrEqual(60_000);
    },
  );

  it.each([
    ['blocked again if the leaked credentials are still current', false],
    ['left as others restored it if they replaced the credentials, too', true],
  ])('is, without a new order, %s', async (_name, areReplaced) => {
    const world = await stopped('flow');
    world.byOthers(() => {
      byOthers.flow(world);
      if (areReplaced) acts.replacePair(world);
    });
    const ports = await world.process();
    let wasBlocked = false;
    const tell = (news: RotationNews) => {
      if (news.kind === 'done' && news.act === 'contain') wasBlocked = true;
    };
    const end = resumeRotation({ ...ports, tell }, world.resuming(ports.watched));
    if (!areReplaced) await end;
    else
      await expect(end).rejects.toMatchObject({
        code: 'PrimaryChangedOutside',
        safe: expect.not.stringMatching(/OAuth is off/),
      });
    expect([wasBlocked, isStopped(world)]).toEqual([!areReplaced, false]);
  });

  it.each(['flow', 'freeze'] as const)('is not touched again where it held: %s', async (by) => {
    const world = await stopped(by);
    const ports = await world.process();
    const before = (await ports.state.journal.list({})).filter(({ action }) => action === 'contain').length;
    await respondTo(world, ports, { containBy: by });
    expect((await ports.state.journal.list({})).filter(({ action }) => action === 'contain').length).toBe(before);
    expect(isStopped(world)).toBe(false);
  });

  it("holds nothing up where it can't be looked at any more", async () => {
    const world = await stopped('flow');
    const ports = await world.process();
    const told: string[] = [];
    const tell = (news: RotationNews) => void told.push(newsWords(news).what);
    let looks = 0;
    const openOrg = async (name: string) => {
      const org = await ports.openOrg(name);
      const refused = reason('PermissionMissing', { username: 'ada', permissions: ['CustomizeApplication'] });
      const appPolicy = async (app: string) => {
        looks += 1;
        if (looks <= 1) throw refused;
        return org.metadata.appPolicy(app);
      };
      return { ...org, metadata: { ...org.metadata, appPolicy } };
    };
    const end = await respondTo(world, { ...ports, openOrg, tell }, { containBy: null });
    expect(told.join('\n')).toContain("keyturn can't check whether access is still blocked");
    expect(end.rotation).toMatchObject({ refusedAt: expect.any(Number) });
    expect(isStopped(world)).toBe(false);
  });

  it('is not called refused because the deleted pair is: the pair that is primary tells', async () => {
    const world = new World({ name: 'a freeze without effect', kind: 'emergency' });
    await world.begin();
    const ports = await world.process();
    const openOrg = async (name: string) => {
      const org = await ports.openOrg(name);
      return { ...org, users: { ...org.users, setFrozen: async () => undefined } };
    };
    const end = await respondTo(world, { ...ports, openOrg }, { containBy: 'freeze' });
    expect(end.rotation).toMatchObject({
      refusedAt: expect.any(Number),
      emergency: { containment: { provedAt: null } },
    });
    expect(endOfEmergency(end, await ports.state.journal.list({})).containedAfterMs).toBeNull();
  });
});
