import type { Evidence, OtherSignIns, SignInCounts, SignInSummary } from '../model/incident.ts';
import type { LoginEntry } from '../ports/ports.ts';
import { type AppNames, isThroughApp } from './which-sessions.ts';

/** Allows for the org's clock, and for times in full seconds. In ms. */
const proofSpanMs = 10_000;

export function hasSucceeded({ status }: LoginEntry): boolean {
  return status === 'Success';
}

/** @param proofTimes when keyturn asked for a token of the app */
export function summarizeSignIns(
  { signIns, earlierAddresses, ownAddress }: Pick<Evidence, 'signIns' | 'earlierAddresses' | 'ownAddress'>,
  names: AppNames,
  proofTimes: readonly number[],
): SignInSummary | null {
  if (signIns === null) return null;
  const isOurs = (entry: LoginEntry) => isThroughApp(names, entry);
  const isOwnProof = ({ at }: LoginEntry) => isAtProof(at, proofTimes);
  const byAddress = Map.groupBy(signIns.filter(isOurs), ({ sourceIp }) => sourceIp);
  const addresses = [...byAddress].map(([sourceIp, entries]) => {
    const atOwnProofs = entries.filter(isOwnProof).length;
    return {
      sourceIp,
      ...spanOf(entries),
      atOwnProofs,
      byKeyturn: ownAddress === null ? null : sourceIp === ownAddress ? atOwnProofs : 0,
      // Without earlier addresses, all of them would look new.
      isNew: earlierAddresses?.length ? !earlierAddresses.includes(sourceIp) : null,
    };
  });
  return {
    addresses: addresses.sort((one, other) => Number(other.isNew) - Number(one.isNew) || total(other) - total(one)),
    others: othersOf(signIns.filter((entry) => !isOurs(entry))),
  };
}

/** Whether keyturn asked for a token at this time. Epoch ms. */
export function isAtProof(at: number, proofTimes: readonly number[]): boolean {
  return proofTimes.some((time) => Math.abs(time - at) <= proofSpanMs);
}

/** Whether keyturn itself signed in: it asked for a token then, from its own address if that is known. */
export function isKeyturns(
  { at, sourceIp }: Pick<LoginEntry, 'at' | 'sourceIp'>,
  { ownAddress, proofTimes }: { readonly ownAddress: string | null; readonly proofTimes: readonly number[] },
): boolean {
  return isAtProof(at, proofTimes) && (ownAddress === null || sourceIp === ownAddress);
}

function othersOf(signIns: readonly LoginEntry[]): readonly OtherSignIns[] {
  const wayOf = ({ loginType, loginSubType }: LoginEntry) => [loginType, loginSubType].filter(Boolean).join(', ');
  const groups = Map.groupBy(signIns, (entry) => JSON.stringify([entry.application, wayOf(entry)]));
  return [...groups.values()]
    .flatMap((entries) => {
      const [first] = entries;
      if (!first) return [];
      const addresses = [...new Set(entries.map(({ sourceIp }) => sourceIp))];
      return [{ application: first.application, way: wayOf(first), ...spanOf(entries), addresses }];
    })
    .sort((one, other) => total(other) - total(one));
}

export function spanOf(entries: readonly LoginEntry[]): SignInCounts {
  const succeeded = entries.filter(hasSucceeded).length;
  const instants = entries.map(({ at }) => at).sort((one, other) => one - other);
  const failed = entries.length - succeeded;
  return { firstAt: instants.at(0) ?? 0, lastAt: instants.at(-1) ?? 0, succeeded, failed };
}

function total({ succeeded, failed }: SignInCounts): number {
  return succeeded + failed;
}
