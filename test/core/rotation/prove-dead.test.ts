import { describe, expect, it } from 'vitest';
import type { Pair } from '../../../src/core/model/app.ts';
import type { TokenAnswer } from '../../../src/core/model/token-answer.ts';
import { call, proveEndsRefused, proveRefused } from '../../../src/core/rotation/prove.ts';
import { whatWorks } from '../../../src/core/words/safety.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { noon } from '../watch/watched-apps.ts';
import { newKey, oldKey, otherKey, slot, watched } from './given.ts';
import { emergency, issued, refusal, runWith, type Situation } from './run-with.ts';

const noSuchKey = refusal('invalid_client_id', 400, 'no such client');
const silent: TokenAnswer = { kind: 'silence', problem: fromOutside('no answer') };
const after = { rotatedAt: noon, primaryProvedAt: noon, endedAt: noon };

function bench(answers: Readonly<Record<string, TokenAnswer>>, situation: Situation = {}) {
  const asked: string[] = [];
  const sent: Pair[] = [];
  const made = runWith({
    rotation: after,
    ...situation,
    org: {
      tokens: {
        clientCredentials: async (pair) => {
          asked.push(pair.consumerKey);
          sent.push(pair);
          return answers[pair.consumerKey] ?? issued;
        },
        callWith: async () => 'HTTP 403',
      },
      apps: {
        consumers: async () => {
          asked.push('look');
          return [{ id: watched.consumerId, name: fromOutside('c'), consumerKey: newKey }];
        },
        staged: async () => [slot({ consumerKey: otherKey })],
      },
    },
  });
  return { ...made, asked, sent };
}

describe('a deleted pair', () => {
  it('is dead once it is refused while the new one is accepted, and the answer is told', async () => {
    const { run, asked, news } = bench({ [oldKey]: noSuchKey });
    await proveRefused(run);
    expect(asked).toEqual([oldKey, newKey]);
    expect(run.rotation).toMatchObject({ refusedAt: noon, proofs: [{ consumerKey: oldKey, answer: 'refused' }] });
    expect(run.rotation.proofs).toHaveLength(1);
    expect(news).toEqual([
      { kind: 'doing', act: 'prove-refused', pair: 'deleted pair' },
      { kind: 'done', act: 'prove-refused', pair: 'deleted pair', detail: 'invalid_client_id: no such client' },
    ]);
  });

  it('whose secret is kept is dead with any refusal of it', async () => {
    const { run } = bench({ [oldKey]: refusal('invalid_client') });
    await proveRefused(run);
    expect(run.rotation.refusedAt).toBe(noon);
  });

  it('whose secret is gone is asked about with another one, which is not empty', async () => {
    const { run, sent, pairs } = bench({ [oldKey]: noSuchKey });
    pairs.delete(oldKey);
    await proveRefused(run);
    expect(sent[0]?.consumerSecret.reveal()).toBe('unknown');
  });

  it.each<[string, Readonly<Record<string, TokenAnswer>>, readonly string[]]>([
    ['is refused, too', { [oldKey]: noSuchKey, [newKey]: noSuchKey }, [oldKey, newKey]],
    ['gives no answer', { [oldKey]: noSuchKey, [newKey]: silent }, [oldKey, newKey]],
    ['is stored nowhere', { [oldKey]: noSuchKey }, [oldKey]],
  ])('is not dead at once where the new one %s', async (name, answers, asked) => {
    const made = bench(answers, { run: { patienceMs: 1000 } });
    if (name === 'is stored nowhere') made.pairs.delete(newKey);
    await expect(proveRefused(made.run)).rejects.toMatchObject({ code: 'OldPairAccepted' });
    expect(made.asked).toEqual(asked);
    expect(made.run.rotation).toMatchObject({ refusedAt: null, proofs: [{ answer: 'inconclusive' }] });
  });

  it('is dead after a minute of refusals, whatever the new one gets', async () => {
    const { run } = bench({ [oldKey]: noSuchKey, [newKey]: silent });
    await proveRefused(run);
    expect(run.rotation.refusedAt).toBe(noon + 60_000);
  });

  it('is proved where there is no new one', async () => {
    const keys: (string | null)[] = [];
    const get = async (_orgId: string, key: string) => {
      keys.push(key);
      return null;
    };
    const { run } = bench(
      { [oldKey]: noSuchKey },
      { rotation: { ...after, stays: null, kind: 'discard' }, store: { get } },
    );
    await proveRefused(run);
    expect(keys).toEqual([oldKey]);
  });

  it('that gives no answer leaves the proof to a later run, with what is true and when', async () => {
    const { run } = bench({ [oldKey]: { ...silent, retryAfterMs: 500_000 } });
    await expect(proveRefused(run)).rejects.toMatchObject({
      code: 'OldPairAccepted',
      message: expect.stringMatching(/Billing_Sync.*\(no answer\)/),
      safe: whatWorks(run.rotation),
      retryAfterMs: 500_000,
    });
  });

  it.each([
    ['looked at beside the first question where nobody has looked since', after, null, ['look']],
    ['not looked at where somebody has', after, {}, []],
    ['not looked at in an emergency, where others look', { ...after, ...emergency() }, null, []],
  ] as const)('is %s', async (_name, rotation, seen, looks) => {
    const answers = { [oldKey]: noSuchKey, [newKey]: silent };
    const { run, asked } = bench(answers, { rotation, run: { seen: seen as null, patienceMs: 3000 } });
    await proveRefused(run).catch(() => undefined);
    expect(asked.filter((one) => one === 'look')).toEqual(looks);
  });
});

describe('an app that gives no token', () => {
  const flowOff = refusal('invalid_grant', 400, 'client credentials flow not enabled');

  it('proves nothing of a deleted pair, and is left to a person soon', async () => {
    const { run, clock } = bench({ [oldKey]: flowOff, [newKey]: flowOff });
    await expect(proveRefused(run)).rejects.toMatchObject({
      code: 'AppGivesNoToken',
      actions: [expect.stringContaining('Flow Enablement'), expect.stringContaining('keyturn resume')],
    });
    expect(clock.now() - noon).toBe(20_000);
    expect(run.rotation).toMatchObject({ refusedAt: null, proofs: [{ answer: 'inconclusive' }] });
  });

  it('is waited for in an emergency, whose containment it may be', async () => {
    const { run, clock } = bench({ [oldKey]: flowOff, [newKey]: flowOff }, { rotation: { ...after, ...emergency() } });
    await expect(proveEndsRefused(run)).rejects.toMatchObject({ code: 'OldPairAccepted' });
    expect(clock.now() - noon).toBeGreaterThan(60_000);
  });
});

describe('the pairs of an emergency', () => {
  const leaked = { ...after, primaryProvedAt: null };

  it('are told apart, and without the words of the org', async () => {
    const { run, news } = bench(
      { [oldKey]: noSuchKey, [otherKey]: noSuchKey },
      { rotation: { ...leaked, ...emergency({ freed: [otherKey] }) } },
    );
    await proveEndsRefused(run);
    const done = { kind: 'done', act: 'prove-refused', detail: 'invalid_client_id' };
    expect(news).toContainEqual({ ...done, pair: 'leaked pair' });
    expect(news).toContainEqual({ ...done, pair: 'other pair' });
  });

  it('are not asked about again once they were refused', async () => {
    const { run, asked } = bench({}, { rotation: { ...leaked, refusedAt: noon, ...emergency() } });
    await proveEndsRefused(run);
    expect(asked).toEqual([]);
  });

  it('prove no new pair that gets no token, and no other run asks for that', async () => {
    const answers = { [oldKey]: noSuchKey, [newKey]: noSuchKey };
    const refused = bench(answers, { rotation: { ...leaked, ...emergency() }, run: { patienceMs: 1000 } });
    await expect(proveEndsRefused(refused.run)).rejects.toMatchObject({ code: 'OldPairAccepted' });
    expect(refused.run.rotation.primaryProvedAt).toBeNull();
    const usual = bench({ [oldKey]: noSuchKey }, { rotation: leaked });
    await proveRefused(usual.run);
    expect(usual.run.rotation.primaryProvedAt).toBeNull();
  });
});

describe('a call that fails', () => {
  it('says of which app, and why', async () => {
    await expect(call(bench({}).run)).rejects.toMatchObject({
      message: expect.stringMatching(/Billing_Sync.*HTTP 403/),
    });
  });
});
