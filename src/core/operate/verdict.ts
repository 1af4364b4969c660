import { type DeliveryState, hasPair, type Rotation } from '../model/rotation.ts';
import { countOf, plainText } from '../plain/text.ts';
import type { SignInRecord } from '../ports/ports.ts';

/** Whether the previous pair can go, as far as anybody can tell. */
export interface Verdict {
  readonly answer: 'safe' | 'unsure' | 'unsafe';
  /** What speaks for and against it, in words. */
  readonly grounds: readonly string[];
  /** What nobody can tell. */
  readonly limits: readonly string[];
}

/** Our own token requests land in the login history within this distance. In ms. */
const probeSlack = 10_000;

export interface VerdictFacts {
  readonly rotation: Rotation | null;
  /** Client credentials sign-ins of the execution user; null where they can't be seen. */
  readonly signIns: readonly SignInRecord[] | null;
  /** Instants of our own token requests (epoch ms). */
  readonly probes: readonly number[];
}

/**
 * Is it safe to delete the previous pair? Salesforce never records which pair was used, so confirmed consumers decide, and
 * the sign-ins per source address before and after the hand-over only support it.
 */
export function verdictOf({ rotation, signIns, probes }: VerdictFacts): Verdict {
  const limits = [
    'Salesforce does not record which pair a sign-in used: a consumer that signs in may still use the old one.',
    ...(signIns === null ? ['The login history of the execution user can’t be read here.'] : []),
  ];
  if (rotation === null) {
    return {
      answer: 'unsure',
      grounds: ['keyturn did not make this rotation: nobody is recorded as having been told.'],
      limits,
    };
  }
  const { deliveries, hasNoConsumers } = rotation;
  const open = deliveries.filter((delivery) => !hasPair(delivery));
  const told = deliveries.filter(hasPair);
  const grounds = [
    ...(hasNoConsumers && deliveries.length === 0 ? ['It was said that nobody uses the pair.'] : []),
    ...(told.length > 0 ? [`Has the new pair: ${told.map(nameOf).join(', ')}.`] : []),
    ...(open.length > 0 ? [`Not confirmed: ${open.map(nameOf).join(', ')}.`] : []),
    ...addresses(rotation, signIns, probes),
  ];
  if (open.length > 0) return { answer: 'unsafe', grounds, limits };
  const isKnown = told.length > 0 || hasNoConsumers;
  return { answer: isKnown ? 'safe' : 'unsure', grounds, limits };
}

function nameOf({ target }: DeliveryState): string {
  return plainText(target.name, 60);
}

/** Source addresses that sign in since the hand-over, and those that stopped. */
function addresses(
  rotation: Rotation,
  signIns: readonly SignInRecord[] | null,
  probes: readonly number[],
): readonly string[] {
  const since = Math.max(...rotation.deliveries.map(({ at }) => at ?? 0), rotation.rotatedAt ?? 0);
  const foreign = (signIns ?? []).filter(({ at }) => !probes.some((probe) => Math.abs(probe - at) <= probeSlack));
  if (signIns === null) return [];
  const before = countBy(foreign.filter(({ at }) => at < since));
  const after = countBy(foreign.filter(({ at }) => at >= since));
  if (before.size === 0 && after.size === 0) return ['No sign-in of the execution user but our own was seen.'];
  return [...new Set([...before.keys(), ...after.keys()])].map((address) => {
    const [earlier, later] = [before.get(address) ?? 0, after.get(address) ?? 0];
    return `${plainText(address, 60)}: ${countOf(earlier, 'sign-in')} before the hand-over, ${later} since.`;
  });
}

function countBy(signIns: readonly SignInRecord[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { sourceIp } of signIns) counts.set(sourceIp, (counts.get(sourceIp) ?? 0) + 1);
  return counts;
}
