import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/core/model/secret.ts';
import { askPassphrase } from '../../src/ui/ask-passphrase.ts';
import { openScreen } from '../support/screen.ts';

/** Every write and every change of the echo, in their order. */
function asked(madeUp: Secret | null = null) {
  const screen = openScreen({ columns: 80, rows: 24 });
  const told: string[] = [];
  const { stdin } = screen;
  stdin.setRawMode = (isRaw) => {
    told.push(isRaw ? 'ECHO OFF' : 'ECHO ON');
    return stdin;
  };
  const output = { ...screen.stdout, write: (text: string) => told.push(text.trim()) > 0 };
  const check = (text: string) => (text.length < 8 ? 'at least 8 characters' : null);
  const answer = askPassphrase({
    stdin,
    output: output as never,
    prompt: 'New passphrase',
    isNew: true,
    madeUp,
    check,
  });
  return { told, answer, type: (text: string) => screen.type(text) };
}

describe('a passphrase', () => {
  it('that is typed ahead is never echoed: the echo is off from before the first question to the end', async () => {
    const { told, answer, type } = asked();
    type('short\n');
    type('long enough\nanother one\n');
    type('long enough\nlong enough\n');
    expect((await answer)?.reveal()).toBe('long enough');
    expect(told.filter((text) => text !== '')).toEqual([
      'ECHO OFF',
      'New passphrase:',
      'At least 8 characters.',
      'New passphrase:',
      'New passphrase, again:',
      "The passphrases don't match. Try again.",
      'New passphrase:',
      'New passphrase, again:',
      'ECHO ON',
    ]);
  });

  it('is the one that was made up if nothing is typed', async () => {
    const { answer, type } = asked(new Secret('made up'));
    type('\n');
    expect((await answer)?.reveal()).toBe('made up');
  });

  it('is given up with ctrl+c, also when it was pressed between two questions', async () => {
    const { answer, type } = asked();
    type('short\n\x03');
    expect(await answer).toBeNull();
  });
});
