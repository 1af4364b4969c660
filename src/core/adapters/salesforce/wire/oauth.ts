import { z } from 'zod';

/** A token. `id` is the identity address, which ends in the org id and the user id. */
export const issuedToken = z.object({
  access_token: z.string().min(1),
  id: z.string().regex(/\/00D[A-Za-z0-9]{12,15}\/005[A-Za-z0-9]{12,15}$/),
  scope: z.string().nullish(),
  token_format: z.string().nullish(),
});

/** The claims of a JWT access token that say how long it is valid, in seconds since 1970. */
export const lifeClaims = z.object({ iat: z.number(), exp: z.number() });

export const tokenError = z.object({ error: z.string().min(1), error_description: z.string().nullish() });

export const userInfo = z.object({ preferred_username: z.string().nullish(), user_id: z.string().nullish() });
