import type { Composition } from '../compose.ts';
import { isKeyturnError, reason } from '../core/errors.ts';
import type { SecretStore } from '../core/ports.ts';
import type { Secret } from '../core/secret.ts';
import type { StoreReference } from '../core/watch/watched-app.ts';
import type { CommandContext } from './context.ts';

/** null when the person gives up. */
type AskPassphrase = () => Promise<Secret | null>;

/**
 * Opens the store that was chosen, or the one in which a pair is known to be. A passphrase that stands nowhere is asked for
 * where somebody can be asked.
 * @throws StoreNotChosen, PassphraseMissing and what the store throws
 */
export async function openChosenStore(
  composition: Composition,
  context: CommandContext,
  known?: StoreReference['kind'],
  ask: AskPassphrase = onOneLine(context),
): Promise<SecretStore> {
  const stores = await composition.stores();
  const kind = known ?? stores.chosen();
  if (!kind) throw reason('StoreNotChosen', { problem: 'it is keychain or file' });
  try {
    return await stores.open(kind);
  } catch (error) {
    if (!isKeyturnError(error) || error.code !== 'PassphraseMissing' || !context.canAsk) throw error;
    const passphrase = await ask();
    if (!passphrase) throw error;
    return stores.open(kind, passphrase);
  }
}

function onOneLine({ streams }: CommandContext): AskPassphrase {
  return async () => {
    const { askPassphrase } = await import('../ui/ask-passphrase.ts');
    const { stdin, stderr } = streams;
    return askPassphrase({
      stdin,
      output: stderr,
      prompt: 'Passphrase of the encrypted file',
      isNew: false,
      check: () => null,
    });
  };
}
