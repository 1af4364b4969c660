import { describe, expect, it } from 'vitest';
import type { Action } from '../../../src/core/machine/action.ts';
import type { Consent } from '../../../src/core/model/rotation.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { runRotation } from '../../../src/core/rotation/rotate.ts';
import { noon } from '../watch/watched-apps.ts';
import { look, newKey, oldKey, slot, watched } from './given.ts';
import { emergency, lost, refused, runWith, type Situation } from './run-with.ts';

const off = reason('SecretAccessDisabled', {});
const rest: Action = { do: 'rest', why: 'grace', until: noon + 1000 };
const consent = (borrow: boolean): Consent => ({ confirmed: false, otherFlows: false, borrow });

/** The loop over a machine that says what it is told to say. */
function bench(
  script: readonly Action[],
  { faults = [], ...situation }: Situation & { faults?: (Error | null)[] } = {},
) {
  const asked: string[] = [];
  const todo = [...script];
  const access = { isOn: false };
  const hear = (call: string) => {
    asked.push(call);
    const fault = faults.shift();
    if (fault) throw fault;
  };
  const made = runWith({
    ...situation,
    org: {
      secretAccess: (async () => access.isOn) as never,
      apps: {
        consumers: async () => [{ id: watched.consumerId, name: 'c', consumerKey: oldKey }],
        staged: async () => {
          hear('look');
          return [slot()];
        },
        rotate: async () => hear('rotate'),
        deleteStaged: async () => hear('delete'),
      },
      tokens: {
        callWith: async () => {
          asked.push('call');
          return null;
        },
      },
      metadata: {
        setSecretAccess: async (wanted) => {
          asked.push(wanted ? 'on' : 'off');
          access.isOn = wanted;
        },
      },
      ...situation.org,
    },
    ports: { rules: { decide: () => todo.shift() ?? rest, reconcile: () => [] }, ...situation.ports },
    run: { seen: null, ...situation.run },
  });
  const { run } = made;
  const start = { rotation: run.rotation, watched: run.watched, lease: run.lease, seen: run.seen };
  const goOn = () => runRotation(run.ports, start, { patienceMs: 120_000, isSelf: false });
  const kept = () => made.memory.runs[0];
  return { ...made, asked, goOn, kept };
}

const toRotate: Action = { do: 'rotate', stagedId: '0xS1' };
const toDelete: Action = { do: 'delete', stagedId: '0xS1' };
const toCall: Action = { do: 'call' };

describe('a run', () => {
  it('looks at the org before it does anything, whatever it remembers', async () => {
    const { asked, goOn } = bench([toRotate, toCall]);
    expect(await goOn()).toMatchObject({ restsUntil: noon + 1000, rotation: { calledAt: noon } });
    expect(asked).toEqual(['look', 'call']);
  });

  it('goes by a look that was made under its lease', async () => {
    const { asked, goOn } = bench([toRotate], { run: { seen: look({ slot: slot() }) } });
    const { rotation, watched: app } = await goOn();
    expect(asked).toEqual(['rotate']);
    expect([rotation.rotatedAt, app.consumerKey]).toEqual([noon, newKey]);
  });

  it('turns everything off before it looks', async () => {
    const org = { metadata: { appPolicy: async () => null } };
    const { news, goOn } = bench([{ do: 'contain', by: 'flow' }], { rotation: emergency({ containBy: 'flow' }), org });
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
      const { news, goOn } = bench([], {
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
    const { goOn } = bench([], { rotation: { deliveries: [], stop: { code: 'OrgRefused', at: noon } } });
    const { rotation } = await goOn();
    expect(rotation.deliveries.map(({ status }) => status)).toEqual(['pending', 'pending']);
    expect(rotation.stop).toBeNull();
  });

  it('plans no retry once it rests, and ends where it is finished', async () => {
    const retry = { attempt: 1, at: noon, since: noon };
    expect((await bench([], { rotation: { retry } }).goOn()).rotation.retry).toBeNull();
    const { goOn, pairs } = bench([toRotate, { do: 'finish', outcome: 'done' }]);
    expect(await goOn()).toMatchObject({ restsUntil: null, rotation: { outcome: 'done' } });
    expect([...pairs.keys()]).toEqual([newKey]);
  });

  it('keeps why it stops', async () => {
    const { goOn, kept } = bench([toRotate, { do: 'stop', error: refused }]);
    await expect(goOn()).rejects.toMatchObject({ code: 'OrgRefused' });
    expect(kept()?.stop).toEqual({ code: 'OrgRefused', at: noon });
  });

  it('says in an emergency what is true now, and that nothing was contained', async () => {
    const org = { metadata: { appPolicy: async () => null } };
    const { goOn, news } = bench([toRotate, { do: 'stop', error: refused }], { rotation: emergency(), org });
    await expect(goOn()).rejects.toMatchObject({ safe: expect.stringContaining('The leaked pair still works') });
    expect(news).toContainEqual(expect.objectContaining({ warning: 'containment-refused' }));
  });

  it('keeps nothing of a defect', async () => {
    const { goOn, kept } = bench([toRotate, toRotate], { faults: [null, new Error('a defect')] });
    await expect(goOn()).rejects.toThrow('a defect');
    expect(kept()).toMatchObject({ stop: null, retry: null, rotateIntendedAt: noon });
  });

  it('does nothing more once it is interrupted', async () => {
    const leave = new AbortController();
    const { run, asked, goOn, kept } = bench([toRotate, toCall, toRotate], {
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
    const { asked, goOn } = bench([toRotate, toRotate], {
      run: { lease: { name: 'rotation', fence: 1, heartbeat, release: async () => undefined } },
    });
    await expect(goOn()).rejects.toMatchObject({ code: 'AnotherAtWork' });
    expect(asked).toEqual(['look']);
  });

  it('looks again before it touches a pair, even where the rules ask for no look', async () => {
    const { asked, goOn } = bench([toRotate, toRotate, toDelete, toDelete]);
    await goOn();
    expect(asked).toEqual(['look', 'rotate', 'look', 'delete']);
  });

  it('looks again after a lost answer, before it goes on', async () => {
    const { asked, goOn } = bench([toRotate, toRotate, toRotate, toRotate], { faults: [null, lost] });
    await goOn();
    expect(asked.slice(0, 3)).toEqual(['look', 'rotate', 'look']);
  });

  it('forgets answers that stayed out once the org does what it is asked, and not because it shows its pairs', async () => {
    const looks = bench([toRotate, toRotate, toRotate, toRotate, toRotate, toRotate, toRotate], {
      faults: [null, lost, null, lost, null, lost],
    });
    await expect(looks.goOn()).rejects.toMatchObject({ code: 'OrgUnreachable' });
    const works = bench([toRotate, toRotate, toRotate, toRotate, toRotate, toCall, toRotate, toRotate], {
      faults: [null, lost, null, lost, null, lost],
    });
    await works.goOn();
    expect(works.asked).toEqual(['look', 'rotate', 'look', 'rotate', 'look', 'call', 'rotate', 'look']);
  });
});

describe('secret access over REST', () => {
  it('is borrowed for calls that belong together, and never across anything else', async () => {
    const { asked, goOn, news } = bench([toRotate, toRotate, toDelete, toDelete, toCall, toDelete, toDelete], {
      rotation: { consent: consent(true) },
      faults: [off],
    });
    await goOn();
    const first = ['look', 'on', 'look', 'rotate', 'look', 'delete', 'off'];
    expect(asked).toEqual([...first, 'call', 'on', 'look', 'delete', 'off']);
    expect(news).toContainEqual({ kind: 'doing', act: 'borrow-secret-access' });
  });

  it.each([refused, lost])('is not borrowed for any other trouble ($code)', async (trouble) => {
    const { asked, goOn } = bench([toRotate], { rotation: { consent: consent(true) }, faults: [trouble] });
    await goOn().catch(() => undefined);
    expect(asked).not.toContain('on');
  });

  it('is left as it is without consent', async () => {
    const { asked, goOn, kept } = bench([toRotate], { rotation: { consent: consent(false) }, faults: [off] });
    await expect(goOn()).rejects.toMatchObject({ code: 'SecretAccessDisabled' });
    expect(asked).toEqual(['look']);
    expect(kept()?.stop?.code).toBe('SecretAccessDisabled');
  });

  it('is borrowed once more where somebody turns it off under us, and no third time', async () => {
    const rotation = { consent: consent(true) };
    const once = bench([toRotate, toRotate], { rotation, faults: [off, off] });
    await once.goOn();
    expect(once.asked.slice(0, 7)).toEqual(['look', 'on', 'look', 'off', 'on', 'look', 'rotate']);
    const twice = bench([toRotate, toRotate], { rotation, faults: [off, off, off] });
    await expect(twice.goOn()).rejects.toMatchObject({ code: 'SecretAccessDisabled' });
    expect(twice.asked.filter((call) => call === 'on')).toHaveLength(2);
  });

  it('leaves an emergency without a new pair the deploy', async () => {
    const org = { metadata: { appPolicy: async () => null, setSecretAccess: async () => undefined } };
    const before = { stays: null, savedAt: null, staged: null, consent: consent(true) };
    const faults = () => [off, off, off];
    const none = bench([toRotate], { rotation: { ...emergency(), ...before }, org, faults: faults() });
    await expect(none.goOn()).rejects.toMatchObject({ code: 'EmergencyNeedsDeploy' });
    const some = bench([toRotate], { rotation: { ...emergency(), consent: consent(true) }, org, faults: faults() });
    await expect(some.goOn()).rejects.toMatchObject({ code: 'SecretAccessDisabled' });
  });
});
