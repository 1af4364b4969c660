import { isKeyturnError, type KeyturnError, reason } from '../errors.ts';
import type { Pair } from '../external-client-app/model.ts';
import type { JournalAction, JournalEntry } from '../journal.ts';
import { journalled } from '../journalled.ts';
import type { Clock, Deliveries, HandOver, Lease, Prover, SalesforceOrg, SecretStore, State } from '../ports.ts';
import type { TokenAnswer } from '../proof/answer.ts';
import { isRefusedKey, judge, judgeSeries, type TimedAnswer, troubleSentence, whoseToken } from '../proof/judge.ts';
import { nextDelay } from '../proof/wait.ts';
import { Secret } from '../secret.ts';
import { withSecretAccess } from '../secret-access.ts';
import { plainText } from '../text.ts';
import type { WatchedApp } from '../watch/watched-app.ts';
import { type Action, afterHiddenSecret, decide } from './decide.ts';
import type { RotationEvent } from './events.ts';
import { evolve } from './evolve.ts';
import type { Observation } from './observation.ts';
import { observeConsumer } from './observe.ts';
import { freshPairMs, inFlightMs, retryDelay } from './policies.ts';
import { reconcile } from './reconcile.ts';
import type { ProofAnswer, Rotation } from './state.ts';

/** What the person is told while a run goes on. */
export type RotationNews =
  | { readonly kind: 'doing'; readonly what: string }
  | { readonly kind: 'done'; readonly what: string; readonly detail: string }
  | { readonly kind: 'waiting'; readonly why: string; readonly until: number }
  | { readonly kind: 'warning'; readonly text: string };

export interface RotationPorts {
  readonly org: SalesforceOrg;
  readonly state: State;
  readonly store: SecretStore;
  readonly deliveries: Deliveries;
  readonly clock: Clock;
  /** Another host that proves; null to prove from here. */
  readonly prover: Prover | null;
  readonly signal: AbortSignal;
  readonly tell: (news: RotationNews) => void;
  /** A number from 0 to 1, for the jitter of retries. */
  readonly chance: () => number;
}

export interface RunOptions {
  /** How long a proof is waited for before the work is left to a later run. In ms. */
  readonly patienceMs: number;
  /** keyturn signs in through this very app. */
  readonly isSelf: boolean;
}

export interface RunEnd {
  readonly rotation: Rotation;
  readonly watched: WatchedApp;
  readonly seen: Observation | null;
  /** Until when nothing is left to do; null when it is finished, or waits for a person's command. */
  readonly restsUntil: number | null;
}

/** How often in a row an answer may stay out before the work is left to a later run. */
const mostSilences = 3;

interface Run extends RunOptions {
  readonly ports: RotationPorts;
  readonly lease: Lease;
  rotation: Rotation;
  watched: WatchedApp;
  /** What was seen since the last change or wait; null when a decision about the org needs a new look. */
  seen: Observation | null;
  /** The org's setting has to be borrowed for what touches pairs. */
  mustBorrow: boolean;
  silences: number;
  /** What the org refused last: the same again ends the run. */
  refused: { readonly action: Action['do']; readonly error: KeyturnError } | null;
  /** The answer to our own `stage` came without its secret. */
  isSecretHidden: boolean;
}

/**
 * Takes a run as far as it goes now: look, reconcile, decide, do one thing, again. Everything that is done stands in the
 * journal before, and what came of it after; what is remembered is only believed as far as the org agrees.
 * @throws the reason why it stops before its end; the run is kept, and goes on from there
 */
export async function runRotation(
  ports: RotationPorts,
  start: {
    readonly rotation: Rotation;
    readonly watched: WatchedApp;
    readonly lease: Lease;
    /** A look under this lease after which nothing was changed or waited for; null to begin with one. */
    readonly seen: Observation | null;
  },
  options: RunOptions,
): Promise<RunEnd> {
  const run: Run = {
    ...options,
    ports,
    ...start,
    mustBorrow: false,
    silences: 0,
    refused: null,
    isSecretHidden: false,
  };
  await record(run, { type: 'going-on', at: ports.clock.now() });
  try {
    await closeOpenIntents(run);
    return await takeSteps(run, await firstAction(run));
  } catch (error) {
    if (isKeyturnError(error)) await noteStop(run, error);
    throw error;
  }
}

/** A run always begins with what is true in the org. */
async function firstAction(run: Run): Promise<Action> {
  if (run.seen === null) return { do: 'observe' };
  await believe(run, run.seen);
  return decideNext(run);
}

async function takeSteps(run: Run, first: Action): Promise<RunEnd> {
  let action = first;
  for (;;) {
    if (action.do === 'stop') throw action.error;
    if (action.do === 'rest') return endOf(run, action.until);
    try {
      if (action.do === 'finish') {
        await finish(run, action.outcome);
        return endOf(run, null);
      }
      action = isBurst(action) ? await burst(run, action) : await perform(run, action);
      run.silences = 0;
    } catch (error) {
      action = await afterTrouble(run, action, error);
    }
  }
}

function endOf({ rotation, watched, seen }: Run, restsUntil: number | null): RunEnd {
  return { rotation, watched, seen, restsUntil };
}

function decideNext(run: Run): Action {
  const { rotation, seen, watched, isSelf, ports } = run;
  return decide(rotation, seen, { now: ports.clock.now(), automation: watched.policy.automation, isSelf });
}

/** What needs the org's setting for secrets over REST. */
const burstActions: ReadonlySet<Action['do']> = new Set([
  'observe',
  'stage',
  'read-staged',
  'drop-staged',
  'rotate',
  'delete',
]);

function isBurst(action: Action): boolean {
  return burstActions.has(action.do);
}

/** Calls that belong together, with the setting borrowed for just as long where it is off. Never across a wait. */
async function burst(run: Run, first: Action): Promise<Action> {
  const work = async () => {
    let action = first;
    for (;;) {
      if (run.seen === null && action.do !== 'observe') action = await perform(run, { do: 'observe' });
      if (!isBurst(action)) return action;
      action = await perform(run, action);
      if (!isBurst(action)) return action;
    }
  };
  if (!run.mustBorrow) {
    try {
      return await work();
    } catch (error) {
      if (!isKeyturnError(error) || error.code !== 'SecretAccessDisabled' || !run.rotation.consent.borrow) throw error;
      run.mustBorrow = true;
      run.seen = null;
    }
  }
  const { org, state, clock, tell } = run.ports;
  const borrowing = { org, state, clock, app: run.rotation.app };
  tell({ kind: 'doing', what: 'Borrowing secret access over REST for a moment' });
  first = run.seen === null ? { do: 'observe' } : first;
  return withSecretAccess(borrowing, work, (text) => tell({ kind: 'warning', text }));
}

async function perform(run: Run, action: Action): Promise<Action> {
  await run.lease.heartbeat();
  await act(run, action);
  return decideNext(run);
}

async function act(run: Run, action: Action): Promise<void> {
  switch (action.do) {
    case 'observe':
      return observe(run);
    case 'stage':
      return stage(run);
    case 'read-staged':
      return readStaged(run, action);
    case 'drop-staged':
      return dropStaged(run, action.stagedId);
    case 'prove-staged':
      return proveNew(run, 'staged');
    case 'deliver':
      return deliver(run, action.targets);
    case 'rotate':
      return rotate(run, action.stagedId);
    case 'prove-primary':
      return proveNew(run, 'primary');
    case 'call':
      return call(run);
    case 'delete':
      return endPair(run, action.stagedId);
    case 'prove-refused':
      return proveRefused(run);
    default:
      throw new Error(`${action.do} is not performed`);
  }
}

// Looking

async function observe(run: Run): Promise<void> {
  await believe(run, await look(run));
}

async function believe(run: Run, seen: Observation): Promise<void> {
  run.seen = seen;
  for (const event of reconcile(run.rotation, seen)) {
    if (isNews(run.rotation, event)) await record(run, event);
    if (event.type === 'finished') await note(run, 'finish-rotation', { outcome: event.outcome });
  }
  if (run.rotation.rotatedAt !== null) await followPrimary(run);
}

/** The same look beside something else, where it costs no more waiting; null where it can't be had now. */
async function lookAlong(run: Run): Promise<void> {
  if (run.mustBorrow) return;
  try {
    await observe(run);
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    run.seen = null;
  }
}

function look({ ports, rotation, watched }: Run): Promise<Observation> {
  return observeConsumer(ports, watched, [rotation.ends, rotation.stays]);
}

/** What only repeats what is known needs no line. */
function isNews(rotation: Rotation, event: RotationEvent): boolean {
  if (event.type === 'slot-seen') return rotation.staged?.id !== event.slot.id;
  return event.type !== 'overlap-seen' || rotation.overlapEndsAt !== event.until;
}

// Changing

async function stage(run: Run): Promise<void> {
  const { org, store, clock, tell, state } = run.ports;
  const { consumerId, app } = run.rotation;
  if (Number.parseFloat(org.apiVersion) < 65) throw reason('StagingUnavailable', { app, version: org.apiVersion });
  tell({ kind: 'doing', what: 'Staging a new pair' });
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
    run.isSecretHidden = pair === null;
    await note({
      rotation: run.rotation.id,
      consumerKey,
      fingerprint: pair ? await state.fingerprint(pair.consumerSecret) : null,
    });
  });
  if (run.rotation.savedAt !== null)
    tell({ kind: 'done', what: 'new pair staged and saved', detail: run.rotation.stays ?? '' });
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
async function readStaged(
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
    tell({ kind: 'done', what: 'the staged pair was found again and saved', detail: consumerKey });
    return;
  }
  const next = run.seen ? afterHiddenSecret(run.rotation, run.seen) : null;
  if (next?.do === 'stop') throw next.error;
  if (next?.do === 'drop-staged') await dropStaged(run, next.stagedId);
}

async function dropStaged(run: Run, stagedId: string): Promise<void> {
  const { org, state, tell } = run.ports;
  const { stays, consumerId, app } = run.rotation;
  tell({ kind: 'warning', text: 'Salesforce does not show the secret of the staged pair again: it is taken back' });
  run.seen = null;
  await journalled(state.journal, actOf(run, 'delete-pair', { consumerKey: stays }), () =>
    org.apps.deleteStaged(run.watched.appId, consumerId, stagedId),
  );
  await record(run, { type: 'dropped' });
  if (run.isSecretHidden) throw reason('StagedSecretHidden', { app });
}

async function rotate(run: Run, stagedId: string): Promise<void> {
  const { org, clock, tell, state } = run.ports;
  const { stays, ends, consumerId } = run.rotation;
  tell({ kind: 'doing', what: 'Making the new pair primary' });
  await record(run, { type: 'rotate-intended', at: clock.now() });
  run.seen = null;
  await journalled(state.journal, actOf(run, 'rotate', { consumerKey: stays, previousConsumerKey: ends }), () =>
    org.apps.rotate(run.watched.appId, consumerId, stagedId),
  );
  await record(run, { type: 'rotated', at: clock.now() });
  await followPrimary(run);
  tell({ kind: 'done', what: 'new pair is primary', detail: stays ?? '' });
}

async function endPair(run: Run, stagedId: string): Promise<void> {
  const { org, clock, tell, state } = run.ports;
  const { ends, consumerId, kind } = run.rotation;
  const which = kind === 'discard' ? 'staged' : 'previous';
  tell({ kind: 'doing', what: `Deleting the ${which} pair` });
  await record(run, { type: 'delete-intended', at: clock.now() });
  run.seen = null;
  await journalled(state.journal, actOf(run, 'delete-pair', { consumerKey: ends }), () =>
    org.apps.deleteStaged(run.watched.appId, consumerId, stagedId),
  );
  await record(run, { type: 'ended', at: clock.now() });
  tell({ kind: 'done', what: `${which} pair deleted`, detail: ends });
}

/** What is watched is the primary pair, from the moment it is one. */
async function followPrimary(run: Run): Promise<void> {
  const { state, store } = run.ports;
  const { stays, orgId, rotatedAt, staged, kind } = run.rotation;
  if (stays === null || run.watched.consumerKey === stays) return;
  run.watched = {
    ...run.watched,
    consumerKey: stays,
    store: { kind: store.kind, reference: store.reference(orgId, stays) },
    issuedAt: kind === 'back' ? null : (staged?.createdAt ?? rotatedAt),
    ageSource: kind === 'back' ? 'unknown' : 'rotated',
    adoptedAt: rotatedAt ?? run.watched.adoptedAt,
  };
  await state.apps.save(run.watched);
}

// Proving

type Which = 'staged' | 'primary';

/** A token with the pair that is to stay. Asks again while a change may be on its way to all servers of Salesforce. */
async function proveNew(run: Run, which: Which): Promise<void> {
  const { clock, tell } = run.ports;
  const pair = await pairOf(run, run.rotation.stays ?? '');
  tell({ kind: 'doing', what: which === 'staged' ? 'Proving the new pair' : 'Proving the primary pair' });
  const answers: TimedAnswer[] = [];
  for (let attempt = 1; ; attempt += 1) {
    const [answer] = await Promise.all([
      token(run, pair),
      which === 'primary' && run.seen === null ? lookAlong(run) : null,
    ]);
    answers.push({ at: clock.now(), answer });
    const proof = judgeSeries(answers, { otherPairAccepted: await isOtherAccepted(run, which, answer) });
    if (proof.answer === 'accepted') {
      checkUser(run, proof);
      await noteProof(run, pair.consumerKey, 'accepted', 'a token was issued');
      await record(run, { type: which === 'staged' ? 'staged-accepted' : 'primary-accepted', at: clock.now() });
      tell({ kind: 'done', what: which === 'staged' ? 'new pair proved' : 'primary pair proved', detail: userOf(run) });
      return;
    }
    const isFinal = proof.answer === 'refused' && !isFresh(run);
    const wait =
      isFinal || (proof.answer !== 'refused' && !proof.mayPropagate) ? null : waitAfter(run, answers, attempt);
    if (wait !== null) {
      await pause(run, troubleSentence(proof), wait);
      continue;
    }
    await noteProof(run, pair.consumerKey, isFinal ? 'refused' : 'inconclusive', troubleSentence(proof));
    const { app } = run.rotation;
    if (!isFinal)
      throw reason(
        'ProofInconclusive',
        { app, cause: troubleSentence(proof), cure: proof.cure },
        { safe: whatWorks(run) },
      );
    if (which === 'primary') {
      throw reason(
        'ProofRefused',
        { app, cause: troubleSentence(proof), cure: proof.cure, restored: false },
        { safe: whatWorks(run) },
      );
    }
    await record(run, { type: 'staged-refused', at: clock.now() });
    tell({ kind: 'warning', text: `This org gives a staged pair no token: ${troubleSentence(proof)}` });
    return;
  }
}

/** A refusal is believed at once when another pair of the app gets its token meanwhile. */
async function isOtherAccepted(run: Run, which: Which, answer: TokenAnswer): Promise<boolean> {
  if (which !== 'staged' || judge(answer).answer !== 'refused') return false;
  const other = await run.ports.store.get(run.rotation.orgId, run.rotation.ends);
  return other !== null && judge(await token(run, other)).answer === 'accepted';
}

function checkUser({ watched, rotation }: Run, proof: ReturnType<typeof judge>): void {
  const { executionUser } = watched;
  if (executionUser === null || proof.answer !== 'accepted') return;
  if (whoseToken(proof, rotation.orgId, executionUser.id) !== 'other') return;
  const actual = plainText(proof.username ?? proof.userId);
  throw reason('ProofWrongUser', { app: rotation.app, expected: executionUser.username, actual, restored: false });
}

/** The pair that was deleted has to be refused while the one that stays is accepted. */
async function proveRefused(run: Run): Promise<void> {
  const { clock, tell, store, state } = run.ports;
  const { ends, orgId, app, kind } = run.rotation;
  tell({ kind: 'doing', what: 'Proving that the deleted pair is refused' });
  const kept = await store.get(orgId, ends);
  // Without its secret the key alone can be asked about: Salesforce tells an unknown key from a wrong secret.
  const old = kept ?? { consumerKey: ends, consumerSecret: new Secret('unknown') };
  const staysKey = kind === 'discard' ? run.watched.consumerKey : run.rotation.stays;
  const stays = staysKey === null ? null : await store.get(orgId, staysKey);
  const answers: TimedAnswer[] = [];
  for (let attempt = 1; ; attempt += 1) {
    const [answer, other] = await Promise.all([
      token(run, old),
      stays ? token(run, stays) : null,
      run.seen === null && attempt === 1 ? lookAlong(run) : null,
    ]);
    answers.push({ at: clock.now(), answer });
    const otherPairAccepted = other !== null && judge(other).answer === 'accepted';
    const proof = judgeSeries(answers, { otherPairAccepted });
    const isRefused = proof.answer === 'refused' && (kept !== null || isRefusedKey(answer));
    if (isRefused) {
      await noteProof(run, ends, 'refused', troubleSentence(proof));
      await record(run, { type: 'refused', at: clock.now() });
      tell({ kind: 'done', what: 'deleted pair refused by Salesforce', detail: proof.upstream });
      return;
    }
    const detail = proof.answer === 'accepted' ? 'it still gets tokens' : troubleSentence(proof);
    const wait = waitAfter(run, answers, attempt);
    if (wait === null) {
      await noteProof(run, ends, proof.answer === 'accepted' ? 'accepted' : 'inconclusive', detail);
      await state.rotations.save(run.rotation);
      throw reason('OldPairAccepted', { app, detail });
    }
    await pause(run, detail, wait);
  }
}

/** Self-rotation: the new pair has to have been used before the old one may go. */
async function call(run: Run): Promise<void> {
  const { clock, tell, org, signal } = run.ports;
  tell({ kind: 'doing', what: 'Making a call with the new pair' });
  const problem = await org.tokens.callWith(await pairOf(run, run.rotation.stays ?? ''), signal);
  if (problem !== null) throw reason('NewPairNotUsed', { app: run.rotation.app, cause: problem });
  await record(run, { type: 'called', at: clock.now() });
}

function token({ ports, rotation }: Run, pair: Pair): Promise<TokenAnswer> {
  const { org, prover, signal } = ports;
  if (!prover) return org.tokens.clientCredentials(pair, { signal, withUsername: false });
  return prover.prove({ pair, tokenUrl: tokenUrlOf(org), app: rotation.app, org: org.name });
}

function tokenUrlOf({ instanceUrl }: SalesforceOrg): string {
  return `${instanceUrl}/services/oauth2/token`;
}

/** A pair that was just made may not be known everywhere yet. */
function isFresh({ rotation, ports }: Run): boolean {
  const since = rotation.rotatedAt ?? rotation.staged?.createdAt ?? rotation.stageIntendedAt;
  return rotation.kind !== 'back' && since !== null && ports.clock.now() - since < freshPairMs;
}

/** In ms; null when it was waited long enough for now. */
function waitAfter({ ports, patienceMs }: Run, answers: readonly TimedAnswer[], attempt: number): number | null {
  const delay = nextDelay(attempt);
  const waited = ports.clock.now() - (answers[0]?.at ?? ports.clock.now());
  return delay === null || waited + delay > patienceMs ? null : delay;
}

async function pause(run: Run, why: string, ms: number): Promise<void> {
  const { clock, tell, signal } = run.ports;
  tell({ kind: 'waiting', why, until: clock.now() + ms });
  run.seen = null;
  await clock.sleep(ms, signal).catch((cause: unknown) => {
    throw reason('Interrupted', { doing: 'waiting for Salesforce' }, { cause });
  });
}

async function pairOf({ ports, rotation }: Run, consumerKey: string): Promise<Pair> {
  const pair = await ports.store.get(rotation.orgId, consumerKey);
  if (pair) return pair;
  throw reason('PairNotStored', { app: rotation.app, slot: consumerKey === rotation.ends ? 'previous' : 'new' });
}

async function noteProof(run: Run, consumerKey: string, answer: ProofAnswer, detail: string): Promise<void> {
  const { state, clock, prover } = run.ports;
  const at = clock.now();
  await note(run, 'prove', { consumerKey, answer, detail: plainText(detail), elsewhere: prover !== null });
  await record(run, { type: 'proved', proof: { consumerKey, answer, at, detail: plainText(detail) } });
  if (consumerKey !== run.watched.consumerKey) return;
  run.watched = { ...run.watched, lastProof: { at, answer, detail: plainText(detail) } };
  await state.apps.save(run.watched);
}

// Handing over

async function deliver(run: Run, targets: readonly string[]): Promise<void> {
  const { org, tell } = run.ports;
  const { rotation } = run;
  const pair = await pairOf(run, rotation.stays ?? '');
  const isPrimary = rotation.rotatedAt !== null;
  const handOver: HandOver = {
    event: rotation.kind === 'back' ? 'rotated-back' : isPrimary ? 'rotated' : 'staged',
    org: org.name,
    app: rotation.app,
    pair,
    previousConsumerKey: rotation.ends,
    tokenUrl: tokenUrlOf(org),
  };
  tell({ kind: 'doing', what: 'Handing the new pair over' });
  const problems = await Promise.all(targets.map((target) => deliverTo(run, target, handOver)));
  run.seen = null;
  const failures = problems.filter((problem) => problem !== null);
  if (failures.length > 0) throw reason('DeliveryFailed', { app: rotation.app, failures });
  const told = targets.filter((target) => !target.startsWith('manual:'));
  if (told.length > 0) tell({ kind: 'done', what: 'handed over', detail: told.join(', ') });
}

async function deliverTo(run: Run, target: string, handOver: HandOver): Promise<string | null> {
  const { deliveries, clock, signal, state } = run.ports;
  const { consumerKey } = handOver.pair;
  if (target.startsWith('manual:')) {
    await note(run, 'hand-over', { target, consumerKey, status: 'waiting' });
    await record(run, { type: 'delivery', target, status: 'waiting', at: clock.now(), problem: null });
    return null;
  }
  const outcome = await journalled(
    state.journal,
    actOf(run, 'deliver', { target, consumerKey }),
    async (_intent, noted) => {
      const problem = await deliveries.deliver(target, handOver, signal);
      if (problem !== null) await noted({ target, problem: plainText(problem) });
      return problem;
    },
  );
  const status = outcome === null ? 'delivered' : 'failed';
  await record(run, { type: 'delivery', target, status, at: clock.now(), problem: outcome });
  return outcome === null ? null : `${target}: ${plainText(outcome)}`;
}

// Ending

async function finish(run: Run, outcome: 'done' | 'discarded'): Promise<void> {
  const { state, store, clock } = run.ports;
  const { ends, orgId } = run.rotation;
  await journalled(state.journal, actOf(run, 'forget-pair', { consumerKey: ends }), () => store.remove(orgId, ends));
  await record(run, { type: 'finished', outcome, at: clock.now() });
  await note(run, 'finish-rotation', { outcome });
}

/** What is written into the run's own record; durable when it resolves. */
async function record(run: Run, event: RotationEvent): Promise<void> {
  run.rotation = evolve(run.rotation, event);
  await run.ports.state.rotations.save(run.rotation);
}

function actOf({ rotation, ports }: Run, action: JournalAction, detail: JournalEntry['detail']) {
  const { orgId, app, id } = rotation;
  return { action, orgId, org: ports.org.name, app, detail: { ...detail, rotation: id } };
}

async function note(run: Run, action: JournalAction, detail: JournalEntry['detail']): Promise<void> {
  const act = actOf(run, action, detail);
  await run.ports.state.journal.append({ ...act, event: 'noted', intent: crypto.randomUUID() });
}

/**
 * Intents of an attempt that ended too early: what came of them is seen in the org, from which this one goes on. A request
 * that was sent a moment ago may still be on its way.
 */
async function closeOpenIntents(run: Run): Promise<void> {
  const { state, clock } = run.ports;
  const ours = (await state.journal.open()).filter(({ detail }) => detail.rotation === run.rotation.id);
  const newest = Math.max(...ours.filter(({ action }) => slowToLand.has(action)).map(({ at }) => at));
  const wait = newest + inFlightMs - clock.now();
  if (wait > 0) await pause(run, 'a request of before may still be on its way', wait);
  for (const { line: _line, at: _at, actor: _actor, hash: _hash, ...entry } of ours) {
    await state.journal.append({ ...entry, event: 'recovered' });
  }
}

const slowToLand: ReadonlySet<JournalAction> = new Set(['stage', 'rotate', 'delete-pair']);

// Trouble

/** Reasons after which the org may or may not have done what it was asked. */
const silent: ReadonlySet<string> = new Set(['OrgUnreachable', 'OrgUnavailable', 'OrgAnswerUnreadable']);

/** A lost answer is looked for in the org; a refusal is compared with what the org shows. What is left ends the run. */
async function afterTrouble(run: Run, action: Action, error: unknown): Promise<Action> {
  if (!isKeyturnError(error)) throw error;
  run.seen = null;
  if (silent.has(error.code)) {
    run.silences += 1;
    if (run.silences >= mostSilences) throw error;
    await pause(run, error.message, inFlightMs * run.silences);
    await closeOpenIntents(run);
    return { do: 'observe' };
  }
  if (error.code !== 'OrgRefused' || !isBurst(action)) throw error;
  if (run.refused !== null) throw refusalOf(run, error);
  run.refused = { action: action.do, error };
  return { do: 'observe' };
}

function refusalOf({ rotation }: Run, error: KeyturnError): KeyturnError {
  if (rotation.kind !== 'back' || rotation.rotatedAt !== null) return error;
  return reason('NoWayBack', { app: rotation.app, why: `Salesforce refuses it (${error.message})` }, { cause: error });
}

async function noteStop(run: Run, error: KeyturnError): Promise<void> {
  const { clock, chance } = run.ports;
  const at = clock.now();
  if (error.exitCode === 75) {
    const attempt = (run.rotation.retry?.attempt ?? 0) + 1;
    await record(run, { type: 'retry-planned', retry: { attempt, at: at + retryDelay(attempt, chance()) } });
  } else if (error.exitCode !== 130) {
    await record(run, { type: 'stopped', code: error.code, at });
  }
}

function userOf({ watched }: Run): string {
  return watched.executionUser ? `runs as ${watched.executionUser.username}` : '';
}

function whatWorks({ rotation }: Run): string {
  if (rotation.rotatedAt === null) return 'The primary pair was not touched; integrations work as before.';
  return 'The pair of before is kept until the new one is proved; it works as long as the org keeps it.';
}
