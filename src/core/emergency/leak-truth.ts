import { othersOfUser } from '../acts/others-of-user.ts';
import { seen } from '../acts/seen.ts';
import { withOpenTruth } from '../operate/open-truth.ts';
import type { OperatePorts } from '../operate/operate-request.ts';
import { isHomeFault, isKeyturnError, type KeyturnError } from '../reasons/errors.ts';
import { blockingWords } from '../words/emergency-plan.ts';
import { leakLives, leakWhileEnding } from '../words/leak-lives.ts';
import { withRecordedBlock } from '../words/recorded-block.ts';
import { isGone } from '../words/safety.ts';
import type { EmergencyRequest } from './emergency-request.ts';
import { keptRecordOf } from './spare-containment.ts';

/** An error says what works now, by the record of an open emergency, or else that the leaked credentials do. */
export async function truthfully<Value>(
  ports: OperatePorts,
  request: EmergencyRequest,
  work: () => Promise<Value>,
): Promise<Value> {
  try {
    return await withOpenTruth(ports.state, request.watched, work);
  } catch (error) {
    throw error instanceof OfRun ? error.cause : await withLeak(ports, request, error);
  }
}

/** An error of the run itself, which has already said what is true at its end, whatever the record says by then. */
export class OfRun extends Error {
  override readonly name = 'OfRun';
}

/** A reason's `safe` sentence describes the usual case. An open emergency has already set its own. */
async function withLeak(ports: OperatePorts, request: EmergencyRequest, error: unknown): Promise<unknown> {
  const { state } = ports;
  const { orgId, app, consumerId, executionUser } = request.watched;
  if (!isKeyturnError(error) || error.code === 'JustReplaced' || isGone(error)) return error;
  const open = await state.rotations.open(orgId, consumerId);
  if (open?.emergency) return error;
  const flow = (await state.apps.find(orgId, app, consumerId))?.decommission?.flow;
  if (flow) return error.withSafe(leakWhileEnding(flow));
  const kept = await keptRecordOf(ports, request);
  const record = request.record ?? kept?.record;
  if (record) return withRecordedBlock(error, record, kept?.path ?? null);
  // Blocking access is the one thing that needs no disk.
  const led = isHomeFault(error) && request.containBy === null ? error.withAction(blockingWords(app)) : error;
  return led.withSafe(leakLives(executionUser?.username ?? null, await stoppedByFreeze(ports, request, error)));
}

/** The other apps that a frozen user stops. Asked only of an org that has just answered; null if unknown. */
async function stoppedByFreeze(
  { openOrg }: OperatePorts,
  { orgName, watched }: EmergencyRequest,
  { code }: KeyturnError,
): Promise<readonly string[] | null> {
  if (watched.executionUser === null || code !== 'PermissionMissing') return null;
  const org = await seen(openOrg(orgName), 'org', [], 'name');
  return org && othersOfUser(org, watched, [], 'name');
}
