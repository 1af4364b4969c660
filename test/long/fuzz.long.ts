import { describe, expect, it } from 'vitest';
import { fuzz, languages } from '../practice-org/support/fuzzing.ts';

/** In all 20,000 messages; a failure prints its seed. */
describe('whatever an org is sent, it answers', () => {
  it.each(Object.entries(languages))('4,000 messages of spoiled %s', async (_name, language) => {
    const { taken, refused } = await fuzz(language, 4000);
    expect(taken + refused).toBe(4000);
    expect(Math.min(taken, refused)).toBeGreaterThan(10);
  });
});
