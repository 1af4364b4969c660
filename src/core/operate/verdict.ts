import type { Consumer } from '../model/consumer.ts';
import type { Verdict } from '../model/operation-plan.ts';
import { type DeliveryState, hasPair, nameOf, pendingDelivery, type Rotation } from '../model/rotation.ts';
import { isSameTarget } from '../model/target.ts';
import { linesOf, plainText } from '../plain/text.ts';
import type { SignInRecord } from '../ports/ports.ts';
import { verdictGrounds } from '../words/verdict.ts';

/** Maximum distance between our own token request and its entry in the login history, in ms. */
const probeSlack = 10_000;

export interface VerdictFacts {
  readonly rotation: Rotation | null;
  /** All consumers of the app, also those that the run doesn't know. */
  readonly consumers?: readonly Consumer[];
  /** Deliveries whose file no longer has the new credentials. */
  readonly lost?: readonly DeliveryState[];
  /** Consumers whose file has the credentials that would be deleted. */
  readonly holders?: readonly DeliveryState[];
  /** Client credentials sign-ins of the execution user; null if they can't be read. */
  readonly signIns: readonly SignInRecord[] | null;
  /** Times of our own token requests (epoch ms). */
  readonly probes: readonly number[];
  /** How far the org's clock, which is that of the sign-ins, is ahead of this computer's; default: they agree. */
  readonly aheadMs?: number;
}

/**
 * Whether it is safe to delete the previous credentials. Salesforce doesn't record which credentials a sign-in used, so the
 * confirmed consumers decide. Sign-ins per source address before and after the delivery are only supporting evidence.
 */
export function verdictOf({
  rotation,
  consumers = [],
  lost = [],
  holders = [],
  signIns,
  probes,
  aheadMs = 0,
}: VerdictFacts): Verdict {
  const programs = (rotation?.deliveries ?? []).filter(
    ({ status, target }) => status === 'delivered' && target.kind === 'exec',
  );
  const limits = linesOf(
    verdictGrounds.notRecorded,
    programs.length > 0 && verdictGrounds.notReadBack(programs.map(label)),
    signIns === null && verdictGrounds.noHistory,
  );
  const held = linesOf(holders.length > 0 && verdictGrounds.held(holders.map(label)));
  if (rotation === null) {
    const answer = holders.length > 0 ? 'unsafe' : 'unsure';
    return { answer, grounds: [...held, verdictGrounds.notOurs], limits };
  }
  const { removed = [], hasNoConsumers } = rotation;
  const deliveries = [...rotation.deliveries, ...unknownTo(rotation, consumers)];
  // What a removed consumer got or confirmed before stays true.
  const all = [...deliveries, ...removed];
  const open = all.filter((delivery) => !hasPair(delivery));
  const isHolder = ({ target }: DeliveryState) => holders.some((one) => isSameTarget(one.target, target));
  const told = all.filter((delivery) => hasPair(delivery) && !lost.includes(delivery) && !isHolder(delivery));
  const grounds = linesOf(
    ...held,
    hasNoConsumers && deliveries.length === 0 && verdictGrounds.noConsumers,
    told.length > 0 && verdictGrounds.told([...new Set(told.map(label))]),
    lost.length > 0 && verdictGrounds.lost(lost.map(label)),
    open.length > 0 && verdictGrounds.open([...new Set(open.map(label))]),
    addresses(rotation, signIns, { probes, aheadMs }),
  );
  if (open.length + lost.length + holders.length > 0) return { answer: 'unsafe', grounds, limits };
  const isKnown = told.length > 0 || hasNoConsumers;
  return { answer: isKnown ? 'safe' : 'unsure', grounds, limits };
}

/** Consumers that the run doesn't know. A retirement without a rotation of its own follows one that may have updated them. */
function unknownTo({ kind, staged, deliveries }: Rotation, consumers: readonly Consumer[]): readonly DeliveryState[] {
  const others = consumers.filter(({ target }) => !deliveries.some((one) => isSameTarget(one.target, target)));
  const isOwn = kind === 'retire' && staged === null;
  return others.map(({ target, name, last }) => ({ ...pendingDelivery(target, name), ...(isOwn ? last : null) }));
}

function label(delivery: DeliveryState): string {
  return plainText(nameOf(delivery), 60);
}

/** Source addresses with sign-ins since the delivery, and those that stopped. */
function addresses(
  rotation: Rotation,
  signIns: readonly SignInRecord[] | null,
  { probes, aheadMs }: Pick<VerdictFacts, 'probes'> & { readonly aheadMs: number },
): readonly string[] {
  // A promotion counts by the clock that is ahead (`laterTime`), everything else of this computer by its own.
  const delivered = rotation.deliveries.map(({ at }) => (at === null ? 0 : at + aheadMs));
  const since = Math.max(...delivered, (rotation.rotatedAt ?? 0) + Math.min(0, aheadMs));
  if (signIns === null) return [];
  const foreign = withoutOwn(
    signIns,
    probes.map((probe) => probe + aheadMs),
  );
  const before = countBy(foreign.filter(({ at }) => at < since));
  const after = countBy(foreign.filter(({ at }) => at >= since));
  if (before.size === 0 && after.size === 0) return [verdictGrounds.noSignIn];
  return [...new Set([...before.keys(), ...after.keys()])].map((address) => {
    return verdictGrounds.signIns(address, before.get(address) ?? 0, after.get(address) ?? 0);
  });
}

/**
 * The sign-ins that keyturn didn't make itself: close to none of its requests, or from an address that it never used. Its address
 * may change from one request to the next.
 * @param probes by the org's clock
 */
function withoutOwn(signIns: readonly SignInRecord[], probes: readonly number[]): readonly SignInRecord[] {
  const near = probes.map((probe) =>
    signIns
      .filter(({ at }) => Math.abs(probe - at) <= probeSlack)
      .sort((one, other) => Math.abs(probe - one.at) - Math.abs(probe - other.at)),
  );
  const addressesOf = (some: readonly SignInRecord[]) => [...new Set(some.map(({ sourceIp }) => sourceIp))];
  const sure = new Set(near.map(addressesOf).flatMap((each) => (each.length === 1 ? each : [])));
  const ofKeyturn = (some: readonly SignInRecord[]) => {
    const known = some.filter(({ sourceIp }) => sure.has(sourceIp));
    return known.length > 0 ? known : some.filter(({ sourceIp }) => sourceIp === some[0]?.sourceIp);
  };
  const own = new Set(near.flatMap(ofKeyturn));
  return signIns.filter((one) => !own.has(one));
}

function countBy(signIns: readonly SignInRecord[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { sourceIp } of signIns) counts.set(sourceIp, (counts.get(sourceIp) ?? 0) + 1);
  return counts;
}
