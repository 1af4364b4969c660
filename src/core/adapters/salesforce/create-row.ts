import type { CallOptions, OrgConnection } from './connection.ts';
import { isUpstream } from './soql.ts';
import { createAnswer } from './wire/rest.ts';

/** @returns the id of the new row */
export async function create(
  org: OrgConnection,
  object: string,
  body: object,
  options: Omit<CallOptions, 'kind'>,
): Promise<string> {
  const path = `/sobjects/${object}`;
  const send = { ...options, kind: 'change' } as const;
  return (await org.run(async (jsforce) => createAnswer.parse(await jsforce.requestPost(path, body)), send)).id;
}

/** A row from an earlier attempt is fine too. */
export async function unlessThere(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!isUpstream(error, /^DUPLICATE_VALUE$/)) throw error;
  });
}
