import { noteOver } from '../acts/findings-over.ts';
import { whyNoStaging } from '../acts/no-staging.ts';
import { observeConsumer } from '../acts/observe.ts';
import { hasMoved } from '../acts/org-address.ts';
import { laterTime } from '../acts/org-clock.ts';
import { afterLook } from '../drift/after-look.ts';
import { type Over, withoutFindings } from '../drift/over.ts';
import type { Action } from '../machine/action.ts';
import type { RotationEvent } from '../machine/events.ts';
import { usualRules } from '../machine/usual-rules.ts';
import type { Observation } from '../model/observation.ts';
import { endsNothing, type Rotation } from '../model/rotation.ts';
import { isKeyturnError, isStateFault, type KeyturnError } from '../reasons/errors.ts';
import { tryPrimary } from './ask-token.ts';
import { note, type Run, record } from './run.ts';
import { settleDeploy } from './settle-deploy.ts';

export async function observe(run: Run): Promise<void> {
  await settleDeploy(run);
  const { kind, rotatedAt, endedAt, primaryProvedAt } = run.rotation;
  const isWaitedFor = kind !== 'emergency' || rotatedAt === null || endedAt !== null || primaryProvedAt !== null;
  const [seen] = await Promise.all([look(run), isWaitedFor ? null : tryPrimary(run)]);
  await believe(run, seen);
}

export async function believe(run: Run, seen: Observation): Promise<void> {
  run.seen = seen;
  run.attempt.isPromotionOpen = false;
  const { reconcile } = run.ports.rules ?? usualRules;
  for (const found of reconcile(run.rotation, seen)) {
    const event = found.type === 'rotated' ? { ...found, at: laterTime(run.ports.org, found.at) } : found;
    if (isNews(run.rotation, event)) await record(run, event);
    if (event.type === 'finished') await note(run, 'finish-rotation', { outcome: event.outcome });
  }
  if (run.rotation.rotatedAt !== null) await followPrimary(run);
  await noteLook(run, seen);
}

const leftOn: Over = new Set(['secret-access-left-on']);

/** What the last check found is over where this run has seen the contrary, and what others have done is found. */
async function noteLook(run: Run, seen: Observation): Promise<void> {
  const { watched, rotation, attempt, ports } = run;
  const look = rotation.emergency?.replaceBy === 'deploy' ? ({ ...seen, isSlotUnread: true } as const) : seen;
  const byLook = afterLook(watched, { run: rotation, seen: look });
  const known = hasMoved(ports.org, watched) ? byLook : withoutFindings(byLook, new Set(['host-changed']));
  const next = attempt.timesOff > 0 ? withoutFindings(known, leftOn) : known;
  if (next === watched) return;
  run.watched = next;
  await ports.state.apps.save(next);
  if (next !== known) await noteOver(ports.state, next, leftOn);
}

/**
 * The same look in parallel with other requests. Returns why it failed, or null.
 * @param isAccessOn REST access to secrets is on
 */
export async function lookAlong(run: Run, isAccessOn = run.attempt.timesOff === 0): Promise<KeyturnError | null> {
  if (!isAccessOn) return null;
  try {
    await observe(run);
    return null;
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    run.seen = null;
    return error;
  }
}

async function look(run: Run): Promise<Observation> {
  const { ports, rotation, watched } = run;
  const { ends, stays, emergency, rotatedAt } = rotation;
  const keys = [ends, stays, ...(emergency?.freed ?? [])];
  const lookWith = (hasSlot: boolean) => observeConsumer(ports, watched, keys, { hasSlot });
  if (emergency?.replaceBy !== 'deploy' || rotatedAt === null) {
    try {
      return await lookWith(emergency?.replaceBy !== 'deploy' && !endsNothing(rotation));
    } catch (error) {
      if (!(await hasNoSlot(run, error))) throw error;
      await record(run, { type: 'nothing-to-delete', at: ports.clock.now() });
      return lookWith(false);
    }
  }
  if (whyNoStaging(ports.org) === null && !run.attempt.isSlotSettled) {
    try {
      const seen = await lookWith(true);
      run.attempt.isSlotSettled = seen.slot === null;
      if (seen.slot === null && emergency.slotHiddenAt !== undefined) await record(run, { type: 'slot-shown' });
      return seen;
    } catch (error) {
      if (!isSlotHidden(run, error)) throw error;
      await leaveSlot(run);
    }
  }
  const { isSlotUnread: _, ...seen } = await lookWith(false);
  return seen;
}

/**
 * Whether this run delivers what others made current in an org without staging: Salesforce shows the secret of the credentials, but
 * refuses the slot, into which keyturn put nothing. The setting was on before and after that: another process may turn it on or off.
 */
async function hasNoSlot({ ports, rotation, watched: { appId, consumerId } }: Run, error: unknown): Promise<boolean> {
  if (!isKeyturnError(error) || error.code !== 'SecretAccessDisabled') return false;
  if (rotation.kind !== 'rotate' || rotation.rotatedAt === null || rotation.staged !== null) return false;
  const { org } = ports;
  const isOn = async () => (await org.secretAccess()) === true;
  const codeOf = (failed: unknown) => {
    if (!isKeyturnError(failed)) throw failed;
    return failed.code;
  };
  if (!(await isOn())) return false;
  const again = await org.apps.staged(appId, consumerId).then(() => null, codeOf);
  if (again !== 'SecretAccessDisabled') return false;
  return (await org.apps.readPair(appId, consumerId).then(() => null, codeOf)) === null && (await isOn());
}

/** Continues without what is in the slot. */
async function leaveSlot(run: Run): Promise<void> {
  run.attempt.isSlotSettled = true;
  if (run.rotation.emergency?.slotHiddenAt === undefined)
    await record(run, { type: 'slot-hidden', at: run.ports.clock.now() });
}

/**
 * The slot may hold other credentials, but the deploy has deleted the leaked ones: a look at it that fails for good doesn't keep
 * access closed.
 * @throws the error of any other action
 */
export async function withoutSlot(run: Run, action: Action, error: unknown): Promise<void> {
  const { attempt, rotation } = run;
  const { emergency, endedAt, savedAt, refusedAt } = rotation;
  const isLeftover = emergency?.replaceBy === 'deploy' && endedAt !== null && savedAt !== null && refusedAt === null;
  const isLook = isLeftover && action.do === 'observe' && !attempt.isSlotSettled;
  if (!isLook || !isKeyturnError(error) || error.retryable || error.exitCode === 130 || isStateFault(error))
    throw error;
  await leaveSlot(run);
}

/** Whether the org doesn't show the slot, not even with REST access to secrets on. */
function isSlotHidden({ attempt, rotation }: Run, error: unknown): boolean {
  if (!isKeyturnError(error) || error.retryable || error.exitCode === 130 || rotation.endedAt === null) return false;
  if (error.code !== 'SecretAccessDisabled' || !rotation.consent.borrow) return true;
  return attempt.timesOff > 1 || attempt.isSlotRefused;
}

/** An event that changes nothing isn't recorded. */
function isNews(rotation: Rotation, event: RotationEvent): boolean {
  if (event.type === 'slot-seen') return rotation.staged?.id !== event.slot.id;
  return event.type !== 'overlap-seen' || rotation.overlapEndsAt !== event.until;
}

/** keyturn watches the new credentials from the moment they are promoted. */
export async function followPrimary(run: Run): Promise<void> {
  const { state, store } = run.ports;
  const { stays, orgId, rotatedAt, startedAt, staged, kind } = run.rotation;
  if (stays === null || run.watched.consumerKey === stays) return;
  // A retirement or a switch back makes no credentials, and Salesforce doesn't say when these were issued.
  const isNew = kind !== 'back' && kind !== 'retire';
  const { ageBefore, consumerKey, issuedAt, ageSource, adoptedAt } = run.watched;
  run.watched = {
    ...run.watched,
    consumerKey: stays,
    store: { kind: store.kind, reference: store.reference(orgId, stays) },
    issuedAt: isNew ? (staged?.createdAt ?? rotatedAt) : null,
    ageSource: isNew ? 'rotated' : 'unknown',
    // What a retirement has as its promotion is the date of the credentials that it deletes.
    adoptedAt: (kind === 'retire' ? startedAt : rotatedAt) ?? adoptedAt,
    // keyturn knew the age of the credentials to which it switches back.
    ...(kind === 'back' && ageBefore?.consumerKey === stays ? ageBefore : {}),
    ageBefore: { consumerKey, issuedAt, ageSource, adoptedAt },
  };
  await state.apps.save(run.watched);
}
