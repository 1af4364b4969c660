import { describe, it } from 'vitest';
import { sample } from '../../support/sample.ts';
import { journeysByQuestion } from '../question-journeys.ts';

/**
 * The journeys of one question that Salesforce's documentation leaves open, a knob of the practice org. Each ends right, or
 * stops for a good reason and leads out. `npm test` takes one of them.
 */
export function journeysUnder(question: string, whatItDecides: string): void {
  describe(`${question}: ${whatItDecides}`, () => {
    it.each(sample(journeysByQuestion.get(question) ?? [], 1))('$what, journey $number', async ({ row, run }) => {
      await run().catch((error: unknown) => {
        throw new Error(`under ${JSON.stringify(row)}`, { cause: error });
      });
    });
  });
}
