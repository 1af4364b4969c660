import type { FieldChange } from '../model/app.ts';
import type { RotationPolicy, StoreReference } from '../model/watched-app.ts';

/** `result` of `keyturn setup --json`. Instants are epoch ms here and ISO 8601 in the document. */
export interface SetupResult {
  readonly org: {
    readonly id: string;
    readonly name: string;
    readonly username: string;
    readonly instanceUrl: string;
    readonly isSandbox: boolean;
  };
  readonly app: {
    readonly developerName: string;
    readonly label: string;
    /** null in the dry run of a new app. */
    readonly id: string | null;
    readonly consumerId: string | null;
    readonly consumerKey: string | null;
  };
  /** What was done in a Salesforce DX project; null when none was worked on. */
  readonly project: {
    readonly root: string;
    readonly manifest: string;
    readonly files: readonly string[];
    readonly command: string;
  } | null;
  readonly executionUser: { readonly id: string; readonly username: string };
  readonly changes: readonly FieldChange[];
  /** null when nothing had to change. */
  readonly deploy: {
    readonly id: string;
    readonly status: string;
    readonly checkOnly: boolean;
    readonly components: readonly { readonly component: string; readonly type: string; readonly changed: boolean }[];
  } | null;
  /** null in a dry run. */
  readonly proof: {
    readonly at: number;
    readonly username: string;
    readonly orgId: string;
    readonly scopes: readonly string[];
  } | null;
  readonly store: StoreReference | null;
  readonly policy: RotationPolicy;
  readonly dueAt: number | null;
  readonly warnings: readonly string[];
}
