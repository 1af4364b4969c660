import { describe, expect, it } from 'vitest';
import { times } from '../support/sample.ts';
import { fuzz, languages } from './support/fuzzing.ts';

const messages = times({ quick: 100, full: 400 });

/** For each of five languages; a failure prints its seed. */
describe('whatever an org is sent, it answers', () => {
  it.each(Object.entries(languages))(
    `${messages} messages of spoiled %s`,
    { timeout: 60_000 },
    async (_name, language) => {
      const { taken, refused } = await fuzz(language, messages);
      expect(taken + refused).toBe(messages);
      expect(Math.min(taken, refused)).toBeGreaterThan(0);
    },
  );
});
