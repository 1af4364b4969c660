import { SecretIndex } from './secret-index.ts';

/** What stands in place of a secret. */
export const maskedSecret = '[secret]';

/** So many characters of a secret in a row give it away. In an answer to whoever was sent it, fewer are no coincidence. */
const telling = 12;
const tellingInAnswer = 8;
/** Shorter secrets are words that any text may have. */
const shortestAnywhere = 8;
const shortestInAnswer = 4;
/** More are known only while a whole store is read. The oldest are forgotten. */
const mostKnown = 8_192;
const mostShort = 64;

/** The secrets of this process, oldest first. The whole process shares them, because a text may come back on any way. */
const known = new Set<string>();
/** Known ones that aren't in the index yet: most secrets are read without a text in between. */
let fresh: string[] = [];
let index = new SecretIndex(telling);
/** Those that are masked only as a whole. */
const short = new Set<string>();

/** From now on, this secret is masked in every text from outside. */
export function knowSecret(text: string): void {
  const secret = secretPartOf(text);
  if (secret.length < telling) {
    if (secret.length >= shortestAnywhere && isMixed(secret)) keep(short, secret, mostShort);
  } else if (!known.has(secret)) {
    if (keep(known, secret, mostKnown)) {
      index = new SecretIndex(telling);
      fresh = [...known];
    } else fresh.push(secret);
  }
}

/** @returns whether old ones were forgotten */
function keep(secrets: Set<string>, secret: string, most: number): boolean {
  secrets.add(secret);
  if (secrets.size <= most) return false;
  for (const oldest of [...secrets].slice(0, most / 4)) secrets.delete(oldest);
  return true;
}

/**
 * A text without the secrets of this process, and without parts of them of twelve characters or more, however they are written:
 * URL-encoded, in JSON, XML, base64 or hexadecimal.
 * @param sent secrets that the other side was sent: parts of eight characters are masked, and short secrets
 */
export function withoutKnownSecrets(text: string, sent: readonly string[] = []): string {
  for (const secret of sent) knowSecret(secret);
  const rest = [...short, ...sent.filter(isShort)].reduce(withoutWhole, text);
  for (const secret of fresh) index.add(secret);
  fresh = [];
  return sent.length === 0 ? withoutFound(rest, index) : withoutFound(withoutFound(rest, index), indexOf(sent));
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
