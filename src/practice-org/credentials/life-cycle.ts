import type { Consumer, Pair, StagedPair } from '../model/app.ts';
import { type OrgModel, overlapMs } from '../model/org.ts';

/** A former staged pair keeps its id as primary, so that the id can follow it back into the slot. */
interface IdentifiedPair extends Pair {
  id?: string;
}

/** Puts a new pair beside the primary one; whatever was in the slot is gone. `by` is a user id. */
export function stage(org: OrgModel, consumer: Consumer, by: string): StagedPair {
  if (consumer.staged) consumer.gone.push(consumer.staged);
  const pair = org.newPair(by);
  const staged = inSlot(pair, { id: org.newId('0xS'), state: 'Active', stagedAt: pair.createdAt });
  consumer.staged = staged;
  org.changed();
  return staged;
}

/** A pair as it lies in the slot, for 30 days. */
export function inSlot(pair: Pair, slot: Pick<StagedPair, 'id' | 'state' | 'stagedAt'>): StagedPair {
  return { ...bare(pair), ...slot, expiresAt: slot.stagedAt + overlapMs };
}

/** Makes the staged pair primary; the former primary takes its slot for 30 days. Returns what is in the slot now. */
export function rotate(org: OrgModel, consumer: Consumer, staged: StagedPair): StagedPair {
  const at = org.now();
  const id = org.knob('idFollows') === 'slot' ? staged.id : (primaryId(consumer) ?? org.newId('0xS'));
  const rotated = inSlot(consumer.primary, { id, state: 'Rotated', stagedAt: at });
  const primary: IdentifiedPair = {
    ...bare(staged),
    ...(org.knob('idFollows') === 'slot' ? {} : { id: staged.id }),
    ...(wasTaken(org, staged) ? {} : { promotedAt: at }),
  };
  consumer.primary = primary;
  consumer.staged = rotated;
  if (org.knob('killTokens') === 'rotate') endTokens(org, consumer);
  org.changed();
  return rotated;
}

/** Whether the token endpoint knew the pair before it became primary: then it has nothing new to hear of. */
function wasTaken(org: OrgModel, { state }: StagedPair): boolean {
  return org.knob(state === 'Rotated' ? 'graceAfterRotate' : 'stagedUsable') === true;
}

/** Ends what is in the slot: a staged pair is called off, a former one stops working at once. */
export function remove(org: OrgModel, consumer: Consumer, staged: StagedPair): void {
  consumer.gone.push(staged);
  consumer.staged = null;
  if (org.knob('killTokens') === 'delete') endTokens(org, consumer);
  org.changed();
}

/** Ends the primary pair. Nobody knows the one that takes its place, so every integration of the consumer stops. */
export function removePrimary(org: OrgModel, consumer: Consumer): void {
  consumer.gone.push(bare(consumer.primary));
  consumer.primary = org.newPair();
  if (org.knob('killTokens') === 'delete') endTokens(org, consumer);
  org.changed();
}

/** Id that the primary pair had while it was staged, or null. */
export function primaryId(consumer: Consumer): string | null {
  const primary: IdentifiedPair = consumer.primary;
  return primary.id ?? null;
}

function bare({ key, secret, createdAt, createdById }: Pair): Pair {
  return { key, secret, createdAt, createdById };
}

/** No session tells which pair it came from, so all sessions of the consumer end. */
export function endTokens(org: OrgModel, consumer: Consumer): void {
  for (const session of org.data.sessions) {
    if (session.kind === 'client-credentials' && session.consumerId === consumer.id) session.isEnded = true;
  }
}
