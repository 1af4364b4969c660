import { json, type PracticeRequest, type PracticeResponse } from '../http/message.ts';
import type { OrgModel } from '../model/org.ts';
import { clientPair, formOf, sourceIp } from './oauth-request.ts';
import { refusals, refuse } from './refusal.ts';
import { tokenBody } from './session-tokens.ts';
import { grants } from './token-grants.ts';

/** POST /services/oauth2/token */
export function answerToken(org: OrgModel, request: PracticeRequest): PracticeResponse {
  const form = formOf(request);
  const type = form.get('grant_type') ?? '';
  const grant = Object.hasOwn(grants, type) ? grants[type] : undefined;
  if (!grant) return refuse(refusals.unknownGrant);
  const pair = clientPair(request, form);
  const answer = grant(org, { ...pair, form, sourceIp: sourceIp(request) });
  if ('refusal' in answer) return refuse(answer.refusal);
  const body = tokenBody(org, answer, { origin: request.origin, signingSecret: pair.secret });
  return json(200, body, { 'cache-control': 'no-cache, no-store', pragma: 'no-cache' });
}
