import { type UnzipFileInfo, unzipSync } from 'fflate';

/** A zip that is damaged or unsafe to unpack. The message gives the reason. */
export class ZipProblem extends Error {}

/** Limits for a zip. A real org allows 10,000 files; a practice org needs far less space. */
export const ZIP_LIMITS = {
  entries: 10_000,
  unpackedBytes: 64 * 1024 * 1024,
  /** Most allowed ratio of unpacked to packed size, for entries above `ratioFromBytes`. */
  ratio: 200,
  ratioFromBytes: 1024 * 1024,
};

const STORED = 0;
const DEFLATED = 8;

/**
 * The files of a zip by path, without folders. The sizes in the directory are checked before unpacking, and unpacking stops
 * at them.
 *
 * @throws {ZipProblem} for damage, paths that leave the folder, duplicates, and anything over the limits
 */
export function readZip(bytes: Uint8Array, limits = ZIP_LIMITS): Map<string, Uint8Array> {
  const seen = new Set<string>();
  let total = 0;
  const accept = (file: UnzipFileInfo): boolean => {
    checkPath(file.name);
    if (seen.has(file.name)) throw new ZipProblem(`the path ${JSON.stringify(file.name)} is in the zip twice`);
    seen.add(file.name);
    if (seen.size > limits.entries) throw new ZipProblem(`more than ${limits.entries} files in the zip`);
    checkSize(file, limits);
    total += file.originalSize;
    if (total > limits.unpackedBytes)
      throw new ZipProblem(`the zip unpacks to more than ${limits.unpackedBytes} bytes`);
    return !file.name.endsWith('/');
  };
  return new Map(Object.entries(unpack(bytes, accept)));
}

function unpack(bytes: Uint8Array, filter: (file: UnzipFileInfo) => boolean): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    if (error instanceof ZipProblem) throw error;
    throw new ZipProblem(`the zip is damaged: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
}

function checkPath(path: string): void {
  const segments = path.split('/');
  const leaves = segments.some((segment, index) => segment === '..' || (segment === '' && index < segments.length - 1));
  if (path === '' || leaves || /[\u0000-\u001F\\]|^[A-Za-z]:/.test(path) || segments.includes('__proto__')) {
    throw new ZipProblem(`the path ${JSON.stringify(path)} is not allowed in the zip`);
  }
}

function checkSize(file: UnzipFileInfo, limits: typeof ZIP_LIMITS): void {
  const sane = Number.isSafeInteger(file.originalSize) && file.originalSize >= 0 && file.size >= 0;
  if (!sane || (file.compression !== STORED && file.compression !== DEFLATED)) {
    throw new ZipProblem(`the entry ${JSON.stringify(file.name)} is not readable`);
  }
  if (file.originalSize > limits.ratioFromBytes && file.originalSize > file.size * limits.ratio) {
    throw new ZipProblem(`the entry ${JSON.stringify(file.name)} has too high a compression ratio`);
  }
}
