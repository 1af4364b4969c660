import type { Automation } from '../watch/watched-app.ts';
import { isHandedOver, type Rotation } from './state.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
export const day = 24 * hour;

/** How long Salesforce keeps a staged pair, and a former one in its overlap (contract: Connect REST, life cycle). */
export const overlapMs = 30 * day;

/** A pair younger than this may be unknown to some servers of Salesforce yet, whatever they answer. */
export const freshPairMs = 5 * minute;

/** A request whose answer never came may still be on its way to the org: it is looked at again after this long. */
export const inFlightMs = 5 * second;

const ladder = [minute, 2 * minute, 5 * minute, 10 * minute, 30 * minute, hour, 6 * hour, day];

/**
 * When to try again after `attempt` failures (1 for the first): 1 min, 2, 5, 10, 30, 1 h, 6 h, then daily.
 * @param chance from 0 to 1, drawn once: moves it by ± 5 %
 */
export function retryDelay(attempt: number, chance: number): number {
  const usual = ladder[Math.min(attempt, ladder.length) - 1] ?? minute;
  return Math.round(usual * (0.95 + chance * 0.1));
}

/** After this instant nobody tries by itself any more: 3 days before a pair expires, or 30 days after the start. */
export function retriesEndAt({ startedAt, staged, rotatedAt, overlapEndsAt }: Rotation): number {
  const expiry = rotatedAt === null ? (staged?.expiresAt ?? null) : overlapEndsAt;
  return Math.min(startedAt + 30 * day, expiry === null ? Number.POSITIVE_INFINITY : expiry - 3 * day);
}

/** When the previous pair has lived long enough; null while there is none. */
export function graceEndsAt({ rotatedAt, graceDays, kind }: Rotation): number | null {
  if (rotatedAt === null) return null;
  return kind === 'retire' ? rotatedAt : rotatedAt + graceDays * day;
}

/**
 * Whether the previous pair may be deleted now, its grace period being over. A person who typed the app's name decides;
 * otherwise every consumer has to be confirmed or the automation has to be `rotate`, and `remind` never deletes.
 */
export function mayDelete(rotation: Rotation, automation: Automation): boolean {
  const { kind, consent, graceDays, deliveries, hasNoConsumers } = rotation;
  if (kind === 'retire' || (graceDays === 0 && consent.confirmed)) return true;
  if (automation === 'remind' || !isHandedOver(rotation)) return false;
  return automation === 'rotate' || hasNoConsumers || deliveries.length > 0;
}
