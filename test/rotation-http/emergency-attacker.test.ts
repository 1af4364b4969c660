import { describe, expect, it } from 'vitest';
import { figure } from '../support/figure.ts';
import { type BenchOptions, withRotationBench } from '../support/rotation-bench.ts';
import { type ContainBy, EmergencyPerson } from './emergency-person.ts';

const leak: BenchOptions = { scenario: 'leak', app: 'Billing_Sync' };

/** An emergency while the attacker goes on all the time; what he and the run say of it. */
function responds(knobs: Readonly<Record<string, unknown>>, containBy: ContainBy = null) {
  return withRotationBench({ ...leak, knobs }, async (bench) => {
    const person = await EmergencyPerson.open(bench);
    person.attacker.keepGoing();
    const { end, stop } = await person.run(containBy);
    const loot = await person.attacker.stop();
    if (stop) throw stop;
    const since = (at: number | null) => (at === null ? null : Math.round(at - person.confirmedAt));
    return {
      end,
      loot,
      tokens: person.saysOfTokens(),
      pairAfterMs: since(loot.pairRefusedAt),
      allAfterMs: since(loot.allRefusedAt),
      news: bench.news,
    };
  });
}

const figureOf = (name: string, { loot, pairAfterMs, allAfterMs }: Awaited<ReturnType<typeof responds>>) =>
  figure(
    `attacker, ${name}: by his own clock the pair was refused ${pairAfterMs} ms after the confirmation, ${allAfterMs === null ? 'a token never' : `all of ${loot.tokens} tokens ${allAfterMs} ms`}`,
  );

describe('an attacker who goes on while the emergency runs', () => {
  it.each([
    ['plain', {}, null],
    ['contained by the flow', {}, 'flow'],
    ['contained by a frozen user', {}, 'freeze'],
    ['sessions that nobody lists, ended with the pair', { ccSessionsListed: false, killTokens: 'delete' }, null],
  ] as const)('is refused with the pair and with each token that he got: %s', async (name, knobs, containBy) => {
    const told = await responds(knobs, containBy);
    figureOf(name, told);
    expect(told.loot.rounds.answered).toBeGreaterThan(1);
    expect(told.allAfterMs).not.toBeNull();
    expect(told.tokens).toBe('dead');
    expect(told.end?.rotation.emergency?.sessions).toMatchObject({ tokenLives: false, problems: [], undecided: 0 });
  });

  it.each([
    ['tokens in JWT form', { jwtTokens: true }, 'jwt'],
    ['sessions that nobody lists', { ccSessionsListed: false }, 'opaque'],
  ] as const)('keeps a token only where nobody can end it, and that is said: %s', async (name, knobs, tokenFormat) => {
    const told = await responds(knobs);
    figureOf(name, told);
    expect(told.pairAfterMs).not.toBeNull();
    expect(told.allAfterMs).toBeNull();
    expect(told.tokens).toBe('alive');
    expect(told.end?.rotation.emergency?.sessions).toMatchObject({ tokenLives: true, tokenFormat });
    expect(told.news).toContainEqual({
      kind: 'warning',
      text: expect.stringContaining('A token of before still works'),
    });
  });
});
