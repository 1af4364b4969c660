import { TextPanel } from '../kit/TextPanel.tsx';
import { passphraseWords } from './passphrase-words.ts';
import type { AskingProps } from './use-watch.ts';
import type { PassphraseAsking } from './watch-view.ts';

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
export function PassphrasePanel({ asking: { of, rule }, answer, decline }: AskingProps<PassphraseAsking>) {
  return (
    <TextPanel
      title={passphraseWords[of]}
      notes={rule ? [notes[of], rule.words] : [notes[of]]}
      isMasked
      check={rule?.check ?? emptyProblem}
      onEnter={answer}
      onEscape={decline}
    />
  );
}
