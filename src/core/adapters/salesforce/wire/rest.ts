import { z } from 'zod';
import { anyColumns, name, nameLike, nextAddress, optionalText } from './text.ts';

/** A flag in the data API. Older orgs may not have it. */
export const optionalFlag = z
  .boolean()
  .nullish()
  .transform((flag) => flag ?? null);

/** Epoch ms of `2022-03-17T16:21:26.000+0000` (REST) or `2023-10-09T08:47:44.875Z` (SOAP); null for anything else. */
export const optionalInstant = z
  .string()
  .nullish()
  .transform((text) => (text ? instantOf(text) : null));

/** A list. null becomes empty. An answer without it is the answer to something else. */
export function list<Item extends z.ZodType>(item: Item) {
  return z
    .array(item)
    .nullable()
    .transform((items) => items ?? []);
}

export function instantOf(text: string): number | null {
  const instant = Date.parse(text.trim().replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isNaN(instant) ? null : instant;
}

/** `GET /services/data` */
export const versionsAnswer = z.array(z.object({ version: nameLike(/^\d{1,3}\.\d$/) })).min(1);

/** A page of `GET /query` or `/tooling/query`. */
export function queryAnswer<Row>(row: z.ZodType<Row> = z.unknown() as unknown as z.ZodType<Row>) {
  return z.object({
    totalSize: z.number().int().nonnegative(),
    done: z.boolean(),
    records: z.array(row),
    nextRecordsUrl: nextAddress,
  });
}

/** `POST /sobjects/<type>` */
export const createAnswer = z.object({ id: name, success: z.boolean() });

export const organizationRow = z.object({
  Id: name,
  Name: name,
  OrganizationType: optionalText,
  IsSandbox: z.boolean(),
  TrialExpirationDate: optionalText,
});

export const idRow = z.object({ Id: name });

/** One row of UserPermissionAccess: one flag per permission. */
export const flagsRow = anyColumns;

/** `GET /limits` */
export const limitsAnswer = z.object({
  DailyApiRequests: z.object({ Max: z.number().nonnegative(), Remaining: z.number() }),
});
