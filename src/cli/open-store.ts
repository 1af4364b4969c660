import { storeToOpen } from '../compose/opened-stores.ts';
import type { Composition } from '../compose.ts';
import type { Secret } from '../core/model/secret.ts';
import type { StoreReference } from '../core/model/watched-app.ts';
import type { PassphraseRule, SecretStore } from '../core/ports/ports.ts';
import { isKeyturnError, reason } from '../core/reasons/errors.ts';
import { untouched } from '../core/reasons/reason.ts';
import type { CommandContext } from './context.ts';

/**
 * Asks for the passphrase of an existing store, or twice for a new one. null when the person gives up.
 * @param rule for a new store; null for an existing one
 */
export type PassphraseAsker = (rule: PassphraseRule | null) => Promise<Secret | null>;

/**
 * Opens the known store, or the chosen one. Asks for a passphrase that isn't configured, if there is a terminal.
 * @throws StoreNotChosen, PassphraseMissing and what the store throws
 */
export async function openChosenStore(
  composition: Composition,
  context: CommandContext,
  known?: StoreReference['kind'],
  ask: PassphraseAsker = onOneLine(context),
): Promise<SecretStore> {
  const stores = await composition.stores();
  const kind = storeToOpen(stores, known);
  try {
    return await stores.open(kind);
  } catch (error) {
    if (!isKeyturnError(error) || error.code !== 'PassphraseMissing' || !context.canAsk) throw error;
    const passphrase = await ask(stores.isNew(kind) ? await stores.passphraseRule() : null);
    if (!passphrase) throw error;
    return stores.open(kind, passphrase);
  }
}

/** Asks for the passphrase of an existing store. null if the person types none: the command continues without the store. */
export function passphraseOrNothing({ streams }: CommandContext, prompt: string): PassphraseAsker {
  return async () => {
    const { askPassphrase } = await import('../ui/ask-passphrase.ts');
    return askPassphrase({ stdin: streams.stdin, output: streams.stderr, prompt, isNew: false, check: () => null });
  };
}

/** @throws Interrupted if the person gives up */
function onOneLine({ streams }: CommandContext): PassphraseAsker {
  return async (rule) => {
    const passphrase = await askedOnOneLine(streams, rule);
    if (!passphrase)
      throw reason('Interrupted', { doing: 'asking for the passphrase', command: null }, { safe: untouched });
    return passphrase;
  };
}

async function askedOnOneLine(streams: CommandContext['streams'], rule: PassphraseRule | null): Promise<Secret | null> {
  const { askPassphrase } = await import('../ui/ask-passphrase.ts');
  const { stdin, stderr: output } = streams;
  if (rule === null) {
    const prompt = 'Passphrase of the encrypted file';
    return askPassphrase({ stdin, output, prompt, isNew: false, check: () => null });
  }
  output.write(
    `keyturn now creates the encrypted file. Without its passphrase, nobody can read it, including you.\n${rule.words}\n`,
  );
  const prompt = 'New passphrase of the encrypted file';
  return askPassphrase({ stdin, output, prompt, isNew: true, ...rule });
}
