import type { ComparedAddress, Incident, SignInCounts } from '../model/incident.ts';
import type { SeenAddresses } from '../model/known-addresses.ts';
import { isIn, parseNetwork } from '../plain/ip.ts';
import type { LoginEntry } from '../ports/ports.ts';
import { isKeyturns, spanOf } from './sign-in-summary.ts';

/**
 * The seen addresses, unknown ones first. Only the address that Salesforce saw counts: a header can name any other.
 * @returns null without a list, or if the login history couldn't be read
 */
export function compareAddresses({
  end,
  evidence: { signIns, ownAddress },
  proofTimes,
}: Pick<Incident, 'end' | 'evidence' | 'proofTimes'>): readonly ComparedAddress[] | null {
  const list = end.rotation.emergency?.knownAddresses;
  if (list === undefined || signIns === null) return null;
  const networks = list.flatMap((text) => parseNetwork(text) ?? []);
  const times = [...proofTimes, ...end.rotation.proofs.map(({ at }) => at)];
  const isOwn = (entry: LoginEntry) => ownAddress !== null && isKeyturns(entry, { ownAddress, proofTimes: times });
  return [...Map.groupBy(signIns, ({ sourceIp }) => sourceIp)]
    .map(([sourceIp, entries]) => {
      const address = parseNetwork(sourceIp);
      return {
        sourceIp,
        ...spanOf(entries),
        isKnown: address !== null && networks.some((network) => isIn(network, address)),
        isKeyturns: entries.every(isOwn),
      };
    })
    .sort((one, other) => Number(isStrange(other)) - Number(isStrange(one)) || total(other) - total(one));
}

const mostNamed = 5;

/** The same in numbers, for the run's record. */
export function seenAddresses(compared: readonly ComparedAddress[]): SeenAddresses {
  const strange = compared.filter(isStrange);
  return {
    known: compared.filter(({ isKnown }) => isKnown).length,
    unknown: strange.length,
    some: strange.slice(0, mostNamed).map(({ sourceIp }) => sourceIp),
  };
}

function isStrange({ isKnown, isKeyturns: isOwn }: ComparedAddress): boolean {
  return !isKnown && !isOwn;
}

function total({ succeeded, failed }: SignInCounts): number {
  return succeeded + failed;
}
