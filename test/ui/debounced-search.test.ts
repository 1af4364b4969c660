import { expect, test } from 'vitest';
import type { ListAction } from '../../src/ui/wizard/choice-list.ts';
import { createDebouncedSearch } from '../../src/ui/wizard/debounced-search.ts';
import { choice } from './questions.ts';

/** A timer that runs when the test says so, and a server that answers when the test says so. */
function open() {
  const timers: (() => void)[] = [];
  const asked: { text: string; answer: (label: string) => void; fail: (why: string) => void }[] = [];
  const actions: ListAction[] = [];
  const search = (text: string) =>
    new Promise<{ choices: [ReturnType<typeof choice>]; total: number }>((resolve, reject) => {
      asked.push({
        text,
        answer: (label) => resolve({ choices: [choice(label)], total: 1 }),
        fail: (why) => reject(new Error(why)),
      });
    });
  const timer = (_ms: number, run: () => void) => {
    timers.push(run);
    return () => timers.splice(timers.indexOf(run), 1);
  };
  const run = () => timers.splice(0).forEach((one) => void one());
  return { searching: createDebouncedSearch(search, timer, (action) => actions.push(action)), asked, actions, run };
}

test('letters typed in a row are one search', () => {
  const { searching, asked, run } = open();
  for (const text of ['m', 'ma', 'mar']) searching.request(text);
  run();
  expect(asked.map(({ text }) => text)).toEqual(['mar']);
});

test('an answer to an older text is dropped, also when it comes last', async () => {
  const { searching, asked, actions, run } = open();
  searching.request('m');
  run();
  searching.request('ma');
  run();
  asked[1]?.answer('new');
  asked[0]?.answer('old');
  await expect.poll(() => actions.length).toBe(1);
  expect(actions[0]).toMatchObject({ kind: 'found', text: 'ma', choices: [{ label: 'new' }] });
});

test('a failed search tells why', async () => {
  const { searching, asked, actions, run } = open();
  searching.request('m');
  run();
  asked[0]?.fail('the org is down');
  await expect.poll(() => actions.length).toBe(1);
  expect(actions[0]).toMatchObject({ kind: 'search-failed', why: expect.stringContaining('the org is down') });
});

test('nothing is asked for an empty text or after the panel is gone', () => {
  const { searching, asked, run } = open();
  searching.request('m');
  searching.request(' ');
  run();
  searching.request('m');
  searching.cancel();
  run();
  expect(asked).toEqual([]);
});
