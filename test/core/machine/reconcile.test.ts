import { describe, expect, it } from 'vitest';
import { afterHiddenSecret } from '../../../src/core/machine/decide.ts';
import type { RotationEvent } from '../../../src/core/machine/events.ts';
import { evolve } from '../../../src/core/machine/evolve.ts';
import { reconcile } from '../../../src/core/machine/reconcile.ts';
import type { Observation } from '../../../src/core/model/observation.ts';
import type { Rotation } from '../../../src/core/model/rotation.ts';
import { parseTarget } from '../../../src/core/model/target.ts';
import { fromOutside } from '../../support/from-outside.ts';
import {
  begun,
  both,
  ended,
  given,
  inGrace,
  look,
  newKey,
  oldKey,
  otherKey,
  previous,
  proved,
  rotated,
  saved,
  slot,
  staged,
  stranger,
} from '../rotation/given.ts';
import { day, noon } from '../watch/watched-apps.ts';

const intended: readonly RotationEvent[] = [{ type: 'stage-intended', at: noon }];
const dropping: readonly RotationEvent[] = [...staged, { type: 'delete-intended', at: noon }];
const minute = 60_000;
const after = { primaryKey: newKey, stored: both };

const found: readonly [string, readonly RotationEvent[], Observation, readonly string[], Rotation?][] = [
  ['nothing was staged', intended, look(), []],
  ['our pair, its secret lost', intended, look({ slot: slot() }), ['staged']],
  ['our pair, saved before the crash', intended, look({ slot: slot(), stored: both }), ['staged', 'saved']],
  [
    'a pair without dates may be ours',
    intended,
    look({ slot: slot({ createdAt: null, createdBy: null }) }),
    ['staged'],
  ],
  ["a stranger's pair", intended, look({ slot: slot({ createdBy: fromOutside(stranger) }) }), []],
  ['a pair from 5 min before we set out', intended, look({ slot: slot({ createdAt: noon - 5 * minute }) }), ['staged']],
  ['a pair from before that', intended, look({ slot: slot({ createdAt: noon - 5 * minute - 1 }) }), []],
  ['a pair though we never set out', [], look({ slot: slot() }), []],
  ['the store lost it', saved, look({ slot: slot() }), ['unsaved', 'slot-seen']],
  ['it lies there', saved, look({ slot: slot(), stored: both }), ['slot-seen']],
  ['others deleted it', saved, look({ stored: both }), ['finished']],
  ['we took it back', dropping, look(), ['dropped']],
  ['we took it back, and others were quicker', dropping, look({ slot: slot({ consumerKey: otherKey }) }), ['finished']],
  ['`rotate` was done', proved, look({ ...after, slot: previous }), ['rotated', 'overlap-seen']],
  ['it was done long ago', proved, look(after), ['rotated', 'ended']],
  ['the overlap goes on', rotated, look({ ...after, slot: previous }), ['overlap-seen']],
  ['the overlap is over', inGrace, look(after), ['ended']],
  ['a slot that was not read says nothing', inGrace, { ...look(after), isSlotUnread: true }, []],
  ['a slot without a key says nothing', inGrace, look({ ...after, slot: slot({ consumerKey: null }) }), []],
  ['the pair of before was deleted', ended, look(after), []],
  ['it lies there after all', ended, look({ ...after, slot: previous }), ['still-there', 'overlap-seen']],
  ['the discarded pair is gone', [], look(), ['ended'], begun('discard')],
  ['the pair to discard lies there', [], look({ slot: slot() }), [], begun('discard')],
  ['the pair to discard became primary', [], look({ primaryKey: newKey }), [], begun('discard')],
  ['a run that is over', [{ type: 'finished', outcome: 'done', at: noon }], look(), []],
];

describe('what a look says beyond what is remembered', () => {
  it.each(found)('%s', (_name, events, seen, expected, start = begun()) => {
    const rotation = events.reduce(evolve, start);
    const news = reconcile(rotation, seen);
    expect(news.map(({ type }) => type)).toEqual(expected);
    // Whatever is found again is the same again.
    const once = news.reduce(evolve, rotation);
    const twice = reconcile(once, seen).reduce(evolve, once);
    expect(twice).toEqual(once);
  });
});

describe('a staged pair whose secret is not shown again', () => {
  const hidden = (events: readonly RotationEvent[], seen: Observation) => {
    const action = afterHiddenSecret(given(events).rotation, seen);
    return action.do === 'stop' ? action.error.code : action.do;
  };
  it('is taken back when it is ours for certain', () =>
    expect(hidden(staged, look({ slot: slot() }))).toBe('drop-staged'));
  it('stays when nobody says who staged it', () =>
    expect(hidden(staged, look({ slot: slot({ createdBy: null }) }))).toBe('StrangersPair'));
  it('stays when consumers may have it', () => {
    const lost = [...proved, { type: 'unsaved' }] as const;
    expect(hidden(lost, look({ slot: slot() }))).toBe('PairNotStored');
  });
});

describe('events', () => {
  const proof = (events: readonly RotationEvent[], at: number) =>
    [...events, { type: 'going-on', at, isUnattended: true } as const].reduce(evolve, begun()).stagedProvedAt;
  it('keep a proof of the staged pair for an hour', () => {
    expect(proof(proved, noon + 60 * minute)).toBe(noon);
    expect(proof(proved, noon + 60 * minute + 1)).toBeNull();
    expect(proof(rotated, noon + day)).toBe(noon);
  });
  it('forget a wait for a person once the person has spoken', () => {
    const waiting = [...proved, { type: 'stopped', code: 'HandOverPending', at: noon }] as const;
    const said = {
      type: 'delivery',
      target: parseTarget('manual:CI'),
      status: 'confirmed',
      at: noon,
      problem: null,
    } as const;
    expect(waiting.reduce(evolve, begun()).stop).not.toBeNull();
    expect([...waiting, said].reduce(evolve, begun()).stop).toBeNull();
  });
  it('leave the pair that ends as it was', () =>
    expect(ended.reduce(evolve, begun())).toMatchObject({ ends: oldKey, stays: newKey }));
});
