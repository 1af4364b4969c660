import { randomBytes } from 'node:crypto';

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const checkAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** An 18-character record id: prefix, counter, and three characters that encode the case of the first 15. */
export function recordId(prefix: string, pod: string, count: number): string {
  const digits = toBase62(count).padStart(12 - pod.length, '0');
  return withCheck(`${prefix}${pod}${digits}`.slice(0, 15));
}

/** The 18-character form of a 15-character id. */
export function withCheck(id15: string): string {
  let check = '';
  for (let chunk = 0; chunk < 3; chunk += 1) {
    let bits = 0;
    for (let index = 0; index < 5; index += 1) {
      if (/[A-Z]/.test(id15[chunk * 5 + index] ?? '')) bits |= 1 << index;
    }
    check += checkAlphabet[bits];
  }
  return id15 + check;
}

export function isSameId(one: string, other: string): boolean {
  return one.length >= 15 && one.slice(0, 15) === other.slice(0, 15);
}

/** Random text in the alphabet of Salesforce's keys and secrets. */
export function randomText(length: number): string {
  return [...randomBytes(length)].map((byte) => base62[byte % base62.length]).join('');
}

export function randomHex(length: number): string {
  return randomBytes(length).toString('hex').slice(0, length).toUpperCase();
}

function toBase62(count: number): string {
  let rest = count;
  let text = '';
  do {
    text = base62[rest % 62] + text;
    rest = Math.floor(rest / 62);
  } while (rest > 0);
  return text;
}
