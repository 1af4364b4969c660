import type { SignIn } from '../model/sign-in.ts';
import type { SalesforceOrg } from './salesforce-org.ts';

export type * from '../model/sign-in.ts';

/** The sign-ins of this computer. Real ones come from the Salesforce CLI's own files; the practice org is the other adapter. */
export interface SignIns {
  /** Never asks an org; one that can't be read comes back as broken instead of failing the list. */
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
  /** `65.0`; the highest that the org lists when left out. */
  readonly apiVersion?: string;
  readonly signal?: AbortSignal;
}

export interface LoginRequest {
  /** https address of a login page: production, sandbox or My Domain. */
  readonly loginUrl: string;
  readonly openBrowser: boolean;
  /** Called with the address to open, also when the browser is opened. */
  readonly onAddress: (url: string) => void;
  readonly signal?: AbortSignal;
}
