import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { referenceFiles } from './reference/files.ts';

const folder = join(import.meta.dirname, '..', 'docs', 'reference');
// A page or schema that is no longer generated must not stay.
rmSync(folder, { recursive: true, force: true });
for (const [name, content] of Object.entries(referenceFiles())) {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
