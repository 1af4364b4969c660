import type { ComponentRef, ComponentType, MetadataFile } from '../model/app.ts';
import type { AppPolicyRecord } from '../model/org-traces.ts';
import type { CleanText } from '../plain/outside-text.ts';

export interface DeployRequest {
  /** Files with their paths in the package. The manifest is made from them. */
  readonly files: readonly MetadataFile[];
  readonly checkOnly: boolean;
  /** The API version in which the files are written. The org's if missing. */
  readonly version?: string | undefined;
  /** Needed for a deploy that makes a new key or secret, which Salesforce reports as a warning. False if missing. */
  readonly ignoreWarnings?: boolean;
}

export interface DeployFailure {
  readonly component: CleanText;
  readonly type: CleanText;
  readonly problem: CleanText;
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
  readonly components: readonly {
    readonly component: CleanText;
    readonly type: CleanText;
    readonly changed: boolean;
  }[];
  readonly failures: readonly DeployFailure[];
  readonly canceledBy: CleanText | null;
  /** What the org reports about the current state, for example what is ahead in the queue. */
  readonly detail: CleanText | null;
}

/** A deploy as the org lists it. Used to find a deploy whose answer was lost. */
export interface DeployListing {
  readonly id: string;
  readonly status: string;
  readonly checkOnly: boolean;
  readonly createdById: string;
}

/** The Metadata API. */
export interface Metadata {
  /** Names of all components of these types. Types that the org doesn't know are left out. */
  list(types: readonly ComponentType[]): Promise<readonly ComponentRef[]>;
  /** The files of these components. Components that aren't in the zip are left out. */
  retrieve(components: readonly ComponentRef[]): Promise<readonly MetadataFile[]>;
  /**
   * Sends the deploy once and returns its id. If the answer is lost, OrgUnreachable is thrown, and the caller must check
   * first before it does anything else.
   */
  startDeploy(request: DeployRequest): Promise<string>;
  deployStatus(id: string): Promise<DeployProgress>;
  cancelDeploy(id: string): Promise<void>;
  /** The latest deploys of the org, newest first, at most 25. */
  recentDeploys(): Promise<readonly DeployListing[]>;
  /**
   * The complete policy record of an app (`ExtlClntAppConfigurablePolicies`), found by the app's name. Null if the app has
   * none, or the session can't use the SOAP Metadata API.
   */
  appPolicy(appDeveloperName: string): Promise<AppPolicyRecord | null>;
  /**
   * Sends the complete record with OAuth on or off, in one synchronous call (`updateMetadata`). Off stops every token
   * request of the app.
   * @throws DeployAhead if a running deploy locks the component, OrgRefused, PermissionMissing
   */
  setOauthPlugin(record: AppPolicyRecord, isEnabled: boolean): Promise<void>;
  /** Deploys only the setting that allows reading consumer secrets over REST. Resolves when the org has accepted it. */
  setSecretAccess(enabled: boolean): Promise<void>;
}
