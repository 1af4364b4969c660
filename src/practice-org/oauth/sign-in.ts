import type { OrgModel } from '../model/org.ts';
import type { Session } from '../model/session.ts';
import { containIfRisky } from './auto-containment.ts';
import type { OauthClient } from './clients.ts';
import { type Refusal, refusals } from './refusal.ts';
import { type NewSession, openSession } from './session-tokens.ts';
import { isAdmitted, signInRefusal } from './token-rules.ts';

/** A parsed request to the token endpoint. */
export interface GrantRequest {
  readonly form: URLSearchParams;
  readonly key: string;
  readonly secret: string;
  /** Address of the token endpoint's org, as the client wrote it. */
  readonly origin: string;
  readonly sourceIp: string;
}

export type Outcome = Session | { readonly refusal: Refusal };

type SignIn = Omit<NewSession, 'user' | 'app' | 'client' | 'consumerId'> & { readonly username: string };

/** Opens a session of a person for a client, if the person can sign in and the app admits them. */
export function signIn(org: OrgModel, client: OauthClient, { username, ...fields }: SignIn): Outcome {
  const user = org.userNamed(username);
  if (!user) return { refusal: refusals.failed };
  const refusal = signInRefusal(org, user);
  if (refusal) return { refusal };
  if (client.app && !isAdmitted(org, client.app, user)) return { refusal: refusals.notApproved };
  const { app, name, consumer } = client;
  const session = openSession(org, { ...fields, user, app, client: name, consumerId: consumer?.id ?? null });
  containIfRisky(org, user, fields.sourceIp);
  return session;
}
