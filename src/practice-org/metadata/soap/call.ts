import type { OrgModel } from '../../model/org.ts';
import type { Caller } from '../caller.ts';
import type { DeployQueue } from '../deploy/deploy-queue.ts';
import type { RetrieveJobs } from '../retrieve/retrieve-jobs.ts';
import type { XmlElement } from '../xml/read-xml.ts';

/** One SOAP call with everything its operation needs. */
export interface SoapCall {
  readonly org: OrgModel;
  readonly deploys: DeployQueue;
  readonly retrieves: RetrieveJobs;
  readonly caller: Caller;
  /** API version of the address, for example 65. */
  readonly version: number;
  readonly allOrNone: boolean;
  /** The operation's element. Its children are the arguments. */
  readonly operation: XmlElement;
}

/** Returns the elements of the operation's response, as XML. */
export type Operation = (call: SoapCall) => string;
