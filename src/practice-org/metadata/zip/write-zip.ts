import { zipSync } from 'fflate';

const EARLIEST_ZIP_TIME = 315_576_000_000;
const LATEST_ZIP_TIME = 4_070_908_800_000;

/** A zip of text files. `at` (epoch ms) is the time of the entries, limited to what a zip can store (1980 to 2099). */
export function writeZip(files: ReadonlyMap<string, string>, at: number): Uint8Array {
  const encoder = new TextEncoder();
  const entries = [...files].map(([path, content]) => [path, encoder.encode(content)] as const);
  return zipSync(Object.fromEntries(entries), {
    mtime: Math.min(Math.max(at, EARLIEST_ZIP_TIME), LATEST_ZIP_TIME),
    // Packing thousands of small files takes longer than sending them.
    level: 0,
  });
}
