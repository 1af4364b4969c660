import { useWatch } from '../hooks/use-watch.ts';
import { TextPanel } from '../questions/TextPanel.tsx';
import type { Asking } from '../state/watch-view.ts';

/** What opens the encrypted file of pairs. It stays in memory until the screen is closed. */
export function PassphrasePanel({ asking }: { readonly asking: Extract<Asking, { kind: 'passphrase' }> }) {
  const { session } = useWatch();
  return (
    <TextPanel
      title="Passphrase of the encrypted file"
      notes={['It is asked for once while this screen is open. esc does nothing instead.']}
      isMasked
      check={(text) => (text === '' ? 'A passphrase is needed.' : null)}
      onEnter={(text) => session.answer(asking.number, text)}
      onEscape={() => session.decline(asking.number)}
    />
  );
}
