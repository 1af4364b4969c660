import { handleCredentials } from './credentials/credentials-api.ts';
import { refuseElsewhere } from './elsewhere.ts';
import { bearerToken, bodyText, type PracticeRequest, type PracticeResponse } from './http/message.ts';
import { invalidSession, notFound } from './http/refusal.ts';
import { createMetadataApi, type MetadataApi } from './metadata/metadata-api.ts';
import { faultAnswer } from './metadata/soap/envelope.ts';
import { SoapFault } from './metadata/soap/fault.ts';
import type { OrgModel } from './model/org.ts';
import { keepUsingLeak } from './oauth/leak.ts';
import { handleOauth } from './oauth/oauth-api.ts';
import { countApiCall, withUsage } from './rest/api-usage.ts';
import { handleRest } from './rest/rest-api.ts';
import { handleSetupPage } from './setup-page.ts';
import { answerSoap } from './soap-login.ts';

/** Answers requests as an org would, without sockets. */
export interface Router {
  handle(request: PracticeRequest): Promise<PracticeResponse>;
  /** Applies what is due by the org's clock: finished deploys, and sign-ins of others. */
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
      const soap = /^\/services\/Soap\/(\w+)\/([^/]+)/.exec(request.path);
      if (soap && request.method === 'POST') return soapAnswer(org, metadata, request, soap);
      const answer =
        handleOauth(org, request) ??
        handleSetupPage(org, request) ??
        refuseElsewhere(request) ??
        (await handleData(org, metadata, request));
      return answer ?? notFound().response;
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
  const session = org.sessionOf(bearerToken(request));
  if (!session && /^\/services\/data\/[^/]+\/./.test(request.path)) return invalidSession().response;
  if (!session || !/\/v[\d.]+\/(apps|metadata)\//.test(request.path)) return handleRest(org, request, session);
  const refusal = countApiCall(org);
  if (refusal) return withUsage(org, refusal.response);
  const answer = (await metadata.deployRequest(request)) ?? handleCredentials(org, request, session);
  return answer && withUsage(org, answer);
}
