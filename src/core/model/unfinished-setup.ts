/** A setup that changed the org, or may have, and never got as far as watching the app. */
export interface UnfinishedSetup {
  readonly orgId: string;
  readonly org: string;
  readonly app: string;
  readonly user: string;
  /** Epoch ms. */
  readonly since: number;
  /** Continues it, without `keyturn`. */
  readonly command: string;
}
