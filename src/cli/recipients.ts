import { sealing, textFiles } from '../compose.ts';
import { findConsumer } from '../core/model/consumer.ts';
import type { WatchedApp } from '../core/model/watched-app.ts';
import { plainText, shortPublicKey } from '../core/plain/text.ts';
import { isKeyturnError, reason } from '../core/reasons/errors.ts';

/** Who credentials are encrypted for. */
export interface Recipient {
  /** The consumer's name, or the short form of the key. */
  readonly name: string;
  readonly isConsumer: boolean;
  readonly keys: readonly string[];
}

/** The public keys of a flag: the keys themselves, or a file with them. @throws KeyRefused, KeyIsPrivate, FileUnreadable */
export async function keysIn(text: string): Promise<readonly string[]> {
  const { looksLikeKey, readPublicKeys } = await sealing();
  if (looksLikeKey(text)) return readPublicKeys(text, null);
  return readPublicKeys(await (await textFiles()).readText(text), text);
}

/**
 * Who is meant by `--for`: a key, a consumer whose key is known, or a file with a key.
 * @throws KeyRefused, KeyIsPrivate, RecipientUnknown, FileUnreadable
 */
export async function recipientIn(text: string, { app, consumers }: WatchedApp): Promise<Recipient> {
  const { looksLikeKey } = await sealing();
  const consumer = looksLikeKey(text) ? null : findConsumer(consumers, text);
  if (consumer && consumer.keys.length > 0) return { name: consumer.name, isConsumer: true, keys: consumer.keys };
  const known = consumers.filter(({ keys }) => keys.length > 0).map(({ name }) => plainText(name, 80));
  if (consumer) throw reason('RecipientUnknown', { app, name: consumer.name, hasNoKey: true, known });
  const isPath = /[\\/]|\.pub$/.test(text);
  const keys = await keysIn(text).catch((error: unknown) => {
    if (isPath || !isKeyturnError(error) || error.code !== 'FileUnreadable') throw error;
    throw reason('RecipientUnknown', { app, name: plainText(text, 80), hasNoKey: false, known });
  });
  return { name: keys.map(shortPublicKey).join(', '), isConsumer: false, keys };
}
