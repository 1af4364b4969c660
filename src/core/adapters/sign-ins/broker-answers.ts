import { createHash } from 'node:crypto';
import { z } from 'zod';
import { address, name, sentence, token } from '../salesforce/wire/text.ts';

/** Messages between the sign-in broker and this process. Only `token` contains tokens. */
export const brokerToken = z.object({
  username: name,
  orgId: name,
  instanceUrl: address,
  accessToken: token,
  /** Where the sign-in is renewed; null for `instanceUrl`. */
  loginUrl: address.nullable(),
  clientId: name.nullable(),
});
export type BrokerToken = z.input<typeof brokerToken>;

/** Which sign-in to renew, and at which addresses. */
export type BrokerRenewal = { readonly name: string } & Pick<BrokerToken, 'instanceUrl' | 'loginUrl'>;

export const brokerSignIn = z.object({
  username: name,
  aliases: z.array(name),
  orgId: name,
  instanceUrl: address,
  isSandbox: z.boolean(),
  isScratch: z.boolean(),
  isTrial: z.boolean(),
  /** When the org expires, in epoch ms; null if it doesn't. */
  expiresAt: z.number().nullable(),
  /** How the sign-in is renewed, if at all. `lost-key` names an unreadable key file. */
  renewal: z.discriminatedUnion('by', [
    z.object({ by: z.enum(['token', 'key', 'nothing']) }),
    z.object({ by: z.literal('lost-key'), path: name, clientId: name.nullable() }),
  ]),
  edition: name,
  /** Why the sign-in can't be used, or null. */
  problem: sentence.nullable(),
});
export type BrokerSignIn = z.input<typeof brokerSignIn>;

export const brokerList = z.object({
  signIns: z.array(brokerSignIn),
  defaultOrg: name.nullable(),
  /** Why no alias is known, or null. */
  aliasProblem: sentence.nullable(),
});
export type BrokerList = z.input<typeof brokerList>;

export const addressEvent = z.object({ address });
export const brokerLogin = z.object({ username: name, tokenFingerprint: name });
export type BrokerLogin = z.input<typeof brokerLogin>;

/** To tell whether two tokens are the same. */
export function fingerprintOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
