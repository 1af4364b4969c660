import { newPassphraseProblem } from '../../core/plain/new-passphrase.ts';
import { TextPanel } from '../kit/TextPanel.tsx';
import type { AskingProps } from './use-watch.ts';
import type { PassphraseAsking } from './watch-view.ts';

const titles = {
  known: 'Passphrase of the encrypted file',
  new: 'Choose a passphrase for the encrypted file',
  'new-differed': "The passphrases don't match. Choose a passphrase for the encrypted file",
  again: 'Type the passphrase again',
} as const;

const lost = 'Without the passphrase, nobody can read the file, including you. Press esc to cancel.';
const notes = {
  known: 'keyturn asks for it once while this screen is open. Press esc to cancel.',
  new: lost,
  'new-differed': lost,
  again: 'A typo would make the file unreadable. Press esc to cancel.',
} as const;

function emptyProblem(text: string): string | null {
  return text === '' ? 'Enter the passphrase.' : null;
}

/** Asks for the passphrase of the encrypted file. It stays in memory until the screen is closed. */
export function PassphrasePanel({ asking: { of }, answer, decline }: AskingProps<PassphraseAsking>) {
  const check = of.startsWith('new') ? newPassphraseProblem : emptyProblem;
  return (
    <TextPanel title={titles[of]} notes={[notes[of]]} isMasked check={check} onEnter={answer} onEscape={decline} />
  );
}
