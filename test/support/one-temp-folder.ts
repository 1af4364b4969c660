import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    readonly runFolder: string;
  }
}

const neededBytes = 2 ** 30;

/** Everything that the tests of a run leave on disk stands below one folder, gone when the run ends. */
export default function oneTempFolder(project: TestProject): () => void {
  const folder = inMemory() ?? newFolder(tmpdir());
  project.provide('runFolder', folder);
  return () => remove(folder);
}

/**
 * A folder in memory, or null where there is no such place: the product waits for the disk after each write, and tests
 * would spend most of their time on that.
 */
function inMemory(): string | null {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    if (bavail * bsize < neededBytes) return null;
    const folder = newFolder('/dev/shm');
    if (canRunPrograms(folder)) return folder;
    remove(folder);
    return null;
  } catch {
    return null;
  }
}

/** Some systems forbid to run programs from memory, and tests do that. */
function canRunPrograms(folder: string): boolean {
  const program = join(folder, 'probe');
  writeFileSync(program, '#!/bin/sh\n', { mode: 0o700 });
  try {
    execFileSync(program);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(program);
  }
}

/** The name is short because sockets live in it, whose paths are limited to about 100 characters. */
function newFolder(parent: string): string {
  return mkdtempSync(join(parent, 'kt-'));
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
