import type { Composition } from '../compose.ts';
import type { ChannelSettings } from '../core/adapters/notify/channel-settings.ts';
import type { SecretStore } from '../core/ports.ts';
import type { Notice, Notifier } from '../core/reminders/notice.ts';
import type { Secret } from '../core/secret.ts';
import { obeyProxy } from './proxy.ts';

export interface NotifiersIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The store that holds the channels' secrets; opened when the first one is needed. */
  openStore(): Promise<SecretStore>;
  /** Where a log channel without a file writes. */
  writeLine(line: string): void;
}

/**
 * The channels that are told: with the practice org only those that nobody else sees (desktop and log), and those that the
 * settings name for it, so that practice alarms nobody. @throws ConfigInvalid
 */
export async function channelsOf({
  settings,
  isPractice,
}: Pick<Composition, 'settings' | 'isPractice'>): Promise<readonly ChannelSettings[]> {
  const { channels } = await settings();
  if (!isPractice) return channels;
  return channels.filter(({ type, isForPractice }) => isForPractice || type === 'desktop' || type === 'log');
}

/** Those channels, ready to send. @throws ConfigInvalid */
export async function openNotifiers(
  composition: Pick<Composition, 'settings' | 'isPractice'>,
  io: NotifiersIo,
): Promise<readonly Notifier[]> {
  const channels = await channelsOf(composition);
  if (channels.length === 0) return [];
  if (channels.some(({ type }) => overHttps.has(type))) await obeyProxy(io.env);
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
  const notifiers = createNotifiers(channels, { env: io.env, writeLine: io.writeLine, secretOf });
  return composition.isPractice ? notifiers.map(labelled) : notifiers;
}

const overHttps: ReadonlySet<ChannelSettings['type']> = new Set(['slack', 'teams', 'webhook']);

/** Whoever reads it sees at once that nothing real has happened. */
function labelled({ name, send }: Notifier): Notifier {
  const label = (notice: Notice): Notice => ({ ...notice, title: `Practice org: ${notice.title}` });
  return { name, send: (message, signal) => send({ ...message, notices: message.notices.map(label) }, signal) };
}

async function channelSecret(store: SecretStore, name: string): Promise<Secret | null> {
  const { channelSecrets } = await import('../core/reminders/channel-route.ts');
  return (await store.get(channelSecrets, name))?.consumerSecret ?? null;
}
