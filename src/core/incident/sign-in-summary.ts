import type { LoginEntry } from '../ports/ports.ts';
import type { Evidence } from './evidence.ts';
import { clientCredentialsSubType } from './which-sessions.ts';

/** What came through the app by the client credentials flow from one address. Instants are epoch ms. */
export interface AddressUse {
  readonly sourceIp: string;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly succeeded: number;
  readonly failed: number;
  /** How many of them fall on an instant at which keyturn itself asked for a token, whoever they came from. */
  readonly atOwnProofs: number;
  /** How many of those came from keyturn's own address as well; null where nobody knows that one. */
  readonly byKeyturn: number | null;
  /** Not among the addresses of the 30 days before the time in question; null where nobody knows. */
  readonly isNew: boolean | null;
}

/** What the execution user signed in to beside that, one row for each application and way. */
export interface OtherSignIns {
  readonly application: string;
  /** Type and sub-type in the org's words. */
  readonly way: string;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly addresses: readonly string[];
}

export interface SignInSummary {
  /** Those that need a look first: new ones, then by number. */
  readonly addresses: readonly AddressUse[];
  readonly others: readonly OtherSignIns[];
}

/** The org tells seconds, and its clock is not ours. */
const proofSpanMs = 10_000;

export function hasSucceeded({ status }: LoginEntry): boolean {
  return status === 'Success';
}

/** @param proofTimes when keyturn asked for a token of the app */
export function summarizeSignIns(
  { signIns, earlierAddresses, ownAddress }: Pick<Evidence, 'signIns' | 'earlierAddresses' | 'ownAddress'>,
  names: { readonly label: string; readonly app: string },
  proofTimes: readonly number[],
): SignInSummary | null {
  if (signIns === null) return null;
  const isOurs = ({ application, loginSubType }: LoginEntry) =>
    (application === names.label || application === names.app) && loginSubType === clientCredentialsSubType;
  const isOwnProof = ({ at }: LoginEntry) => proofTimes.some((time) => Math.abs(time - at) <= proofSpanMs);
  const byAddress = Map.groupBy(signIns.filter(isOurs), ({ sourceIp }) => sourceIp);
  const addresses = [...byAddress].map(([sourceIp, entries]) => {
    const atOwnProofs = entries.filter(isOwnProof).length;
    return {
      sourceIp,
      ...spanOf(entries),
      atOwnProofs,
      byKeyturn: ownAddress === null ? null : sourceIp === ownAddress ? atOwnProofs : 0,
      // Without anything to compare with, every address would be a new one.
      isNew: earlierAddresses?.length ? !earlierAddresses.includes(sourceIp) : null,
    };
  });
  return {
    addresses: addresses.sort((one, other) => Number(other.isNew) - Number(one.isNew) || total(other) - total(one)),
    others: othersOf(signIns.filter((entry) => !isOurs(entry))),
  };
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

function spanOf(entries: readonly LoginEntry[]) {
  const succeeded = entries.filter(hasSucceeded).length;
  let firstAt = Number.POSITIVE_INFINITY;
  let lastAt = Number.NEGATIVE_INFINITY;
  for (const { at } of entries) {
    firstAt = Math.min(firstAt, at);
    lastAt = Math.max(lastAt, at);
  }
  return { firstAt, lastAt, succeeded, failed: entries.length - succeeded };
}

function total({ succeeded, failed }: { readonly succeeded: number; readonly failed: number }): number {
  return succeeded + failed;
}
