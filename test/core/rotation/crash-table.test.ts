import { describe, it } from 'vitest';
import { reason } from '../../../src/core/reasons/errors.ts';
import { figure } from '../../support/figure.ts';
import { everyCrash, pairsOfCrashes } from './crash-run.ts';
import type { Story } from './story.ts';
import type { World } from './world.ts';

const confirmed = { confirmed: true };
const accepting = { stage: 0, rotate: 0 };
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
  { name: 'accepted credentials whose secret is unknown', isAccepted: true, isOff: true, sent: accepting },
  { name: 'discard, borrowed setting', kind: 'discard', before: [{ kind: 'stage' }], consent: confirmed, isOff: true },
];

/** Salesforce refuses the slot also while REST access to secrets is on. */
const withoutSlot: World['mutate'] = (ports) => ({
  ...ports,
  openOrg: async (name) => {
    const org = await ports.openOrg(name);
    const staged = async () => {
      throw reason('SecretAccessDisabled', {});
    };
    return { ...org, apps: { ...org.apps, staged } };
  },
});

describe('a crash at every effect boundary', () => {
  it.each(handOverFirst)('and pairs of crashes converge: $name', async (story) => {
    figure(await pairsOfCrashes(story));
  });

  it.each(others)('converges: $name', async (story) => {
    figure(await everyCrash(story));
  });

  it('converges: accepted credentials, no staging slot', async () => {
    const sent = { ...accepting, delete: 0 };
    figure(await everyCrash({ name: 'no slot', isAccepted: true, isOff: true, sent }, withoutSlot));
  });
});
