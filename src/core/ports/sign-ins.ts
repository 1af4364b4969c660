import type { SignIn } from '../model/sign-in.ts';
import type { SalesforceOrg } from './salesforce-org.ts';

export type * from '../model/sign-in.ts';

/** The sign-ins of this computer. The adapters are the files of the Salesforce CLI and the practice org. */
export interface SignIns {
  /** Sends no request to an org. A sign-in that can't be read is listed as broken. */
  list(): Promise<readonly SignIn[]>;
  /** The CLI's `target-org` setting, or null. */
  defaultOrg(): Promise<string | null>;
  /** @throws OrgUnknown, SignInBroken, OrgUnreachable, ApiVersionUnknown */
  open(usernameOrAlias: string, options?: OpenOptions): Promise<SalesforceOrg>;
  /**
   * Signs in through the browser (OAuth with PKCE) and reads the saved sign-in back.
   * @throws SignInNotSaved, SignInTimedOut, LoginAddressInvalid, LoginPortTaken
   */
  login(request: LoginRequest): Promise<SignIn>;
}

export interface OpenOptions {
  /** For example `65.0`; the highest version of the org if missing. */
  readonly apiVersion?: string;
  readonly signal?: AbortSignal;
}

export interface LoginRequest {
  /** https address of a login page: production, sandbox or My Domain. */
  readonly loginUrl: string;
  readonly openBrowser: boolean;
  /** Called with the address, even if the browser was opened. */
  readonly onAddress: (url: string) => void;
  readonly signal?: AbortSignal;
}
