import { describe, expect, it } from 'vitest';
import { fuzz, languages } from './support/fuzzing.ts';

/** In all 2,000 messages; a failure prints its seed. */
describe('whatever an org is sent, it answers', () => {
  it.each(Object.entries(languages))('400 messages of spoiled %s', async (_name, language) => {
    const { taken, refused } = await fuzz(language, 400);
    expect(taken + refused).toBe(400);
    expect(Math.min(taken, refused)).toBeGreaterThan(0);
  });
});
