import type { Composition } from '../compose.ts';
import type { SecretStore } from '../core/ports.ts';
import type { Notifier } from '../core/reminders/notice.ts';
import type { Secret } from '../core/secret.ts';

export interface NotifiersIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The store that holds the channels' secrets; opened when the first one is needed. */
  openStore(): Promise<SecretStore>;
  /** Where a log channel without a file writes. */
  writeLine(line: string): void;
}

/** The channels of the settings, ready to send. @throws ConfigInvalid */
export async function openNotifiers(
  composition: Pick<Composition, 'settings'>,
  io: NotifiersIo,
): Promise<readonly Notifier[]> {
  const { channels } = await composition.settings();
  if (channels.length === 0) return [];
  const { createNotifiers } = await import('../core/adapters/notify/notifiers.ts');
  let store: Promise<SecretStore> | null = null;
  const openOnce = () => {
    store ??= io.openStore();
    // One that could not be opened is tried again with the next message.
    store.catch(() => {
      store = null;
    });
    return store;
  };
  const secretOf = async (name: string) => channelSecret(await openOnce(), name);
  return createNotifiers(channels, { env: io.env, writeLine: io.writeLine, secretOf });
}

async function channelSecret(store: SecretStore, name: string): Promise<Secret | null> {
  const { channelSecrets } = await import('../core/reminders/channel-route.ts');
  return (await store.get(channelSecrets, name))?.consumerSecret ?? null;
}
