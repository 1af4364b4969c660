import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What can have the place of a file, although it is none. */
export const specialFiles: Readonly<Record<string, (path: string) => void>> = {
  'a pipe': (path) => execFileSync('mkfifo', [path]),
  'a folder': (path) => mkdirSync(path),
  'a device': (path) => symlinkSync('/dev/zero', path),
  'a dangling link': (path) => symlinkSync('/nowhere/at/all', path),
  'a socket': (path) => {
    // The system takes only short paths.
    const short = join(mkdtempSync(join(tmpdir(), 's')), 's');
    createServer().listen(short).unref();
    renameSync(short, path);
  },
};
