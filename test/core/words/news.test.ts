import { expect, it } from 'vitest';
import { newsWords } from '../../../src/core/words/news.ts';

const key = `3MVG9${'x.Y_'.repeat(19)}KmIY`;

it.each([
  ['new credentials staged and saved', { act: 'stage', saved: true, detail: key }, '3MVG9…KmIY'],
  ['staging slot freed', { act: 'free-slot', detail: `${key}, ${key}` }, '3MVG9…KmIY, 3MVG9…KmIY'],
  [
    'settings deployed',
    { act: 'deploy', detail: `/srv/${'long_name'.repeat(8)}.md` },
    `/srv/${'long_name'.repeat(8)}.md`,
  ],
] as const)('%s: keys are short, other details whole', (what, news, detail) => {
  expect(newsWords({ kind: 'done', ...news })).toEqual({ what, detail });
});
