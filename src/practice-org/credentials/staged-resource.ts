import { bodyObject, bodyText, empty, json, type PracticeRequest, type PracticeResponse } from '../http/message.ts';
import { fail, notFound, wrongMethod } from '../http/refusal.ts';
import type { StagedPair } from '../model/app.ts';
import { isSameId } from '../model/ids.ts';
import { alreadyStaged, badCommand, requireRotation, requireSecrets } from './access.ts';
import { type ConsumerCall, stagedUrl, stagedView } from './credential-views.ts';
import { primaryId, remove, removePrimary, rotate, stage } from './life-cycle.ts';

/** …/staged. @throws Refusal */
export function answerStagedCollection(call: ConsumerCall): PracticeResponse {
  const { org, request, permissions, consumer } = call;
  org.settleStaged(consumer);
  if (request.method === 'GET') {
    requireSecrets(org, permissions);
    return listStaged(call);
  }
  if (request.method !== 'POST') throw wrongMethod(request.method, ['GET', 'POST']);
  requireRotation(org, permissions);
  readBody(request);
  return stageOne(call);
}

/** …/staged/{id}. @throws Refusal */
export function answerStagedOne(call: ConsumerCall, id: string): PracticeResponse {
  const { org, request, permissions, consumer } = call;
  org.settleStaged(consumer);
  if (request.method === 'GET') {
    requireSecrets(org, permissions);
    return json(200, laterView(call, slotOf(call, id)));
  }
  requireRotation(org, permissions);
  if (request.method === 'PATCH') return rotateOne(call, id);
  if (request.method === 'DELETE') return removeOne(call, id);
  throw wrongMethod(request.method, ['GET', 'PATCH', 'DELETE']);
}

function listStaged(call: ConsumerCall): PracticeResponse {
  const { org, consumer } = call;
  const { staged } = consumer;
  if (!staged && org.knob('emptyStaged') === '404') throw notFound();
  const stagedCredentials = staged ? [laterView(call, staged)] : [];
  return json(200, { stagedCredentials, url: stagedUrl(call) });
}

function stageOne(call: ConsumerCall): PracticeResponse {
  const { org, consumer, userId } = call;
  const { staged } = consumer;
  const isTaken =
    staged?.state === 'Active' || (staged?.state === 'Rotated' && org.knob('rotatedBlocksStage') === true);
  if (isTaken) throw alreadyStaged(org);
  const fresh = stage(org, consumer, userId);
  const shape = org.knob('stagePostShape');
  const view = stagedView(call, { staged: fresh, secret: shape !== 'withoutSecret' });
  const status = Number(org.knob('stagePostStatus'));
  if (shape === 'object') return json(status, view);
  if (shape === 'array') return json(status, [view]);
  return json(status, { stagedCredentials: [view], url: stagedUrl(call) });
}

function rotateOne(call: ConsumerCall, id: string): PracticeResponse {
  const { org, request, consumer } = call;
  const staged = slotOf(call, id);
  const { command } = readBody(request);
  if (command !== 'rotate') throw badCommand(org, command);
  if (staged.state === 'Expired' || (staged.state === 'Rotated' && org.knob('rotateBack') !== true)) {
    throw fail(400, 'INVALID_API_INPUT', `Credentials whose state is ${staged.state} can't be rotated.`);
  }
  const previous = rotate(org, consumer, staged);
  return json(
    200,
    laterView(call, org.knob('rotateAnswer') === 'promoted' ? { ...staged, state: 'Active' } : previous),
  );
}

function removeOne(call: ConsumerCall, id: string): PracticeResponse {
  const { org, consumer } = call;
  const main = primaryId(consumer);
  if (org.knob('deleteMain') && main !== null && isSameId(main, id)) removePrimary(org, consumer);
  else remove(org, consumer, slotOf(call, id));
  return empty(204);
}

/** The staging slot in answers to later requests, which may leave the secret out. */
function laterView(call: ConsumerCall, staged: StagedPair) {
  return stagedView(call, { staged, secret: call.org.knob('secretOnGet') === true });
}

function slotOf({ consumer }: ConsumerCall, id: string) {
  const { staged } = consumer;
  if (!staged || !isSameId(staged.id, id)) throw notFound();
  return staged;
}

/** An empty body counts as `{}`. @throws Refusal when the body isn't a JSON object */
function readBody(request: PracticeRequest): Readonly<Record<string, unknown>> {
  const body = bodyText(request).trim() === '' ? {} : bodyObject(request);
  if (body === null) throw fail(400, 'JSON_PARSER_ERROR', 'The body is not a JSON object');
  return body;
}
