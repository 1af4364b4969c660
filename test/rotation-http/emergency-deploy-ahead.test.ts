import { describe, expect, it } from 'vitest';
import { type RotationBench, withRotationBench } from '../support/rotation-bench.ts';
import { EmergencyPerson } from './emergency-person.ts';

/** The same bench, on which somebody else begins a deploy once our new pair is saved. */
function withDeployOnceSaved(bench: RotationBench): RotationBench {
  const openStore = async () => ({
    ...bench.store,
    put: async (pair: Parameters<typeof bench.store.put>[0]) => {
      await bench.store.put(pair);
      await bench.control('PUT', '/knobs', { deployRunning: true });
    },
  });
  return { ...bench, ports: { ...bench.ports, openStore } };
}

describe('a deploy of somebody else that locks the app', () => {
  it('is waited for by the run that has the flow to turn on again', async () => {
    await withRotationBench({}, async (bench) => {
      const person = await EmergencyPerson.open(withDeployOnceSaved(bench));
      await person.run('flow');
      expect(person.stops).toEqual([]);
      expect(bench.news).toContainEqual(
        expect.objectContaining({ kind: 'waiting', problem: expect.stringContaining('Another deploy is running') }),
      );
      await person.checkEnd({ isOff: false });
    });
  });

  it.each([
    ['flow', 'null'],
    ['flow-or-freeze', 'freeze'],
  ] as const)('keeps nobody from replacing the pair where it keeps the flow on (%s)', async (containBy, by) => {
    await withRotationBench({ knobs: { deployRunning: true } }, async (bench) => {
      const person = await EmergencyPerson.open(bench);
      await person.run(containBy);
      expect(person.stops).toEqual([]);
      expect(String(person.end?.rotation.emergency?.containment?.by ?? null)).toBe(by);
      await person.checkEnd({ isOff: false });
    });
  });
});
