import { newPassphraseProblem } from '../../core/plain/new-passphrase.ts';
import { TextPanel } from '../kit/TextPanel.tsx';
import type { AskingProps } from './use-watch.ts';
import type { PassphraseAsking } from './watch-view.ts';

const titles = {
  known: 'Passphrase of the encrypted file',
  new: 'Choose a passphrase for the encrypted file',
  'new-differed': 'The two differ. Choose a passphrase for the encrypted file',
  again: 'The same passphrase again',
} as const;

const lost = 'Without it nobody can read what is in the file, you included. esc does nothing instead.';
const notes = {
  known: 'It is asked for once while this screen is open. esc does nothing instead.',
  new: lost,
  'new-differed': lost,
  again: 'A mistake in it would lock everything away. esc does nothing instead.',
} as const;

function emptyProblem(text: string): string | null {
  return text === '' ? 'A passphrase is needed.' : null;
}

/** What opens the encrypted file of pairs. It stays in memory until the screen is closed. */
export function PassphrasePanel({ asking: { of }, answer, decline }: AskingProps<PassphraseAsking>) {
  const check = of.startsWith('new') ? newPassphraseProblem : emptyProblem;
  return (
    <TextPanel title={titles[of]} notes={[notes[of]]} isMasked check={check} onEnter={answer} onEscape={decline} />
  );
}
