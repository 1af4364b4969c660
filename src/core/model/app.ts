import type { Secret } from './secret.ts';

/**
 * The metadata types that make up an External Client App with OAuth (Metadata API, 59.0 and later); parents before what hangs on
 * them: the order in which components are listed and deployed.
 */
export const componentTypes = [
  'ExternalClientApplication',
  'ExtlClntAppOauthSettings',
  'ExtlClntAppGlobalOauthSettings',
  'ExtlClntAppConfigurablePolicies',
  'ExtlClntAppOauthConfigurablePolicies',
] as const;
export type ComponentType = (typeof componentTypes)[number];

/** How far the client credentials flow of an app is turned on; it runs only when both sides have it on and a user is named. */
export type FlowState =
  | { readonly kind: 'on'; readonly runsAs: string }
  | { readonly kind: 'off'; readonly appSide: boolean | null; readonly policySide: boolean | null }
  | { readonly kind: 'oauth-disabled' }
  | { readonly kind: 'unknown'; readonly why: string };

/** An External Client App as found from any source. Labels and names come from the org: untrusted text. */
export interface AppSummary {
  readonly developerName: string;
  readonly label: string;
  /** `0xI…`; null where only the Metadata API knows the app. */
  readonly id: string | null;
  readonly namespace: string | null;
  readonly isPackaged: boolean;
  readonly flow: FlowState;
  readonly permittedUsers: PermittedUsersPolicy | null;
}

export type PermittedUsersPolicy = 'AdminApprovedPreAuthorized' | 'AllSelfAuthorized';

/** One consumer (OAuth client) of an app. `id` has the prefix `888`. */
export interface Consumer {
  readonly id: string;
  readonly name: string;
  readonly consumerKey: string;
}

/** A credential: consumer key and consumer secret, which always change together. */
export interface Pair {
  readonly consumerKey: string;
  readonly consumerSecret: Secret;
}

/** What lies in the staged slot of a consumer, without its secret. What the org doesn't tell is null. */
export interface StagedPair {
  readonly id: string;
  readonly consumerKey: string | null;
  /** `Active`: staged, `Rotated`: the previous pair in its overlap (contract of the Connect API, 65.0). */
  readonly state: 'Active' | 'Rotated' | 'Expired' | 'unknown';
  /** An id or a name: no source says which. */
  readonly createdBy: string | null;
  /** Epoch ms. */
  readonly createdAt: number | null;
  readonly expiresAt: number | null;
}

/** Somebody who holds refresh tokens of an app: another flow than client credentials, which issues none. */
export interface RefreshTokenUser {
  readonly username: string;
  readonly uses: number | null;
  /** Epoch ms. */
  readonly lastUsedAt: number | null;
}

/** A component as the Metadata API lists it; `fullName` is never guessed. */
export interface ComponentRef {
  readonly type: ComponentType;
  readonly fullName: string;
}

/** One metadata file, byte for byte as the org or a project holds it. */
export interface MetadataFile extends ComponentRef {
  /** Path inside the package, with `/`, e.g. `extlClntAppOauthPolicies/Acme_oauthPlcy.ecaOauthPlcy`. */
  readonly path: string;
  readonly content: Uint8Array;
}

/** One line of the plan, and of `changes` in JSON. `from` is null where the element was not there. */
export interface FieldChange {
  readonly component: string;
  readonly type: ComponentType;
  readonly field: string;
  readonly from: string | null;
  readonly to: string;
}
