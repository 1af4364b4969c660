import { z } from 'zod';
import { nameLike, optionalSentence, optionalText, sentence, token } from './text.ts';

/** A token. `id` is the identity address, which ends in the org id and the user id. */
export const issuedToken = z.object({
  access_token: token,
  id: nameLike(/\/00D[A-Za-z0-9]{12,15}\/005[A-Za-z0-9]{12,15}$/),
  scope: optionalText,
  token_format: optionalText,
});

/** The claims of a JWT access token that say how long it is valid, in seconds since 1970. */
export const lifeClaims = z.object({ iat: z.number(), exp: z.number() });

export const tokenError = z.object({ error: sentence, error_description: optionalSentence });

export const userInfo = z.object({ preferred_username: optionalText, user_id: optionalText });
