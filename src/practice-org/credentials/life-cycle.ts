import type { Consumer, Pair, StagedPair } from '../model/app.ts';
import { type OrgModel, overlapMs } from '../model/org.ts';

/** Promoted credentials keep the id they had while staged, because the id can follow them back into the slot. */
interface IdentifiedPair extends Pair {
  id?: string;
}

/** Stages new credentials. Whatever was in the slot is deleted. `by` is a user id. */
export function stage(org: OrgModel, consumer: Consumer, by: string): StagedPair {
  if (consumer.staged) consumer.gone.push(consumer.staged);
  const pair = org.newPair(by);
  const staged = inSlot(pair, { id: org.newId('0xS'), state: 'Active', stagedAt: pair.createdAt });
  consumer.staged = staged;
  org.changed();
  return staged;
}

/** Credentials as the staging slot holds them, for 30 days. */
export function inSlot(pair: Pair, slot: Pick<StagedPair, 'id' | 'state' | 'stagedAt'>): StagedPair {
  return { ...bare(pair), ...slot, expiresAt: slot.stagedAt + overlapMs };
}

/**
 * Promotes the staged credentials. The previous ones take their slot for 30 days.
 *
 * @returns the previous credentials, now in the slot
 */
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

/** Whether the token endpoint accepted these credentials before their promotion. If so, there is no propagation delay. */
function wasTaken(org: OrgModel, { state }: StagedPair): boolean {
  return org.knob(state === 'Rotated' ? 'graceAfterRotate' : 'stagedUsable') === true;
}

/** Deletes the credentials in the slot, staged or previous. They stop working at once. */
export function remove(org: OrgModel, consumer: Consumer, staged: StagedPair): void {
  consumer.gone.push(staged);
  consumer.staged = null;
  if (org.knob('killTokens') === 'delete') endTokens(org, consumer);
  org.changed();
}

/** Deletes the current credentials. No consumer has the ones that replace them, so every integration stops. */
export function removePrimary(org: OrgModel, consumer: Consumer): void {
  consumer.gone.push(bare(consumer.primary));
  consumer.primary = org.newPair();
  if (org.knob('killTokens') === 'delete') endTokens(org, consumer);
  org.changed();
}

/** The id that the current credentials had while they were staged, or null. */
export function primaryId(consumer: Consumer): string | null {
  const primary: IdentifiedPair = consumer.primary;
  return primary.id ?? null;
}

function bare({ key, secret, createdAt, createdById }: Pair): Pair {
  return { key, secret, createdAt, createdById };
}

/** A session doesn't record which credentials it came from, so all sessions of the OAuth consumer end. */
export function endTokens(org: OrgModel, consumer: Consumer): void {
  for (const session of org.data.sessions) {
    if (session.kind === 'client-credentials' && session.consumerId === consumer.id) session.isEnded = true;
  }
}
