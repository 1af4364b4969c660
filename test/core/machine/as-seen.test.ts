import { describe, expect, it } from 'vitest';
import { asSeen } from '../../../src/core/machine/as-seen.ts';
import { phaseOf, type Rotation } from '../../../src/core/model/rotation.ts';
import { type SeenPair, seenPairs } from '../../../src/core/model/seen-pairs.ts';
import { emergencyRun, graceRun, stagedRun } from '../watch/rotations.ts';
import { noon, watchedApp } from '../watch/watched-apps.ts';

const pair = (consumerKey: string | null, state: SeenPair['state']): SeenPair => ({
  ...{ id: 'slot', consumerKey, state, createdAt: null, expiresAt: null },
});
const later = noon + 1;
const [ends, stays] = [graceRun().ends, String(graceRun().stays)];
const [current, staged] = [stagedRun().ends, String(stagedRun().stays)];

/** The run after a check that saw these credentials. */
function seen(
  run: Rotation | null,
  primaryKey: string,
  slot: readonly SeenPair[] | null,
  drift: readonly string[] = [],
) {
  const found = drift.map((kind) => ({ kind, since: noon, sentence: '', cure: '' })) as never;
  const lastCheck = { at: later, drift: found };
  return asSeen(watchedApp({ lastCheck, seenPairs: { since: later, primaryKey, slot } }), run);
}

describe('a run as people must see it', () => {
  it('is its record without a check, in an emergency, and when it is over', () => {
    const runs = [
      null,
      graceRun({ finishedAt: noon, outcome: 'done' }),
      graceRun({ kind: 'emergency', emergency: emergencyRun() }),
    ];
    for (const run of runs) expect(seen(run, 'other', [])).toBe(run);
    expect(asSeen(watchedApp(), graceRun())).toEqual(graceRun());
    expect(seen(graceRun(), stays, [pair(ends, 'Rotated')])).toMatchObject({
      ...graceRun(),
      overlapEndsAt: expect.any(Number),
    });
    expect(seen(graceRun(), stays, null)).toEqual(graceRun());
    expect(seen(graceRun(), stays, [pair(null, 'unknown')])).toEqual(graceRun());
  });

  it('has nothing to delete once the previous credentials are gone', () => {
    const run = seen(graceRun(), stays, []);
    expect([run?.endedAt, run?.stop, run && phaseOf(run)]).toEqual([later, null, 'deleted']);
  });

  it('has stopped once its staged credentials are gone', () => {
    expect(seen(stagedRun(), current, [])).toMatchObject({ staged: null, stop: { code: 'StagedPairGone', at: later } });
    const stop = { code: 'HandOverPending', at: noon };
    expect(seen(stagedRun({ stop }), current, [])?.stop).toEqual(stop);
  });

  it('is its record where the org did not show the slot', () => {
    const discard = stagedRun({ kind: 'discard', ends: 'staged' });
    expect(seen(stagedRun(), current, null)).toEqual(stagedRun());
    expect(seen(discard, current, null)).toEqual(discard);
  });

  it('is its record where the credentials have expired, which has words of its own', () => {
    const over = graceRun({ overlapEndsAt: noon });
    expect(seen(over, stays, [])).toEqual(over);
    const lost = stagedRun({ staged: { id: 's', createdAt: noon, expiresAt: noon } });
    expect(seen(lost, current, [])).toEqual(lost);
  });

  it.each([
    ['promoted credentials that were only staged', stagedRun({ kind: 'stage' }), staged, [pair(current, 'Rotated')]],
    ['switched back', graceRun(), ends, [pair(stays, 'Rotated')]],
    ['made unknown ones current', stagedRun(), 'other', [pair(current, 'Rotated')]],
    ['promoted those that a discard was to delete', stagedRun({ kind: 'discard', ends: 'staged' }), 'staged', []],
  ] as const)('has stopped once others have %s, unless a finding of the check says so', (_, run, primary, slot) => {
    expect(seen(run, primary, slot)?.stop).toEqual({ code: 'PrimaryChangedOutside', at: later });
    expect(seen(run, primary, slot, ['pair-changed-outside'])?.stop).toBeNull();
  });

  it('keeps no previous credentials that another promotion has removed', () => {
    expect(seen(graceRun(), 'other', [pair(stays, 'Rotated')])?.endedAt).toBe(later);
    expect(seen(graceRun(), 'other', [pair(ends, 'Rotated')])?.endedAt).toBeNull();
    expect(seen(graceRun(), 'other', null)?.endedAt).toBeNull();
  });
});

describe('what a look at the credentials found', () => {
  const first = seenPairs(undefined, { at: noon, primaryKey: ends, slot: [pair(stays, 'Active')] });

  it('keeps since when it is so', () => {
    expect(seenPairs(first, { at: later, primaryKey: ends, slot: [pair(stays, 'Active')] })).toEqual(first);
    expect(seenPairs(first, { at: later, primaryKey: ends, slot: [] })).toEqual({
      since: later,
      primaryKey: ends,
      slot: [],
    });
  });

  it('keeps a slot that this look did not see, as long as the current credentials are the same', () => {
    expect(seenPairs(first, { at: later, primaryKey: ends, slot: null })).toEqual(first);
    expect(seenPairs(first, { at: later, primaryKey: stays, slot: null }).slot).toBeNull();
  });
});
