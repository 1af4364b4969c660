import type { QuietHours } from '../model/calendar.ts';
import type { Notice } from '../model/notice.ts';
import { severities } from '../model/severity.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { Outgoing } from '../ports/ports.ts';
import type { ChannelRoute } from './channel-route.ts';
import { bundle } from './digest.ts';
import { quietUntil } from './quiet-hours.ts';

export interface AddressBook {
  readonly channels: readonly ChannelRoute[];
  readonly quietHours: QuietHours | null;
}

type Addressed = Pick<Outgoing, 'id' | 'channel' | 'message' | 'nextAt'>;

/** Which channels get new notices, and when: urgent ones at once, others after quiet hours. Bundles many into one message. */
export function address(
  fresh: readonly Notice[],
  app: Pick<WatchedApp, 'attention' | 'consumerKey'>,
  { book, now }: { readonly book: AddressBook; readonly now: number },
): readonly Addressed[] {
  return book.channels.flatMap((channel) =>
    bundle(
      fresh.filter((notice) => hears(channel, notice, app)),
      now,
    ).map((message) => {
      const isUrgent = message.notices.some(({ severity }) => severity === 'danger');
      const nextAt = isUrgent ? now : (quietUntil(now, book.quietHours) ?? now);
      return { id: `${channel.name} ${message.id}`, channel: channel.name, message, nextAt };
    }),
  );
}

function hears(
  { when, severity }: ChannelRoute,
  notice: Notice,
  { attention, consumerKey }: Pick<WatchedApp, 'attention' | 'consumerKey'>,
): boolean {
  if (severities.indexOf(notice.severity) > severities.indexOf(severity)) return false;
  if (when === 'always') return true;
  const isTaken = attention.acknowledged?.consumerKey === consumerKey;
  return notice.kind === 'secret-age' && notice.threshold.startsWith('overdue') && !isTaken;
}
