import { describe, expect, it } from 'vitest';
import type { Rules } from '../../../src/core/machine/usual-rules.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { noon } from '../watch/watched-apps.ts';
import { look, newKey, slot } from './given.ts';
import { loopOver, reconcile, rest, toCall, toDelete, toRotate } from './loop.ts';
import { emergency, lost, refusal, refused } from './run-with.ts';

describe('a run', () => {
  it('looks at the org before it does anything, whatever it remembers', async () => {
    const { asked, goOn } = loopOver([toRotate, toCall]);
    expect(await goOn()).toMatchObject({ restsUntil: noon + 1000, rotation: { calledAt: noon } });
    expect(asked).toEqual(['look', 'call']);
  });

  it('looks first also where it would touch no pair, and where what leaked may be deleted already', async () => {
    const calls = loopOver([toCall, toCall]);
    await calls.goOn();
    expect(calls.asked).toEqual(['look', 'call']);
    const rotation = { ...emergency({ containBy: 'flow' }), deleteIntendedAt: noon };
    const contains = loopOver([{ do: 'contain', by: 'flow' }], { rotation });
    await contains.goOn();
    expect([contains.asked, contains.news]).toEqual([['look'], []]);
  });

  it("tells the machine the time, who may go how far, and whether it is keyturn's own app", async () => {
    const around: unknown[] = [];
    const decide = (...[, , circumstances]: readonly unknown[]) => {
      around.push(circumstances);
      return rest;
    };
    const { goOn, run } = loopOver([], { ports: { rules: { decide, reconcile } }, run: { seen: look() } });
    await goOn();
    expect(around).toEqual([
      { now: noon, automation: run.watched.policy.automation, isSelf: false, clockProblem: null, isSlotSettled: false },
    ]);
  });

  it('goes by what was read ahead of an emergency', async () => {
    const freeze = { loginId: '0Yw', isFrozen: false };
    const prepared = { policy: null, freeze, token: null, plan: null };
    const frozen: unknown[] = [];
    const { goOn } = loopOver([], {
      rotation: emergency({ containBy: 'freeze' }),
      org: {
        users: { setFrozen: async (...what) => void frozen.push(what) },
        tokens: { clientCredentials: async () => refusal('invalid_grant') },
      },
      run: { prepared },
    });
    await goOn();
    expect(frozen).toEqual([[freeze, true]]);
  });

  it('writes down what a look of before has found, before it decides on it', async () => {
    const found = { id: '0xS9', createdAt: noon, expiresAt: null };
    const known: unknown[] = [];
    const rules: Rules = {
      decide: ({ staged }) => {
        known.push(staged);
        return rest;
      },
      reconcile: () => [{ type: 'slot-seen', slot: found }],
    };
    const { goOn } = loopOver([], { ports: { rules }, run: { seen: look({ slot: slot() }) } });
    await goOn();
    expect(known).toEqual([found]);
  });

  it('goes by a look that was made under its lease', async () => {
    const { asked, goOn } = loopOver([toRotate], { run: { seen: look({ slot: slot() }) } });
    const { rotation, watched: app } = await goOn();
    expect(asked).toEqual(['rotate']);
    expect([rotation.rotatedAt, app.consumerKey]).toEqual([noon, newKey]);
  });

  it('turns everything off before it looks', async () => {
    const org = { metadata: { appPolicy: async () => null } };
    const { news, goOn } = loopOver([{ do: 'contain', by: 'flow' }], {
      rotation: emergency({ containBy: 'flow' }),
      org,
    });
    await goOn();
    expect(news[0]).toEqual({ kind: 'doing', act: 'contain', by: 'flow' });
  });

  it.each([
    [['look-contained'], null, null],
    [[], noon, null],
    [[], null, noon],
  ] as const)(
    'looks first whether %j is true, with the leaked pair deleted at %s and opened at %s',
    async (acts, deleteIntendedAt, openedAt) => {
      const containment = { by: 'freeze', wasSo: false, intendedAt: noon, containedAt: noon, provedAt: noon } as const;
      const { news, goOn } = loopOver([], {
        rotation: {
          ...emergency({ containBy: 'freeze', containment: { ...containment, openedAt } }),
          deleteIntendedAt,
        },
        org: { users: { freezeState: async () => ({ loginId: '0Yw', isFrozen: true }) } },
        run: { seen: look({ slot: slot() }) },
      });
      await goOn();
      expect(news.flatMap((one) => (one.kind === 'doing' ? [one.act] : []))).toEqual(acts);
    },
  );

  it('takes up consumers that were named since it began, and drops why it stopped', async () => {
    const { goOn } = loopOver([], { rotation: { deliveries: [], stop: { code: 'OrgRefused', at: noon } } });
    const { rotation } = await goOn();
    expect(rotation.deliveries.map(({ status }) => status)).toEqual(['pending', 'pending']);
    expect(rotation.stop).toBeNull();
  });

  it('plans no retry once it rests, and ends where it is finished', async () => {
    const retry = { attempt: 1, at: noon, since: noon };
    expect((await loopOver([], { rotation: { retry } }).goOn()).rotation.retry).toBeNull();
    const { goOn, pairs } = loopOver([toRotate, { do: 'finish', outcome: 'done' }]);
    expect(await goOn()).toMatchObject({ restsUntil: null, rotation: { outcome: 'done' } });
    expect([...pairs.keys()]).toEqual([newKey]);
  });

  it('keeps why it stops', async () => {
    const { goOn, kept } = loopOver([toRotate, { do: 'stop', error: refused }]);
    await expect(goOn()).rejects.toMatchObject({ code: 'OrgRefused' });
    expect(kept()?.stop).toEqual({ code: 'OrgRefused', at: noon });
  });

  it('says in an emergency what is true now, and that nothing was contained', async () => {
    const org = { metadata: { appPolicy: async () => null } };
    const { goOn, news } = loopOver([toRotate, { do: 'stop', error: refused }], { rotation: emergency(), org });
    await expect(goOn()).rejects.toMatchObject({
      safe: expect.stringContaining("keyturn hasn't replaced the leaked credentials yet"),
    });
    expect(news).toContainEqual(expect.objectContaining({ warning: 'containment-refused' }));
  });

  it('keeps nothing of a defect', async () => {
    const { goOn, kept } = loopOver([toRotate, toRotate], { faults: [null, new Error('a defect')] });
    await expect(goOn()).rejects.toThrow('a defect');
    expect(kept()).toMatchObject({ stop: null, retry: null, rotateIntendedAt: noon });
  });

  it('does nothing more once it is interrupted', async () => {
    const leave = new AbortController();
    const { run, asked, goOn, kept } = loopOver([toRotate, toCall, toRotate], {
      ports: { signal: leave.signal },
      org: {
        tokens: {
          callWith: async () => {
            leave.abort();
            return null;
          },
        },
      },
    });
    await expect(goOn()).rejects.toMatchObject({
      code: 'Interrupted',
      actions: [expect.stringContaining(`resume ${run.rotation.app}`)],
    });
    expect(asked).toEqual(['look']);
    expect(kept()).toMatchObject({ stop: null, calledAt: noon });
  });

  it('does nothing once another process has its lease', async () => {
    const taken = reason('AnotherAtWork', { what: 'Billing_Sync', holder: 'pid 7' });
    const beats: (Error | null)[] = [null, taken];
    const heartbeat = async () => {
      const fault = beats.shift();
      if (fault) throw fault;
    };
    const { asked, goOn } = loopOver([toRotate, toRotate], {
      run: { lease: { name: 'rotation', fence: 1, heartbeat, release: async () => undefined } },
    });
    await expect(goOn()).rejects.toMatchObject({ code: 'AnotherAtWork' });
    expect(asked).toEqual(['look']);
  });

  it('looks again before it touches a pair, even where the rules ask for no look', async () => {
    const { asked, goOn } = loopOver([toRotate, toRotate, toDelete, toDelete]);
    await goOn();
    expect(asked).toEqual(['look', 'rotate', 'look', 'delete']);
  });

  it('looks again after a lost answer, before it goes on', async () => {
    const { asked, goOn } = loopOver([toRotate, toRotate, toRotate, toRotate], { faults: [null, lost] });
    await goOn();
    expect(asked.slice(0, 3)).toEqual(['look', 'rotate', 'look']);
  });

  it('forgets answers that stayed out once the org does what it is asked, and not because it shows its pairs', async () => {
    const looks = loopOver([toRotate, toRotate, toRotate, toRotate, toRotate, toRotate, toRotate], {
      faults: [null, lost, null, lost, null, lost],
    });
    await expect(looks.goOn()).rejects.toMatchObject({ code: 'OrgUnreachable' });
    const works = loopOver([toRotate, toRotate, toRotate, toRotate, toRotate, toCall, toRotate, toRotate], {
      faults: [null, lost, null, lost, null, lost],
    });
    await works.goOn();
    expect(works.asked).toEqual(['look', 'rotate', 'look', 'rotate', 'look', 'call', 'rotate', 'look']);
  });

  it.each([
    ['a rotation', {}, 3],
    ['an emergency', emergency(), 7],
  ] as const)(
    'ends in %s if a step gets no answer, though every look between its tries gets one',
    async (_kind, rotation, most) => {
      let calls = 0;
      const callWith = async () => {
        calls += 1;
        throw calls > most ? new Error('endless') : lost;
      };
      const { asked, goOn, clock } = loopOver([], {
        rotation,
        org: { tokens: { callWith } },
        ports: { rules: { decide: () => toCall, reconcile } },
      });
      await expect(goOn()).rejects.toMatchObject({ code: 'OrgUnreachable' });
      expect([calls, asked]).toEqual([most, Array(most).fill('look')]);
      expect(clock.now() - noon).toBeLessThanOrEqual(120_000);
    },
  );
});
