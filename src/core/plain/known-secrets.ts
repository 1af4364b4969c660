import { SecretIndex } from './secret-index.ts';

/** What stands in place of a secret. */
export const maskedSecret = '[secret]';

/** So many characters of a secret in a row give it away. In an answer to whoever was sent it, fewer are no coincidence. */
const telling = 12;
const tellingInAnswer = 8;
/** Shorter secrets are words that any text may have. */
const shortestAnywhere = 8;
const shortestInAnswer = 4;
/** More are known only while a whole store is read. Then the older half is forgotten. */
const mostKnown = 8_192;
const mostShort = 64;

interface Half {
  readonly known: Set<string>;
  /** Known ones that aren't in the index yet: most secrets are read without a text in between. */
  readonly fresh: string[];
  readonly index: SecretIndex;
}

const emptyHalf = (): Half => ({ known: new Set(), fresh: [], index: new SecretIndex(telling) });

/**
 * The secrets of this process. The whole process shares them, because a text may come back on any way. They are forgotten by
 * halves, so that none of those that stay has to be put into an index again.
 */
let newer = emptyHalf();
let older: Half | null = null;
/** Those that are masked only as a whole. */
const short = new Set<string>();

/** From now on, this secret is masked in every text from outside. */
export function knowSecret(text: string): void {
  const secret = secretPartOf(text);
  if (secret.length < telling) {
    if (secret.length >= shortestAnywhere && isMixed(secret)) keepShort(secret);
  } else if (!newer.known.has(secret)) {
    if (newer.known.size >= mostKnown / 2) {
      older = newer;
      newer = emptyHalf();
    }
    newer.known.add(secret);
    newer.fresh.push(secret);
  }
}

function keepShort(secret: string): void {
  short.add(secret);
  if (short.size <= mostShort) return;
  for (const oldest of [...short].slice(0, mostShort / 4)) short.delete(oldest);
}

/**
 * A text without the secrets of this process, and without parts of them of twelve characters or more, however they are written:
 * URL-encoded, in JSON, XML, base64 or hexadecimal.
 * @param sent secrets that the other side was sent: parts of eight characters are masked, and short secrets
 */
export function withoutKnownSecrets(text: string, sent: readonly string[] = []): string {
  for (const secret of sent) knowSecret(secret);
  const rest = [...short, ...sent.filter(isShort)].reduce(withoutWhole, text);
  const indexes = [indexOfHalf(newer), older && indexOfHalf(older), sent.length === 0 ? null : indexOf(sent)];
  return indexes.filter((index) => index !== null).reduce(withoutFound, rest);
}

function indexOfHalf({ fresh, index }: Half): SecretIndex {
  for (const secret of fresh.splice(0)) index.add(secret);
  return index;
}

function isShort({ length }: string): boolean {
  return length >= shortestInAnswer && length < tellingInAnswer;
}

function indexOf(sent: readonly string[]): SecretIndex {
  const ofAnswer = new SecretIndex(tellingInAnswer);
  for (const secret of sent.map(secretPartOf)) if (secret.length >= tellingInAnswer) ofAnswer.add(secret);
  return ofAnswer;
}

function withoutFound(text: string, secrets: SecretIndex): string {
  const found = secrets.find(text);
  if (found.length === 0) return text;
  const starts = [0, ...found.map(([, end]) => end)];
  return starts.map((start, at) => text.slice(start, found[at]?.[0])).join(maskedSecret);
}

/** The host of a secret address is not secret, nor is the org's id at the start of a session id. */
function secretPartOf(text: string): string {
  const trimmed = text.trim();
  return trimmed.replace(/^https?:\/\/[^/?#]*/i, '').replace(/^00D[A-Za-z0-9]{12,15}(?:!|%21)/, '');
}

function isMixed(text: string): boolean {
  return [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((kind) => kind.test(text)).length >= 2;
}

function withoutWhole(text: string, secret: string): string {
  const bytes = Buffer.from(secret);
  const forms = [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ];
  return forms.reduce((rest, form) => rest.replaceAll(form, maskedSecret), text);
}
