import type { QuietHours } from '../model/calendar.ts';
import type { Message, Notice } from '../model/notice.ts';
import { severities } from '../model/severity.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { Outgoing } from '../ports/ports.ts';
import { contactWords, unreachedWords } from '../words/hand-over-notices.ts';
import type { ChannelRoute } from './channel-route.ts';
import { contactRoute } from './contact-route.ts';
import { bundle } from './digest.ts';
import { isFirstOfContact } from './notices.ts';
import { quietUntil } from './quiet-hours.ts';

export interface AddressBook {
  readonly channels: readonly ChannelRoute[];
  readonly quietHours: QuietHours | null;
}

type Addressed = Pick<Outgoing, 'id' | 'channel' | 'message' | 'nextAt'>;

/**
 * Which channels get new notices, and when: urgent ones at once, others after quiet hours. Bundles many into one message.
 * A contact of a consumer gets its own message.
 * @param app null for notices about the daemon
 */
export function address(
  fresh: readonly Notice[],
  app: Pick<WatchedApp, 'attention' | 'consumerKey'> | null,
  { book, now }: { readonly book: AddressBook; readonly now: number },
): readonly Addressed[] {
  const contacts = fresh.flatMap((notice) => forContact(notice, book, now));
  const reached = new Set(contacts.map(({ message }) => message.notices[0]?.id));
  const rest = fresh.flatMap((notice) => (reached.has(notice.id) ? [] : forOwner(notice)));
  return [...contacts, ...forChannels(rest, app, book, now)];
}

/** The message to the contact of a consumer, if a channel reaches the contact. */
function forContact(notice: Notice, { channels, quietHours }: AddressBook, now: number): readonly Addressed[] {
  const { handOver } = notice;
  const route = handOver && contactRoute(handOver.contact, channels);
  if (!handOver || !route) return [];
  const { channel, to } = route;
  const id = `contact ${notice.id}`;
  const told: Notice = { ...notice, ...contactWords(notice, handOver) };
  const message: Message = { id, notices: [told], at: now, contact: { to, confirms: handOver.confirms } };
  return [{ id: `${channel} ${id}`, channel, message, nextAt: whenToSend([notice], quietHours, now) }];
}

/** If no channel reaches a contact, the owner hears it once. After that, `consumers-unconfirmed` reminds the owner. */
function forOwner(notice: Notice): readonly Notice[] {
  if (notice.kind !== 'consumer-waiting') return [notice];
  const isNews = isFirstOfContact(notice) && notice.severity !== 'danger';
  return isNews ? [{ ...notice, ...unreachedWords(notice) }] : [];
}

function whenToSend(notices: readonly Notice[], quietHours: QuietHours | null, now: number): number {
  const isUrgent = notices.some(({ severity }) => severity === 'danger');
  return isUrgent ? now : (quietUntil(now, quietHours) ?? now);
}

function forChannels(
  fresh: readonly Notice[],
  app: Pick<WatchedApp, 'attention' | 'consumerKey'> | null,
  book: AddressBook,
  now: number,
): readonly Addressed[] {
  return book.channels.flatMap((channel) =>
    bundle(
      fresh.filter((notice) => hears(channel, notice, app)),
      now,
    ).map((message) => ({
      id: `${channel.name} ${message.id}`,
      channel: channel.name,
      message,
      nextAt: whenToSend(message.notices, book.quietHours, now),
    })),
  );
}

function hears(
  { when, severity }: ChannelRoute,
  notice: Notice,
  app: Pick<WatchedApp, 'attention' | 'consumerKey'> | null,
): boolean {
  if (severities.indexOf(notice.severity) > severities.indexOf(severity)) return false;
  if (when === 'always') return true;
  const isTaken = app?.attention.acknowledged?.consumerKey === app?.consumerKey;
  return notice.kind === 'secret-age' && notice.threshold.startsWith('overdue') && !isTaken;
}
