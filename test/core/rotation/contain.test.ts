import { describe, expect, it } from 'vitest';
import type { TokenAnswer } from '../../../src/core/model/token-answer.ts';
import { contain, openAgain } from '../../../src/core/rotation/contain.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { noon } from '../watch/watched-apps.ts';
import { oldKey } from './given.ts';
import { issued, lost, notAllowed, refusal } from './run-with.ts';
import { flowOff, stoppable } from './stoppable.ts';

describe('containing', () => {
  it('turns the flow off, and proves it with the pair that is primary', async () => {
    const { run, asked, contained, notes } = stoppable();
    await contain(run, 'flow');
    expect(asked).toEqual(['flow off']);
    expect(contained()).toMatchObject({ by: 'flow', wasSo: false, containedAt: noon, provedAt: noon });
    expect(notes()).toContainEqual(expect.objectContaining({ action: 'prove', answer: 'contained' }));
  });

  it('freezes the execution user, and tells each step', async () => {
    const { run, asked, contained, notes, news } = stoppable({ containBy: 'freeze' });
    await contain(run, 'freeze');
    expect(notes().filter(({ event }) => event !== 'noted')).toMatchObject([
      { event: 'intended', action: 'contain', by: 'freeze' },
      { event: 'done', action: 'contain', by: 'freeze' },
    ]);
    expect(news).toEqual([
      { kind: 'doing', act: 'contain', by: 'freeze' },
      { kind: 'done', act: 'contain', by: 'freeze' },
      { kind: 'done', act: 'prove-contained', detail: 'invalid_grant' },
    ]);
    expect(asked).toEqual(['freeze']);
    expect(contained()).toMatchObject({ by: 'freeze', wasSo: false });
  });

  it.each([
    ['flow', { isOn: false }],
    ['freeze', { isFrozen: true }],
  ] as const)('remembers that %s was so before, and asks for nothing', async (by, was) => {
    const { run, asked, contained, news } = stoppable({ ...was, containBy: by });
    await contain(run, by);
    expect(asked).toEqual([]);
    expect(news).not.toContainEqual({ kind: 'done', act: 'contain', by });
    expect(news).toContainEqual({ kind: 'done', act: 'look-contained', by });
    expect(contained()).toMatchObject({ by, wasSo: true });
  });

  it.each<[string, TokenAnswer, boolean]>([
    ['a refusal of the flow', flowOff, true],
    ["a gateway's 503", refusal('unavailable', 503), false],
    ['an unknown key', refusal('invalid_client_id'), false],
    ["a server's 500", refusal('server_error', 500), false],
    ['silence', { kind: 'silence', problem: fromOutside('no answer') }, false],
    [
      'the word of a program elsewhere',
      { kind: 'told', verdict: 'refused', program: 'probe', detail: fromOutside('') },
      false,
    ],
  ])('takes %s for a proof or not', async (_name, token, isProved) => {
    const { run, contained, notes } = stoppable({ token });
    await contain(run, 'flow');
    expect(contained()?.provedAt).toBe(isProved ? noon : null);
    expect(notes()).toContainEqual(
      expect.objectContaining({ action: 'prove', answer: isProved ? 'contained' : 'not contained yet' }),
    );
  });

  it('warns of no missing effect where nobody can say', async () => {
    const { run, news } = stoppable({ token: refusal('unavailable', 503) });
    await contain(run, 'flow');
    expect(news.filter(({ kind }) => kind === 'warning')).toEqual([]);
  });

  it('asks for no token without a secret, and asks with the pair that is primary', async () => {
    const { run, pairs, contained, notes } = stoppable();
    pairs.delete(oldKey);
    await contain(run, 'flow');
    expect(contained()?.provedAt).toBeNull();
    expect(notes().filter(({ action }) => action === 'prove')).toEqual([]);
  });

  it('asks for no name with the token: a moment counts', async () => {
    const options: unknown[] = [];
    const { run } = stoppable({
      situation: {
        org: {
          metadata: { appPolicy: async () => ({ isOauthPluginEnabled: false, isEnabled: true }) as never },
          tokens: {
            clientCredentials: async (_pair, asked) => {
              options.push(asked);
              return flowOff;
            },
          },
        },
      },
    });
    await contain(run, 'flow');
    expect(options).toEqual([{ signal: run.ports.signal, withUsername: false }]);
  });

  it('warns where a token is issued all the same', async () => {
    const { run, news, contained } = stoppable({ token: issued });
    await contain(run, 'flow');
    expect(contained()?.provedAt).toBeNull();
    expect(news).toContainEqual({ kind: 'warning', warning: 'containment-without-effect' });
  });

  it("freezes where the flow can't be turned off, if either will do", async () => {
    const { run, asked, contained } = stoppable({ containBy: 'flow-or-freeze', refuses: true });
    await contain(run, 'flow');
    expect(asked).toEqual(['flow off', 'freeze']);
    expect(contained()).toMatchObject({ by: 'freeze', containedAt: noon });
  });

  it("goes on without where it can't be contained, and says so", async () => {
    const { run, asked, news, contained, notes } = stoppable({ refuses: true });
    await contain(run, 'flow');
    expect(asked).toEqual(['flow off']);
    expect(contained()).toBeNull();
    expect(run.rotation.emergency?.containBy).toBeNull();
    expect(news).toContainEqual(expect.objectContaining({ warning: 'containment-refused' }));
    expect(notes().at(-1)).toMatchObject({ action: 'contain', outcome: 'failed', reason: 'PermissionMissing' });
  });

  it('keeps it in mind as maybe off, and does not freeze on top, where an earlier attempt may have turned the flow off', async () => {
    const { run, asked, contained } = stoppable({
      containBy: 'flow-or-freeze',
      containment: { containedAt: null },
      refuses: true,
    });
    await contain(run, 'flow');
    expect(asked).toEqual(['flow off']);
    expect(contained()).toMatchObject({ by: 'flow' });
  });

  it('does not freeze a second time where freezing is what is refused', async () => {
    const setFrozen = async () => {
      tries += 1;
      throw notAllowed;
    };
    let tries = 0;
    const org = { users: { freezeState: async () => ({ isFrozen: false }) as never, setFrozen } };
    const { run, contained } = stoppable({ containBy: 'flow-or-freeze', situation: { org } });
    await contain(run, 'freeze');
    expect([tries, contained()]).toEqual([1, null]);
  });

  it.each([
    ['a lost answer', lost],
    ['a defect', new Error('a defect')],
  ])('goes on with nothing after %s: what it came to is looked for first', async (_name, fault) => {
    const org = { metadata: { appPolicy: () => Promise.reject(fault) } };
    const { run, news } = stoppable({ situation: { org } });
    await expect(contain(run, 'flow')).rejects.toBe(fault);
    const again = stoppable({ containment: {}, situation: { org } });
    await expect(contain(again.run, 'flow')).rejects.toBe(fault);
    expect([news.length, again.news.length, again.run.attempt.isContainmentSeen]).toEqual([1, 1, false]);
  });

  it("goes on where it can't be seen whether it is still off, and says so", async () => {
    const org = { metadata: { appPolicy: () => Promise.reject(notAllowed) } };
    const { run, news, contained } = stoppable({ containment: {}, situation: { org } });
    await contain(run, 'flow');
    expect(run.attempt.isContainmentSeen).toBe(true);
    expect(contained()).toMatchObject({ containedAt: noon });
    expect(news).toEqual([
      { kind: 'doing', act: 'look-contained', by: 'flow' },
      { kind: 'warning', warning: 'containment-unseen', problem: notAllowed.message },
    ]);
  });

  it.each([
    ['flow', { isOn: false }],
    ['freeze', { isFrozen: true }],
  ] as const)('keeps whose doing it was before an interruption: %s', async (by, was) => {
    const { run, contained } = stoppable({ ...was, containBy: by, containment: { containedAt: null } });
    await contain(run, by);
    expect(contained()).toMatchObject({ by, wasSo: false, containedAt: noon });
  });

  it.each([
    ['flow', 'flow off', 'flow on'],
    ['freeze', 'freeze', 'unfreeze'],
  ] as const)(
    'gives back what it turned off itself after others had turned it on: %s was so before an interruption',
    async (by, off, on) => {
      const { run, asked, contained } = stoppable({ containBy: by, containment: { wasSo: true, containedAt: null } });
      await contain(run, by);
      expect(contained()).toMatchObject({ by, wasSo: false, containedAt: noon });
      await openAgain(run);
      expect(asked).toEqual([off, on]);
    },
  );

  it('looks again at what seemed off during the plan, and after an interruption', async () => {
    const freeze = { loginId: '0Yw', isFrozen: true };
    const prepared = { policy: null, freeze, token: null, plan: null };
    const first = stoppable({ containBy: 'freeze', situation: { run: { prepared } } });
    await contain(first.run, 'freeze');
    expect([first.asked, first.contained()?.wasSo]).toEqual([['freeze'], false]);
    const again = stoppable({
      containBy: 'freeze',
      containment: { containedAt: null },
      situation: { run: { prepared } },
    });
    await contain(again.run, 'freeze');
    expect(again.asked).toEqual(['freeze']);
  });

  it('looks at what an earlier attempt turned off, and turns it off anew where others gave it back', async () => {
    const still = stoppable({ isOn: false, isFrozen: false, containment: {} });
    await contain(still.run, 'flow');
    expect(still.asked).toEqual([]);
    expect(still.news).toEqual([{ kind: 'doing', act: 'look-contained', by: 'flow' }]);
    const frozen = stoppable({ isFrozen: true, containBy: 'freeze', containment: {} });
    await contain(frozen.run, 'freeze');
    expect(frozen.asked).toEqual([]);
    const undone = stoppable({ isOn: true, containment: { wasSo: true } });
    await contain(undone.run, 'flow');
    // Whether the credentials that leaked are still there is seen first.
    expect(undone.asked).toEqual([]);
    await contain(undone.run, 'flow');
    expect(undone.asked).toEqual(['flow off']);
    expect(undone.contained()).toMatchObject({ wasSo: false });
    expect(undone.news).toContainEqual({ kind: 'warning', warning: 'containment-undone', by: 'flow' });
    expect(undone.notes()[0]).toMatchObject({ action: 'contain', by: 'flow', outcome: expect.stringMatching(/\w/) });
    expect(undone.run.attempt.isContainmentSeen).toBe(true);
  });

  it.each([
    [true, "Salesforce doesn't show the app's policies"],
    [false, 'JWT'],
  ])('says why where the org shows no policies, its session being opaque: %s', async (hasOpaqueSession, why) => {
    const org = { metadata: { appPolicy: async () => null }, hasOpaqueSession } as never;
    const { run, news } = stoppable({ situation: { org } });
    await contain(run, 'flow');
    expect(news).toContainEqual({
      kind: 'warning',
      warning: 'containment-refused',
      problem: expect.stringContaining(why),
    });
  });

  it('says that nobody can be frozen where the execution user is not known', async () => {
    const { run, news } = stoppable({ containBy: 'freeze', situation: { watched: { executionUser: null } } });
    await contain(run, 'freeze');
    expect(news).toContainEqual(
      expect.objectContaining({
        warning: 'containment-refused',
        problem: expect.stringContaining("keyturn doesn't know the execution user"),
      }),
    );
  });
});
