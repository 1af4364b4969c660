import { bearerToken, type PracticeRequest, type PracticeResponse, restError } from '../http/message.ts';
import { fail, invalidSession, Refusal } from '../http/refusal.ts';
import type { OrgModel } from '../model/org.ts';
import { callerOf } from './caller.ts';
import { mayUseMetadata } from './deploy/access-rules.ts';
import { DeployQueue } from './deploy/deploy-queue.ts';
import { answerDeployRequest } from './rest/deploy-request.ts';
import { RetrieveJobs } from './retrieve/retrieve-jobs.ts';
import { answer, apiVersion, faultAnswer, type HttpAnswer, readEnvelope, type SoapRequest } from './soap/envelope.ts';
import { CLIENT_FAULT, illegalSession, insufficientAccess, SoapFault } from './soap/fault.ts';
import { OPERATIONS } from './soap/operations.ts';

export interface MetadataApi {
  /** `POST /services/Soap/m/:version`. The session comes from the SOAP header. Answers are `text/xml`. */
  soap(version: string, body: string): HttpAnswer;
  /** The REST deploy resource; null for other paths. */
  deployRequest(request: PracticeRequest): Promise<PracticeResponse | null>;
  /** Applies finished deploys. Call it before reading the org. */
  settle(): void;
}

const DEPLOY_REQUEST = /^\/services\/data\/v?([^/]+)\/metadata\/deployRequest(?:\/([^/]+))?\/?$/;

/** The Metadata API of a practice org. */
export function createMetadataApi(org: OrgModel): MetadataApi {
  const deploys = new DeployQueue(org);
  const retrieves = new RetrieveJobs(org);

  function invoke(version: string, { sessionId, operation, allOrNone }: SoapRequest): HttpAnswer {
    const caller = sessionId === null ? null : callerOf(org, sessionId);
    if (!caller || caller.isJwt) throw illegalSession();
    if (!mayUseMetadata(caller)) throw insufficientAccess();
    const run = OPERATIONS.get(operation.name);
    if (!run)
      throw new SoapFault(CLIENT_FAULT, `No operation available for request {${operation.namespace}}${operation.name}`);
    const call = { org, deploys, retrieves, caller, version: apiVersion(org, version), allOrNone, operation };
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
    async deployRequest(request) {
      const path = DEPLOY_REQUEST.exec(request.path);
      if (!path) return null;
      deploys.settle();
      try {
        const caller = callerOf(org, bearerToken(request));
        if (!caller) throw invalidSession();
        if (!mayUseMetadata(caller)) throw fail(403, 'INSUFFICIENT_ACCESS', insufficientAccess().message);
        const call = { org, deploys, request, caller, version: apiVersion(org, path[1] ?? '') };
        return await answerDeployRequest(call, path[2] ?? null);
      } catch (error) {
        if (error instanceof Refusal) return error.response;
        if (error instanceof SoapFault) return restError(400, error.code, error.message);
        throw error;
      }
    },
    settle: () => deploys.settle(),
  };
}
