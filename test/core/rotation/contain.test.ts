import { describe, expect, it } from 'vitest';
import type { Containment } from '../../../src/core/model/emergency-run.ts';
import type { TokenAnswer } from '../../../src/core/model/token-answer.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { contain, openAgain } from '../../../src/core/rotation/contain.ts';
import { noon } from '../watch/watched-apps.ts';
import { emergency, issued, refusal, runWith, type Situation } from './run-with.ts';

const flowOff = refusal('invalid_grant', 400, 'client credentials flow not enabled');

interface Setup {
  readonly isOn?: boolean;
  readonly isFrozen?: boolean;
  readonly token?: TokenAnswer;
  readonly containBy?: 'flow' | 'freeze' | 'flow-or-freeze';
  readonly containment?: Partial<Containment>;
  readonly refuses?: boolean;
  readonly situation?: Situation;
}

function bench({ isOn = true, isFrozen = false, token = flowOff, containBy = 'flow', refuses, ...rest }: Setup = {}) {
  const asked: string[] = [];
  const now = { isOn, isFrozen };
  const policy = () => ({ isOauthPluginEnabled: now.isOn, isEnabled: true });
  const containment: Containment = {
    ...{ by: containBy === 'freeze' ? 'freeze' : 'flow', wasSo: false, intendedAt: noon },
    ...{ containedAt: noon, provedAt: null, openedAt: null },
    ...rest.containment,
  };
  const made = runWith({
    rotation: emergency({ containBy, containment: rest.containment ? containment : null }),
    token: () => token,
    org: {
      metadata: {
        appPolicy: async () => policy() as never,
        setOauthPlugin: async (_policy, wanted) => {
          asked.push(`flow ${wanted ? 'on' : 'off'}`);
          if (refuses) throw reason('PermissionMissing', { username: 'ada', permissions: ['ManageApps'] });
          now.isOn = wanted;
        },
      },
      users: {
        freezeState: async () => ({ isFrozen: now.isFrozen }) as never,
        setFrozen: async (_state, wanted) => {
          asked.push(wanted ? 'freeze' : 'unfreeze');
          now.isFrozen = wanted;
        },
      },
    },
    ...rest.situation,
  });
  return { ...made, asked, contained: () => made.run.rotation.emergency?.containment ?? null };
}

describe('containing', () => {
  it('turns the flow off, and proves it with the pair that is primary', async () => {
    const { run, asked, contained, notes } = bench();
    await contain(run, 'flow');
    expect(asked).toEqual(['flow off']);
    expect(contained()).toMatchObject({ by: 'flow', wasSo: false, containedAt: noon, provedAt: noon });
    expect(notes()).toContainEqual(expect.objectContaining({ action: 'prove', answer: 'contained' }));
  });

  it('freezes the execution user', async () => {
    const { run, asked, contained } = bench({ containBy: 'freeze' });
    await contain(run, 'freeze');
    expect(asked).toEqual(['freeze']);
    expect(contained()).toMatchObject({ by: 'freeze', wasSo: false });
  });

  it.each([
    ['flow', { isOn: false }],
    ['freeze', { isFrozen: true }],
  ] as const)('remembers that %s was so before, and asks for nothing', async (by, was) => {
    const { run, asked, contained } = bench({ ...was, containBy: by });
    await contain(run, by);
    expect(asked).toEqual([]);
    expect(contained()).toMatchObject({ by, wasSo: true });
  });

  it.each<[string, TokenAnswer, boolean]>([
    ['a refusal of the flow', flowOff, true],
    ['a gateway’s 503', refusal('unavailable', 503), false],
    ['an unknown key', refusal('invalid_client_id'), false],
    ['silence', { kind: 'silence', problem: 'no answer' }, false],
  ])('takes %s for a proof or not', async (_name, token, isProved) => {
    const { run, contained, notes } = bench({ token });
    await contain(run, 'flow');
    expect(contained()?.provedAt).toBe(isProved ? noon : null);
    expect(notes()).toContainEqual(
      expect.objectContaining({ action: 'prove', answer: isProved ? 'contained' : 'not contained yet' }),
    );
  });

  it('warns where a token is issued all the same', async () => {
    const { run, news, contained } = bench({ token: issued });
    await contain(run, 'flow');
    expect(contained()?.provedAt).toBeNull();
    expect(news).toContainEqual({ kind: 'warning', warning: 'containment-without-effect' });
  });

  it('freezes where the flow can’t be turned off, if either will do', async () => {
    const { run, asked, contained } = bench({ containBy: 'flow-or-freeze', refuses: true });
    await contain(run, 'flow');
    expect(asked).toEqual(['flow off', 'freeze']);
    expect(contained()).toMatchObject({ by: 'freeze', containedAt: noon });
  });

  it('goes on without where it can’t be contained, and says so', async () => {
    const { run, asked, news, contained, notes } = bench({ refuses: true });
    await contain(run, 'flow');
    expect(asked).toEqual(['flow off']);
    expect(contained()).toBeNull();
    expect(run.rotation.emergency?.containBy).toBeNull();
    expect(news).toContainEqual(expect.objectContaining({ warning: 'containment-refused' }));
    expect(notes().at(-1)).toMatchObject({ action: 'contain', outcome: 'failed', reason: 'PermissionMissing' });
  });

  it('looks at what an earlier attempt turned off, and turns it off anew where others gave it back', async () => {
    const still = bench({ isOn: false, containment: {} });
    await contain(still.run, 'flow');
    expect(still.asked).toEqual([]);
    const undone = bench({ isOn: true, containment: { wasSo: true } });
    await contain(undone.run, 'flow');
    expect(undone.asked).toEqual(['flow off']);
    expect(undone.contained()).toMatchObject({ wasSo: false });
    expect(undone.news).toContainEqual({ kind: 'warning', warning: 'containment-undone', by: 'flow' });
    expect(undone.run.attempt.isContainmentSeen).toBe(true);
  });

  it('says why where the org shows no policies', async () => {
    const org = { metadata: { appPolicy: async () => null } };
    const { run, news } = bench({ situation: { org } });
    await contain(run, 'flow');
    expect(news).toContainEqual(
      expect.objectContaining({ problem: expect.stringContaining('the org shows no policies of the app') }),
    );
  });
});

describe('giving back', () => {
  it.each([
    ['flow', { isOn: false }, 'flow on'],
    ['freeze', { isFrozen: true }, 'unfreeze'],
  ] as const)('gives back what keyturn turned off: %s', async (by, was, act) => {
    const { run, asked, news, contained } = bench({ ...was, containBy: by, containment: { provedAt: noon } });
    await openAgain(run);
    expect(asked).toEqual([act]);
    expect(contained()?.openedAt).toBe(noon);
    expect(news.at(-1)).toEqual({ kind: 'done', act: 'open-again', by });
  });

  it.each([
    ['flow', { isOn: false }],
    ['freeze', { isFrozen: true }],
  ] as const)('leaves off what an admin had stopped before: %s', async (by, was) => {
    const { run, asked, news, contained } = bench({
      ...was,
      containBy: by,
      containment: { wasSo: true, provedAt: noon },
    });
    await openAgain(run);
    expect(asked).toEqual([]);
    expect(contained()?.openedAt).toBe(noon);
    expect(news.at(-1)).toEqual({ kind: 'warning', warning: 'off-before' });
  });

  it('proves it first where nobody has, and asks for nothing that is on already', async () => {
    const { run, asked, contained } = bench({ isOn: true, containment: {} });
    await openAgain(run);
    expect(asked).toEqual([]);
    expect(contained()).toMatchObject({ provedAt: noon, openedAt: noon });
  });
});
