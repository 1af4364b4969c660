import { crc32, inflateRawSync } from 'node:zlib';

const signatures = { end: 0x06054b50, directory: 0x02014b50, file: 0x04034b50 };
/** The end record with the longest comment. */
const longestEnd = 22 + 0xffff;
const isUtf8 = 0x800;

/** An entry of a zip, not yet unpacked. */
export interface ZipEntry {
  readonly name: string;
  /** As the zip says. */
  readonly size: number;
  /** @throws an error if the content isn't what the zip says. Never unpacks more than `size` bytes */
  content(): Uint8Array;
}

/** The entries in the directory of a zip. @throws an error for a damaged one */
export function zipEntries(zip: Buffer): readonly ZipEntry[] {
  const end = zip.lastIndexOf(signed(signatures.end));
  if (end < zip.length - longestEnd || end < 0) throw new Error('the zip has no end');
  const entries: ZipEntry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    requireAt(zip, at, signatures.directory);
    const nameEnd = at + 46 + zip.readUInt16LE(at + 28);
    const name = zip.toString((zip.readUInt16LE(at + 8) & isUtf8) !== 0 ? 'utf8' : 'latin1', at + 46, nameEnd);
    entries.push(entryOf(zip, name, at));
    at = nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

function entryOf(zip: Buffer, name: string, at: number): ZipEntry {
  const method = zip.readUInt16LE(at + 10);
  const [sum, packed, size] = [16, 20, 24].map((offset) => zip.readUInt32LE(at + offset)) as [number, number, number];
  const file = zip.readUInt32LE(at + 42);
  const content = () => {
    requireAt(zip, file, signatures.file);
    const start = file + 30 + zip.readUInt16LE(file + 26) + zip.readUInt16LE(file + 28);
    const bytes = zip.subarray(start, start + packed);
    const found = method === 0 ? bytes : method === 8 ? inflateRawSync(bytes, { maxOutputLength: size || 1 }) : null;
    if (found?.length !== size || crc32(found) !== sum) throw new Error('an entry of the zip is damaged');
    return new Uint8Array(found);
  };
  return { name, size, content };
}

function requireAt(zip: Buffer, at: number, signature: number): void {
  if (zip.readUInt32LE(at) !== signature) throw new Error('the zip is damaged');
}

function signed(signature: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(signature);
  return bytes;
}
