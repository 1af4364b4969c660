import type { Composition } from '../compose.ts';
import type { ChannelSettings } from '../core/adapters/config-channels.ts';
import type { Notice, Notifier } from '../core/model/notice.ts';
import type { Secret } from '../core/model/secret.ts';
import type { SecretStore } from '../core/ports/ports.ts';
import { type OpenStore, openOnce } from './opened-stores.ts';
import { obeyProxy } from './proxy.ts';

export interface NotifiersIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A store of channels' secrets, opened when one is needed. */
  readonly openStore: OpenStore;
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
  composition: Pick<Composition, 'settings' | 'isPractice' | 'hasState' | 'state'>,
  io: NotifiersIo,
): Promise<readonly Notifier[]> {
  const channels = await channelsOf(composition);
  if (channels.length === 0) return [];
  if (channels.some(({ type }) => overHttps.has(type))) await obeyProxy(io.env);
  const { createNotifiers } = await import('../core/adapters/notify/notifiers.ts');
  const openStore = openOnce(io.openStore);
  const placeOf = async (name: string) =>
    (await composition.hasState()) ? (await composition.state()).channelSecrets.find(name) : null;
  const secretOf = async (name: string) => {
    const place = await placeOf(name);
    const secret = await channelSecret(await openStore(place ?? undefined), name);
    if (secret) return secret;
    // It may have been moved in this very moment.
    const now = await placeOf(name);
    return now === place ? null : channelSecret(await openStore(now ?? undefined), name);
  };
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
