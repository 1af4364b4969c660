import { createHash } from 'node:crypto';
import { z } from 'zod';

/** Messages between the sign-in broker and this process. Only `token` contains tokens. */
export const brokerToken = z.object({
  username: z.string(),
  orgId: z.string(),
  instanceUrl: z.string(),
  accessToken: z.string().min(1),
  /** Where the sign-in is renewed; null for `instanceUrl`. */
  loginUrl: z.string().nullable(),
  clientId: z.string().nullable(),
});
export type BrokerToken = z.infer<typeof brokerToken>;

/** Which sign-in to renew, and at which addresses. */
export type BrokerRenewal = { readonly name: string } & Pick<BrokerToken, 'instanceUrl' | 'loginUrl'>;

export const brokerSignIn = z.object({
  username: z.string(),
  aliases: z.array(z.string()),
  orgId: z.string(),
  instanceUrl: z.string(),
  isSandbox: z.boolean(),
  isScratch: z.boolean(),
  isTrial: z.boolean(),
  /** When the org expires, in epoch ms; null if it doesn't. */
  expiresAt: z.number().nullable(),
  /** How the sign-in is renewed, if at all. `lost-key` names an unreadable key file. */
  renewal: z.discriminatedUnion('by', [
    z.object({ by: z.enum(['token', 'key', 'nothing']) }),
    z.object({ by: z.literal('lost-key'), path: z.string() }),
  ]),
  edition: z.string(),
  /** Why the sign-in can't be used, or null. */
  problem: z.string().nullable(),
});
export type BrokerSignIn = z.infer<typeof brokerSignIn>;

export const brokerList = z.object({ signIns: z.array(brokerSignIn), defaultOrg: z.string().nullable() });
export type BrokerList = z.infer<typeof brokerList>;

export const addressEvent = z.object({ address: z.string() });
export const brokerLogin = z.object({ username: z.string(), tokenFingerprint: z.string() });
export type BrokerLogin = z.infer<typeof brokerLogin>;

/** To tell whether two tokens are the same. */
export function fingerprintOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
