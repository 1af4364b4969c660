import type { CleanText } from '../plain/outside-text.ts';
import type { Secret } from './secret.ts';

/**
 * Metadata types of an External Client App with OAuth (Metadata API 59.0 and later), parents before children. Components are
 * listed and deployed in this order.
 */
export const componentTypes = [
  'ExternalClientApplication',
  'ExtlClntAppOauthSettings',
  'ExtlClntAppGlobalOauthSettings',
  'ExtlClntAppConfigurablePolicies',
  'ExtlClntAppOauthConfigurablePolicies',
] as const;
export type ComponentType = (typeof componentTypes)[number];

/**
 * State of an app's client credentials flow. It works only if it is on in both app and policy, and an execution user is set.
 */
export type FlowState =
  | { readonly kind: 'on'; readonly runsAs: CleanText }
  | { readonly kind: 'off'; readonly appSide: boolean | null; readonly policySide: boolean | null }
  | { readonly kind: 'oauth-disabled' }
  | { readonly kind: 'unknown'; readonly why: CleanText };

/** An External Client App from any source. Labels and names are untrusted text from the org. */
export interface AppSummary {
  readonly developerName: CleanText;
  readonly label: CleanText;
  /** `0xI…`; null if only the Metadata API lists the app. */
  readonly id: string | null;
  readonly namespace: CleanText | null;
  readonly isPackaged: boolean;
  readonly flow: FlowState;
  readonly permittedUsers: PermittedUsersPolicy | null;
}

export type PermittedUsersPolicy = 'AdminApprovedPreAuthorized' | 'AllSelfAuthorized';

/** An OAuth consumer of an app. Its `id` has the prefix `888`. */
export interface OAuthConsumer {
  readonly id: string;
  readonly name: CleanText;
  readonly consumerKey: string;
}

/** Credentials: consumer key and consumer secret, which always change together. */
export interface Pair {
  readonly consumerKey: string;
  readonly consumerSecret: Secret;
}

/** Credentials that were delivered, as far as they are known here. */
export type Delivered = Pick<Pair, 'consumerKey'> & Partial<Pair>;

/** The credentials in the staging slot, without the secret. Null for what the org doesn't report. */
export interface StagedPair {
  readonly id: string;
  readonly consumerKey: string | null;
  /** `Active`: staged. `Rotated`: the previous credentials in their overlap (Connect API 65.0). */
  readonly state: 'Active' | 'Rotated' | 'Expired' | 'unknown';
  /** An id or a name; Salesforce doesn't document which. */
  readonly createdBy: CleanText | null;
  /** The username of an author with an id, once it was looked up. Only for people: ids are compared. */
  readonly author?: CleanText;
  /** Epoch ms. */
  readonly createdAt: number | null;
  readonly expiresAt: number | null;
}

/** A user with refresh tokens of an app. They come from other flows, because client credentials issue none. */
export interface RefreshTokenUser {
  readonly username: CleanText;
  readonly uses: number | null;
  /** Epoch ms. */
  readonly lastUsedAt: number | null;
}

/** A component as the Metadata API lists it. Its `fullName` is never derived from other names. */
export interface ComponentRef {
  readonly type: ComponentType;
  readonly fullName: string;
}

/** A metadata file, byte for byte as in the org or project. */
export interface MetadataFile extends ComponentRef {
  /** Path inside the package, with `/`, e.g. `extlClntAppOauthPolicies/Acme_oauthPlcy.ecaOauthPlcy`. */
  readonly path: string;
  readonly content: Uint8Array;
}

/** One line of the plan, and of `changes` in JSON. `from` is null if the element was missing. */
export interface FieldChange {
  readonly component: string;
  readonly type: ComponentType;
  readonly field: string;
  readonly from: string | null;
  readonly to: string;
}
