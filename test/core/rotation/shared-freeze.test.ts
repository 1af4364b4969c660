import { describe, expect, it } from 'vitest';
import { endOfEmergency } from '../../../src/core/incident/ending.ts';
import { isContained } from '../../../src/core/model/rotation.ts';
import { rotationLease } from '../../../src/core/model/rotation-lease.ts';
import { day } from '../../../src/core/plain/time.ts';
import { isKeyturnError, reason } from '../../../src/core/reasons/errors.ts';
import { notContained } from '../../../src/core/words/acts.ts';
import { newsWords, type RotationNews } from '../../../src/core/words/news.ts';
import { some } from '../../support/sample.ts';
import { bothKilled, bothToTheEnd, expected, goOn, killedMoments } from './both-killed.ts';
import { command, respondTo } from './drive.ts';
import { isUserFrozen, twoApps } from './two-apps.ts';
import type { World } from './world.ts';

const closedStore = () => Promise.reject(reason('PassphraseWrong', { path: '/home/ana/secrets' }));

/** Blocks access, and can't go on before its store opens. */
async function contained(world: World, wishes = {}) {
  const ports = await world.process();
  await respondTo(world, { ...ports, openStore: closedStore }, { containBy: 'freeze', ...wishes }).catch(expected);
}

describe('two emergencies that freeze the same user', () => {
  it.each([
    ['the first one', 0],
    ['the second one', 1],
  ] as const)('leave the user frozen until the last one needs it no more: %s ends first', async (_name, first) => {
    const worlds = await twoApps();
    for (const world of worlds) await contained(world);
    expect(worlds.map(({ open }) => open?.emergency?.containment?.wasSo)).toEqual([false, false]);
    const [one, other] = first === 0 ? worlds : ([worlds[1], worlds[0]] as const);
    const name = other.app.developerName;
    const { error, told } = await goOn(one);
    expect(isUserFrozen(one)).toBe(true);
    expect(told).toContain(`keyturn leaves the execution user frozen: the emergency of ${name} needs it`);
    expect(one.open).toMatchObject({ endedAt: expect.any(Number), refusedAt: expect.any(Number) });
    expect(error).toMatchObject({
      code: 'AppGivesNoToken',
      message: expect.stringContaining(`frozen because of the emergency of ${name}`),
      actions: expect.arrayContaining([expect.stringContaining(`\`keyturn resume ${name}\``)]),
    });
    expect((await goOn(other)).error).toBe(null);
    expect(isUserFrozen(one)).toBe(false);
    expect((await goOn(one)).error).toBe(null);
    for (const world of worlds) {
      expect(world.open).toBe(null);
      expect(world.isLive(world.original)).toBe(false);
    }
  });

  it('stay frozen if the user was so before, whatever the second one finds', async () => {
    const worlds = await twoApps();
    const [erp, lake] = worlds;
    erp.byOthers(() => freezeByHand(erp));
    for (const world of worlds) await contained(world);
    expect(worlds.map(({ open }) => open?.emergency?.containment?.wasSo)).toEqual([true, true]);
    for (const world of worlds) await goOn(world);
    expect(isUserFrozen(lake)).toBe(true);
  });

  it('give back a freeze that the first one made, though a person had the user frozen before the second one', async () => {
    const [erp, lake] = await twoApps(true);
    lake.byOthers(() => freezeByHand(lake));
    await contained(lake);
    lake.byOthers(() => setFrozen(lake, false));
    await contained(erp);
    expect([lake, erp].map(({ open }) => open?.emergency?.containment?.wasSo)).toEqual([true, false]);
    await goOn(erp);
    expect(isUserFrozen(erp)).toBe(true);
    await bothToTheEnd([lake, erp]);
    expect(isUserFrozen(erp)).toBe(false);
  });

  it('freeze the user again whom the other one unfroze since the plan', async () => {
    const [erp, lake] = await twoApps(true);
    await contained(erp);
    const ports = await lake.beside();
    let isPlanned = false;
    const openOrg = async (name: string) => {
      const org = await ports.openOrg(name);
      const freezeState: typeof org.users.freezeState = async (id) => {
        const found = await org.users.freezeState(id);
        // The plan has read it. Then the other emergency ends.
        if (!isPlanned) {
          isPlanned = true;
          setFrozen(erp, false);
        }
        return found;
      };
      return { ...org, users: { ...org.users, freezeState } };
    };
    await respondTo(lake, { ...ports, openOrg, openStore: closedStore }, { containBy: 'freeze' }).catch(expected);
    expect(isUserFrozen(lake)).toBe(true);
    expect(lake.open?.emergency?.containment).toMatchObject({ wasSo: false, containedAt: expect.any(Number) });
  });

  it('count a containment that only its record knows', async () => {
    const [erp, lake] = await twoApps();
    await contained(erp);
    const ports = await lake.process();
    const full = () => Promise.reject(reason('DiskFull', { path: '/home/ana/.keyturn' }));
    const state = { ...ports.state, rotations: { ...ports.state.rotations, save: full } };
    await respondTo(lake, { ...ports, state }, { containBy: 'freeze' }).catch(expected);
    expect(lake.records.map((text) => JSON.parse(text))).toMatchObject([{ by: 'freeze', wasSo: false }]);
    const { error } = await goOn(erp);
    expect(error).toMatchObject({ code: 'AppGivesNoToken' });
    expect(isUserFrozen(erp)).toBe(true);
  });

  it.each(['specific', 'generic'])(
    'stop soon if the other one freezes the user again while new credentials are verified (%s errors)',
    async (tokenErrorSet) => {
      const worlds = await twoApps(true);
      const [erp, lake] = worlds;
      Object.assign(erp.org.data.knobs, { tokenErrorSet, propagationMs: 120_000 });
      const ports = await erp.process();
      let frozenAt: number | null = null;
      const tell = (news: RotationNews) => {
        if (news.kind !== 'waiting' || erp.open?.refusedAt == null || frozenAt !== null) return;
        frozenAt = erp.clock.now();
      };
      const sleep = async (ms: number) => {
        if (frozenAt !== null && lake.open === null) {
          const others = await lake.beside();
          await respondTo(lake, { ...others, openStore: closedStore }, { containBy: 'freeze' }).catch(expected);
        }
        await ports.clock.sleep(ms);
      };
      const error = await respondTo(
        erp,
        { ...ports, tell, clock: { ...ports.clock, sleep } },
        { containBy: 'freeze' },
      ).catch(expected);
      expect(error).toMatchObject({
        code: 'AppGivesNoToken',
        message: expect.stringContaining('frozen because of the emergency of Data_Lake'),
      });
      expect(erp.clock.now() - (frozenAt ?? 0)).toBeLessThan(90_000);
      await bothToTheEnd(worlds);
    },
  );

  it('come to an end at the same time: the first one waits for the other', async () => {
    const [erp, lake] = await twoApps();
    const ports = [await erp.process(), await lake.beside()] as const;
    await Promise.all([
      respondTo(erp, ports[0], { containBy: 'freeze' }),
      respondTo(lake, ports[1], { containBy: 'freeze' }),
    ]);
    expect([erp.open, lake.open, isUserFrozen(erp)]).toEqual([null, null, false]);
  });

  it('say nothing of a token that one of them got because the other one has unfrozen the user', async () => {
    const [erp, lake] = await twoApps();
    erp.org.data.knobs.deployMs = 60_000;
    const ports = [await erp.process(), await lake.beside()] as const;
    const warned: string[] = [];
    const tell = (news: RotationNews) => void (news.kind === 'warning' && warned.push(news.warning));
    const ends = await Promise.all([
      respondTo(erp, { ...ports[0], tell }, { containBy: 'freeze' }),
      respondTo(lake, { ...ports[1], tell }, { containBy: 'freeze', byDeploy: true }),
    ]);
    expect(warned).not.toContain('containment-without-effect');
    const lines = await ports[0].state.journal.list({});
    expect(lines.filter(({ detail }) => detail.answer === notContained)).toEqual([]);
    expect(ends.map(({ rotation }) => rotation.outcome)).toEqual(['done', 'done']);
  });

  it('are interrupted at once while one waits for the other', async () => {
    const [erp, lake] = await twoApps();
    await contained(lake);
    const ports = await erp.process();
    const lease = rotationLease({ orgId: lake.org.orgId, consumerId: lake.consumer.id });
    await lake.memory.openBeside(lake.clock).leases.acquire(lease, 'Data_Lake');
    const person = new AbortController();
    const waits: string[] = [];
    const tell = (news: RotationNews) => {
      if (news.kind !== 'waiting' || !newsWords(news).what.includes('keeps the execution user frozen')) return;
      waits.push(newsWords(news).what);
      if (waits.length === 3) person.abort();
    };
    const sleep = async (ms: number, signal?: AbortSignal) => {
      signal?.throwIfAborted();
      await ports.clock.sleep(ms);
    };
    const given = { ...ports, tell, signal: person.signal, clock: { ...ports.clock, sleep } };
    const error = await respondTo(erp, given, { containBy: 'freeze' }).catch(expected);
    expect(error).toMatchObject({ code: 'Interrupted', exitCode: 130 });
    expect([waits.length, isUserFrozen(erp)]).toEqual([3, true]);
    expect(erp.open).toMatchObject({ stop: null, retry: null, refusedAt: expect.any(Number) });
    await bothToTheEnd([lake, erp]);
  });

  it('give back what the first one froze, though this computer set its clock back since', async () => {
    const worlds = await twoApps(true);
    const [erp, lake] = worlds;
    erp.byOthers(() => freezeByHand(erp));
    for (const world of worlds) await contained(world);
    erp.byOthers(() => setFrozen(erp, false));
    for (const world of worlds) world.pass(-day);
    await goOn(erp);
    expect(erp.open?.emergency?.containment).toMatchObject({ wasSo: false, leftTo: { app: 'Data_Lake' } });
    await bothToTheEnd([lake, erp]);
    expect(isUserFrozen(lake)).toBe(false);
  });

  it('undo a freeze that the org accepted, though it refuses the look at it right after that', async () => {
    const [erp, lake] = await twoApps(true);
    erp.byOthers(() => freezeByHand(erp));
    await contained(erp);
    erp.byOthers(() => setFrozen(erp, false));
    let isFrozen = false;
    lake.faultAt = (call) => {
      const isLook = isFrozen && call === 'read';
      isFrozen = call === 'freezing';
      return isLook ? 'refused' : null;
    };
    await contained(lake);
    lake.faultAt = () => null;
    expect(isUserFrozen(lake)).toBe(true);
    expect(lake.open?.emergency?.containment).toMatchObject({ wasSo: false, containedAt: expect.any(Number) });
    await bothToTheEnd([erp, lake]);
    expect(isUserFrozen(lake)).toBe(false);
  });

  it('come to an end wherever both are killed, and nobody gets a token with leaked credentials before', async () => {
    for (const [one, other] of some(await killedMoments(), 40)) await bothKilled(one, other);
  });
});

it('a containment that others undid before its end is not called complete', async () => {
  const [erp] = await twoApps(true);
  const ports = await erp.process();
  let isUndone = false;
  const tell = (news: RotationNews) => {
    if (news.kind === 'doing' && news.act === 'rotate') {
      isUndone = true;
      setFrozen(erp, false);
    }
  };
  const end = await respondTo(erp, { ...ports, tell }, { containBy: 'freeze' });
  expect(isUndone).toBe(true);
  expect(endOfEmergency(end, await ports.state.journal.list({})).containedAfterMs).toBe(null);
});

it('a rotation of another app of the user names the emergency, and no command that unfreezes', async () => {
  const [erp, lake] = await twoApps();
  await contained(erp);
  expect(erp.open && isContained(erp.open)).toBe(true);
  const error = await command(lake, await lake.process(), { kind: 'rotate' }).catch(expected);
  expect(error).toMatchObject({
    code: 'AppGivesNoToken',
    message: expect.stringContaining('frozen because of the emergency of ERP_Bridge'),
  });
  expect(isKeyturnError(error) && error.actions.join('\n')).not.toMatch(/unfreeze the execution user|Unfreeze/);
});

function freezeByHand(world: World): void {
  setFrozen(world, true);
}

function setFrozen({ org, executionUser }: World, isFrozen: boolean): void {
  const user = org.userNamed(executionUser);
  if (user) org.putUser({ ...user, isFrozen });
}
