import { describe, expect, it } from 'vitest';
import type { Pair } from '../../../src/core/model/app.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import type { StoredPair } from '../../../src/core/ports/ports.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import {
  dropStaged,
  endPair,
  finish,
  freeSlot,
  promoteStaged,
  readStaged,
  stagePair,
} from '../../../src/core/rotation/change-pairs.ts';
import { afterTrouble } from '../../../src/core/rotation/trouble.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { noon } from '../watch/watched-apps.ts';
import { look, newKey, oldKey, otherKey, slot, stranger, watched } from './given.ts';
import { emergency, lost, refused, runWith, type Situation } from './run-with.ts';

const secret = new Secret('a new secret');
const before = { stays: null, staged: null, savedAt: null, stageIntendedAt: null };
const unsaved = { savedAt: null };
const notSaved = reason('PairNotSaved', { store: 'file', problem: 'disk full' });

type Answer = { readonly slot: ReturnType<typeof slot>; readonly secret: Secret | null };

/** Asks an org and writes down what keyturn remembered of the run at that moment. */
function bench(situation: Situation & { readonly staged?: Answer | Error; readonly refuses?: Error } = {}) {
  const asked: { readonly call: string; readonly known: unknown; readonly open: readonly string[] }[] = [];
  const made = runWith({
    ...situation,
    org: {
      apps: {
        stage: async (...ids) => {
          const answer = situation.staged ?? { slot: slot(), secret };
          heard('stage', ids);
          if (answer instanceof Error) throw answer;
          return answer;
        },
        rotate: async (...ids) => heard('rotate', ids),
        deleteStaged: async (...ids) => heard('delete', ids),
        ...situation.org?.apps,
      },
    },
  });
  function heard(call: string, ids: readonly string[]) {
    const open = made.memory.openIntents.map(({ action }) => action);
    asked.push({ call: [call, ...ids].join(' '), known: made.memory.runs[0], open });
    if (situation.refuses) throw situation.refuses;
  }
  return { ...made, asked };
}

const { appId, consumerId } = watched;

describe('staging', () => {
  it('writes down what it is about to do, saves the pair, and only then goes by it', async () => {
    const puts: unknown[] = [];
    const put = async (pair: StoredPair) => void puts.push([run.rotation.stays, pair]);
    const { run, asked, memory, steps, news } = bench({ rotation: before, store: { put } });
    await stagePair(run);
    expect(asked).toMatchObject([
      { call: `stage ${appId} ${consumerId}`, known: { stageIntendedAt: noon, stays: null }, open: ['stage'] },
    ]);
    const stored = {
      consumerKey: newKey,
      consumerSecret: secret,
      orgId: watched.orgId,
      app: watched.app,
      savedAt: noon,
    };
    expect(puts).toEqual([[null, stored]]);
    expect(run.rotation).toMatchObject({ stays: newKey, staged: slot(), savedAt: noon });
    expect([run.seen, run.attempt.isSecretHidden]).toEqual([null, false]);
    expect(steps()).toEqual(['stage intended', 'stage noted', 'stage done']);
    const fingerprint = await run.ports.state.fingerprint(secret);
    expect(memory.lines[1]?.detail).toEqual({ rotation: run.rotation.id, consumerKey: newKey, fingerprint });
    expect(news).toEqual([
      { kind: 'doing', act: 'stage' },
      { kind: 'done', act: 'stage', saved: true, detail: newKey },
    ]);
  });

  it('remembers that the org did not show the secret, and saves nothing', async () => {
    const { run, news, notes, pairs } = bench({ rotation: before, staged: { slot: slot(), secret: null } });
    run.attempt.isSecretHidden = false;
    const kept = [...pairs.keys()];
    await stagePair(run);
    expect(run.rotation).toMatchObject({ stays: newKey, savedAt: null });
    expect([...pairs.keys()]).toEqual(kept);
    expect(run.attempt.isSecretHidden).toBe(true);
    expect(notes()[1]).toMatchObject({ event: 'noted', fingerprint: null });
    expect(news).toEqual([{ kind: 'doing', act: 'stage' }]);
  });

  it('saves and delivers nothing of credentials that are unusable, and leaves the current ones', async () => {
    const puts: unknown[] = [];
    const unusable = reason('CredentialsUnusable', { app: appId, what: 'secret' });
    const { run } = bench({ rotation: before, staged: unusable, store: { put: async (pair) => void puts.push(pair) } });
    await expect(stagePair(run)).rejects.toBe(unusable);
    await expect(afterTrouble(run, unusable, 'stage')).rejects.toBe(unusable);
    expect(puts).toEqual([]);
    expect(run.rotation).toMatchObject({ stays: null, savedAt: null, rotatedAt: null });
  });

  it('takes an answer without a key for none, and leaves the intent open', async () => {
    const { run, memory } = bench({ rotation: before, staged: { slot: slot({ consumerKey: null }), secret } });
    await expect(stagePair(run)).rejects.toMatchObject({
      code: 'OrgAnswerUnreadable',
      message: expect.stringMatching(/staging.*no consumer key/),
    });
    expect(run.rotation).toMatchObject({ stageIntendedAt: noon, stays: null });
    expect(memory.openIntents).toHaveLength(1);
  });

  it.each([
    ['a lost answer', lost, 1],
    ['a refusal', refused, 0],
  ])('after %s nothing is staged as far as it knows', async (_name, staged, open) => {
    const { run, memory } = bench({ rotation: before, staged });
    await expect(stagePair(run)).rejects.toBe(staged);
    expect(run.rotation).toMatchObject({ stageIntendedAt: noon, stays: null, savedAt: null });
    expect(memory.openIntents).toHaveLength(open);
    expect(run.seen).toBeNull();
  });

  it.each<[string, readonly Error[], number, Error | null]>([
    ['tries a store once more', [notSaved], 2, null],
    ['gives a store up after two tries', [notSaved, notSaved], 2, notSaved],
    ['tries nothing twice after a defect', [new Error('a defect')], 1, new Error('a defect')],
  ])('%s', async (_name, faults, tries, thrown) => {
    const puts: Pair[] = [];
    const { run } = bench({
      rotation: before,
      store: {
        put: async (pair) => {
          const fault = faults[puts.push(pair) - 1];
          if (fault) throw fault;
        },
      },
    });
    await (thrown ? expect(stagePair(run)).rejects.toThrow(thrown.message) : stagePair(run));
    expect(puts).toHaveLength(tries);
    expect(run.rotation.savedAt).toBe(thrown ? null : noon);
    // What isn't saved is not gone by: the next look at the org finds it.
    expect(run.rotation.stays).toBe(thrown ? null : newKey);
  });
});

describe('reading a staged pair whose first answer was lost', () => {
  const ours = { stagedId: '0xS1', consumerKey: newKey };
  const hidden = (fields: Situation & { readonly shows?: Secret } = {}) =>
    bench({
      rotation: { ...unsaved, ...fields.rotation },
      org: { apps: { stagedSecret: async () => ({ consumerKey: newKey, secret: fields.shows ?? null }) } },
      run: { seen: look({ slot: slot() }), ...fields.run },
    });

  it('saves what the org shows again', async () => {
    const read: unknown[] = [];
    const { run, pairs, notes, news } = bench({
      rotation: unsaved,
      org: {
        apps: { stagedSecret: async (...ids) => ({ consumerKey: newKey, secret: read.push(ids) > 0 ? secret : null }) },
      },
    });
    pairs.delete(newKey);
    await readStaged(run, ours);
    expect(read).toEqual([[appId, consumerId, '0xS1']]);
    expect(pairs.get(newKey)?.consumerSecret.equals(secret)).toBe(true);
    expect(run.rotation.savedAt).toBe(noon);
    expect(notes()).toMatchObject([
      { event: 'intended', action: 'save-pair', consumerKey: newKey, store: 'file' },
      { event: 'done', action: 'save-pair' },
    ]);
    expect(news).toEqual([{ kind: 'done', act: 'find-staged', detail: newKey }]);
  });

  it.each([
    ['shown', secret],
    ['hidden', null],
  ])(
    'stores and deletes nothing if others promoted it meanwhile, and the previous pair took its place, %s',
    async (_how, shown) => {
      const { run, pairs, asked } = bench({
        rotation: unsaved,
        org: { apps: { stagedSecret: async () => ({ consumerKey: oldKey, secret: shown }) } },
        run: { seen: look({ slot: slot() }) },
      });
      pairs.delete(newKey);
      await expect(readStaged(run, ours)).rejects.toMatchObject({ code: 'OrgAnswerUnreadable' });
      expect([pairs.has(newKey), run.rotation.savedAt, asked]).toEqual([false, null, []]);
    },
  );

  it('takes back what is surely ours, and goes on', async () => {
    const { run, asked, steps, news } = hidden();
    await readStaged(run, ours);
    expect(asked).toMatchObject([
      { call: `delete ${appId} ${consumerId} 0xS1`, known: { deleteIntendedAt: noon }, open: ['delete-pair'] },
    ]);
    expect(run.rotation).toMatchObject({ stays: null, staged: null, deleteIntendedAt: null });
    expect(run.seen).toBeNull();
    expect(steps()).toEqual(['delete-pair intended', 'delete-pair done']);
    expect(news).toEqual([{ kind: 'warning', warning: 'secret-hidden' }]);
  });

  it('stops once it has taken back a pair that was staged just now: the next one would be hidden, too', async () => {
    const { run } = hidden();
    run.attempt.isSecretHidden = true;
    await expect(readStaged(run, ours)).rejects.toMatchObject({
      code: 'StagedSecretHidden',
      message: expect.stringContaining('Billing_Sync'),
    });
    expect(run.rotation.stays).toBeNull();
  });

  it.each<[string, Situation, string]>([
    [
      'a pair that somebody else staged',
      { run: { seen: look({ slot: slot({ createdBy: fromOutside(stranger) }) }) } },
      'StrangersPair',
    ],
    ['another pair', { run: { seen: look({ slot: slot({ consumerKey: otherKey }) }) } }, 'StrangersPair'],
    ['nothing', { run: { seen: look() } }, 'StagedPairGone'],
    [
      'a pair that was proved, and may have been handed over',
      { rotation: { proofs: [{ consumerKey: newKey, answer: 'accepted', at: noon, detail: '' }] } },
      'PairNotStored',
    ],
  ])('stops, and deletes nothing, where the slot holds %s', async (_name, situation, code) => {
    const { run, asked } = hidden(situation);
    await expect(readStaged(run, ours)).rejects.toMatchObject({ code });
    expect(asked).toEqual([]);
    expect(run.rotation.stays).toBe(newKey);
  });

  it('decides nothing without a look', async () => {
    const { run, asked } = hidden({ run: { seen: null } });
    await readStaged(run, ours);
    expect([asked, run.rotation.stays]).toEqual([[], newKey]);
  });
});

describe('taking a staged pair back', () => {
  it('does not forget it before the org has deleted it', async () => {
    const { run, memory } = bench({ refuses: lost });
    await expect(dropStaged(run, '0xS1')).rejects.toBe(lost);
    expect(run.rotation).toMatchObject({ stays: newKey, deleteIntendedAt: noon });
    expect(memory.openIntents.map(({ detail }) => detail.consumerKey)).toEqual([newKey]);
  });
});

describe('making the new pair primary', () => {
  it('writes down what it is about to do, and watches the new pair afterwards', async () => {
    const { run, asked, notes, news } = bench();
    await promoteStaged(run, '0xS1');
    expect(asked).toMatchObject([
      {
        call: `rotate ${appId} ${consumerId} 0xS1`,
        known: { rotateIntendedAt: noon, rotatedAt: null },
        open: ['rotate'],
      },
    ]);
    expect(run.rotation.rotatedAt).toBe(noon);
    expect(run.seen).toBeNull();
    expect(await run.ports.state.apps.list()).toMatchObject([{ consumerKey: newKey, ageSource: 'rotated' }]);
    expect(notes()).toMatchObject([
      { event: 'intended', action: 'rotate', consumerKey: newKey, previousConsumerKey: oldKey },
      { event: 'done', action: 'rotate' },
    ]);
    expect(news).toEqual([
      { kind: 'doing', act: 'rotate', pair: 'new pair' },
      { kind: 'done', act: 'rotate', pair: 'new pair', detail: newKey },
    ]);
  });

  it.each([lost, refused])('knows of no new primary pair after $code', async (refuses) => {
    const { run } = bench({ refuses });
    await expect(promoteStaged(run, '0xS1')).rejects.toBe(refuses);
    expect(run.rotation).toMatchObject({ rotateIntendedAt: noon, rotatedAt: null });
    expect([run.watched.consumerKey, run.seen]).toEqual([oldKey, null]);
  });
});

describe('deleting the pair that ends', () => {
  it.each([
    ['previous pair', {}],
    ['previous pair', { kind: 'retire' }],
    ['staged pair', { kind: 'discard' }],
    ['leaked pair', { kind: 'emergency' }],
  ] as const)('deletes the %s in a run of %o', async (pair, rotation) => {
    const { run, asked, notes, news } = bench({ rotation: { rotatedAt: noon, ...rotation } });
    run.attempt.isPrimaryProved = true;
    await endPair(run, '0xS1');
    expect(asked).toMatchObject([
      {
        call: `delete ${appId} ${consumerId} 0xS1`,
        known: { deleteIntendedAt: noon, endedAt: null },
        open: ['delete-pair'],
      },
    ]);
    expect([run.rotation.endedAt, run.seen]).toEqual([noon, null]);
    expect(notes()).toMatchObject([
      { event: 'intended', action: 'delete-pair', consumerKey: oldKey },
      { event: 'done', action: 'delete-pair' },
    ]);
    expect(news).toEqual([
      { kind: 'doing', act: 'delete-pair', pair },
      { kind: 'done', act: 'delete-pair', pair, detail: oldKey },
    ]);
  });

  it('does not take it for ended when the answer is lost', async () => {
    const { run } = bench({ rotation: { rotatedAt: noon }, refuses: lost });
    await expect(endPair(run, '0xS1')).rejects.toBe(lost);
    expect(run.rotation).toMatchObject({ deleteIntendedAt: noon, endedAt: null });
  });
});

describe('making room', () => {
  it('remembers first what it deletes, so that it is proved to be refused in the end', async () => {
    const { run, asked, notes, news } = bench({ rotation: { ...before, ...emergency() } });
    await freeSlot(run, { stagedId: '0xS9', consumerKey: otherKey });
    expect(asked).toMatchObject([
      {
        call: `delete ${appId} ${consumerId} 0xS9`,
        known: { emergency: { freed: [otherKey] } },
        open: ['delete-pair'],
      },
    ]);
    expect(run.seen).toBeNull();
    expect(notes()).toMatchObject([
      { event: 'intended', action: 'delete-pair', consumerKey: otherKey },
      { event: 'done', action: 'delete-pair' },
    ]);
    expect(news).toEqual([
      { kind: 'doing', act: 'free-slot' },
      { kind: 'done', act: 'free-slot', detail: otherKey },
    ]);
  });

  it("has nothing to prove of a pair whose key the org doesn't tell", async () => {
    const { run, asked, news } = bench({ rotation: { ...before, ...emergency() } });
    await freeSlot(run, { stagedId: '0xS9', consumerKey: null });
    expect(asked).toMatchObject([{ call: `delete ${appId} ${consumerId} 0xS9` }]);
    expect(run.rotation.emergency?.freed).toEqual([]);
    expect(news.at(-1)).toEqual({ kind: 'done', act: 'free-slot', detail: '' });
  });
});

describe('finishing', () => {
  it('forgets what was seen to be refused, and nothing else', async () => {
    const freed = { freed: [otherKey, '3MVG9kept'], freedRefused: [otherKey] };
    const { run, pairs, notes } = bench({ rotation: { rotatedAt: noon, endedAt: noon, ...emergency(freed) } });
    for (const key of [otherKey, '3MVG9kept']) pairs.set(key, { consumerKey: key, consumerSecret: secret });
    await finish(run, 'done');
    expect([...pairs.keys()]).toEqual([newKey, '3MVG9kept']);
    expect(run.rotation).toMatchObject({ outcome: 'done', finishedAt: noon });
    expect(notes()).toMatchObject([
      { event: 'intended', action: 'forget-pair', consumerKey: oldKey },
      { event: 'done', action: 'forget-pair' },
      { event: 'intended', action: 'forget-pair', consumerKey: otherKey },
      { event: 'done', action: 'forget-pair' },
      { event: 'noted', action: 'finish-rotation', outcome: 'done' },
    ]);
  });

  it('says nothing of removing a pair that it never stored', async () => {
    const { run, pairs, notes } = bench({ rotation: { rotatedAt: noon, endedAt: noon } });
    pairs.delete(oldKey);
    await finish(run, 'done');
    expect(notes()).toMatchObject([{ event: 'noted', action: 'finish-rotation', outcome: 'done' }]);
  });

  it('forgets the pair that ends where it is no emergency', async () => {
    const { run, pairs, notes } = bench({ rotation: { kind: 'discard', endedAt: noon } });
    await finish(run, 'discarded');
    expect(notes().filter(({ event }) => event === 'intended')).toMatchObject([{ consumerKey: oldKey }]);
    expect([...pairs.keys()]).toEqual([newKey]);
    expect(run.rotation.outcome).toBe('discarded');
  });

  it('is not finished before the store has forgotten it', async () => {
    const closed = reason('PassphraseWrong', { path: '/home/ada/pair.age' });
    const { run } = bench({ rotation: { endedAt: noon }, store: { remove: () => Promise.reject(closed) } });
    await expect(finish(run, 'done')).rejects.toBe(closed);
    expect(run.rotation).toMatchObject({ outcome: null, finishedAt: null });
  });
});
