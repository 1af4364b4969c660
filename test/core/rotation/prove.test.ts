import { describe, expect, it } from 'vitest';
import type { TokenAnswer } from '../../../src/core/model/token-answer.ts';
import { call, proveEndsRefused, proveNew, proveRefused } from '../../../src/core/rotation/prove.ts';
import { newsWords } from '../../../src/core/words/news.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { noon } from '../watch/watched-apps.ts';
import { newKey, oldKey, otherKey } from './given.ts';
import { emergency, issued, refusal, runWith } from './run-with.ts';

const noSuchKey = refusal('invalid_client_id');
const wrongSecret = refusal('invalid_client');
const hour = 3_600_000;
/** The pair was staged long ago: a refusal counts. */
const old = { staged: { id: '0xS1', createdAt: noon - hour, expiresAt: null }, stageIntendedAt: noon - hour };
const rotated = { ...old, rotatedAt: noon - hour };
const after = { ...rotated, primaryProvedAt: noon, endedAt: noon };

const each = (answers: Record<string, TokenAnswer>) => (key: string) => answers[key] ?? issued;

describe('proving the new pair', () => {
  it('records a token, with whom it acts as', async () => {
    const { run, news } = runWith();
    await proveNew(run, 'staged');
    expect(run.rotation).toMatchObject({ stagedProvedAt: noon, proofs: [{ consumerKey: newKey, answer: 'accepted' }] });
    expect(news.map((one) => newsWords(one).what)).toEqual([
      'Verifying the new credentials',
      'new credentials verified',
    ]);
    expect(newsWords(news[1] ?? { kind: 'doing', act: 'look' }).detail).toBe('runs as int.billing@acme.example');
  });

  it('records the primary pair as proved, too, and keeps the proof with the app', async () => {
    const { run } = runWith({ rotation: rotated, watched: { consumerKey: newKey } });
    await proveNew(run, 'primary');
    expect(run.rotation).toMatchObject({ primaryProvedAt: noon, stagedProvedAt: null });
    expect(await run.ports.state.apps.list()).toMatchObject([{ lastProof: { answer: 'accepted', at: noon } }]);
  });

  it('stops with a token that acts as another user', async () => {
    const { run } = runWith({
      token: () => ({ ...issued, userId: '005000000000002AAA', username: fromOutside('eve@acme.example') }),
    });
    await expect(proveNew(run, 'staged')).rejects.toMatchObject({
      code: 'ProofWrongUser',
      message: expect.stringContaining('acts as eve@acme.example, not as int.billing@acme.example'),
    });
    expect(run.rotation.stagedProvedAt).toBeNull();
  });

  it('asks again while a fresh pair is refused, until it is known everywhere', async () => {
    const answers = [noSuchKey, noSuchKey];
    const { run, news, clock } = runWith({
      token: (key) => (key === newKey ? (answers.shift() ?? issued) : noSuchKey),
    });
    await proveNew(run, 'staged');
    expect(run.rotation.stagedProvedAt).toBe(noon + 5000);
    expect(clock.now()).toBe(noon + 5000);
    expect(news.filter(({ kind }) => kind === 'waiting')).toHaveLength(2);
  });

  it("takes a refusal of a staged pair that is not fresh, beside another that works, as the org's way", async () => {
    const { run, news } = runWith({ rotation: old, token: each({ [newKey]: noSuchKey }) });
    await proveNew(run, 'staged');
    expect(run.rotation).toMatchObject({ stagedRefusedAt: noon, order: 'rotate-first' });
    expect(run.rotation.proofs.at(-1)?.answer).toBe('refused');
    expect(news.at(-1)).toMatchObject({ warning: 'staged-pair-refused' });
  });

  it.each([
    ['a pair made five minutes ago', noon - 5 * 60_000, 'refused'],
    ['a pair made a moment less ago', noon - 5 * 60_000 + 1, 'inconclusive'],
    ['a pair from the near future, where a clock is off', noon + 5 * 60_000 - 1, 'inconclusive'],
    ['a pair from the far future', noon + 5 * 60_000, 'refused'],
  ])('believes the refusal of %s or not', async (_name, createdAt, answer) => {
    const rotation = { staged: { id: '0xS1', createdAt, expiresAt: null } };
    const { run } = runWith({ rotation, token: each({ [newKey]: noSuchKey }), run: { patienceMs: 1000 } });
    await proveNew(run, 'staged').catch(() => undefined);
    expect(run.rotation.proofs.at(-1)?.answer).toBe(answer);
  });

  it('stops where the primary pair is refused for good', async () => {
    const { run } = runWith({ rotation: rotated, token: () => noSuchKey });
    await expect(proveNew(run, 'primary')).rejects.toMatchObject({ code: 'ProofRefused' });
    expect(run.rotation.primaryProvedAt).toBeNull();
  });

  it('leaves what is not clear to a later run, which waits as long as the endpoint asked for', async () => {
    const { run } = runWith({
      token: () => ({ kind: 'silence', problem: fromOutside('no answer'), retryAfterMs: 500_000 }),
    });
    await expect(proveNew(run, 'staged')).rejects.toMatchObject({ code: 'ProofInconclusive', retryAfterMs: 500_000 });
    expect(run.rotation.proofs.at(-1)?.answer).toBe('inconclusive');
  });

  it('goes on without a proof in an emergency, after 20 seconds', async () => {
    const { run, clock, news } = runWith({
      rotation: emergency(),
      token: () => ({ kind: 'silence', problem: fromOutside('none') }),
    });
    await proveNew(run, 'staged');
    expect(run.rotation.emergency?.unprovedAt).toBe(clock.now());
    expect(clock.now() - noon).toBeLessThanOrEqual(20_000);
    expect(news.at(-1)).toMatchObject({ warning: 'new-pair-unproved' });
  });

  it('is a defect before there is a new pair', async () => {
    const { run } = runWith({ rotation: { stays: null } });
    await expect(proveNew(run, 'staged')).rejects.toThrow("aren't staged yet");
  });

  it('stops where its secret is nowhere', async () => {
    const { run, pairs } = runWith();
    pairs.delete(newKey);
    await expect(proveNew(run, 'staged')).rejects.toMatchObject({ code: 'PairNotStored' });
  });
});

describe('proving that the deleted pair is refused', () => {
  it('takes the refusal while the new one is accepted', async () => {
    const { run, news } = runWith({ rotation: after, token: each({ [oldKey]: noSuchKey }) });
    await proveRefused(run);
    expect(run.rotation).toMatchObject({ refusedAt: noon, proofs: [{ consumerKey: oldKey, answer: 'refused' }] });
    expect(news.at(-1)).toMatchObject({ act: 'prove-refused', pair: 'deleted pair' });
  });

  it('does not take a wrong secret for a dead key: without the secret only an unknown key counts', async () => {
    const wrong = runWith({ rotation: after, token: each({ [oldKey]: wrongSecret }) });
    wrong.pairs.delete(oldKey);
    await expect(proveRefused(wrong.run)).rejects.toMatchObject({ code: 'OldPairAccepted' });
    const gone = runWith({ rotation: after, token: each({ [oldKey]: noSuchKey }) });
    gone.pairs.delete(oldKey);
    await proveRefused(gone.run);
    expect(gone.run.rotation.refusedAt).toBe(noon);
  });

  it('says that it still gets tokens, and keeps the proof', async () => {
    const { run, news, clock } = runWith({ rotation: after });
    await expect(proveRefused(run)).rejects.toMatchObject({
      code: 'OldPairAccepted',
      message: expect.stringContaining('Salesforce still accepts them'),
    });
    expect(run.rotation.proofs.at(-1)).toMatchObject({ consumerKey: oldKey, answer: 'accepted' });
    expect(news).toContainEqual(expect.objectContaining({ kind: 'waiting', why: 'still-accepted' }));
    expect(clock.now() - noon).toBeGreaterThan(60_000);
    expect(clock.now() - noon).toBeLessThanOrEqual(120_000);
  });

  it('proves in an emergency each pair that was deleted, and the new one along with them', async () => {
    const freed = { freed: [otherKey, '3MVG9gone'], freedRefused: ['3MVG9gone'] };
    const { run, news } = runWith({
      rotation: { ...after, primaryProvedAt: null, ...emergency(freed) },
      token: each({ [oldKey]: noSuchKey, [otherKey]: noSuchKey }),
    });
    await proveEndsRefused(run);
    expect(run.rotation).toMatchObject({ refusedAt: noon, primaryProvedAt: noon });
    expect(run.rotation.emergency?.freedRefused).toEqual(['3MVG9gone', otherKey]);
    expect(news.flatMap((one) => ('pair' in one && one.kind === 'done' ? [one.pair] : [])).sort()).toEqual([
      'leaked pair',
      'other pair',
    ]);
  });
});

describe('making a call with the new pair', () => {
  it('records it, and stops where none could be made', async () => {
    const problems: (string | null)[] = ['no answer', null];
    const { run } = runWith({ org: { tokens: { callWith: async () => problems.shift() ?? null } } });
    await expect(call(run)).rejects.toMatchObject({ code: 'NewPairNotUsed' });
    expect(run.rotation.calledAt).toBeNull();
    await call(run);
    expect(run.rotation.calledAt).toBe(noon);
  });
});
