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
  const author = await nameOf(org, id);
  return author === null ? seen : { ...seen, slot: { ...slot, author } };
}

async function nameOf({ users }: SalesforceOrg, id: string): Promise<CleanText | null> {
  try {
    return (await users.usernames([id])).get(idKey(id)) ?? null;
  } catch (error) {
    if (!isKeyturnError(error) || error.exitCode === 130) throw error;
    return null;
  }
}
