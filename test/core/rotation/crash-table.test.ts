import { describe, it } from 'vitest';
import { figure } from '../../support/figure.ts';
import { everyCrash, pairsOfCrashes } from './crash-run.ts';
import type { Story } from './story.ts';

const confirmed = { confirmed: true };
const handOverFirst: readonly Story[] = [
  { name: 'scheduled', deliveries: ['file:/etc/erp.env', 'exec:/opt/hand-over'] },
  { name: 'grace 0', graceDays: 0, consent: confirmed },
  { name: 'self-rotation', isSelf: true },
  { name: 'several consumers', app: 'Legacy_Loader', consumer: 1 },
  { name: 'manual consumers', deliveries: ['manual:CI', 'file:/etc/erp.env'] },
];
const others: readonly Story[] = [
  { name: 'borrowed setting', isOff: true },
  { name: 'rotate first', knobs: { stagedUsable: false }, consent: confirmed, deliveries: ['manual:CI', 'file:/a'] },
  { name: "grace 0 of keyturn's own app", graceDays: 0, consent: confirmed, isSelf: true },
  {
    name: 'no dates, ids of the slot',
    knobs: { dateFormat: 'absent', idFollows: 'slot' },
    graceDays: 0,
    consent: confirmed,
  },
  { name: 'secret shown only on the second look', knobs: { stagePostShape: 'withoutSecret' } },
  { name: 'nobody uses it', deliveries: [], noConsumers: true },
  { name: 'stage', kind: 'stage' },
  { name: 'retire', kind: 'retire', before: [{}], consent: confirmed },
  { name: "retire of keyturn's own app", kind: 'retire', before: [{}], consent: confirmed, isSelf: true },
  { name: 'back', kind: 'back', before: [{}], knobs: { rotateBack: true } },
  { name: 'discard', kind: 'discard', before: [{ kind: 'stage' }], consent: confirmed },
  {
    name: 'discard after a hand-over',
    kind: 'discard',
    deliveries: ['file:/etc/erp.env', 'manual:CI'],
    before: [{}],
    consent: confirmed,
  },
  { name: 'discard, borrowed setting', kind: 'discard', before: [{ kind: 'stage' }], consent: confirmed, isOff: true },
];

describe('a crash at every effect boundary', () => {
  it.each(handOverFirst)('and pairs of crashes converge: $name', async (story) => {
    figure(await pairsOfCrashes(story));
  });

  it.each(others)('converges: $name', async (story) => {
    figure(await everyCrash(story));
  });
});
