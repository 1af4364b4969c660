import type { About } from '../acts/noted.ts';
import type { AppComponents } from '../external-client-app/components.ts';
import type { FlowPlan } from '../external-client-app/flow-plan.ts';
import type { NewApp } from '../external-client-app/plan-new-app.ts';
import type { AppSummary, Consumer } from '../model/app.ts';
import type { CertificateAnswer } from '../model/certificate.ts';
import type { UserFacts } from '../model/execution-user.ts';
import type { RotationPolicy, StoreReference } from '../model/watched-app.ts';
import type { DeployProgress, NewUser, ObjectGrant, OrgFacts, SalesforceOrg, SecretStore } from '../ports/ports.ts';
import type { Project } from '../project/project.ts';
import type { ProjectPlan } from '../project/project-plan.ts';
import type { SetupPorts } from './setup-io.ts';

/** What the setup knows so far; each step adds its part and takes nothing away. */
export interface SetupFacts {
  readonly ports: SetupPorts;
  readonly org?: OrgPart;
  readonly app?: AppPart;
  readonly user?: UserPart;
  readonly policy?: PolicyPart;
  readonly plan?: PlanPart;
  readonly deploy?: DeployPart;
  readonly proof?: ProofPart;
  readonly dueAt?: number;
}

/** The facts once these parts are there: a step says by its argument what those before it have to have added. */
type Knowing<Parts extends keyof SetupFacts> = SetupFacts & Required<Pick<SetupFacts, Parts>>;
export type WithOrg = Knowing<'org'>;
export type WithApp = Knowing<'org' | 'app'>;
export type WithPolicy = Knowing<'org' | 'app' | 'user' | 'policy'>;
export type WithPlan = WithPolicy & Knowing<'plan'>;
export type WithDeploy = WithPlan & Knowing<'deploy'>;
export type WithProof = WithDeploy & Knowing<'proof'>;
export type WithDueDate = WithProof & Knowing<'dueAt'>;

export interface OrgPart {
  readonly salesforce: SalesforceOrg;
  readonly facts: OrgFacts;
  /** True when consumer secrets can't be read as the org stands, and the person agreed to borrow the setting. */
  readonly borrowsSecretAccess: boolean;
}

export interface AppPart {
  readonly summary: AppSummary;
  /** null until a new app is made, as the org gives it its id and its consumer. */
  readonly live: LiveApp | null;
  /** Set when the app is to be made by this run. */
  readonly creation: NewApp | null;
}

export interface LiveApp {
  readonly id: string;
  readonly consumer: Consumer;
}

export interface UserPart {
  /** Set when the user is to be made by this run; `facts` tell then what it will be. */
  readonly creation: UserCreation | null;
  readonly facts: UserFacts;
  /** A permission set to assign, where the app's policy admits only approved users. */
  readonly grant: string | null;
  /** Reasons that the person typed for choosing a risky user; kept in the audit trail. */
  readonly acceptedRisks: readonly { readonly risk: string; readonly reason: string }[];
}

export interface PolicyPart {
  readonly rotation: RotationPolicy;
  /** null in a dry run. */
  readonly store: ChosenStore | null;
}

/** Opening takes its time; it goes on beside the review, and is waited for before anything is changed. */
export interface ChosenStore {
  readonly kind: StoreReference['kind'];
  readonly opened: Promise<SecretStore>;
}

export interface PlanPart {
  readonly components: AppComponents;
  readonly certificate: CertificateAnswer;
  readonly flow: FlowPlan;
  /** Set when the files of a project are worked on. */
  readonly project: { readonly project: Project; readonly plan: ProjectPlan } | null;
  /** The check-only deploy, when one was run in the review. */
  readonly validated: DeployProgress | null;
}

export interface DeployPart {
  /** null when no metadata had to change. */
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

/** The app that journal entries of the setup are about. */
export function aboutApp({ org, app }: WithApp): About {
  return { orgId: org.salesforce.orgId, org: org.salesforce.name, app: app.summary.developerName };
}

/** The app as the org has it. @throws Error before a new one is made */
export function liveApp({ app }: WithApp): LiveApp {
  if (app.live === null) throw new Error('the new app is not made yet');
  return app.live;
}

/** An execution user that doesn't exist yet, with everything it gets. */
export interface UserCreation extends NewUser {
  readonly profile: { readonly id: string; readonly name: string };
  /** Name and label of the least permission set that it gets. */
  readonly permissionSet: { readonly name: string; readonly label: string };
  readonly objects: readonly ObjectGrant[];
  /** An earlier run began to make this user and was ended. */
  readonly isResumed: boolean;
}
