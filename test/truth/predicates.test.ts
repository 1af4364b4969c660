import { describe, expect, it } from 'vitest';
import { reasons } from '../../src/core/reasons/errors.ts';
import { catalog } from '../support/truth/catalog.ts';
import { noFacts } from '../support/truth/no-facts.ts';
import { record } from '../support/truth/record.ts';
import { facts } from '../support/truth/statements.ts';

const isLike = (pattern: string, name: string) =>
  new RegExp(`^${pattern.replaceAll('.', String.raw`\.`).replaceAll('*', '.+')}$`).test(name);

describe('the texts of core/words and core/reasons', () => {
  it('each state no fact, or have a predicate', async () => {
    const patterns = Object.values(noFacts).flat();
    const withPredicate = new Set(facts.flatMap(({ of }) => of));
    const names = await catalog();
    const withoutFact = names.filter((name) => !withPredicate.has(name)).length;
    record({ texts: names.length, withoutFact, predicates: [...new Set(facts.map(({ sample }) => sample))] });
    const unknown = names.filter((name) => !withPredicate.has(name) && !patterns.some((one) => isLike(one, name)));
    expect(unknown, 'give each a predicate in test/support/truth/facts, or name it in no-facts.txt').toEqual([]);
    expect([...withPredicate].filter((name) => !names.includes(name))).toEqual([]);
    // A star would also stand for a text of the kind that states a fact.
    expect(patterns.filter((one) => one.includes('*') && [...withPredicate].some((name) => isLike(one, name)))).toEqual(
      [],
    );
    expect(patterns.filter((pattern) => !names.some((name) => isLike(pattern, name)))).toEqual([]);
  });

  it('include every sentence about integrations that an error can end with', () => {
    const listed = new Set(noFacts['says what keyturn does not know, or what may be']);
    const unread = Object.entries(reasons).filter(
      ([code, { safe }]) =>
        !listed.has(`reasons.${code}.safe`) && facts.every(({ pattern }) => pattern.find(safe).length === 0),
    );
    expect(unread.map(([code, { safe }]) => `${code}: ${safe}`)).toEqual([]);
  });
});
