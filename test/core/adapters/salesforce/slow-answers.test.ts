import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createWaitingLine } from '../../../../src/cli/waiting-line.ts';
import { createRequestLimits } from '../../../../src/core/adapters/salesforce/request-limits.ts';
import { slowAfterMs, watchAnswer } from '../../../../src/core/adapters/salesforce/slow-answers.ts';
import { second } from '../../../../src/core/plain/time.ts';
import { createTurns } from '../../../../src/core/plain/turns.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function world() {
  const notes: unknown[] = [];
  const line = createWaitingLine({ note: (text) => void notes.push(text) });
  const turns = createRequestLimits(10, line.say).of('00D000000000001AAA');
  return { notes, line, send: () => watchAnswer(turns, 30 * second) };
}

it('says after a few seconds that the org has not answered yet, with the longest wait', () => {
  const { notes, send } = world();
  send();
  vi.advanceTimersByTime(slowAfterMs - 1);
  expect(notes).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(notes).toEqual(['  Waiting for an answer of the org. keyturn waits up to 30 s for each answer.']);
});

it('says nothing of an answer that came, nor of a queue that nobody listens to', () => {
  const { notes, send } = world();
  send()();
  watchAnswer(createTurns(1), 30 * second);
  vi.advanceTimersByTime(60 * second);
  expect(notes).toEqual([]);
});

it('says it once for requests of the same time, again for later ones, and never over a screen', () => {
  const { notes, line, send } = world();
  for (let requests = 0; requests < 5; requests += 1) send();
  vi.advanceTimersByTime(31 * second);
  send();
  vi.advanceTimersByTime(slowAfterMs);
  expect(notes).toHaveLength(2);
  line.end();
  send();
  vi.advanceTimersByTime(60 * second);
  expect(notes).toHaveLength(2);
});
