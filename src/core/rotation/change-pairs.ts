import { laterTime, timeIn } from '../acts/org-clock.ts';
import { afterHiddenSecret } from '../machine/decide.ts';
import type { Pair } from '../model/app.ts';
import { endsNothing, stayingKey } from '../model/rotation.ts';
import type { SecretStore } from '../ports/ports.ts';
import { isKeyturnError, reason } from '../reasons/errors.ts';
import { answerProblems } from '../words/org-answers.ts';
import { type Request, requestWords } from '../words/requests.ts';
import { followPrimary } from './look.ts';
import { areStillDelivered, isStillAccepted } from './recheck.ts';
import { journalledBy, note, type Run, record } from './run.ts';

export async function stagePair(run: Run): Promise<void> {
  const { org, store, clock, tell, state } = run.ports;
  tell({ kind: 'doing', act: 'stage' });
  // The org says when credentials were staged. Only by its own clock they fit this request.
  await record(run, { type: 'stage-intended', at: timeIn(org, clock) });
  run.seen = null;
  await journalledBy(run, 'stage', {}, async (_intent, note) => {
    const { slot, secret } = await org.apps.stage(run.watched.appId, run.rotation.consumerId);
    const { consumerKey } = slot;
    if (consumerKey === null) throw unreadable(run, 'stage', answerProblems.noConsumerKey);
    const pair = secret && { consumerKey, consumerSecret: secret };
    if (pair) await keep(store, pair, run);
    await record(run, { type: 'staged', consumerKey, slot });
    if (pair) await record(run, { type: 'saved', at: clock.now() });
    run.attempt.isSecretHidden = pair === null;
    await note({
      rotation: run.rotation.id,
      consumerKey,
      fingerprint: pair ? await state.fingerprint(pair.consumerSecret) : null,
    });
  });
  if (run.rotation.savedAt !== null)
    tell({ kind: 'done', act: 'stage', saved: true, detail: stayingKey(run.rotation) });
}

/** Saves the credentials and reads them back before anything else. A failing store gets a second try. */
async function keep(store: SecretStore, pair: Pair, { rotation, ports }: Run): Promise<void> {
  const stored = { ...pair, orgId: rotation.orgId, app: rotation.app, savedAt: ports.clock.now() };
  try {
    await store.put(stored);
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    await store.put(stored);
  }
}

function unreadable({ ports: { org } }: Run, call: Request, problem: string): Error {
  return reason('OrgAnswerUnreadable', { host: org.instanceUrl, call: requestWords(call), problem });
}

/**
 * Reads the secret of our credentials again after the first answer was lost.
 * @throws OrgAnswerUnreadable if the slot holds other credentials by now; what the store throws; and why a run with a hidden secret stops
 */
export async function readStaged(
  run: Run,
  action: { readonly stagedId: string; readonly consumerKey: string },
): Promise<void> {
  const { org, store, clock, tell } = run.ports;
  const { stagedId, consumerKey } = action;
  const found = await org.apps.stagedSecret(run.watched.appId, run.rotation.consumerId, stagedId);
  // Others changed the slot after the look. A secret is stored only with its own key, and nothing else is deleted.
  if (found && found.consumerKey !== consumerKey) throw unreadable(run, 'staged-secret', answerProblems.otherKey);
  const secret = found?.secret;
  if (secret) {
    await journalledBy(run, 'save-pair', { consumerKey, store: store.kind }, () =>
      keep(store, { consumerKey, consumerSecret: secret }, run),
    );
    await record(run, { type: 'saved', at: clock.now() });
    tell({ kind: 'done', act: 'find-staged', detail: consumerKey });
    return;
  }
  const next = run.seen ? afterHiddenSecret(run.rotation, run.seen) : null;
  if (next?.do === 'stop') throw next.error;
  if (next?.do === 'drop-staged') await dropStaged(run, next.stagedId);
}

export async function dropStaged(run: Run, stagedId: string): Promise<void> {
  const { tell, clock } = run.ports;
  const { stays, app } = run.rotation;
  tell({ kind: 'warning', warning: 'secret-hidden' });
  await record(run, { type: 'delete-intended', at: clock.now() });
  await deletePair(run, stagedId, stays);
  await record(run, { type: 'dropped' });
  if (run.attempt.isSecretHidden) throw reason('StagedSecretHidden', { app });
}

/** Deletes what the slot holds, ours or not. */
function deletePair(run: Run, stagedId: string, consumerKey: string | null): Promise<void> {
  run.seen = null;
  return journalledBy(run, 'delete-pair', { consumerKey }, () =>
    run.ports.org.apps.deleteStaged(run.watched.appId, run.rotation.consumerId, stagedId),
  );
}

/** In some orgs a promotion ends the previous credentials at once. */
export async function promoteStaged(run: Run, stagedId: string): Promise<void> {
  const { org, clock, tell } = run.ports;
  const { kind, stays, ends, consumerId, order } = run.rotation;
  if (order === 'hand-over-first' && !(await areStillDelivered(run))) return;
  const pair = kind === 'back' ? 'previous pair' : 'new pair';
  tell({ kind: 'doing', act: 'rotate', pair });
  await record(run, { type: 'rotate-intended', at: clock.now() });
  run.seen = null;
  await journalledBy(run, 'rotate', { consumerKey: stays, previousConsumerKey: ends }, () => {
    run.attempt.isPromotionOpen = true;
    return org.apps.rotate(run.watched.appId, consumerId, stagedId);
  });
  // The grace period counts from it, and either clock may be set right before it is over.
  await record(run, { type: 'rotated', at: laterTime(org, clock.now()) });
  await followPrimary(run);
  tell({ kind: 'done', act: 'rotate', pair, detail: stayingKey(run.rotation) });
}

/** Deletes nothing if a consumer has lost the credentials that stay, or they get no token: the rules then decide anew. */
export async function endPair(run: Run, stagedId: string): Promise<void> {
  if (!(await areStillDelivered(run)) || !(await isStillAccepted(run))) return;
  const { clock, tell } = run.ports;
  const { ends, kind } = run.rotation;
  const pair = kind === 'discard' ? 'staged pair' : kind === 'emergency' ? 'leaked pair' : 'previous pair';
  tell({ kind: 'doing', act: 'delete-pair', pair });
  await record(run, { type: 'delete-intended', at: clock.now() });
  await deletePair(run, stagedId, ends);
  await record(run, { type: 'ended', at: clock.now() });
  tell({ kind: 'done', act: 'delete-pair', pair, detail: ends });
}

/** Frees the staging slot. In the end, the run verifies that the deleted credentials are refused. */
export async function freeSlot(
  run: Run,
  { stagedId, consumerKey }: { readonly stagedId: string; readonly consumerKey: string | null },
): Promise<void> {
  const { tell } = run.ports;
  tell({ kind: 'doing', act: 'free-slot' });
  if (consumerKey !== null) await record(run, { type: 'free-intended', consumerKey });
  await deletePair(run, stagedId, consumerKey);
  tell({ kind: 'done', act: 'free-slot', detail: consumerKey ?? '' });
}

export async function finish(run: Run, outcome: 'done' | 'discarded'): Promise<void> {
  const { store, clock } = run.ports;
  const { ends, orgId, emergency } = run.rotation;
  const gone = endsNothing(run.rotation) ? [] : [ends];
  for (const consumerKey of [...gone, ...(emergency?.freedRefused ?? [])]) {
    if (!(await store.owns(orgId, consumerKey))) continue;
    await journalledBy(run, 'forget-pair', { consumerKey }, () => store.remove(orgId, consumerKey));
  }
  await record(run, { type: 'finished', outcome, at: clock.now() });
  await note(run, 'finish-rotation', { outcome });
}
