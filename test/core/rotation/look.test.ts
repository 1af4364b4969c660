import { describe, expect, it } from 'vitest';
import type { RotationEvent } from '../../../src/core/machine/events.ts';
import type { StagedPair } from '../../../src/core/model/app.ts';
import type { Rotation } from '../../../src/core/model/rotation.ts';
import { believe, followPrimary, lookAlong, observe } from '../../../src/core/rotation/look.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { noon } from '../watch/watched-apps.ts';
import { both, look, newKey, oldKey, otherKey, slot, watched } from './given.ts';
import { emergency, issued, lost, refusal, runWith, type Situation } from './run-with.ts';

const stagedSlot = { id: '0xS1', createdAt: noon, expiresAt: null };

function bench(situation: Situation & { readonly slot?: StagedPair; readonly fault?: Error } = {}) {
  const asked: string[] = [];
  const made = runWith({
    ...situation,
    token: (key) => {
      asked.push(`token ${key}`);
      return situation.token?.(key) ?? issued;
    },
    org: {
      apps: {
        consumers: async () => {
          asked.push('consumers');
          if (situation.fault) throw situation.fault;
          return [{ id: watched.consumerId, name: fromOutside('c'), consumerKey: oldKey }];
        },
        staged: async () => {
          asked.push('slot');
          return [situation.slot ?? slot()];
        },
      },
    },
    run: { seen: null, ...situation.run },
  });
  return { ...made, asked };
}

/** The rules find these in whatever is seen. */
const finding = (...events: readonly RotationEvent[]): Situation => ({
  ports: { rules: { decide: () => ({ do: 'observe' }), reconcile: () => events } },
});

describe('a look', () => {
  it("finds the org's pairs, and which of all that the run knows are stored", async () => {
    const { run, pairs, asked } = bench({ rotation: emergency({ freed: [otherKey] }) });
    pairs.set(otherKey, { ...pairs.get(newKey), consumerKey: otherKey } as never);
    await observe(run);
    const stored = new Set([oldKey, newKey, otherKey]);
    expect(run.seen).toEqual({ at: noon, primaryKey: oldKey, slot: slot(), stored });
    expect(asked).toEqual(['consumers', 'slot']);
  });

  it('finds the pair that stays where the org shows it nowhere', async () => {
    const { run } = bench({ slot: slot({ consumerKey: otherKey }), ...finding() });
    await observe(run);
    expect(run.seen?.stored).toEqual(both);
  });

  it('asks for no slot where there are none', async () => {
    const { run, asked } = bench({ rotation: emergency({ replaceBy: 'deploy' }), ...finding() });
    await observe(run);
    expect([asked, run.seen?.slot]).toEqual([['consumers'], null]);
  });

  const rotated = { ...emergency(), rotatedAt: noon };
  it.each<[boolean, string, Partial<Rotation>]>([
    [true, 'in an emergency whose new pair is primary', rotated],
    [false, 'before it is primary', emergency()],
    [false, 'once the leaked pair is deleted', { ...rotated, endedAt: noon }],
    [false, 'once it is proved', { ...rotated, primaryProvedAt: noon }],
    [false, 'in any other run', { rotatedAt: noon }],
  ])('tries the new pair along with it (%s) %s', async (isTried, _when, rotation) => {
    const { run, asked } = bench({ rotation, ...finding() });
    await observe(run);
    expect(asked.includes(`token ${newKey}`)).toBe(isTried);
    expect(run.rotation.primaryProvedAt).toBe(isTried ? noon : (rotation.primaryProvedAt ?? null));
  });

  it('takes no other answer than a token for a proof, and asks nothing without a secret', async () => {
    const refused = bench({ rotation: rotated, token: () => refusal('invalid_client_id'), ...finding() });
    await observe(refused.run);
    expect(refused.run.rotation).toMatchObject({ primaryProvedAt: null, proofs: [] });
    const unsaved = bench({ rotation: rotated, ...finding() });
    unsaved.pairs.delete(newKey);
    await observe(unsaved.run);
    const unstaged = bench({ rotation: { ...rotated, stays: null }, ...finding() });
    await observe(unstaged.run);
    expect([...unsaved.asked, ...unstaged.asked].filter((one) => one.startsWith('token'))).toEqual([]);
  });
});

describe('what a look tells', () => {
  it('is read by the usual rules', async () => {
    const { run } = bench();
    await believe(run, look({ slot: slot({ id: '0xS2' }), stored: both }));
    expect(run.rotation.staged?.id).toBe('0xS2');
  });

  it.each<[boolean, string, RotationEvent, Partial<Rotation>]>([
    [false, 'the slot that is known', { type: 'slot-seen', slot: stagedSlot }, {}],
    [true, 'another slot', { type: 'slot-seen', slot: { ...stagedSlot, id: '0xS2' } }, {}],
    [true, 'the first slot', { type: 'slot-seen', slot: stagedSlot }, { staged: null }],
    [false, 'the end that is known', { type: 'overlap-seen', until: noon }, { overlapEndsAt: noon }],
    [true, 'another end', { type: 'overlap-seen', until: noon }, { overlapEndsAt: noon + 1 }],
    [true, 'that a pair is not stored any more', { type: 'unsaved' }, {}],
    [true, 'the first end', { type: 'overlap-seen', until: noon }, { overlapEndsAt: null }],
  ])('is written down (%s) when it is %s', async (isWritten, _name, event, rotation) => {
    const { run, memory, notes } = bench({ rotation, ...finding(event) });
    await believe(run, look());
    expect([memory.runs.length, notes()]).toEqual([isWritten ? 1 : 0, []]);
  });

  it('is noted when it ends the run', async () => {
    const { run, notes } = bench(finding({ type: 'finished', outcome: 'lost', at: noon }));
    await believe(run, look());
    expect(run.rotation.outcome).toBe('lost');
    expect(notes()).toMatchObject([{ event: 'noted', action: 'finish-rotation', outcome: 'lost' }]);
  });

  it('moves the watch to the pair that others made primary, and not before', async () => {
    const before = bench(finding({ type: 'unsaved' }));
    await believe(before.run, look());
    expect(before.run.watched.consumerKey).toBe(oldKey);
    const after = bench(finding({ type: 'rotated', at: noon }));
    await believe(after.run, look());
    expect(after.run.watched.consumerKey).toBe(newKey);
  });
});

describe('a look beside something else', () => {
  it("is left out while the org's setting is borrowed", async () => {
    const { run, asked } = bench();
    run.attempt.timesOff = 1;
    await lookAlong(run);
    expect([asked, run.seen]).toEqual([[], null]);
  });

  it("is nothing to stop for where it can't be had, and hides no defect", async () => {
    const seen = look();
    const { run } = bench({ fault: lost, run: { seen } });
    await lookAlong(run);
    expect(run.seen).toBeNull();
    const good = bench(finding());
    await lookAlong(good.run);
    expect(good.run.seen?.primaryKey).toBe(oldKey);
    await expect(lookAlong(bench({ fault: new Error('a defect') }).run)).rejects.toThrow('a defect');
  });
});

describe('the app under watch', () => {
  const later = noon + 5000;
  it.each<[string, Partial<Rotation>, object]>([
    ['the day on which it was staged', {}, { issuedAt: noon, ageSource: 'rotated', adoptedAt: later }],
    ['the day of the rotation', { staged: null }, { issuedAt: later, ageSource: 'rotated' }],
    [
      'the day of the rotation, where the org does not say when it was staged,',
      { staged: { ...stagedSlot, createdAt: null } },
      { issuedAt: later },
    ],
    ['nothing, going back,', { kind: 'back' }, { issuedAt: null, ageSource: 'unknown', adoptedAt: later }],
    ['the day of its adoption', { rotatedAt: null }, { issuedAt: noon, adoptedAt: watched.adoptedAt }],
  ])('knows %s of the pair that is primary now', async (_name, rotation, known) => {
    const { run } = bench({ rotation: { rotatedAt: later, ...rotation } });
    await followPrimary(run);
    const store = { kind: 'file', reference: `file ${newKey}` };
    expect(run.watched).toMatchObject({ consumerKey: newKey, store, ...known });
    expect(await run.ports.state.apps.list()).toMatchObject([{ consumerKey: newKey, store }]);
  });

  it.each<[string, Situation]>([
    ['there is no new pair', { rotation: { stays: null } }],
    ['it is watched already', { watched: { consumerKey: newKey } }],
  ])('stays as it is where %s', async (_name, situation) => {
    const { run } = bench(situation);
    await followPrimary(run);
    expect(await run.ports.state.apps.list()).toEqual([]);
  });
});
