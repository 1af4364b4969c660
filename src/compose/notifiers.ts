import type { Composition } from '../compose.ts';
import type { SecretStore } from '../core/ports.ts';
import type { Notifier } from '../core/reminders/notice.ts';
import type { Secret } from '../core/secret.ts';

type Kind = SecretStore['kind'];

export interface NotifiersIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A store of channels' secrets, opened when one is needed: the one named, else the usual one. */
  openStore(known?: Kind): Promise<SecretStore>;
  /** Where a log channel without a file writes. */
  writeLine(line: string): void;
}

/** The channels of the settings, ready to send. @throws ConfigInvalid */
export async function openNotifiers(
  composition: Pick<Composition, 'settings' | 'hasState' | 'state'>,
  io: NotifiersIo,
): Promise<readonly Notifier[]> {
  const { channels } = await composition.settings();
  if (channels.length === 0) return [];
  const { createNotifiers } = await import('../core/adapters/notify/notifiers.ts');
  const opened = new Map<Kind | null, Promise<SecretStore>>();
  const openOnce = (kind: Kind | null) => {
    const store = opened.get(kind) ?? io.openStore(kind ?? undefined);
    opened.set(kind, store);
    // One that could not be opened is tried again with the next message.
    store.catch(() => opened.delete(kind));
    return store;
  };
  const placeOf = async (name: string) =>
    (await composition.hasState()) ? (await composition.state()).channelSecrets.find(name) : null;
  const secretOf = async (name: string) => {
    const place = await placeOf(name);
    const secret = await channelSecret(await openOnce(place), name);
    if (secret) return secret;
    // It may have been moved in this very moment.
    const now = await placeOf(name);
    return now === place ? null : channelSecret(await openOnce(now), name);
  };
  return createNotifiers(channels, { env: io.env, writeLine: io.writeLine, secretOf });
}

async function channelSecret(store: SecretStore, name: string): Promise<Secret | null> {
  const { channelSecrets } = await import('../core/reminders/channel-route.ts');
  return (await store.get(channelSecrets, name))?.consumerSecret ?? null;
}
