import type { AppSummary, OAuthConsumer, Pair, RefreshTokenUser, StagedPair } from '../model/app.ts';
import type { UserFacts, UserPage, UserSearch } from '../model/execution-user.ts';
import type { OrgPermission } from '../model/org-permission.ts';
import type { FreezeState, LiveToken, LoginEntry, Sessions, SetupChange } from '../model/org-traces.ts';
import type { Secret } from '../model/secret.ts';
import type { OrgKind } from '../model/sign-in.ts';
import type { TokenAnswer } from '../model/token-answer.ts';
import type { CleanText } from '../plain/outside-text.ts';
import type { Metadata } from './metadata.ts';

export type * from '../model/org-permission.ts';
export type * from '../model/org-traces.ts';
export type * from './metadata.ts';

/** Facts about an org and the signed-in person. */
export interface OrgFacts {
  readonly id: string;
  readonly name: CleanText;
  readonly kind: OrgKind;
  readonly isSandbox: boolean;
  readonly edition: CleanText;
  readonly person: { readonly id: string; readonly username: string };
}

/** Effective permissions of the signed-in person. `unknown` are permissions that this org doesn't have. */
export interface PermissionReport {
  readonly granted: ReadonlySet<OrgPermission>;
  readonly missing: ReadonlySet<OrgPermission>;
  readonly unknown: ReadonlySet<OrgPermission>;
}

/**
 * An org, through one sign-in. Every method can throw the reasons of `reasons/org.ts`. After a 401 the session is refreshed
 * and the request repeated once; then SessionExpired. No method retries a change of the org.
 */
export interface SalesforceOrg {
  /** Alias or username with which it was opened, for commands that are shown. */
  readonly name: string;
  readonly orgId: string;
  readonly username: string;
  /** My Domain address without a trailing slash. */
  readonly instanceUrl: string;
  /** The host of that address, if a person allowed it with this command; missing otherwise. */
  readonly allowedHost?: string;
  /** `68.0` */
  readonly apiVersion: string;
  /** False for JWT access tokens, which the SOAP Metadata API refuses. */
  readonly hasOpaqueSession: boolean;
  readonly isPractice: boolean;
  /**
   * Runs what must be finished even after an interruption, such as turning a setting off again: its requests go on, within
   * the time for that.
   */
  mustFinish<Value>(work: () => Promise<Value>): Promise<Value>;
  /**
   * Runs work that keeps all that the org answers. How many answers it takes depends on the org, so it may keep so many bytes of
   * memory together. @throws OrgAnswersTooLarge
   */
  keepingAtMost<Value>(bytes: number, work: () => Promise<Value>): Promise<Value>;
  /** Consumer key of the app that this sign-in uses; null if unknown or Salesforce's own. */
  readonly clientId: string | null;

  facts(): Promise<OrgFacts>;
  permissions(): Promise<PermissionReport>;
  /** Whether consumer secrets can be read over REST; null if the org doesn't report it. */
  secretAccess(): Promise<boolean | null>;
  /**
   * Whether consumer secrets can be read through the Metadata API, which keyturn doesn't need; null if the org doesn't
   * report it.
   */
  metadataSecretAccess(): Promise<boolean | null>;

  /** Daily API requests (REST `limits`). */
  apiRequests(): Promise<{ readonly max: number; readonly remaining: number }>;
  /** The org's time from its `Date` header, in epoch ms with a precision of one second; null if missing. */
  serverTime(): Promise<number | null>;
  /**
   * How far the org's clock is ahead of this computer's, in ms, by the answers so far; negative if it is behind. Null if no
   * answer had a usable date.
   */
  aheadMs(): number | null;

  readonly apps: Apps;
  readonly users: Users;
  readonly sessions: Sessions;
  readonly metadata: Metadata;
  readonly tokens: Tokens;
}

/** External Client Apps and their credentials (data API and Connect REST). */
export interface Apps {
  /** Apps from usage data, SOQL and the Metadata API's list, merged by developer name. A source that fails is left out. */
  list(): Promise<readonly AppSummary[]>;
  /** @throws AppUnknown if the app no longer exists */
  consumers(appId: string): Promise<readonly OAuthConsumer[]>;
  /**
   * The current credentials of an OAuth consumer.
   * @throws SecretAccessDisabled, PermissionMissing, IdentityVerificationNeeded, SecretUnreadable
   */
  readPair(appId: string, consumerId: string): Promise<Pair>;
  /**
   * The credentials in the staging slot; empty if there are none. Requires API version 65.0 or later.
   * @throws SecretAccessDisabled, PermissionMissing, IdentityVerificationNeeded
   */
  staged(appId: string, consumerId: string): Promise<readonly StagedPair[]>;
  /**
   * Stages new credentials. Sent once. Without a readable answer, the caller must check the slot before anything else.
   * `secret` is null if the answer doesn't contain it.
   * @throws SecretAccessDisabled, PermissionMissing, IdentityVerificationNeeded, OrgRefused if the slot is taken
   */
  stage(appId: string, consumerId: string): Promise<{ readonly slot: StagedPair; readonly secret: Secret | null }>;
  /**
   * The credentials in the slot, with `secret` null if the org doesn't show it again; null if there are none with this id. If others
   * promoted the staged credentials a moment ago, the same id may name the previous ones.
   * @throws OrgAnswerUnreadable for an answer without a key: nobody could tell whose secret it has
   */
  stagedSecret(
    appId: string,
    consumerId: string,
    stagedId: string,
  ): Promise<{ readonly consumerKey: string; readonly secret: Secret | null } | null>;
  /** Promotes the credentials in the slot. The previous ones take their place. Sent once. @throws OrgRefused */
  rotate(appId: string, consumerId: string, stagedId: string): Promise<void>;
  /** Deletes the credentials in the slot. Sent once. If they are already gone, that is no error. */
  deleteStaged(appId: string, consumerId: string, stagedId: string): Promise<void>;
  /** Users with refresh tokens of an app, at most 100. */
  refreshTokenUsers(appId: string): Promise<readonly RefreshTokenUser[]>;
}

/** Possible execution users. */
export interface Users {
  /** Candidates, filtered on the server. API-only integration users come first, as far as the server can sort. */
  search(search: UserSearch): Promise<UserPage>;
  /** null if the org has no such username. Finds inactive and frozen users, too. */
  find(username: string): Promise<UserFacts | null>;
  /** The users with these usernames that the org has, in any order. */
  findAll(usernames: readonly string[]): Promise<readonly UserFacts[]>;
  /** Names of the permission sets that admit users to an app with admin approval. */
  permissionSetsOfApp(appId: string): Promise<readonly string[]>;
  /** Sign-ins of a user through the client credentials flow since a time (epoch ms), newest first, at most 2,000. */
  clientCredentialsSignIns(userId: string, since: number): Promise<readonly SignInRecord[]>;
  /** Sign-ins of any user through OAuth apps by other flows since a time (epoch ms), newest first, at most 2,000. */
  otherOauthSignIns(since: number): Promise<readonly SignInRecord[]>;
  /** Usernames by the first 15 characters of their ids. Ids that the org doesn't show are left out. */
  usernames(ids: readonly string[]): Promise<ReadonlyMap<string, CleanText>>;
  /** What a new API-only user needs: the license with its free seats, and its profile. */
  integrationSeats(): Promise<IntegrationSeats>;
  /**
   * Creates an internal user with the language and time zone of the signed-in person. Salesforce sends no mail.
   * @throws UsernameTaken, IntegrationSeatMissing, PermissionMissing
   */
  create(user: NewUser, profileId: string): Promise<string>;
  /** Activates or deactivates a user. Salesforce can't delete users; an inactive one can't sign in and frees its seat. */
  setActive(userId: string, isActive: boolean): Promise<void>;
  /**
   * Assigns the permission set license that integration users need for object permissions.
   * @returns false if the org has none
   */
  grantApiIntegration(userId: string): Promise<boolean>;
  /** Creates what is missing of a permission set with these object permissions. @returns its id */
  ensurePermissionSet(set: NewPermissionSet): Promise<string>;
  /** Deletes a permission set that isn't assigned to anyone. */
  deletePermissionSet(id: string): Promise<void>;
  /** Whether there is a permission set with this name. */
  hasPermissionSet(name: string): Promise<boolean>;
  /** Every sign-in of a user since a time (epoch ms), newest first, at most 2,000. @throws PermissionMissing */
  signIns(userId: string, since: number): Promise<readonly LoginEntry[]>;
  /** Setup changes by a user since a time (epoch ms), newest first, at most 2,000. @throws PermissionMissing */
  setupChanges(userId: string, since: number): Promise<readonly SetupChange[]>;
  /** Developer names of apps whose client credentials flow runs as this user; null if the org doesn't report them. */
  appsRunningAs(username: string): Promise<readonly string[] | null>;
  /** @throws PermissionMissing if the org doesn't show the row */
  freezeState(userId: string): Promise<FreezeState>;
  /** Freezes or unfreezes a user over REST. @throws PermissionMissing, OrgRefused */
  setFrozen(state: FreezeState, isFrozen: boolean): Promise<void>;
  /** Assigns a permission set by name. Does nothing if it is already assigned. */
  grantPermissionSet(userId: string, permissionSet: string): Promise<void>;
}

/** A row of the login history. Salesforce doesn't record which credentials were used. */
export interface SignInRecord {
  /** Epoch ms. */
  readonly at: number;
  readonly sourceIp: CleanText;
  /** Label of the app; untrusted text. */
  readonly application: CleanText;
  readonly succeeded: boolean;
}

export interface IntegrationSeats {
  /** null if the org doesn't have this license. */
  readonly license: { readonly total: number; readonly used: number } | null;
  /** The API-only profile of that license, under either of its names; null if missing. */
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

/**
 * The token endpoint at the org's My Domain address. Refusals and silence are answers, too: it throws only Interrupted, and
 * only if the caller gave no signal of its own.
 */
export interface Tokens {
  clientCredentials(pair: Pair, options?: TokenOptions): Promise<TokenAnswer>;
  /**
   * Requests a token and makes one harmless call with it (REST `limits`).
   * @returns the problem as text, or null if it worked
   */
  callWith(pair: Pair, signal?: AbortSignal): Promise<string | null>;
  /** A token to test again later; null if none was issued. Never throws. */
  hold(pair: Pair, signal?: AbortSignal): Promise<LiveToken | null>;
}

export interface TokenOptions {
  readonly signal?: AbortSignal | undefined;
  /** False if the ids are enough, which saves the request for the username. True if missing. */
  readonly withUsername?: boolean;
}
