import { journalled } from '../acts/journalled.ts';
import { afterHiddenSecret } from '../machine/decide.ts';
import type { Pair } from '../model/app.ts';
import { stayingKey } from '../model/rotation.ts';
import type { SecretStore } from '../ports/ports.ts';
import { isKeyturnError, reason } from '../reasons/errors.ts';
import { followPrimary } from './look.ts';
import { actOf, note, type Run, record } from './run.ts';

export async function stage(run: Run): Promise<void> {
  const { org, store, clock, tell, state } = run.ports;
  const { consumerId } = run.rotation;
  tell({ kind: 'doing', act: 'stage' });
  await record(run, { type: 'stage-intended', at: clock.now() });
  run.seen = null;
  await journalled(state.journal, actOf(run, 'stage', {}), async (_intent, note) => {
    const { slot, secret } = await org.apps.stage(run.watched.appId, consumerId);
    const { consumerKey } = slot;
    if (consumerKey === null)
      throw reason('OrgAnswerUnreadable', { host: org.instanceUrl, call: 'staging', problem: 'no key' });
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

/** Saved and read back before anything else happens to it; a store that fails once is tried once more. */
async function keep(store: SecretStore, pair: Pair, { rotation, ports }: Run): Promise<void> {
  const stored = { ...pair, orgId: rotation.orgId, app: rotation.app, savedAt: ports.clock.now() };
  try {
    await store.put(stored);
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    await store.put(stored);
  }
}

/** The secret of a pair of ours whose first answer was lost. */
export async function readStaged(
  run: Run,
  action: { readonly stagedId: string; readonly consumerKey: string },
): Promise<void> {
  const { org, store, clock, tell, state } = run.ports;
  const { stagedId, consumerKey } = action;
  const secret = await org.apps.stagedSecret(run.watched.appId, run.rotation.consumerId, stagedId);
  if (secret) {
    await journalled(state.journal, actOf(run, 'save-pair', { consumerKey, store: store.kind }), () =>
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
  const { org, state, tell, clock } = run.ports;
  const { stays, consumerId, app } = run.rotation;
  tell({ kind: 'warning', warning: 'secret-hidden' });
  await record(run, { type: 'delete-intended', at: clock.now() });
  run.seen = null;
  await journalled(state.journal, actOf(run, 'delete-pair', { consumerKey: stays }), () =>
    org.apps.deleteStaged(run.watched.appId, consumerId, stagedId),
  );
  await record(run, { type: 'dropped' });
  if (run.attempt.isSecretHidden) throw reason('StagedSecretHidden', { app });
}

export async function rotate(run: Run, stagedId: string): Promise<void> {
  const { org, clock, tell, state } = run.ports;
  const { stays, ends, consumerId } = run.rotation;
  tell({ kind: 'doing', act: 'rotate' });
  await record(run, { type: 'rotate-intended', at: clock.now() });
  run.seen = null;
  await journalled(state.journal, actOf(run, 'rotate', { consumerKey: stays, previousConsumerKey: ends }), () =>
    org.apps.rotate(run.watched.appId, consumerId, stagedId),
  );
  await record(run, { type: 'rotated', at: clock.now() });
  await followPrimary(run);
  tell({ kind: 'done', act: 'rotate', detail: stayingKey(run.rotation) });
}

export async function endPair(run: Run, stagedId: string): Promise<void> {
  const { org, clock, tell, state } = run.ports;
  const { ends, consumerId, kind } = run.rotation;
  const pair = kind === 'discard' ? 'staged pair' : kind === 'emergency' ? 'leaked pair' : 'previous pair';
  tell({ kind: 'doing', act: 'delete-pair', pair });
  await record(run, { type: 'delete-intended', at: clock.now() });
  run.seen = null;
  await journalled(state.journal, actOf(run, 'delete-pair', { consumerKey: ends }), () =>
    org.apps.deleteStaged(run.watched.appId, consumerId, stagedId),
  );
  await record(run, { type: 'ended', at: clock.now() });
  tell({ kind: 'done', act: 'delete-pair', pair, detail: ends });
}

/** Makes room for a new pair; what lay there is proved to be refused in the end. */
export async function freeSlot(
  run: Run,
  { stagedId, consumerKey }: { readonly stagedId: string; readonly consumerKey: string | null },
): Promise<void> {
  const { org, state, tell } = run.ports;
  tell({ kind: 'doing', act: 'free-slot' });
  if (consumerKey !== null) await record(run, { type: 'free-intended', consumerKey });
  run.seen = null;
  await journalled(state.journal, actOf(run, 'delete-pair', { consumerKey }), () =>
    org.apps.deleteStaged(run.watched.appId, run.rotation.consumerId, stagedId),
  );
  tell({ kind: 'done', act: 'free-slot', detail: consumerKey ?? '' });
}

export async function finish(run: Run, outcome: 'done' | 'discarded'): Promise<void> {
  const { state, store, clock } = run.ports;
  const { ends, orgId, emergency } = run.rotation;
  for (const consumerKey of [ends, ...(emergency?.freedRefused ?? [])]) {
    await journalled(state.journal, actOf(run, 'forget-pair', { consumerKey }), () => store.remove(orgId, consumerKey));
  }
  await record(run, { type: 'finished', outcome, at: clock.now() });
  await note(run, 'finish-rotation', { outcome });
}
