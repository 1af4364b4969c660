import { type App, type Consumer, fieldOf } from '../model/app.ts';
import type { OrgModel } from '../model/org.ts';
import type { Session } from '../model/session.ts';
import { isAccepted, isOauthOn } from './token-rules.ts';

/** Who asks for a token on a person's behalf: an app of the org, or a tool that every org knows. */
export interface OauthClient {
  readonly name: string;
  readonly app: App | null;
  readonly consumer: Consumer | null;
  readonly secret: string | null;
}

/** Tools that Salesforce ships with every org; they have no secret. `PlatformCLI` is the one of the `sf` CLI. */
const publicClient = /^Platform[A-Za-z]{2,30}$/;

/** The client with this `client_id`, or null; an app's pair counts wherever the token endpoint takes it. */
export function clientOf(org: OrgModel, clientId: string): OauthClient | null {
  if (publicClient.test(clientId)) return { name: clientId, app: null, consumer: null, secret: null };
  const found = org.findPair(clientId);
  if (!found || !isAccepted(org, found) || !isOauthOn(found.app)) return null;
  const { app, consumer, pair } = found;
  return { name: app.developerName, app, consumer, secret: pair.secret };
}

/** The client whose session this is, as long as its app exists. */
export function isClientOf(client: OauthClient, session: Session): boolean {
  return client.name === session.client && (client.consumer?.id ?? null) === session.consumerId;
}

/** A public client may send people to its own machine only, an app to its callback URLs. */
export function mayRedirectTo(client: OauthClient, address: string): boolean {
  if (!client.app) return /^http:\/\/(localhost|127\.0\.0\.1)(:\d{1,5})?\/[\w/-]*$/.test(address);
  const callbacks = fieldOf(client.app, 'ExtlClntAppGlobalOauthSettings', 'callbackUrl') ?? '';
  return callbacks.split(/\s+/).includes(address) && address !== '';
}
