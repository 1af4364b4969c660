import { hour } from '../plain/time.ts';
import type { Rotation } from './rotation.ts';

/**
 * Whether the current credentials must get a token before the previous ones are deleted: they were verified at their promotion, and
 * a grace period may lie in between. An emergency deletes leaked credentials in any case, and staged ones that are discarded are
 * nobody's way in.
 * @param now by this computer's clock, as the time of the proof. Epoch ms
 */
export function isProofDue({ kind, primaryProvedAt }: Rotation, now: number): boolean {
  if (kind === 'emergency' || kind === 'discard') return false;
  return primaryProvedAt === null || !isProofFresh(primaryProvedAt, now);
}

/** Whether a token shows that credentials work now. The distance counts both ways, because a clock may be set back. */
export function isProofFresh(provedAt: number, now: number): boolean {
  return Math.abs(now - provedAt) <= hour;
}
