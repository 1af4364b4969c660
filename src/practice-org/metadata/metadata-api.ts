import type { OrgModel } from '../model/org.ts';
import { mayUseMetadata } from './deploy/access-rules.ts';
import { DeployQueue } from './deploy/deploy-queue.ts';
import { metadataOrg } from './org-adapter.ts';
import type { MetadataOrg } from './org-port.ts';
import { DeployRequestResource, type RestAnswer, restError } from './rest/deploy-request.ts';
import { RetrieveJobs } from './retrieve/retrieve-jobs.ts';
import type { SoapCall } from './soap/call.ts';
import { answer, faultAnswer, type HttpAnswer, readEnvelope, type SoapRequest } from './soap/envelope.ts';
import { CLIENT_FAULT, illegalSession, insufficientAccess, SoapFault } from './soap/fault.ts';
import { OPERATIONS } from './soap/operations.ts';

/** A request to `/services/data/:version/metadata/deployRequest[/:id]`, its token read from the Authorization header. */
export interface DeployRequestCall {
  readonly method: string;
  /** As in the path: `v65.0` or `65.0`. */
  readonly version: string;
  readonly token: string;
  readonly id: string | null;
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly body: Uint8Array;
}

export interface MetadataApi {
  /** `POST /services/Soap/m/:version`. The session is the one in the SOAP header. Answers are `text/xml`. */
  soap(version: string, body: string): HttpAnswer;
  /** The REST deploy resource. `body` of the answer is to be sent as JSON. */
  deployRequest(call: DeployRequestCall): Promise<RestAnswer>;
  /** Lets deploys whose time has come take effect: to be called before anything reads the org. */
  settle(): void;
}

/** Older versions of the API are retired. */
const OLDEST_VERSION = 31;

/** The Metadata API of a practice org. */
export function createMetadataApi(org: OrgModel): MetadataApi {
  return metadataApiOn(metadataOrg(org));
}

/** The Metadata API of anything that gives it what it needs. */
export function metadataApiOn(org: MetadataOrg): MetadataApi {
  const deploys = new DeployQueue(org);
  const retrieves = new RetrieveJobs(org);
  const resource = new DeployRequestResource(org, deploys);

  function invoke(version: string, request: SoapRequest): HttpAnswer {
    const caller = request.sessionId === null ? null : org.callerOf(request.sessionId);
    if (!caller || caller.jwt) throw illegalSession();
    if (!mayUseMetadata(caller)) throw insufficientAccess();
    const { operation, allOrNone } = request;
    const run = OPERATIONS.get(operation.name);
    if (!run)
      throw new SoapFault(CLIENT_FAULT, `No operation available for request {${operation.namespace}}${operation.name}`);
    const call: SoapCall = { org, deploys, retrieves, caller, version: apiVersion(org, version), allOrNone, operation };
    return answer(operation.name, run(call));
  }

  return {
    soap(version, body) {
      deploys.settle();
      try {
        apiVersion(org, version);
        return invoke(version, readEnvelope(body));
      } catch (error) {
        if (!(error instanceof SoapFault)) throw error;
        return faultAnswer(error);
      }
    },
    async deployRequest(call) {
      deploys.settle();
      try {
        return await rest(org, resource, call);
      } catch (error) {
        if (!(error instanceof SoapFault)) throw error;
        return restError(400, error.code, error.message);
      }
    },
    settle: () => deploys.settle(),
  };
}

function apiVersion(org: MetadataOrg, text: string): number {
  const match = /^v?(\d{1,3})(?:\.0)?$/.exec(text);
  const version = Number(match?.[1]);
  if (version >= OLDEST_VERSION && version <= org.newestVersion) return version;
  throw new SoapFault('UNSUPPORTED_API_VERSION', 'Invalid Api version specified on URL');
}

async function rest(org: MetadataOrg, resource: DeployRequestResource, call: DeployRequestCall): Promise<RestAnswer> {
  const caller = org.callerOf(call.token);
  if (!caller) return restError(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
  if (!mayUseMetadata(caller)) return restError(403, 'INSUFFICIENT_ACCESS', insufficientAccess().message);
  const given = { caller, version: apiVersion(org, call.version), contentType: call.contentType, body: call.body };
  const { id } = call;
  if (id === null && call.method === 'POST') return resource.post(given);
  if (id !== null && call.method === 'GET') return resource.get(given, id, call.query);
  if (id !== null && call.method === 'PATCH') return resource.patch(given, id);
  return restError(405, 'METHOD_NOT_ALLOWED', `HTTP Method '${call.method}' not allowed`);
}
