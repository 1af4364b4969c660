import { expect, it } from 'vitest';
import { createLineInput, escapeKey } from '../../../src/ui/linear/line-input.ts';
import { openScreen } from '../../support/screen.ts';

/** A question on a terminal. */
function reading() {
  const { stdin, stdout, type, written } = openScreen();
  let interrupts = 0;
  const input = createLineInput({
    stdin,
    output: stdout,
    onInterrupt: () => {
      interrupts += 1;
    },
  });
  return { ...input, type, written, stdin, interrupts: () => interrupts };
}

it.each([
  ['a line', ['Billing\r'], 'Billing'],
  ['a line that came in parts', ['Bil', 'ling', '\n'], 'Billing'],
  ['backspace', ['Billingx\x7f\r'], 'Billing'],
  ['backspace on an empty line', ['\x7f\bBilling\r'], 'Billing'],
  ['ctrl+u', ['nothing\x15Billing\r'], 'Billing'],
  ['ctrl+w', ['Billing Synx\x17Sync\r'], 'Billing Sync'],
  ['arrows and other keys', ['\x1b[AB\x1bOPilling\x1b[3~\x1b[1;5D\t\r'], 'Billing'],
  ['letters of more than one byte', ['Zürich 東京👍\x7f\r'], 'Zürich 東京'],
  ['Esc', ['\x1b'], escapeKey],
  ['Esc after letters', ['Bil', '\x1b'], escapeKey],
])('reads %s', async (_what, chunks, line) => {
  const { read, type, written, close } = reading();
  const answer = read();
  for (const chunk of chunks) type(chunk);
  expect(await answer).toBe(line);
  expect(written()).not.toMatch(/\x1b|\^/);
  close();
});

it('a letter that arrives in two chunks is one', async () => {
  const { read, stdin, close } = reading();
  const answer = read();
  const bytes = Buffer.from('ü\r');
  stdin.write(bytes.subarray(0, 1));
  stdin.write(bytes.subarray(1));
  expect(await answer).toBe('ü');
  close();
});

it('takes a letter back from the screen with all its columns', async () => {
  const { read, type, written, close } = reading();
  const answer = read();
  type('a東\x7f\x7f\r');
  expect(await answer).toBe('');
  expect(written()).toBe(`a東${'\b \b'.repeat(3)}\n`);
  close();
});

it('keeps further lines of a paste for the next question, shows them there, and drops them if that is a new one', async () => {
  const { read, type, forget, written, close } = reading();
  const answer = read();
  type('one\rtwo\rthr');
  expect(await answer).toBe('one');
  expect(written()).toBe('one\n');
  expect(await read()).toBe('two');
  expect(written()).toBe('one\ntwo\n');
  const third = read();
  expect(written()).toBe('one\ntwo\nthr');
  type('ee\r');
  expect(await third).toBe('three');
  type('old\rold');
  forget();
  const fresh = read();
  type('new\r');
  expect(await fresh).toBe('new');
  close();
});

it('ctrl+c interrupts, ctrl+d on an empty line ends, and the terminal is given back', async () => {
  const { read, type, interrupts, stdin, close } = reading();
  expect(stdin.isRaw).toBe(true);
  const answer = read();
  type('\x03');
  await expect.poll(interrupts).toBe(1);
  type('x\x04\x15\x04');
  expect(await answer).toBeNull();
  expect(await read()).toBeNull();
  close();
  expect(stdin.isRaw).toBe(false);
});

it('shows nothing of a hidden answer, not even what was typed ahead', async () => {
  const { read, hidden, type, written, close } = reading();
  type('can');
  const answer = hidden((ask) => ask());
  type('ary\r');
  expect(await answer).toBe('canary');
  expect(written()).toBe('');
  const next = read();
  type('seen\r');
  expect(await next).toBe('seen');
  expect(written()).toBe('seen\n');
  close();
});
