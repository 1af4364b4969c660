import { describe, expect, it } from 'vitest';
import { type RotationBench, withRotationBench } from '../support/rotation-bench.ts';
import { Person } from './person.ts';

const command = { kind: 'rotate', graceDays: 0, confirm: true } as const;
const tokenPath = '/services/oauth2/token';

function waitsOf({ news }: RotationBench, begun: number): readonly number[] {
  return news.flatMap((told) => (told.kind === 'waiting' ? [told.until - begun] : []));
}

describe('an org that asks to be left alone for a while', () => {
  it.each([
    ['staging', { method: 'POST', path: '/staged' }],
    ['the token endpoint', { method: 'POST', path: tokenPath }],
  ])('is left alone for as long, within one command: %s', async (_what, which) => {
    await withRotationBench({}, async (bench) => {
      const begun = bench.clock.now();
      await bench.control('POST', '/faults', { kind: 'unavailable', headers: { 'retry-after': '90' }, ...which });
      const person = new Person(bench);
      await expect(person.run(command)).resolves.toMatchObject({ stop: null });
      expect(Math.max(...waitsOf(bench, begun))).toBeGreaterThanOrEqual(90_000);
      await person.checkEnd({ isOff: false });
    });
  });

  it.each([
    ['rotating', { method: 'PATCH', path: '/staged/' }, 'OrgUnavailable'],
    ['the token endpoint', { method: 'POST', path: tokenPath }, 'ProofInconclusive'],
  ])('is tried again by a later run where that is long: %s', async (_what, which, code) => {
    await withRotationBench({}, async (bench) => {
      await bench.control('POST', '/faults', { kind: 'unavailable', headers: { 'retry-after': '3600' }, ...which });
      const person = new Person(bench);
      const begun = bench.clock.now();
      await expect(person.run(command)).resolves.toMatchObject({ stop: { code } });
      expect(bench.clock.now() - begun).toBeLessThan(360_000);
      const planned = (await person.open())?.retry?.at ?? 0;
      expect(planned - begun).toBeGreaterThanOrEqual(3_600_000);
      await bench.clock.advance(planned - bench.clock.now());
      await expect(person.run({ kind: 'resume' })).resolves.toMatchObject({ stop: null });
      await person.checkEnd({ isOff: false });
    });
  });
});
