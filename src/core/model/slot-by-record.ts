import type { StagedPair } from './app.ts';
import type { RecordedSlot } from './emergency-run.ts';
import { endsNothing, type Rotation } from './rotation.ts';
import type { SlotHolder } from './slot.ts';

/** What an emergency deletes from the staging slot. */
export interface DoomedSlot extends Pick<StagedPair, 'consumerKey' | 'createdBy' | 'expiresAt'> {
  readonly holder: SlotHolder;
  /** The org didn't show the slot. The key is from keyturn's own record; null without one. */
  readonly isUnread?: true;
}

/** The slot of an org that doesn't show it. @param run the newest one of the OAuth consumer, finished or not */
export function unreadSlot(run: Rotation | null, now: number): DoomedSlot {
  const found = run && slotByRecord(run);
  const isThere = found && (found.expiresAt === null || found.expiresAt > now);
  const nothing = { holder: 'unclear', consumerKey: null, expiresAt: null } as const;
  return { ...(isThere ? found : nothing), createdBy: null, isUnread: true };
}

/** What a run has put into the slot, or left in it; null if nothing that it knows of. */
export function slotByRecord(run: Rotation): RecordedSlot | null {
  const { kind, ends, stays, rotatedAt, endedAt, outcome, overlapEndsAt, staged } = run;
  const left = leftInSlot(run);
  if (left) return left;
  if (endedAt !== null || outcome === 'lost' || endsNothing(run)) return null;
  if (kind === 'discard') return { holder: 'unclear', consumerKey: ends, expiresAt: null };
  if (rotatedAt !== null) return { holder: 'previous', consumerKey: ends, expiresAt: overlapEndsAt };
  const holder = kind === 'back' ? 'previous' : 'ours';
  return stays === null ? null : { holder, consumerKey: stays, expiresAt: staged?.expiresAt ?? null };
}

/** What the run before an emergency left in the slot, unless the emergency has deleted it, or may have. */
export function leftInSlot({ emergency }: Pick<Rotation, 'emergency'>): RecordedSlot | null {
  const inSlot = emergency?.inSlot;
  return inSlot && !emergency.freed.includes(inSlot.consumerKey) ? inSlot : null;
}
