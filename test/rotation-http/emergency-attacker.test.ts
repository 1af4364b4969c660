import { describe, expect, it } from 'vitest';
import { newsWords } from '../../src/core/words/news.ts';
import { attackWith } from '../support/attacker.ts';
import { figure } from '../support/figure.ts';
import { type BenchOptions, type RotationBench, withRotationBench } from '../support/rotation-bench.ts';
import { type ContainBy, EmergencyPerson } from './emergency-person.ts';

const leak: BenchOptions = { scenario: 'leak', app: 'Billing_Sync' };

/** An emergency while the attacker goes on all the time; what he and the run say of it. */
function responds(knobs: Readonly<Record<string, unknown>>, containBy: ContainBy = null) {
  return withRotationBench({ ...leak, knobs }, async (bench) => {
    const person = await EmergencyPerson.open(bench);
    person.attacker.keepGoing();
    const integration = await integrationOf(bench);
    const { end, stop } = await person.run(containBy);
    const [loot, refusals] = await Promise.all([person.attacker.stop(), integration.stop()]);
    if (stop) throw stop;
    const since = (at: number | null) => (at === null ? null : Math.round(at - person.confirmedAt));
    return {
      end,
      loot,
      refusals,
      tokens: person.saysOfTokens(),
      pairAfterMs: since(loot.pairRefusedAt),
      allAfterMs: since(loot.allRefusedAt),
      news: bench.news,
    };
  });
}

/** Whoever uses the app rightly, with the pair in the env file; `stop` tells how often it got no token. */
async function integrationOf({ watched, held }: RotationBench) {
  const { instanceUrl } = await watched();
  let [refusals, isStopped] = [0, false];
  const go = async () => {
    while (!isStopped) {
      const [inFile] = held();
      if (!inFile) throw new Error('there is no consumer');
      if (await attackWith({ instanceUrl, ...inFile }).round()) refusals += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const going = go();
  return {
    stop: async () => {
      isStopped = true;
      await going;
      return refusals;
    },
  };
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
    if (containBy === null) expect(told.refusals).toBe(0);
    expect(told.tokens).toBe('dead');
    expect(told.end?.rotation.emergency?.sessions).toMatchObject({
      ...{ tokenLives: false, problems: [], undecided: 0, isUnlisted: false },
    });
  });

  it.each([
    ['tokens in JWT form', { jwtTokens: true }, 'jwt', 7_200_000],
    ['sessions that nobody lists', { ccSessionsListed: false }, 'opaque', null],
  ] as const)(
    'keeps a token only where nobody can end it, and that is said: %s',
    async (name, knobs, tokenFormat, tokenLifetimeMs) => {
      const told = await responds(knobs);
      figureOf(name, told);
      expect(told.pairAfterMs).not.toBeNull();
      expect(told.allAfterMs).toBeNull();
      expect(told.tokens).toBe('alive');
      expect(told.end?.rotation.emergency?.sessions).toMatchObject({
        ...{ tokenLives: true, tokenFormat, tokenLifetimeMs },
        isUnlisted: true,
      });
      const sentences = told.news.map((news) => newsWords(news).what);
      expect(sentences).not.toContainEqual(
        expect.stringMatching(/^((0|no) live session|the app has no live sessions)/),
      );
      expect(sentences).toContainEqual(expect.stringContaining('could not be listed'));
      expect(sentences).toContainEqual(expect.stringContaining('An earlier token still works'));
    },
  );
});
