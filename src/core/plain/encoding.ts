/** Why bytes are no text in UTF-8. `line` counts from 1, `offset` from 0. */
export type EncodingProblem =
  | { readonly kind: 'utf16' }
  | { readonly kind: 'invalid'; readonly line: number; readonly offset: number };

/** Null if the bytes are text in UTF-8, with or without a byte order mark. */
export function encodingProblem(bytes: Uint8Array): EncodingProblem | null {
  if (isUtf16(bytes)) return { kind: 'utf16' };
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return null;
  } catch {
    return firstInvalid(bytes);
  }
}

/** Whether a text was read from bytes that were no text in UTF-8. */
export function isGarbled(text: string): boolean {
  return text.includes('\uFFFD') || text.includes('\0');
}

/** By its byte order mark, or because every other byte of its start is 0, as in ASCII. */
function isUtf16(bytes: Uint8Array): boolean {
  const [one, two] = bytes;
  if ((one === 0xff && two === 0xfe) || (one === 0xfe && two === 0xff)) return true;
  const start = bytes.subarray(0, 8);
  if (start.length < 4) return false;
  const zeros = (rest: number) => start.every((byte, at) => (at % 2 === rest) === (byte === 0));
  return zeros(0) || zeros(1);
}

function firstInvalid(bytes: Uint8Array): EncodingProblem {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  // A character begins at the last byte that isn't a continuation.
  let start = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if ((byte & 0xc0) !== 0x80) start = at;
    try {
      decoder.decode(bytes.subarray(at, at + 1), { stream: true });
    } catch {
      return { kind: 'invalid', line, offset: at };
    }
    if (byte === 0x0a) line += 1;
  }
  return { kind: 'invalid', line, offset: start };
}
