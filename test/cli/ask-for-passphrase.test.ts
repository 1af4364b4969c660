import { describe, expect, it } from 'vitest';
import { openChosenStore } from '../../src/cli/open-store.ts';
import { reason } from '../../src/core/reasons/errors.ts';
import { openScreen } from '../support/screen.ts';

describe('the question for the passphrase of the encrypted file', () => {
  it.each([
    ['of a new file', true, '\x03'],
    ['of a new file, again', true, 'long enough\n\x03'],
    ['of a file that exists', false, '\x03'],
    ['of a file that exists, left empty', false, '\n'],
  ])('%s: giving up is an interruption', async (_title, isNew, typed) => {
    const screen = openScreen({ columns: 80, rows: 24 });
    const stores = {
      chosen: () => 'file',
      isNew: () => isNew,
      passphraseRule: async () => ({ words: 'Choose one.', check: () => null }),
      open: () => Promise.reject(reason('PassphraseMissing', {})),
    };
    const streams = { stdin: screen.stdin, stdout: screen.stdout, stderr: screen.stdout };
    const asked = openChosenStore({ stores: async () => stores } as never, { canAsk: true, streams } as never, 'file');
    screen.type(typed);
    await expect(asked).rejects.toMatchObject({
      code: 'Interrupted',
      exitCode: 130,
      message: 'Interrupted while asking for the passphrase',
      actions: ['Run the same command again.'],
    });
  });
});
