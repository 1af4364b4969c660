import type { Composition } from '../compose.ts';
import type { ChannelSettings } from '../core/adapters/config-channels.ts';
import type { Notice, Notifier } from '../core/model/notice.ts';
import type { Secret } from '../core/model/secret.ts';
import type { SecretStore } from '../core/ports/ports.ts';
import { withPracticeFlag } from '../core/reasons/practice-commands.ts';
import { type OpenStore, openOnce } from './opened-stores.ts';

export interface NotifiersIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Opens the store of the channels' secrets on first use. */
  readonly openStore: OpenStore;
  /** Output of log channels without a file. */
  writeLine(line: string): void;
}

/**
 * The channels that get notices. With the practice org these are desktop, log, and channels that the settings allow for it,
 * so practice alarms no one else.
 */
export async function channelsOf({
  settings,
  isPractice,
}: Pick<Composition, 'settings' | 'isPractice'>): Promise<readonly ChannelSettings[]> {
  const { channels } = await settings();
  if (!isPractice) return channels;
  return channels.filter(({ type, isForPractice }) => isForPractice || type === 'desktop' || type === 'log');
}

/** The notifiers of these channels. */
export async function openNotifiers(
  composition: Pick<Composition, 'settings' | 'isPractice' | 'hasState' | 'state'>,
  io: NotifiersIo,
): Promise<readonly Notifier[]> {
  const channels = await channelsOf(composition);
  if (channels.length === 0) return [];
  const [{ createNotifiers }, { createNetwork }] = await Promise.all([
    import('../core/adapters/notify/notifiers.ts'),
    import('../core/adapters/network.ts'),
  ]);
  const openStore = openOnce(io.openStore);
  const placeOf = async (name: string) =>
    (await composition.hasState()) ? (await composition.state()).channelSecrets.find(name) : null;
  const secretOf = async (name: string) => {
    const place = await placeOf(name);
    const secret = await channelSecret(await openStore(place ?? undefined), name);
    if (secret) return secret;
    // The secret may have been moved to the other store just now.
    const now = await placeOf(name);
    return now === place ? null : channelSecret(await openStore(now ?? undefined), name);
  };
  const notifiers = createNotifiers(channels, {
    env: io.env,
    named: (await composition.settings()).environment,
    writeLine: io.writeLine,
    secretOf,
    network: createNetwork(io.env),
  });
  return composition.isPractice ? notifiers.map(labelled) : notifiers;
}

/** Marks notices from the practice org. What was added as they are sent, such as a code's command, names it, too. */
function labelled({ name, send }: Notifier): Notifier {
  const label = (notice: Notice): Notice => ({
    ...notice,
    title: `Practice org: ${notice.title}`,
    text: withPracticeFlag(notice.text),
    actions: notice.actions.map(withPracticeFlag),
  });
  return { name, send: (message, signal) => send({ ...message, notices: message.notices.map(label) }, signal) };
}

async function channelSecret(store: SecretStore, name: string): Promise<Secret | null> {
  const { channelSecrets } = await import('../core/reminders/channel-route.ts');
  return (await store.get(channelSecrets, name))?.consumerSecret ?? null;
}
