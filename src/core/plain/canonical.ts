/** A text as it is compared: its bytes, and where in the text each of them came from. */
export interface Canonical {
  readonly bytes: Uint8Array;
  /** First character of each byte, and the one after its last. */
  readonly from: Int32Array | Uint16Array;
  readonly to: Int32Array | Uint16Array;
  readonly length: number;
  readonly text: string;
}

/** Text is decoded this often: a quoted answer inside a quoted answer, for example. */
const mostLayers = 4;

/**
 * A text without what an encoding adds: `%41`, `\u0041` and `&#65;` become `A`. Case, white space and the characters in which the
 * two base64 alphabets differ don't count. Takes time in proportion to the length.
 */
export function canonicalOf(text: string): Canonical {
  return canonicalIn(emptyReading(Buffer.byteLength(text)), text);
}

/** The same, in memory that is used again. The result is valid until the next call. */
export function canonicalIn(read: Reading, text: string): Canonical {
  readUtf8(read, text);
  for (let layer = 0; layer < mostLayers && decode(read); layer += 1);
  fold(read);
  return read;
}

export interface Reading {
  readonly bytes: Uint8Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  length: number;
  text: string;
}

/** Room for a text of this many bytes. */
export function emptyReading(most: number): Reading {
  return { bytes: new Uint8Array(most), from: new Int32Array(most), to: new Int32Array(most), length: 0, text: '' };
}

function readUtf8(read: Reading, text: string): void {
  read.text = text;
  read.length = 0;
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at) ?? 0;
    const end = at + (code > 0xffff ? 2 : 1);
    write(read, code, at, end);
    at = end;
  }
}

function write(read: Reading, code: number, from: number, to: number): void {
  if (code < 0x80) put(read, code, from, to);
  else if (code < 0x800) {
    put(read, 0xc0 | (code >> 6), from, to);
    put(read, 0x80 | (code & 0x3f), from, to);
  } else if (code < 0x10000) {
    put(read, 0xe0 | (code >> 12), from, to);
    put(read, 0x80 | ((code >> 6) & 0x3f), from, to);
    put(read, 0x80 | (code & 0x3f), from, to);
  } else {
    put(read, 0xf0 | (code >> 18), from, to);
    put(read, 0x80 | ((code >> 12) & 0x3f), from, to);
    put(read, 0x80 | ((code >> 6) & 0x3f), from, to);
    put(read, 0x80 | (code & 0x3f), from, to);
  }
}

function put(read: Reading, byte: number, from: number, to: number): void {
  read.bytes[read.length] = byte;
  read.from[read.length] = from;
  read.to[read.length] = to;
  read.length += 1;
}

const percent = 0x25;
const ampersand = 0x26;
const backslash = 0x5c;

/** Decodes one layer in place. What is decoded is never longer. @returns whether there was anything to decode */
function decode(read: Reading): boolean {
  const { bytes, from, to, length } = read;
  let changed = false;
  read.length = 0;
  for (let at = 0; at < length; ) {
    const byte = bytes[at] as number;
    const found = byte === percent || byte === ampersand || byte === backslash ? escapeAt(bytes, at, length) : null;
    const end = at + (found?.size ?? 1);
    const start = from[at] as number;
    const stop = to[end - 1] as number;
    if (found?.isByte ?? true) put(read, found?.code ?? byte, start, stop);
    else write(read, found?.code ?? byte, start, stop);
    changed ||= found !== null;
    at = end;
  }
  return changed;
}

interface Escape {
  readonly code: number;
  readonly size: number;
  /** A percent sign encodes a byte, the others a character. */
  readonly isByte: boolean;
}

function escapeAt(bytes: Uint8Array, at: number, length: number): Escape | null {
  if (bytes[at] === percent) {
    const code = hexAt(bytes, at + 1, 2, length);
    return code === null ? null : { code, size: 3, isByte: true };
  }
  return bytes[at] === backslash ? backslashAt(bytes, at, length) : entityAt(bytes, at, length);
}

const space = 0x20;
const letterU = 0x75;
const letterX = 0x78;

function backslashAt(bytes: Uint8Array, at: number, length: number): Escape | null {
  const next = bytes[at + 1];
  if (next === undefined || at + 1 >= length) return null;
  if (next === letterX) {
    const code = hexAt(bytes, at + 2, 2, length);
    if (code !== null) return { code, size: 4, isByte: false };
  }
  if (next === letterU) {
    const code = hexAt(bytes, at + 2, 4, length);
    if (code === null) return { code: next, size: 2, isByte: true };
    const isPair = code >= 0xd800 && code < 0xdc00 && bytes[at + 6] === backslash && bytes[at + 7] === letterU;
    const low = isPair ? hexAt(bytes, at + 8, 4, length) : null;
    if (low === null || low < 0xdc00 || low > 0xdfff) return { code, size: 6, isByte: false };
    return { code: 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00), size: 12, isByte: false };
  }
  // A line break or a tab, which doesn't count, or the character itself.
  const isBreak = 'nrtbf'.includes(String.fromCharCode(next));
  return { code: isBreak ? space : next, size: 2, isByte: true };
}

const named: Readonly<Record<string, number>> = { amp: 0x26, lt: 0x3c, gt: 0x3e, quot: 0x22, apos: 0x27 };
const longestEntity = 10;

function entityAt(bytes: Uint8Array, at: number, length: number): Escape | null {
  let name = '';
  for (let end = at + 1; end < Math.min(length, at + longestEntity); end += 1) {
    const letter = String.fromCharCode(bytes[end] as number);
    if (letter === ';') {
      const number = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(name);
      const code = number ? Number.parseInt(number[1] ?? number[2] ?? '', number[1] ? 16 : 10) : named[name];
      return code === undefined || code > 0x10ffff ? null : { code, size: end + 1 - at, isByte: false };
    }
    if (!/[\w#]/.test(letter)) return null;
    name += letter;
  }
  return null;
}

function hexAt(bytes: Uint8Array, at: number, digits: number, length: number): number | null {
  if (at + digits > length) return null;
  let value = 0;
  for (let each = at; each < at + digits; each += 1) {
    const digit = hexDigit(bytes[each] as number);
    if (digit < 0) return null;
    value = value * 16 + digit;
  }
  return value;
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** By byte: the byte to compare, or 0 for one that doesn't count. */
const foldedBytes = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte <= space || byte === 0x7f || '+-_/='.includes(String.fromCharCode(byte))) return 0;
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
});

function fold(read: Reading): void {
  const { bytes, from, to, length } = read;
  read.length = 0;
  for (let at = 0; at < length; at += 1) {
    const byte = foldedBytes[bytes[at] as number] as number;
    if (byte !== 0) put(read, byte, from[at] as number, to[at] as number);
  }
}
