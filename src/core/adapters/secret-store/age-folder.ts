import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The folder `secrets/` of a home and its content. */
export interface AgeFolder {
  readonly path: string;
  readonly identity: string;
  readonly recipient: string;
  readonly pairs: string;
}

export function ageFolder(home: string): AgeFolder {
  const path = join(home, 'secrets');
  return {
    path,
    identity: join(path, 'identity.age'),
    recipient: join(path, 'recipient.txt'),
    pairs: join(path, 'pairs'),
  };
}

/** 128 bits of a hash: no collisions, and the name reveals neither org nor key. */
export function pairFile({ orgId, consumerKey }: { readonly orgId: string; readonly consumerKey: string }): string {
  return `${createHash('sha256').update(`${orgId}/${consumerKey}`).digest('hex').slice(0, 32)}.age`;
}

/** Whether the store doesn't exist yet. */
export function isNewAgeFolder(folder: AgeFolder): boolean {
  return !existsSync(folder.identity);
}

/** Stored pairs that can't be opened, because their identity is gone. */
export function orphanedPairs(folder: AgeFolder): number {
  if (!isNewAgeFolder(folder) || !existsSync(folder.pairs)) return 0;
  return readdirSync(folder.pairs).filter((name) => name.endsWith('.age')).length;
}
