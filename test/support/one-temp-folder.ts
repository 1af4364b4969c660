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

/**
 * Puts all files of a test run below one folder, which is deleted at the end. Tests create files with the modes that they name, whatever
 * the umask of the person who runs them: the processes and threads of the tests have that of this process.
 */
export default function oneTempFolder(project: TestProject): () => void {
  process.umask(0o022);
  const folder = inMemory() ?? newFolder(tmpdir());
  project.provide('runFolder', folder);
  return () => remove(folder);
}

/**
 * A folder in memory, or null if there is none. The product waits for the disk after each write, and that would take most of
 * a test's time.
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

/** Some systems forbid running programs from memory, and tests need that. */
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

/** The name is short because socket paths in it are limited to about 100 characters. */
function newFolder(parent: string): string {
  return mkdtempSync(join(parent, 'kt-'));
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
