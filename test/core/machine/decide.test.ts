import { describe, it } from 'vitest';
import { reason } from '../../../src/core/reasons/errors.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { targets } from '../../support/targets.ts';
import {
  begun,
  both,
  delivered,
  ended,
  given,
  handedOver,
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
  told,
} from '../rotation/given.ts';
import { day, noon } from '../watch/watched-apps.ts';

const stagedLook = look({ slot: slot(), stored: both });
const rotatedLook = look({ primaryKey: newKey, slot: previous, stored: both });
const graceEnd = noon + 7 * day;
const atOnce = { graceDays: 0, consent: { confirmed: true, otherFlows: false, borrow: false } };
const refusedStaged = [...saved, { type: 'staged-refused', at: noon }] as const;

describe('a rotation, step by step', () => {
  it('looks before it stages', () => given([]).does('observe'));
  it('stages into a free slot', () => given([]).seeing(look()).does('stage'));
  it('reads the secret of a pair whose answer was lost', () =>
    given(staged)
      .seeing(look({ slot: slot() }))
      .does('read-staged'));
  it('proves what is saved', () => given(saved).seeing(stagedLook).does('prove-staged'));
  it('hands a proved pair over', () =>
    given(proved).does({ do: 'deliver', targets: targets('file:/erp', 'manual:CI') }));
  it('tries again only what failed', () =>
    given([...proved, told('file:/erp', 'failed'), told('manual:CI', 'waiting')]).does({
      do: 'deliver',
      targets: targets('file:/erp'),
    }));
  it('waits for a person before the old pair is touched', () =>
    given(delivered).seeing(stagedLook).does('stop HandOverPending'));
  it('looks again before it rotates', () => given(handedOver).does('observe'));
  it('rotates when everybody has the pair', () =>
    given(handedOver).seeing(stagedLook).does({ do: 'rotate', stagedId: '0xS1' }));
  it('proves the primary pair', () => given(rotated).seeing(rotatedLook).does('prove-primary'));
  it('rests one ms before the grace period ends', () =>
    given(inGrace)
      .seeing(rotatedLook)
      .at(graceEnd - 1)
      .does({ do: 'rest', until: graceEnd }));
  it('deletes when the grace period ends', () => given(inGrace).seeing(rotatedLook).at(graceEnd).does('delete'));
  it('deletes nothing when the clocks differ, although the grace period is over by the one of the org', () => {
    const clockProblem = reason('ClockDiffers', { org: 'acme', span: '10 days', isAhead: false });
    given(inGrace).seeing(rotatedLook).at(graceEnd).with({ clockProblem }).does('stop ClockDiffers');
    given(inGrace)
      .seeing(rotatedLook)
      .at(graceEnd - 1)
      .with({ clockProblem })
      .does({ do: 'rest', until: graceEnd });
  });
  it('waits for no clock when a person wanted no grace period', () => {
    const clockProblem = reason('ClockDiffers', { org: 'acme', span: '10 days', isAhead: false });
    given(inGrace, begun('rotate', atOnce))
      .seeing(rotatedLook)
      .at(noon - day)
      .with({ clockProblem })
      .does('delete');
  });
  it('looks before it deletes', () => given(inGrace).at(graceEnd).does('observe'));
  it('proves that the old pair is refused', () => given(ended).does('prove-refused'));
  it('is done once it is', () =>
    given([...ended, { type: 'refused', at: graceEnd }])
      .seeing(look({ primaryKey: newKey, stored: both }))
      .does({ do: 'finish', outcome: 'done' }));
  it('looks before it forgets the old pair', () =>
    given([...ended, { type: 'refused', at: graceEnd }]).does('observe'));
  it('forgets no pair that others made primary again', () =>
    given([...ended, { type: 'refused', at: graceEnd }])
      .seeing(stagedLook)
      .does('stop PrimaryChangedOutside'));
});

describe('who lets a previous pair be deleted', () => {
  const unconfirmedRun = [...rotated, { type: 'primary-accepted', at: noon }, told('manual:CI', 'waiting')] as const;
  it('nobody under `remind`', () =>
    given(inGrace).seeing(rotatedLook).at(graceEnd).with({ automation: 'remind' }).does('stop GraceNotOver'));
  it('every consumer under `stage`', () => given(inGrace).seeing(rotatedLook).at(graceEnd).does('delete'));
  it('not the automation alone while a consumer waits', () =>
    given(unconfirmedRun).seeing(rotatedLook).at(graceEnd).with({ automation: 'rotate' }).does('stop HandOverPending'));
  it('a person with grace 0 and the name typed, at once', () =>
    given(inGrace, begun('rotate', atOnce)).seeing(rotatedLook).does('delete'));
  it('anybody, once the org calls it expired', () =>
    given(inGrace)
      .seeing(look({ primaryKey: newKey, slot: { ...previous, state: 'Expired' } }))
      .at(graceEnd)
      .with({ automation: 'remind' })
      .does('delete'));
  it('not grace 0 alone', () =>
    given(inGrace, begun('rotate', { graceDays: 0 }))
      .seeing(rotatedLook)
      .with({ automation: 'remind' })
      .does('stop GraceNotOver'));
});

describe('where the org refuses staged pairs', () => {
  it('asks first', () => given(refusedStaged).does('stop StagedPairRefused'));
  it('rotates first when a person typed the name', () =>
    given(refusedStaged, begun('rotate', atOnce)).seeing(stagedLook).does('rotate'));
  it('hands over after the primary pair is proved, not before', () => {
    const primary = [...refusedStaged, { type: 'rotated', at: noon }] as const;
    given(primary, begun('rotate', atOnce)).seeing(rotatedLook).does('prove-primary');
    given([...primary, { type: 'primary-accepted', at: noon }], begun('rotate', atOnce))
      .seeing(rotatedLook)
      .does('deliver');
  });
  it('goes not back to a previous pair that is refused', () =>
    given([{ type: 'staged-refused', at: noon }], begun('back')).does('stop NoWayBack'));
});

describe("other people's hands", () => {
  const strangers = slot({ consumerKey: otherKey, createdBy: fromOutside(stranger) });
  it("a stranger's pair in the slot stops it", () =>
    given([])
      .seeing(look({ slot: strangers }))
      .does('stop StrangersPair'));
  it('another primary pair stops it before', () =>
    given(proved)
      .seeing(look({ primaryKey: otherKey, slot: slot() }))
      .does('stop PrimaryChangedOutside'));
  it('another primary pair stops it after', () =>
    given(inGrace)
      .seeing(look({ primaryKey: otherKey, slot: previous }))
      .does('stop PrimaryChangedOutside'));
  it('turned back, it deletes nothing', () =>
    given(inGrace)
      .seeing(look({ slot: slot({ state: 'Rotated' }) }))
      .at(graceEnd)
      .does('stop PrimaryChangedOutside'));
  it('rotated by others, it goes on with the hand-over', () =>
    given([...proved, { type: 'primary-accepted', at: noon }])
      .seeing(rotatedLook)
      .does('deliver'));
  it('a pair that was only to be staged and is primary stops it', () =>
    given(proved, begun('stage')).seeing(rotatedLook).does('stop PrimaryChangedOutside'));
  it('a staged pair that is gone ends it', () => given(proved).seeing(look()).does('stop StagedPairGone'));
  it('one that expired ends it', () =>
    given(proved)
      .seeing(look({ slot: slot({ state: 'Expired' }) }))
      .does('stop StagedPairGone'));
  it('one that was primary for a moment ends it', () =>
    given(proved)
      .seeing(look({ slot: slot({ state: 'Rotated' }) }))
      .does('stop StagedPairGone'));
  it('a slot without its key ends nothing', () =>
    given(handedOver)
      .seeing(look({ slot: slot({ consumerKey: null }), stored: both }))
      .does('stop SlotUnclear'));
  it('a previous pair that others deleted is proved refused', () =>
    given(inGrace)
      .seeing(look({ primaryKey: newKey }))
      .does('prove-refused'));
  it('a deleted pair that lies there all the same is deleted again', () =>
    given(ended).seeing(rotatedLook).at(graceEnd).does('delete'));
});

describe('the other kinds of run', () => {
  const isSelf = { isSelf: true };
  it('stage ends with a proved pair', () => given(proved, begun('stage')).does({ do: 'rest', until: null }));
  it('retire proves the primary pair, then deletes at once', () => {
    given([], begun('retire')).seeing(rotatedLook).does('prove-primary');
    given([{ type: 'primary-accepted', at: noon }], begun('retire'))
      .seeing(rotatedLook)
      .does('delete');
  });
  it('back proves the previous pair, then rotates before it hands over', () => {
    given([], begun('back')).seeing(rotatedLook).does('prove-staged');
    given([{ type: 'staged-accepted', at: noon }], begun('back'))
      .seeing(rotatedLook)
      .does('rotate');
  });
  it('discard deletes the staged pair', () => given([], begun('discard')).seeing(stagedLook).does('delete'));
  it('discard of a pair that became primary stops', () =>
    given([], begun('discard'))
      .seeing(look({ primaryKey: newKey, slot: previous }))
      .does('stop PrimaryChangedOutside'));
  it("keyturn's own pair is kept until the new one made a call", () => {
    given(inGrace).seeing(rotatedLook).at(graceEnd).with(isSelf).does('call');
    given([...inGrace, { type: 'called', at: noon }])
      .seeing(rotatedLook)
      .at(graceEnd)
      .with(isSelf)
      .does('delete');
  });
  it('a pair that comes back with its old key is no news', () =>
    given(handedOver)
      .seeing(look({ primaryKey: oldKey, slot: slot(), stored: both }))
      .does('rotate'));
});
