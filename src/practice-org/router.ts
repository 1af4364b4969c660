import { handleCredentials } from './credentials/credentials-api.ts';
import { bodyText, json, type PracticeRequest, type PracticeResponse, restError } from './http/message.ts';
import { createMetadataApi, type MetadataApi } from './metadata/metadata-api.ts';
import { faultAnswer } from './metadata/soap/envelope.ts';
import { SoapFault } from './metadata/soap/fault.ts';
import type { OrgModel } from './model/org.ts';
import { keepUsingLeak } from './oauth/leak.ts';
import { handleOauth } from './oauth/oauth-api.ts';
import { countApiCall, withUsage } from './rest/api-usage.ts';
import { handleRest } from './rest/rest-api.ts';
import { answerSoap } from './soap-login.ts';

/** Answers a request as an org would; knows nothing of sockets. */
export interface Router {
  handle(request: PracticeRequest): Promise<PracticeResponse>;
  /** Lets happen what the org's clock says has happened by now: deploys that end, others who sign in. */
  settle(): void;
}

export function createRouter(org: OrgModel): Router {
  const metadata = createMetadataApi(org);
  const settle = () => {
    metadata.settle();
    keepUsingLeak(org);
  };
  return {
    settle,
    handle: async (request) => {
      settle();
      const soap = /^\/services\/Soap\/([muc])\/([^/]+)/.exec(request.path);
      if (soap && request.method === 'POST') return soapAnswer(org, metadata, request, soap);
      const answer = handleOauth(org, request) ?? (await handleData(org, metadata, request));
      return answer ?? restError(404, 'NOT_FOUND', 'The requested resource does not exist');
    },
  };
}

function soapAnswer(
  org: OrgModel,
  metadata: MetadataApi,
  request: PracticeRequest,
  [, service = '', version = '']: readonly string[],
): PracticeResponse {
  const { status, body } = service === 'm' ? metadataAnswer(org, metadata, request, version) : answerSoap(org, request);
  return { status, headers: { 'content-type': 'text/xml; charset=utf-8' }, body };
}

function metadataAnswer(org: OrgModel, metadata: MetadataApi, request: PracticeRequest, version: string) {
  const refusal = countApiCall(org);
  if (refusal) return faultAnswer(new SoapFault(refusal.code, refusal.message));
  return metadata.soap(version, bodyText(request));
}

async function handleData(
  org: OrgModel,
  metadata: MetadataApi,
  request: PracticeRequest,
): Promise<PracticeResponse | null> {
  const token = bearer(request);
  const session = token ? org.sessionOf(token) : null;
  if (!session && /^\/services\/data\/[^/]+\/./.test(request.path)) {
    return restError(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
  }
  if (session && /\/v[\d.]+\/(apps|metadata)\//.test(request.path)) {
    const refusal = countApiCall(org);
    if (refusal) return withUsage(org, refusal.response);
    const answer = (await handleDeployRequest(metadata, request, token)) ?? handleCredentials(org, request, session);
    return answer && withUsage(org, answer);
  }
  return handleRest(org, request, session);
}

async function handleDeployRequest(
  metadata: MetadataApi,
  request: PracticeRequest,
  token: string,
): Promise<PracticeResponse | null> {
  const match = /^\/services\/data\/([^/]+)\/metadata\/deployRequest(?:\/([^/]+))?\/?$/.exec(request.path);
  if (!match) return null;
  const answer = await metadata.deployRequest({
    method: request.method,
    version: match[1] ?? '',
    token,
    id: match[2] ?? null,
    query: request.query,
    contentType: request.headers['content-type'] ?? '',
    body: request.body,
  });
  return json(answer.status, answer.body);
}

function bearer({ headers }: PracticeRequest): string {
  return /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
}
