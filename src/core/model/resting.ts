import type { Rotation } from './rotation.ts';

/** Verified staged credentials are waiting for a rotation. */
export function isResting({ kind, finishedAt, stop, retry, stagedProvedAt, rotatedAt }: Rotation): boolean {
  return (
    kind === 'stage' &&
    finishedAt === null &&
    stop === null &&
    retry === null &&
    stagedProvedAt !== null &&
    rotatedAt === null
  );
}
