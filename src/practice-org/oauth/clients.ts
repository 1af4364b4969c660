import { type App, type Consumer, fieldOf } from '../model/app.ts';
import type { OrgModel } from '../model/org.ts';
import type { Session } from '../model/session.ts';
import { isAccepted, isOauthOn } from './token-rules.ts';

/** A client that requests tokens for a person: an app of the org, or a tool that works with every org. */
export interface OauthClient {
  readonly name: string;
  readonly app: App | null;
  readonly consumer: Consumer | null;
  readonly secret: string | null;
}

/** Tools that Salesforce preinstalls in every org, without a secret. `sf` uses `PlatformCLI`. */
const publicClient = /^Platform[A-Za-z]{2,30}$/;

/** The client with this `client_id`, or null. An app's key counts only if the token endpoint accepts it. */
export function clientOf(org: OrgModel, clientId: string): OauthClient | null {
  if (publicClient.test(clientId)) return { name: clientId, app: null, consumer: null, secret: null };
  const found = org.findPair(clientId);
  if (!found || !isAccepted(org, found) || !isOauthOn(found.app)) return null;
  const { app, consumer, pair } = found;
  return { name: app.developerName, app, consumer, secret: pair.secret };
}

/** Whether the session belongs to the client. */
export function isClientOf(client: OauthClient, session: Session): boolean {
  return client.name === session.client && (client.consumer?.id ?? null) === session.consumerId;
}

/** A public client may redirect only to localhost, an app only to its callback URLs. */
export function mayRedirectTo(client: OauthClient, address: string): boolean {
  if (!client.app) return /^http:\/\/(localhost|127\.0\.0\.1)(:\d{1,5})?\/[\w/-]*$/.test(address);
  const callbacks = fieldOf(client.app, 'ExtlClntAppGlobalOauthSettings', 'callbackUrl') ?? '';
  return callbacks.split(/\s+/).includes(address) && address !== '';
}
