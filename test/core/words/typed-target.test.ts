import { expect, it } from 'vitest';
import { typedTargetProblem } from '../../../src/core/words/deliveries.ts';

it.each([
  ['file', 'the path of the file is empty'],
  ['exec', 'the path of the program is empty'],
  ['manual', 'the name is empty'],
])('says what is empty where a %s is asked for', (kind, words) => {
  expect(typedTargetProblem({ kind }, 'no-name')).toBe(words);
});
