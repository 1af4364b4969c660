import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { reason } from '../../reasons/errors.ts';
import { lateCrypto } from '../late-crypto.ts';
import { isLink, ownFileProblem } from '../own-files.ts';

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
  return `${lateCrypto().createHash('sha256').update(`${orgId}/${consumerKey}`).digest('hex').slice(0, 32)}.age`;
}

/** Whether the store doesn't exist yet. */
export function isNewAgeFolder(folder: AgeFolder): boolean {
  // A link that leads nowhere is there, too: its file may come back.
  return !existsSync(folder.identity) && !isLink(folder.identity);
}

/** Stored pairs that can't be opened, because their identity is gone. */
export function orphanedPairs(folder: AgeFolder): number {
  if (!isNewAgeFolder(folder) || !existsSync(folder.pairs)) return 0;
  return readdirSync(folder.pairs).filter((name) => name.endsWith('.age')).length;
}

/** The system can't read a file, or it is none. Nobody knows whether it is damaged. @param folder null if only one entry is concerned */
export function notReadable(path: string, cause: unknown, folder: AgeFolder | null) {
  const { problem, isNoFile } = ownFileProblem(path, cause);
  const instead = isNoFile ? ({ instead: 'lost' } as const) : {};
  return reason('StoreDamaged', { path, problem, folder: folder?.path ?? null, isUnread: true, ...instead }, { cause });
}
