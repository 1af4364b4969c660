import type { ChannelRoute } from './channel-route.ts';

/** How a message reaches a contact. */
export interface ContactRoute {
  readonly channel: string;
  /** The contact's mail address; null if the channel itself reaches the contact. */
  readonly to: string | null;
}

function isForNoCode({ type }: ChannelRoute): boolean {
  return type === undefined || type === 'log' || type === 'desktop';
}

/** An address in a text such as `Ana Diaz <ana@acme.example>`. */
const mailAddress = /[^\s<>,;:"@\x00-\x1f]+@[^\s<>,;:"@\x00-\x1f]*[^\s<>,;:"@.\x00-\x1f]/;
const longestAddress = 254;

/**
 * A contact is the name of a channel, or has a mail address that the first mail channel sends to. Null for any other text.
 * A message to a contact has a code, so a log is never used, and neither is this computer's desktop: the contact isn't there, and
 * a notification has no room for the code.
 */
export function contactRoute(contact: string, channels: readonly ChannelRoute[]): ContactRoute | null {
  const name = contact.trim().toLowerCase();
  const named = channels.find((one) => one.name.toLowerCase() === name && !isForNoCode(one));
  if (named) return { channel: named.name, to: null };
  const [address] = mailAddress.exec(contact) ?? [];
  const mail = channels.find(({ type }) => type === 'mail');
  return mail && address && address.length <= longestAddress ? { channel: mail.name, to: address } : null;
}
