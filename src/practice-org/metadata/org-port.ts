import type { App, Consumer, Pair } from '../model/app.ts';
import type { FieldMap } from '../model/component.ts';
import type { DeployRecord } from '../model/deploy-record.ts';

/** Who makes a call, as far as the Metadata API cares. */
export interface Caller {
  readonly userId: string;
  readonly name: string;
  /** Names of user permissions as metadata writes them, e.g. `ModifyMetadata`. */
  readonly permissions: ReadonlySet<string>;
  /** The session's token is a JWT: SOAP refuses it. */
  readonly jwt: boolean;
}

/** A permission set as far as metadata shows it. */
export interface PermissionSetFacts {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly license: string;
  /** User permissions it grants, by metadata name. */
  readonly permissions: ReadonlySet<string>;
}

/** When (ms) something was changed, and by whom. */
export interface Change {
  readonly at: number;
  readonly byUserId: string;
}

/** What the Metadata API needs of the org; one small adapter gives it (`org-adapter.ts`). */
export interface MetadataOrg {
  readonly orgId: string;
  readonly sandbox: boolean;
  readonly namespace: string;
  /** Highest API version the org lists. */
  readonly newestVersion: number;
  /** ms since the epoch; advances in real time and with the practice clock. */
  now(): number;
  knob(name: MetadataKnob): string | number | boolean;
  newId(prefix: string): string;
  newPair(createdById: string): Pair;
  newConsumer(name: string, createdById: string): Consumer;
  apps(): Iterable<App>;
  appNamed(developerName: string): App | null;
  /** An app without parts; the org doesn't hold it until it is put. */
  newApp(fields: { developerName: string; label: string }): App;
  putApp(app: App, change: Change): void;
  dropApp(app: App, change: Change): void;
  settings(): FieldMap;
  putSettings(fields: FieldMap): void;
  permissionSets(): Iterable<PermissionSetFacts>;
  putPermissionSet(facts: PermissionSetFacts): void;
  hasProfile(name: string): boolean;
  userNamed(username: string): { readonly id: string; readonly apiOnly: boolean } | null;
  nameOfUser(id: string): string;
  /** Somebody else who may deploy; the same user where there is nobody. */
  otherAdminThan(userId: string): string;
  callerOf(token: string): Caller | null;
  callerById(userId: string): Caller | null;
  readonly deploys: DeployRecord[];
  changed(): void;
}

export type MetadataKnob =
  | 'apiOnlyEnforced'
  | 'bundleStrictness'
  | 'createBundle'
  | 'deployMs'
  | 'deployRunning'
  | 'orderStrict'
  | 'replaceMode';
