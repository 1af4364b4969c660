import type { StartRequest } from '../machine/start-request.ts';
import type { Plan } from '../model/operation-plan.ts';
import type { Consent, OperationKind } from '../model/rotation.ts';
import type { StoreReference, WatchedApp } from '../model/watched-app.ts';
import type { Why } from '../model/why.ts';
import type { SalesforceOrg, SecretStore, SignIns } from '../ports/ports.ts';
import type { RotationPorts } from '../rotation/run.ts';

export interface OperatePorts extends Omit<RotationPorts, 'org' | 'store'> {
  readonly signIns: SignIns;
  readonly openOrg: (name: string) => Promise<SalesforceOrg>;
  /** Opens the store that holds the app's credentials. Default: the usual store. */
  readonly openStore: (known?: StoreReference['kind']) => Promise<SecretStore>;
}

/** The app to work on and the sign-in to use. */
export interface AppRequest {
  readonly watched: WatchedApp;
  /** Alias or username. */
  readonly orgName: string;
  readonly patienceMs: number;
  /** Started automatically, not by a person. */
  readonly isUnattended?: boolean;
  /**
   * Whether a person who sees the plan promotes without the consumers that were removed during the run. Without it, the
   * promotion waits.
   */
  readonly goesWithout?: (plan: Plan) => Promise<boolean>;
  /** Why a person does this; kept with the run. */
  readonly why?: Why | null;
}

export interface OperateRequest extends AppRequest, Omit<StartRequest, 'consent' | 'kind'> {
  readonly kind: OperationKind;
}

/** Shows the plan and returns the consent, or throws. */
export type Agree = (plan: Plan) => Promise<Consent>;
