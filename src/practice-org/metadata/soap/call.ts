import type { OrgModel } from '../../model/org.ts';
import type { Caller } from '../caller.ts';
import type { DeployQueue } from '../deploy/deploy-queue.ts';
import type { RetrieveJobs } from '../retrieve/retrieve-jobs.ts';
import type { XmlElement } from '../xml/read-xml.ts';

/** One SOAP call with everything its operation may use. */
export interface SoapCall {
  readonly org: OrgModel;
  readonly deploys: DeployQueue;
  readonly retrieves: RetrieveJobs;
  readonly caller: Caller;
  /** API version of the address, e.g. 65. */
  readonly version: number;
  readonly allOrNone: boolean;
  /** The operation's element; its children are the arguments. */
  readonly operation: XmlElement;
}

/** An operation answers with the elements of its response, as XML. */
export type Operation = (call: SoapCall) => string;
