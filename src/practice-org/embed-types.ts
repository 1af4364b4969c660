// The build copies this file into the package as the types of `keyturn/practice-org`. It may not import anything.

export type PracticeScenario = 'acme' | 'locked-down' | 'stranger' | 'leak' | 'sandbox' | 'large' | 'vpn';

/** How the org answers where no public source says how Salesforce does. docs/practice-org.md describes each. */
export interface PracticeKnobs {
  readonly stagePostShape: 'collection' | 'object' | 'array' | 'withoutSecret';
  readonly stagePostStatus: 201 | 200;
  readonly secretOnGet: boolean;
  readonly rotatedBlocksStage: boolean;
  readonly rotateAnswer: 'previous' | 'promoted';
  readonly graceAfterRotate: boolean;
  readonly stagedUsable: boolean;
  readonly idFollows: 'credential' | 'slot';
  readonly deleteMain: boolean;
  readonly emptyStaged: 'empty' | '404';
  readonly errorFlavour: 'functionality' | 'access' | 'text';
  readonly killTokens: 'never' | 'rotate' | 'delete';
  readonly expireMode: 'removed' | 'expired';
  readonly dateFormat: 'offset' | 'zulu' | 'absent';
  readonly needRotationPerm: boolean;
  readonly formerUserTokens: boolean;
  readonly apiOnlyEnforced: 'token' | 'deploy' | 'never';
  readonly permittedUsersForCC: boolean;
  readonly bundleStrictness: 'lenient' | 'strict';
  readonly replaceMode: 'replace' | 'merge';
  readonly orderStrict: boolean;
  readonly verificationWall: boolean;
  readonly usageHidesUnused: boolean;
  readonly ecaSoql: 'soql' | 'tooling' | 'none';
  readonly tokenErrorSet: 'specific' | 'generic';
  readonly propagationMs: number;
  readonly edition:
    | 'Unlimited Edition'
    | 'Enterprise Edition'
    | 'Enterprise Edition without staging'
    | 'Developer Edition';
  readonly jwtAdmin: boolean;
  readonly jwtLifetime: 'limited' | 'any';
  readonly scopeParam: 'refused' | 'accepted';
  readonly rotateBack: boolean;
  readonly ipCheckBeforeSecret: boolean;
  readonly userinfoNeedsScope: boolean;
  readonly ccSessionsListed: boolean;
  readonly sessionReuse: boolean;
  readonly jwtTokens: boolean;
  readonly freezeStopsTokens: boolean;
  readonly createBundle: boolean;
  readonly deployMs: number;
  readonly deployRunning: boolean | 'refused';
  readonly cancelDeploy: 'stops' | 'late' | 'refused' | 'commits' | 'hangs';
  readonly newestApiVersion: 68 | 67 | 66 | 65 | 64 | 62 | 60 | 58;
}

interface OnApp {
  /** Developer name. */
  readonly app: string;
}

interface OnConsumer extends OnApp {
  /** Id of an OAuth consumer, if the app has several. */
  readonly consumer?: string;
}

interface OnField extends OnApp {
  readonly field: string;
  readonly value: string;
}

interface OnUser {
  readonly username: string;
}

interface OnPermission extends OnUser {
  readonly permission: string;
}

/** What somebody else could do in the org, with what each act takes. */
export interface PracticeActs {
  readonly rotateInSetup: OnConsumer;
  readonly stage: OnConsumer;
  readonly flowOff: OnApp;
  readonly flowOn: OnApp;
  readonly oauthOff: OnApp;
  readonly oauthOn: OnApp;
  readonly setPolicy: OnField;
  readonly setGlobal: OnField;
  readonly setSettings: OnField;
  /** `value` is a certificate or public key in PEM. */
  readonly setCertificate: OnApp & { readonly value?: string };
  readonly deleteApp: OnApp;
  readonly attackerSignsIn: OnConsumer;
  readonly freeze: OnUser;
  readonly unfreeze: OnUser;
  readonly salesforceFreezes: OnUser;
  readonly vpn: { readonly on: boolean };
  readonly deactivate: OnUser;
  readonly activate: OnUser;
  readonly endSessions: OnUser;
  readonly grantPermission: OnPermission;
  readonly revokePermission: OnPermission;
  readonly secretAccess: { readonly on: boolean };
  readonly secretAccessOverMetadata: { readonly on: boolean };
  readonly refreshSandbox: null;
  readonly verifyIdentity: null;
}

/** What an act takes after its name. */
type GivenTo<Name extends keyof PracticeActs> = PracticeActs[Name] extends null ? [] : [what: PracticeActs[Name]];

/** What goes wrong next. docs/practice-org.md describes each kind. */
export interface PracticeFault {
  readonly kind:
    | 'status'
    | 'delay'
    | 'drop'
    | 'drop-answer'
    | 'cut'
    | 'close'
    | 'slow'
    | 'unauthorized'
    | 'unavailable'
    | 'limit'
    | 'garbage';
  /** Any method if missing. */
  readonly method?: string;
  /** Part of the path; any path if missing. */
  readonly path?: string;
  /** Part of the body; any body if missing. */
  readonly contains?: string;
  /** How many requests it affects; 1 if missing, 0 for all. */
  readonly times?: number;
  readonly status?: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** In ms: the wait of `delay`, and the pause between two bytes of `slow`. */
  readonly ms?: number;
}

/** Credentials that the org has ever issued. */
export interface PracticeCredentials {
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly slot: 'primary' | 'staged' | 'gone';
  readonly state: 'Active' | 'Rotated' | 'Expired' | null;
  /** Id of a user. */
  readonly createdBy: string;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  /** Whether the token endpoint accepts them now. */
  readonly accepted: boolean;
}

export interface PracticeApp {
  readonly developerName: string;
  readonly id: string;
  readonly flow: { readonly app: boolean; readonly policy: boolean };
  readonly executionUser: string | null;
  readonly oauthEnabled: boolean;
  readonly certificate: boolean;
  readonly consumers: readonly { readonly id: string; readonly pairs: readonly PracticeCredentials[] }[];
}

/** What is true in the org. */
export interface PracticeState {
  readonly now: string;
  readonly orgId: string;
  readonly scenario: string;
  readonly apps: readonly PracticeApp[];
  readonly secretAccessOverRest: boolean;
  readonly sessions: readonly {
    readonly id: string;
    readonly username: string | null;
    readonly app: string;
    readonly kind: string;
    readonly sourceIp: string;
    readonly live: boolean;
  }[];
  readonly deploys: readonly { readonly id: string; readonly status: string; readonly checkOnly: boolean }[];
  /** How often each endpoint was called, by `METHOD /path`. */
  readonly calls: Readonly<Record<string, number>>;
  readonly maxInFlight: number;
}

export interface PracticeOrgOptions {
  /** `acme` if missing. */
  readonly scenario?: PracticeScenario;
  /** A free port if missing. */
  readonly port?: number;
  /** HTTPS with a certificate of its own. */
  readonly tls?: boolean;
  readonly knobs?: Partial<PracticeKnobs>;
  /** Start of the org's clock; now if missing. */
  readonly now?: Date;
}

/** A small Salesforce org that runs in this process, on 127.0.0.1. It keeps nothing on disk. */
export interface PracticeOrg {
  readonly instanceUrl: string;
  readonly orgId: string;
  /** The administrator, and an access token that doesn't expire. */
  readonly username: string;
  readonly accessToken: string;
  /** Address of the control API, for other processes. */
  readonly controlUrl: string;
  /** PEM of the certificate that clients must trust; null without TLS. */
  readonly certificate: string | null;
  state(): Promise<PracticeState>;
  /** The current credentials of an app. With several OAuth consumers: of the first. @throws Error if there is no such app */
  credentials(app: string): Promise<PracticeCredentials>;
  /** Does what somebody else could do in the org. @throws Error if it isn't possible */
  act<Name extends keyof PracticeActs>(name: Name, ...what: GivenTo<Name>): Promise<Readonly<Record<string, unknown>>>;
  /** @throws Error for a value that the knob doesn't have */
  setKnobs(knobs: Partial<PracticeKnobs>): Promise<void>;
  /** Moves the org's clock forward, for example by `30d` (`s`, `m`, `h`, `d`). @throws Error for any other text */
  advance(duration: string): Promise<void>;
  /** @throws Error for a fault that isn't possible */
  addFault(fault: PracticeFault): Promise<void>;
  clearFaults(): Promise<void>;
  /** Adds time to every request. @throws Error unless it's between 0 and 60000 */
  setLatency(ms: number): Promise<void>;
  /** Stops the org. Further calls do nothing. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
