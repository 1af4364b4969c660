import type {
  AppSummary,
  ComponentRef,
  ComponentType,
  Consumer,
  MetadataFile,
  Pair,
  RefreshTokenUser,
  StagedPair,
} from '../model/app.ts';
import type { UserFacts, UserPage, UserSearch } from '../model/execution-user.ts';
import type { OrgPermission } from '../model/org-permission.ts';
import type {
  AppPolicyRecord,
  FreezeState,
  LiveToken,
  LoginEntry,
  Sessions,
  SetupChange,
} from '../model/org-traces.ts';
import type { Secret } from '../model/secret.ts';
import type { OrgKind } from '../model/sign-in.ts';
import type { TokenAnswer } from '../model/token-answer.ts';

export type * from '../model/org-permission.ts';
export type * from '../model/org-traces.ts';

/** What an org says of itself and of the person who is signed in. */
export interface OrgFacts {
  readonly id: string;
  readonly name: string;
  readonly kind: OrgKind;
  readonly isSandbox: boolean;
  readonly edition: string;
  readonly person: { readonly id: string; readonly username: string };
}

/** Effective permissions of the signed-in person; `unknown` are columns that this org doesn't have. */
export interface PermissionReport {
  readonly granted: ReadonlySet<OrgPermission>;
  readonly missing: ReadonlySet<OrgPermission>;
  readonly unknown: ReadonlySet<OrgPermission>;
}

/**
 * One org through one sign-in. Every method may throw the reasons of `reasons/org.ts`; a 401 is answered with one
 * refresh and one more try, then SessionExpired. No method retries anything that changes the org.
 */
export interface SalesforceOrg {
  /** Alias or username it was opened with, for commands that are shown to the person. */
  readonly name: string;
  readonly orgId: string;
  readonly username: string;
  /** My Domain address without a trailing slash. */
  readonly instanceUrl: string;
  /** `68.0` */
  readonly apiVersion: string;
  /** False for JWT access tokens, which the SOAP Metadata API refuses. */
  readonly hasOpaqueSession: boolean;
  readonly isPractice: boolean;
  /** Consumer key of the app through which this sign-in came about; null where it isn't known or is Salesforce's own. */
  readonly clientId: string | null;

  facts(): Promise<OrgFacts>;
  permissions(): Promise<PermissionReport>;
  /** Whether consumer secrets may be read over REST; null where the org doesn't tell. */
  secretAccess(): Promise<boolean | null>;
  /** Whether consumer secrets may be read through the Metadata API, which nothing here needs; null where the org doesn't tell. */
  metadataSecretAccess(): Promise<boolean | null>;

  /** The requests of the day (REST `limits`). */
  apiRequests(): Promise<{ readonly max: number; readonly remaining: number }>;
  /** The org's time by its `Date` header, to the second; null where it doesn't tell. */
  serverTime(): Promise<number | null>;

  readonly apps: Apps;
  readonly users: Users;
  readonly sessions: Sessions;
  readonly metadata: Metadata;
  readonly tokens: Tokens;
}

/** External Client Apps and their credentials (data API and Connect REST). */
export interface Apps {
  /** United by developer name from usage data, SOQL and the Metadata API's list; a source that fails is left out. */
  list(): Promise<readonly AppSummary[]>;
  /** @throws AppUnknown when the app id is gone */
  consumers(appId: string): Promise<readonly Consumer[]>;
  /**
   * The primary pair of a consumer.
   * @throws SecretAccessDisabled, PermissionMissing, IdentityVerificationNeeded, SecretUnreadable
   */
  readPair(appId: string, consumerId: string): Promise<Pair>;
  /**
   * What lies in the staged slot of a consumer; empty when nothing does. API version 65.0 and later.
   * @throws SecretAccessDisabled, PermissionMissing, IdentityVerificationNeeded
   */
  staged(appId: string, consumerId: string): Promise<readonly StagedPair[]>;
  /**
   * Stages a new pair. Sent once; when no readable answer comes, the caller looks at the slot before anything else.
   * `secret` is null where the answer doesn't show it.
   * @throws SecretAccessDisabled, PermissionMissing, IdentityVerificationNeeded, OrgRefused when the slot is taken
   */
  stage(appId: string, consumerId: string): Promise<{ readonly slot: StagedPair; readonly secret: Secret | null }>;
  /** The secret of the pair in the slot; null where the org doesn't show it again. */
  stagedSecret(appId: string, consumerId: string, stagedId: string): Promise<Secret | null>;
  /** Makes the pair in the slot primary; the former one takes its place. Sent once. @throws OrgRefused */
  rotate(appId: string, consumerId: string, stagedId: string): Promise<void>;
  /** Ends the pair in the slot. Sent once; one that is gone already is no error. */
  deleteStaged(appId: string, consumerId: string, stagedId: string): Promise<void>;
  /** Who holds refresh tokens of an app, at most 100. */
  refreshTokenUsers(appId: string): Promise<readonly RefreshTokenUser[]>;
}

/** Users who might become the execution user. */
export interface Users {
  /** Best candidates first as far as the server can sort (API-only integration users, then others); filtered on the server. */
  search(search: UserSearch): Promise<UserPage>;
  /** null when the org has no such username; inactive and frozen users are found too. */
  find(username: string): Promise<UserFacts | null>;
  /** Those of these users that the org has, in no order. */
  findAll(usernames: readonly string[]): Promise<readonly UserFacts[]>;
  /** Names of the permission sets through which an app with an admin-approved policy admits users. */
  permissionSetsOfApp(appId: string): Promise<readonly string[]>;
  /** Sign-ins of a user through the client credentials flow since an instant (epoch ms), newest first, at most 2,000. */
  clientCredentialsSignIns(userId: string, since: number): Promise<readonly SignInRecord[]>;
  /** Sign-ins of anybody through an OAuth app by any other flow since an instant (epoch ms), newest first, at most 2,000. */
  otherOauthSignIns(since: number): Promise<readonly SignInRecord[]>;
  /** Usernames by the 15 characters of their ids; ids that the org doesn't show are left out. */
  usernames(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** What a new API-only user would get: the licence with its free seats, and the profile for it. */
  integrationSeats(): Promise<IntegrationSeats>;
  /**
   * Creates an internal user in the language and time zone of the person who is signed in; no mail is sent.
   * @throws UsernameTaken, IntegrationSeatMissing, PermissionMissing
   */
  create(user: NewUser, profileId: string): Promise<string>;
  /** A user can't be deleted in Salesforce; an inactive one can't sign in, and its seat is free. */
  setActive(userId: string, isActive: boolean): Promise<void>;
  /** Gives the permission set licence that object permissions of integration users need; false where the org has none. */
  grantApiIntegration(userId: string): Promise<boolean>;
  /** A permission set of this name with these object permissions, made as far as it isn't there; returns its id. */
  ensurePermissionSet(set: NewPermissionSet): Promise<string>;
  /** Deletes a permission set that is assigned to nobody. */
  deletePermissionSet(id: string): Promise<void>;
  /** Whether a permission set has this name. */
  hasPermissionSet(name: string): Promise<boolean>;
  /** Every sign-in of a user since an instant (epoch ms), newest first, at most 2,000. @throws PermissionMissing */
  signIns(userId: string, since: number): Promise<readonly LoginEntry[]>;
  /** What a user changed in Setup since an instant (epoch ms), newest first, at most 2,000. @throws PermissionMissing */
  setupChanges(userId: string, since: number): Promise<readonly SetupChange[]>;
  /** Developer names of the apps whose client credentials flow runs as this user; null where the org doesn't tell. */
  appsRunningAs(username: string): Promise<readonly string[] | null>;
  /** @throws PermissionMissing when the row isn't shown */
  freezeState(userId: string): Promise<FreezeState>;
  /** Freezes or unfreezes by REST. @throws PermissionMissing, OrgRefused */
  setFrozen(state: FreezeState, isFrozen: boolean): Promise<void>;
  /** Assigns a permission set by name; already assigned is fine. */
  grantPermissionSet(userId: string, permissionSet: string): Promise<void>;
}

/** A line of the login history. No record of Salesforce tells which pair was used. */
export interface SignInRecord {
  /** Epoch ms. */
  readonly at: number;
  readonly sourceIp: string;
  /** Label of the app; untrusted text. */
  readonly application: string;
  readonly succeeded: boolean;
}

export interface IntegrationSeats {
  /** null where the org has no such licence. */
  readonly license: { readonly total: number; readonly used: number } | null;
  /** The API-only profile of that licence, by either of its names; null where it is missing. */
  readonly profile: { readonly id: string; readonly name: string } | null;
}

export interface NewUser {
  readonly username: string;
  readonly email: string;
  readonly lastName: string;
}

export type ObjectRight = 'Read' | 'Create' | 'Edit' | 'Delete';

export interface ObjectGrant {
  /** API name: `Account`. */
  readonly object: string;
  readonly rights: readonly ObjectRight[];
}

export interface NewPermissionSet {
  readonly name: string;
  readonly label: string;
  readonly objects: readonly ObjectGrant[];
}

export interface DeployRequest {
  /** Files with their paths inside the package; the manifest is made from them. */
  readonly files: readonly MetadataFile[];
  readonly checkOnly: boolean;
  /** Needed where a deploy makes a new key or secret, which Salesforce reports as a warning. False when left out. */
  readonly ignoreWarnings?: boolean;
}

export interface DeployFailure {
  readonly component: string;
  readonly type: string;
  readonly problem: string;
}

export interface DeployProgress {
  readonly id: string;
  readonly status:
    | 'Pending'
    | 'InProgress'
    | 'FinalizingDeploy'
    | 'FinalizingDeployFailed'
    | 'Succeeded'
    | 'SucceededPartial'
    | 'Failed'
    | 'Canceling'
    | 'Canceled';
  readonly done: boolean;
  readonly checkOnly: boolean;
  readonly componentsDone: number;
  readonly componentsTotal: number;
  readonly components: readonly { readonly component: string; readonly type: string; readonly changed: boolean }[];
  readonly failures: readonly DeployFailure[];
  readonly canceledBy: string | null;
  /** What the org says of the current state, e.g. what is queued ahead. */
  readonly detail: string | null;
}

/** A deploy as the org lists it; used to find one whose answer was lost. */
export interface DeployListing {
  readonly id: string;
  readonly status: string;
  readonly checkOnly: boolean;
  readonly createdById: string;
}

/** The Metadata API. */
export interface Metadata {
  /** Names of all components of these types; types that the org doesn't know are empty. */
  list(types: readonly ComponentType[]): Promise<readonly ComponentRef[]>;
  /** The files of these components; one that is not in the zip is missing from the answer. */
  retrieve(components: readonly ComponentRef[]): Promise<readonly MetadataFile[]>;
  /** Sends once and returns the deploy's id. A lost answer surfaces as OrgUnreachable; the caller looks before it does anything else. */
  startDeploy(request: DeployRequest): Promise<string>;
  deployStatus(id: string): Promise<DeployProgress>;
  cancelDeploy(id: string): Promise<void>;
  /** The newest deploys of the org, newest first, at most 25. */
  recentDeploys(): Promise<readonly DeployListing[]>;
  /**
   * The whole record of the policies of an app (`ExtlClntAppConfigurablePolicies`), found by the app it names; null where
   * the app has none, or the session can't use the SOAP Metadata API.
   */
  appPolicy(appDeveloperName: string): Promise<AppPolicyRecord | null>;
  /**
   * Sends the whole record with OAuth on or off, in one synchronous call (`updateMetadata`): off stops every token request
   * of the app.
   * @throws DeployAhead when the component is locked by a running deploy, OrgRefused, PermissionMissing
   */
  setOauthPlugin(record: AppPolicyRecord, isEnabled: boolean): Promise<void>;
  /** Deploys the single element that lets consumer secrets be read over REST; resolves when the org has taken it. */
  setSecretAccess(enabled: boolean): Promise<void>;
}

/** The token endpoint at the org's My Domain address. Never throws for an answer or for silence: both are answers. */
export interface Tokens {
  clientCredentials(pair: Pair, options?: TokenOptions): Promise<TokenAnswer>;
  /** Asks for a token and makes one harmless call with it (REST `limits`); the problem in words, or null when it worked. */
  callWith(pair: Pair, signal?: AbortSignal): Promise<string | null>;
  /** A token to be looked at again later; null when none was issued. Never throws. */
  hold(pair: Pair, signal?: AbortSignal): Promise<LiveToken | null>;
}

export interface TokenOptions {
  readonly signal?: AbortSignal | undefined;
  /** False where the ids are enough: saves the request for the name of the user. True when left out. */
  readonly withUsername?: boolean;
}
