import { bodyObject, json, type PracticeRequest, type PracticeResponse } from '../../http/message.ts';
import { fail, notFound, wrongMethod } from '../../http/refusal.ts';
import type { DeployRecord } from '../../model/deploy-record.ts';
import type { OrgModel } from '../../model/org.ts';
import type { Caller } from '../caller.ts';
import { optionsAsJson, optionsOfJson } from '../deploy/deploy-options.ts';
import type { DeployQueue } from '../deploy/deploy-queue.ts';
import { deployResult, restDate } from '../deploy/deploy-result.ts';
import { FormProblem, readDeployForm } from './read-deploy-form.ts';

interface DeployCall {
  readonly org: OrgModel;
  readonly deploys: DeployQueue;
  readonly request: PracticeRequest;
  readonly caller: Caller;
  /** API version of the address, for example 65. */
  readonly version: number;
}

/** The REST resource for deploys: `/metadata/deployRequest[/:id]`. @throws Refusal, SoapFault */
export async function answerDeployRequest(call: DeployCall, id: string | null): Promise<PracticeResponse> {
  const { method } = call.request;
  if (id === null && method === 'POST') return post(call);
  if (id !== null && method === 'GET') return get(call, id);
  if (id !== null && method === 'PATCH') return patch(call, id);
  throw wrongMethod(method, id === null ? ['POST'] : ['GET', 'PATCH']);
}

/** A form with a zip starts a deploy; a JSON body with `validatedDeployRequestId` repeats a validation. */
async function post(call: DeployCall): Promise<PracticeResponse> {
  const { deploys, request, caller, version } = call;
  const contentType = request.headers['content-type'] ?? '';
  if (/^application\/json\b/i.test(contentType)) {
    const id = property(bodyObject(request), 'validatedDeployRequestId');
    if (typeof id !== 'string') throw fail(400, 'JSON_PARSER_ERROR', 'validatedDeployRequestId is missing');
    return json(201, bodyOf(call, deploys.repeat(id, caller), false));
  }
  const form = await readDeployForm(contentType, request.body).catch((error: unknown) => {
    throw error instanceof FormProblem ? fail(400, 'JSON_PARSER_ERROR', error.message) : error;
  });
  if (form.zip === null) throw fail(400, 'MISSING_ARGUMENT', 'The part file is missing');
  const options = optionsOfJson(property(form.json, 'deployOptions'));
  return json(201, bodyOf(call, deploys.submit({ zip: form.zip, options, version, caller }), false));
}

function get(call: DeployCall, id: string): PracticeResponse {
  const record = found(call, id);
  const details = call.request.query.get('includeDetails') === 'true';
  return json(200, { ...bodyOf(call, record, details), url: `${call.version}.0/${record.id}` });
}

/** Cancels a deploy; no other change is possible. */
function patch(call: DeployCall, id: string): PracticeResponse {
  const status = property(property(bodyObject(call.request), 'deployResult'), 'status');
  if (status !== 'Canceling') throw fail(400, 'INVALID_FIELD', 'deployResult.status must be Canceling');
  found(call, id);
  return json(202, bodyOf(call, call.deploys.cancel(id, call.caller), false));
}

function found({ deploys }: DeployCall, id: string): DeployRecord {
  const record = deploys.find(id);
  if (!record) throw notFound();
  return record;
}

function bodyOf({ org, version }: DeployCall, record: DeployRecord, details: boolean) {
  return {
    id: record.id,
    validatedDeployRequestId: record.validatedId,
    deployOptions: optionsAsJson(record.options),
    deployResult: deployResult(org, record, { details, version, date: restDate }),
  };
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : null;
}
