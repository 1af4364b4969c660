import { type Canonical, canonicalIn, canonicalOf, emptyReading } from './canonical.ts';

/** One way to write a secret. */
interface Form {
  readonly written: Canonical;
  /** How many of its characters in a row give it away. */
  readonly least: number;
}

/** A part of a secret in a text: its characters, and the byte after it. */
interface Run {
  readonly from: number;
  readonly to: number;
  readonly end: number;
}

/** Parts of this length are found by their hash, and then compared. */
const gram = 6;
/** Every third part of a form is in the index, so any eight bytes in a row have one. */
const step = 3;
/** More of the same hash only repeat what the others find. */
const mostAlike = 16;
const filterBits = 20;
/** Texts of up to so many bytes share their memory. Each takes nine times its length, which would wait for the garbage collector. */
const mostShared = 64 * 1_024;
/** What a part has in the pool: its hash, its form, its position, and the next part with the same head. */
const partSize = 4;
const fewestHeads = 1_024;
const factor = 0x01000193;
const spread = 0x9e3779b1;
const highest = Array.from({ length: gram - 1 }).reduce<number>((power) => Math.imul(power, factor), 1);

/**
 * Finds secrets and parts of them in a text: as they are, and URL-encoded, JSON-escaped, with XML entities, in base64 of any offset, or as
 * hexadecimal digits. Takes time in proportion to the text, however many secrets there are.
 */
export class SecretIndex {
  readonly #forms: Form[] = [];
  /** By hash: the newest part. As many as there are parts, so that few share one. */
  #heads = new Int32Array(fewestHeads).fill(-1);
  readonly #filter = new Uint8Array(1 << (filterBits - 3));
  #parts = new Int32Array(fewestHeads * partSize);
  #partCount = 0;
  readonly #least: number;

  /** @param least how many characters of a secret in a row give it away, at least eight */
  constructor(least: number) {
    this.#least = least;
  }

  /** @param secret not shorter than what gives it away */
  add(secret: string): void {
    for (const form of formsOf(secret, this.#least)) this.#addForm(form);
  }

  /** The places of secrets in a text, from start to end, without overlaps. */
  find(text: string): readonly (readonly [number, number])[] {
    const found: [number, number][] = [];
    if (this.#forms.length === 0 || text.length < this.#least) return found;
    const canonical = readingOf(text);
    const { bytes, length } = canonical;
    let hash = 0;
    let start = 0;
    for (let at = 0; at < length; at += 1) {
      if (at >= start + gram) hash -= Math.imul(bytes[at - gram] as number, highest);
      hash = (Math.imul(hash, factor) + (bytes[at] as number)) | 0;
      if (at < start + gram - 1 || !this.#mayHave(hash)) continue;
      const run = this.#runAt(hash, canonical, at - gram + 1);
      if (run === null) continue;
      add(found, run.from, run.to);
      hash = 0;
      start = run.end;
      at = run.end - 1;
    }
    return found;
  }

  #addForm(form: Form): void {
    const { bytes, length } = form.written;
    const index = this.#forms.push(form) - 1;
    for (let at = 0; at + gram <= length; at += step) {
      const hash = hashAt(bytes, at);
      if (hash === null) continue;
      if (this.#countOf(hash) >= mostAlike) continue;
      this.#addPart(hash, index, at);
      const slot = slotOf(hash);
      this.#filter[slot >>> 3] = (this.#filter[slot >>> 3] as number) | (1 << (slot & 7));
    }
  }

  #addPart(hash: number, form: number, position: number): void {
    if (this.#partCount === this.#heads.length) this.#grow();
    const part = this.#partCount * partSize;
    this.#parts.set([hash, form, position], part);
    this.#partCount += 1;
    this.#link(part);
  }

  #grow(): void {
    const parts = new Int32Array(this.#parts.length * 2);
    parts.set(this.#parts);
    this.#parts = parts;
    this.#heads = new Int32Array(this.#heads.length * 2).fill(-1);
    for (let each = 0; each < this.#partCount; each += 1) this.#link(each * partSize);
  }

  #link(part: number): void {
    const head = this.#headOf(this.#parts[part] as number);
    this.#parts[part + 3] = this.#heads[head] as number;
    this.#heads[head] = part;
  }

  #headOf(hash: number): number {
    return (Math.imul(hash, spread) >>> 8) & (this.#heads.length - 1);
  }

  #countOf(hash: number): number {
    let count = 0;
    for (let part = this.#newest(hash); part >= 0; part = this.#parts[part + 3] as number)
      if (this.#parts[part] === hash) count += 1;
    return count;
  }

  #newest(hash: number): number {
    return this.#heads[this.#headOf(hash)] as number;
  }

  #mayHave(hash: number): boolean {
    const slot = slotOf(hash);
    return ((this.#filter[slot >>> 3] as number) & (1 << (slot & 7))) !== 0;
  }

  /** The longest part of a secret around this place; null if it is too short to give one away. */
  #runAt(hash: number, text: Canonical, at: number): Run | null {
    let longest: Run | null = null;
    for (let part = this.#newest(hash); part >= 0; part = this.#parts[part + 3] as number) {
      if (this.#parts[part] !== hash) continue;
      const form = this.#forms[this.#parts[part + 1] as number] as Form;
      const run = runAround(form, text, at, this.#parts[part + 2] as number);
      if (run !== null && (longest === null || run.end > longest.end)) longest = run;
    }
    return longest;
  }
}

/** Only for the text of the moment: no other one is read before its secrets are found. */
let shared = emptyReading(1_024);

function readingOf(text: string): Canonical {
  const bytes = Buffer.byteLength(text);
  if (bytes > mostShared) return canonicalOf(text);
  if (bytes > shared.bytes.length) shared = emptyReading(Math.min(mostShared, bytes * 2));
  return canonicalIn(shared, text);
}

function runAround({ written, least }: Form, text: Canonical, inText: number, inForm: number): Run | null {
  let begin = 0;
  while (begin < inForm && begin < inText && written.bytes[inForm - begin - 1] === text.bytes[inText - begin - 1])
    begin += 1;
  let end = 0;
  const most = Math.min(written.length - inForm, text.length - inText);
  while (end < most && written.bytes[inForm + end] === text.bytes[inText + end]) end += 1;
  if (end === 0) return null;
  const [firstOfForm, lastOfForm] = [inForm - begin, inForm + end - 1];
  const [first, last] = [inText - begin, inText + end - 1];
  const before = alike(written, firstOfForm, text, first, -1);
  const after = alike(written, lastOfForm, text, last, 1);
  const length = (written.to[lastOfForm] as number) - (written.from[firstOfForm] as number);
  if (before + length + after < least) return null;
  return { from: (text.from[first] as number) - before, to: (text.to[last] as number) + after, end: last + 1 };
}

/** How many characters that don't count are the same beside these bytes. */
function alike(form: Canonical, inForm: number, text: Canonical, inText: number, way: 1 | -1): number {
  const [one, other] = way === 1 ? [form.to, text.to] : [form.from, text.from];
  let count = 0;
  for (;;) {
    const at = way === 1 ? count : -count - 1;
    const character = form.text[(one[inForm] as number) + at];
    if (character === undefined || character !== text.text[(other[inText] as number) + at]) return count;
    count += 1;
  }
}

/** null for a part that any text may have: zeros, dots. */
function hashAt(bytes: Uint8Array, at: number): number | null {
  let hash = 0;
  let isVaried = false;
  for (let each = at; each < at + gram; each += 1) {
    hash = (Math.imul(hash, factor) + (bytes[each] as number)) | 0;
    isVaried ||= bytes[each] !== bytes[at];
  }
  return isVaried ? hash : null;
}

function slotOf(hash: number): number {
  return Math.imul(hash, spread) >>> (32 - filterBits);
}

function add(found: [number, number][], from: number, to: number): void {
  const last = found.at(-1);
  if (last && from <= last[1]) last[1] = Math.max(last[1], to);
  else found.push([from, to]);
}

function formsOf(secret: string, least: number): readonly Form[] {
  const bytes = Buffer.from(secret);
  const room = emptyReading(bytes.length * 2);
  const written = (text: string) => withoutRoom(canonicalIn(room, text));
  // So many characters of base64 depend on nothing else, wherever they begin.
  const inBase64 = Math.floor((least * 8 - 5) / 6);
  return [
    { written: written(secret), least },
    { written: written(bytes.toString('hex')), least: least * 2 },
    ...[0, 1, 2].map((offset) => ({ written: written(base64At(bytes, offset)), least: inBase64 })),
  ];
}

/** Most of the memory of a reading is room for longer texts. What stays is in one piece, because each piece costs as much as a secret. */
function withoutRoom({ bytes, from, to, length, text }: Canonical): Canonical {
  const Places = text.length <= 0xffff ? Uint16Array : Int32Array;
  const size = Places.BYTES_PER_ELEMENT * length;
  const memory = new ArrayBuffer(2 * size + length);
  const small = {
    from: new Places(memory, 0, length),
    to: new Places(memory, size, length),
    bytes: new Uint8Array(memory, 2 * size, length),
  };
  small.from.set(from.subarray(0, length));
  small.to.set(to.subarray(0, length));
  small.bytes.set(bytes.subarray(0, length));
  return { ...small, length, text };
}

/** The characters of base64 that don't depend on what is before and after these bytes. */
function base64At(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}
