import type { About } from '../acts/noted.ts';
import type { AppComponents } from '../external-client-app/components.ts';
import type { FlowPlan } from '../external-client-app/flow-plan.ts';
import type { NewApp } from '../external-client-app/plan-new-app.ts';
import type { AppSummary, OAuthConsumer } from '../model/app.ts';
import type { CertificateAnswer } from '../model/certificate.ts';
import type { UserFacts } from '../model/execution-user.ts';
import type { Target } from '../model/target.ts';
import type { Drift, RotationPolicy, StoreReference } from '../model/watched-app.ts';
import type { DeployProgress, NewUser, ObjectGrant, OrgFacts, SalesforceOrg, SecretStore } from '../ports/ports.ts';
import type { Project } from '../project/project.ts';
import type { ProjectPlan } from '../project/project-plan.ts';
import type { SetupPorts } from './setup-io.ts';

/** What the setup knows. Each step adds its part and removes nothing. */
export interface SetupFacts {
  readonly ports: SetupPorts;
  readonly org?: OrgPart;
  readonly app?: AppPart;
  readonly user?: UserPart;
  readonly policy?: PolicyPart;
  readonly consumers?: ConsumersPart;
  readonly plan?: PlanPart;
  readonly deploy?: DeployPart;
  readonly proof?: ProofPart;
  readonly dueAt?: number;
  /** What to know about the age of the secret; null if its issue date is known. */
  readonly ageNote?: string | null;
  /** What others did to the app, as far as it was seen when keyturn began to watch it. */
  readonly drift?: readonly Drift[];
  /** When the files are written that have no credentials yet; null without any. */
  readonly unwrittenNote?: string | null;
}

/** Facts with these parts. A step's argument type names the parts that earlier steps must have added. */
type Knowing<Parts extends keyof SetupFacts> = SetupFacts & Required<Pick<SetupFacts, Parts>>;
export type WithOrg = Knowing<'org'>;
export type WithApp = Knowing<'org' | 'app'>;
export type WithPolicy = Knowing<'org' | 'app' | 'user' | 'policy'>;
export type WithConsumers = WithPolicy & Knowing<'consumers'>;
export type WithPlan = WithConsumers & Knowing<'plan'>;
export type WithDeploy = WithPlan & Knowing<'deploy'>;
export type WithProof = WithDeploy & Knowing<'proof'>;
export type WithDueDate = WithProof & Knowing<'dueAt' | 'ageNote'>;

export interface OrgPart {
  readonly salesforce: SalesforceOrg;
  readonly facts: OrgFacts;
  /** True if REST access to secrets is off and the person agreed to turn it on temporarily. */
  readonly borrowsSecretAccess: boolean;
}

export interface AppPart {
  readonly summary: AppSummary;
  /** Null until a new app exists: the org assigns its id and its OAuth consumer. */
  readonly live: LiveApp | null;
  /** Set if this run creates the app. */
  readonly creation: NewApp | null;
}

export interface LiveApp {
  readonly id: string;
  readonly consumer: OAuthConsumer;
}

export interface UserPart {
  /** Set if this run creates the user. `facts` then describe the user as it will be. */
  readonly creation: UserCreation | null;
  /** The user that this run has created. */
  readonly created?: { readonly username: string; readonly permissionSet: string };
  readonly facts: UserFacts;
  /** A permission set to assign, if the app's policy admits only approved users. */
  readonly grant: string | null;
  /** Typed reasons for choosing a risky user. The audit trail keeps them. */
  readonly acceptedRisks: readonly { readonly risk: string; readonly reason: string }[];
}

export interface PolicyPart {
  readonly rotation: RotationPolicy;
  /** Null in a dry run. */
  readonly store: ChosenStore | null;
}

/** Who uses the credentials. */
export interface ConsumersPart {
  /** Names of the consumers that the watched app had before. They stay. */
  readonly known: readonly string[];
  /** Targets of new consumers. */
  readonly targets: readonly Target[];
  /** The person said that nobody uses the credentials yet. */
  readonly isNobody: boolean;
}

/** Opening the store takes a while. It runs during the review and must finish before anything changes. */
export interface ChosenStore {
  readonly kind: StoreReference['kind'];
  readonly opened: Promise<SecretStore>;
}

export interface PlanPart {
  readonly components: AppComponents;
  readonly certificate: CertificateAnswer;
  readonly flow: FlowPlan;
  /** Set if the setup edits the files of a project. */
  readonly project: { readonly project: Project; readonly plan: ProjectPlan } | null;
  /** The check-only deploy of the review, if there was one. */
  readonly validated: DeployProgress | null;
}

export interface DeployPart {
  /** Null if no metadata had to change. */
  readonly progress: DeployProgress | null;
}

export interface ProofPart {
  readonly at: number;
  readonly username: string;
  readonly orgId: string;
  readonly scopes: readonly string[];
  readonly store: StoreReference;
  readonly consumerKey: string;
}

/** The app for journal entries of the setup. */
export function aboutApp({ org, app }: WithApp): About {
  return { orgId: org.salesforce.orgId, org: org.salesforce.name, app: app.summary.developerName };
}

/** The app in the org. @throws Error before a new app exists */
export function liveApp({ app }: WithApp): LiveApp {
  if (app.live === null) throw new Error('the new app does not exist yet');
  return app.live;
}

/** An execution user that doesn't exist yet, with its permissions. */
export interface UserCreation extends NewUser {
  readonly profile: { readonly id: string; readonly name: string };
  /** Name and label of the permission set for the user. */
  readonly permissionSet: { readonly name: string; readonly label: string };
  readonly objects: readonly ObjectGrant[];
  /** True if an earlier run started to create this user and was interrupted. */
  readonly isResumed: boolean;
}
