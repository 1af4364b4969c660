import { expect, it } from 'vitest';
import { consumerStateWords } from '../../../src/core/words/consumers.ts';
import { drift, noon } from '../automation/app-facts.ts';

it.each([
  ['app-gone', 'delivered 1 Mar, but gets no tokens'],
  ['sandbox-refreshed', 'delivered 1 Mar, but gets no tokens'],
  ['pair-changed-outside', 'delivered 1 Mar (not the current credentials)'],
] as const)('says what a consumer has after %s', (kind, words) => {
  const watched = { lastCheck: { at: noon, drift: [drift(kind)] } };
  expect(consumerStateWords({ status: 'delivered', since: noon, problem: null }, noon, watched)).toBe(words);
});
