import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    readonly runFolder: string;
  }
}

/** Everything that the tests of a run leave on disk stands below one folder, gone when the run ends. */
export default function oneTempFolder(project: TestProject): () => void {
  // The name is short because sockets live in it, whose paths are limited to about 100 characters.
  const folder = mkdtempSync(join(tmpdir(), 'kt-'));
  project.provide('runFolder', folder);
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
