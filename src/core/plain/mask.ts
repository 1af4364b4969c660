import { maskedSecret as masked } from './known-secrets.ts';
import { shortKey } from './text.ts';

/** What a secret may look like in a text that nobody expects to contain one. */
const shapes: readonly (readonly [RegExp, string | ((found: string, ...groups: string[]) => string)])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, masked],
  [/AGE-SECRET-KEY-1[A-Z0-9]*/gi, masked],
  // Session ids of Salesforce, JSON web tokens, and long hexadecimal numbers such as consumer secrets.
  [/\b00D\w{9,15}(?:!|%21)[\w.%~+/=-]+/g, masked],
  [/\beyJ[\w-]{10,}(?:\.[\w-]*)*|(?<![\w-])ey[\w-]{8,}\.[\w-]+\.[\w-]*/g, masked],
  [/\b[0-9a-f]{32,}\b/gi, masked],
  [/\b3MVG[\w.]{20,}/g, (key) => shortKey(key)],
  [/(\b[a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/@]+@/gi, (_, scheme = '') => `${scheme}${masked}@`],
  [/\b(Bearer|Basic)\s+[\w.~+/=!-]+/g, (_, kind = '') => `${kind} ${masked}`],
  // A name that promises a secret, and its value, in JSON, in a query, in a header or in an env file. `'secret:ops'` in the
  // settings only names one, and `INVALID_SESSION_ID: …` is an error.
  [
    /\b(?!(?<=["'])secret:[\w.-]{1,63}["']|(?:invalid|expired|missing|unknown|unsupported)_)([\w-]{0,40}(?:secret|password|passphrase|passwd|pwd|token|api[_-]?key|signing[_-]?key|authorization|session_?id|\bsid|assertion|code_verifier|(?<=[?&])code))(\\?["']?\s{0,9}[=:]\s{0,9}|>)(\\"[\s\S]*?\\"|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|(?!\[secret\]|(?:Bearer|Basic)\s)[^\s"',;&<}\]]+)/gi,
    (_, name = '', between = '') => `${name}${between}${masked}`,
  ],
  [/[A-Za-z0-9+/=_~-]{24,}/g, (found) => (isRandom(found) ? masked : found)],
];

/** A text without what looks like a secret. Consumer keys are shortened. */
export function withoutSecrets(text: string): string {
  return shapes.reduce((rest, [shape, instead]) => rest.replace(shape, instead as string), text);
}

/** Names and paths have words; a random text changes between letters, capitals and digits all the time. */
function isRandom(text: string): boolean {
  return text.split('/').some((part) => {
    if (part.length < 20 || !/[a-z]/.test(part) || !/[A-Z]/.test(part) || !/\d/.test(part)) return false;
    const turns = part.match(/[a-zA-Z](?=\d)|\d(?=[a-zA-Z])|[a-z](?=[A-Z])|[A-Z](?=[a-z])/g)?.length ?? 0;
    return turns >= part.length / 4;
  });
}
