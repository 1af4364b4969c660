import { describe, expect, it } from 'vitest';
import { usualRules } from '../../../src/core/machine/usual-rules.ts';
import type { StoredPair } from '../../../src/core/ports/ports.ts';
import { figure } from '../../support/figure.ts';
import { crashRun } from './crash-run.ts';
import type { Story } from './story.ts';
import type { World } from './world.ts';

const stories: readonly Story[] = [
  { name: 'scheduled', deliveries: ['file:/etc/erp.env', 'exec:/opt/hand-over'] },
  { name: 'grace 0', graceDays: 0, consent: { confirmed: true } },
];

/** The journal hears that a pair is saved, and only then it is. */
const journalBeforeSave: World['mutate'] = (ports) => {
  const waiting: { pair: StoredPair; put: (pair: StoredPair) => Promise<void> }[] = [];
  return {
    ...ports,
    openStore: async () => {
      const store = await ports.openStore();
      return { ...store, put: async (pair) => void waiting.push({ pair, put: store.put }) };
    },
    state: {
      ...ports.state,
      journal: {
        ...ports.state.journal,
        append: async (entry) => {
          const line = await ports.state.journal.append(entry);
          for (const { pair, put } of waiting.splice(0)) await put(pair);
          return line;
        },
      },
    },
  };
};

/** Goes on where its record ends, whatever the org says. */
const noReconcile: World['mutate'] = (ports) => ({ ...ports, rules: { ...usualRules, reconcile: () => [] } });

/** Consumers hear of the new pair when the old one is gone. */
const handOverAfterDelete: World['mutate'] = (ports) => ({
  ...ports,
  rules: {
    ...usualRules,
    decide: (rotation, seen, around) => {
      const told = rotation.deliveries.map((each) => ({ ...each, status: 'delivered' as const }));
      const action = usualRules.decide({ ...rotation, deliveries: told }, seen, around);
      const missing = rotation.deliveries.filter(({ status }) => status !== 'delivered').map(({ target }) => target);
      return action.do === 'finish' && missing.length > 0 ? { do: 'deliver', targets: missing } : action;
    },
  },
});

// Measured: 188, 24 and 196 of 196 runs. The first acts only where a pair is saved, the second only after a crash.
describe('a machine in another order is caught', () => {
  it.each([
    ['journal before save', journalBeforeSave, 180, /the record says saved|nobody's store|missing from the store/],
    ['no reconcile', noReconcile, 20, /crashes at|twice|second/],
    ['hand over after delete', handOverAfterDelete, 196, /lost access after delete/],
  ])('%s', async (name, mutate, atLeast, expected) => {
    const caught: string[] = [];
    let runs = 0;
    for (const story of stories) {
      const { boundaries } = await crashRun(story, []);
      for (let at = 0; at <= boundaries; at += 1) {
        runs += 1;
        await crashRun(story, at === 0 ? [] : [at], mutate).catch((error: Error) => caught.push(error.message));
      }
    }
    figure(`mutant, ${name}: caught in ${caught.length} of ${runs} runs of the crash table`);
    expect(caught.length).toBeGreaterThanOrEqual(atLeast);
    expect(caught.some((message) => expected.test(message))).toBe(true);
  });
});
