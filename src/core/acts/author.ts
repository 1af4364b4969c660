import type { StagedPair } from '../model/app.ts';
import type { Observation } from '../model/observation.ts';
import { authorId } from '../model/slot.ts';
import { idKey } from '../plain/ids.ts';
import type { CleanText } from '../plain/outside-text.ts';
import type { SalesforceOrg } from '../ports/ports.ts';
import { isKeyturnError } from '../reasons/errors.ts';

/**
 * The same observation with the username of the person who staged the credentials in the slot, if keyturn didn't and Salesforce
 * reports only an id. A plan names people. Without an answer, the id stays.
 */
export async function withAuthor(org: SalesforceOrg, seen: Observation): Promise<Observation> {
  const { slot, stored } = seen;
  const id = authorId(slot?.createdBy ?? null);
  if (slot === null || id === null || stored.has(slot.consumerKey ?? '')) return seen;
  return { ...seen, slot: withName(slot, await usernamesOf(org, [id])) };
}

/** The same slots with the usernames of those who staged the credentials. One request for all of them. */
export async function withAuthors(
  org: SalesforceOrg,
  slots: readonly (readonly StagedPair[] | null)[],
): Promise<readonly (readonly StagedPair[] | null)[]> {
  const ids = new Set(slots.flatMap((slot) => slot ?? []).flatMap(({ createdBy }) => authorId(createdBy) ?? []));
  if (ids.size === 0) return slots;
  const names = await usernamesOf(org, [...ids]);
  return slots.map((slot) => slot?.map((pair) => withName(pair, names)) ?? null);
}

function withName(pair: StagedPair, names: ReadonlyMap<string, CleanText>): StagedPair {
  const author = names.get(idKey(authorId(pair.createdBy) ?? ''));
  return author === undefined ? pair : { ...pair, author };
}

/** Empty without an answer. */
async function usernamesOf({ users }: SalesforceOrg, ids: readonly string[]): Promise<ReadonlyMap<string, CleanText>> {
  try {
    return await users.usernames(ids);
  } catch (error) {
    if (!isKeyturnError(error) || error.exitCode === 130) throw error;
    return new Map();
  }
}
