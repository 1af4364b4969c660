import { bodyText, empty, json, type PracticeRequest, type PracticeResponse } from '../http/message.ts';
import { fail, notFound, wrongMethod } from '../http/refusal.ts';
import { isSameId } from '../model/ids.ts';
import type { OrgModel } from '../model/org.ts';
import { alreadyStaged, badCommand, requireRotation, requireSecrets } from './access.ts';
import { type ConsumerPlace, stagedUrl, stagedView } from './credential-views.ts';
import { primaryId, remove, removePrimary, rotate, stage } from './life-cycle.ts';

/** A request for a consumer's staged slot, its caller known. */
export interface StagedRequest {
  readonly org: OrgModel;
  readonly request: PracticeRequest;
  readonly place: ConsumerPlace;
  readonly userId: string;
  readonly permissions: ReadonlySet<string>;
}

/** …/staged. @throws Refusal */
export function answerStagedCollection(call: StagedRequest): PracticeResponse {
  const { org, request, permissions, place } = call;
  org.settleStaged(place.consumer);
  if (request.method === 'GET') {
    requireSecrets(org, permissions);
    return listStaged(call);
  }
  if (request.method !== 'POST') throw wrongMethod(request.method);
  requireRotation(org, permissions);
  readBody(request);
  return stageOne(call);
}

/** …/staged/{id}. @throws Refusal */
export function answerStagedOne(call: StagedRequest, id: string): PracticeResponse {
  const { org, request, permissions, place } = call;
  org.settleStaged(place.consumer);
  if (request.method === 'GET') {
    requireSecrets(org, permissions);
    return json(200, viewOf(call, org.knob('secretOnGet') === true, id));
  }
  requireRotation(org, permissions);
  if (request.method === 'PATCH') return rotateOne(call, id);
  if (request.method === 'DELETE') return removeOne(call, id);
  throw wrongMethod(request.method);
}

function listStaged(call: StagedRequest): PracticeResponse {
  const { org, place } = call;
  const { staged } = place.consumer;
  if (!staged && org.knob('emptyStaged') === '404') throw notFound();
  const secret = org.knob('secretOnGet') === true;
  const stagedCredentials = staged ? [stagedView(org, place, { staged, secret })] : [];
  return json(200, { stagedCredentials, url: stagedUrl(place) });
}

function stageOne(call: StagedRequest): PracticeResponse {
  const { org, place, userId } = call;
  const { staged } = place.consumer;
  const isTaken =
    staged?.state === 'Active' || (staged?.state === 'Rotated' && org.knob('rotatedBlocksStage') === true);
  if (isTaken) throw alreadyStaged(org);
  const fresh = stage(org, place.consumer, userId);
  const shape = org.knob('stagePostShape');
  const view = stagedView(org, place, { staged: fresh, secret: shape !== 'withoutSecret' });
  const status = Number(org.knob('stagePostStatus'));
  if (shape === 'object') return json(status, view);
  if (shape === 'array') return json(status, [view]);
  return json(status, { stagedCredentials: [view], url: stagedUrl(place) });
}

function rotateOne(call: StagedRequest, id: string): PracticeResponse {
  const { org, request, place } = call;
  const staged = slotOf(place, id);
  const { command } = readBody(request);
  if (command !== 'rotate') throw badCommand(org, command);
  if (staged.state === 'Expired' || (staged.state === 'Rotated' && org.knob('rotateBack') !== true)) {
    throw fail(400, 'INVALID_API_INPUT', `Credentials whose state is ${staged.state} can't be rotated.`);
  }
  const rotated = rotate(org, place.consumer, staged);
  return json(200, stagedView(org, place, { staged: rotated, secret: org.knob('secretOnGet') === true }));
}

function removeOne({ org, place }: StagedRequest, id: string): PracticeResponse {
  const main = primaryId(place.consumer);
  if (org.knob('deleteMain') && main !== null && isSameId(main, id)) {
    removePrimary(org, place.consumer);
    return empty(204);
  }
  remove(org, place.consumer, slotOf(place, id));
  return empty(204);
}

function viewOf({ org, place }: StagedRequest, secret: boolean, id: string) {
  return stagedView(org, place, { staged: slotOf(place, id), secret });
}

function slotOf({ consumer }: ConsumerPlace, id: string) {
  const { staged } = consumer;
  if (!staged || !isSameId(staged.id, id)) throw notFound();
  return staged;
}

/** Nothing and `{}` are the same. @throws Refusal when it isn't a JSON object */
function readBody(request: PracticeRequest): Readonly<Record<string, unknown>> {
  const text = bodyText(request).trim();
  if (text === '') return {};
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  } catch {
    // Answered below, like any other body that isn't an object.
  }
  throw fail(400, 'JSON_PARSER_ERROR', 'The body is not a JSON object');
}
