import { withConsumerLease } from '../acts/consumer-lease.ts';
import { noted } from '../acts/noted.ts';
import { detailOf, noteConsumers } from '../acts/noted-consumers.ts';
import { sharedFile, usesBeside } from '../acts/one-file-each.ts';
import { type Compares, type Rechecks, stillHeld, tested, unusableOf, withProblem } from '../acts/target-tests.ts';
import type { RotationEvent } from '../machine/events.ts';
import { evolve } from '../machine/evolve.ts';
import { type Consumer, failedTest, findConsumer, isSameName, newConsumer } from '../model/consumer.ts';
import type { JournalAction, JournalEntry } from '../model/journal.ts';
import { leftBehind } from '../model/left-behind.ts';
import type { DeliveryState, Rotation } from '../model/rotation.ts';
import { consumerName, isSameTarget, type Target, targetText } from '../model/target.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { shortPublicKey } from '../plain/text.ts';
import type { Clock, State } from '../ports/ports.ts';
import { reason } from '../reasons/errors.ts';
import { consumerProblems } from '../words/consumers.ts';
import { fileProblems } from '../words/file-problems.ts';

export interface ConsumerPorts {
  readonly state: State;
  readonly clock: Clock;
  readonly deliveries: Compares;
}

/** What became of the app, its newest run, and the consumer that was meant. */
export interface ConsumerChange {
  readonly watched: WatchedApp;
  readonly rotation: Rotation | null;
  readonly consumer: Consumer;
}

export interface ConsumerFields {
  readonly name: string | null;
  readonly target: Target | null;
  readonly contact: string | null;
  readonly notes: string | null;
  /** Public keys, as `readPublicKeys` returns them. */
  readonly keys: readonly string[] | null;
}

/**
 * Adds a consumer. A run that is open delivers to it when it continues, and deletes nothing before without a person.
 * @throws ConsumerExists, DeliveryUnusable, UsageInvalid, AnotherAtWork
 */
export function addConsumer(
  ports: ConsumerPorts,
  given: WatchedApp,
  { name, target, contact, notes, keys }: ConsumerFields & { readonly target: Target },
): Promise<ConsumerChange> {
  return changeApp(ports, given, async (watched) => {
    const { app, consumers } = watched;
    const consumer = newConsumer(target, {
      name: checkedName(name ?? consumerName(target)),
      contact,
      notes,
      keys: keys ?? [],
    });
    refuseTwice(app, consumers, consumer);
    await testFirst(ports, watched, consumer);
    return {
      consumer,
      consumers: [...consumers, consumer],
      events: [{ type: 'consumer-added', target, name: consumer.name }],
      note: ['add-consumer', { ...detailOf(consumer), ...(keys ? keysOf(consumer) : {}) }],
    };
  });
}

/**
 * Changes the fields that aren't null; an empty contact or note clears it. A run that is open delivers to the new target.
 * @throws ConsumerUnknown, ConsumerExists, DeliveryUnusable, UsageInvalid, AnotherAtWork
 */
export function editConsumer(
  ports: ConsumerPorts,
  given: WatchedApp,
  called: string,
  fields: ConsumerFields,
): Promise<ConsumerChange> {
  return changeApp(ports, given, async (watched, newest) => {
    const { app, consumers } = watched;
    const before = named(app, consumers, called);
    const target = fields.target ?? before.target;
    const isMoved = !isSameTarget(target, before.target);
    // What was delivered to the old target doesn't count for the new one.
    const isBehind = leftBehind(before, newest, watched) !== null;
    const consumer: Consumer = {
      ...before,
      name: fields.name === null ? nameAfter(before, target) : checkedName(fields.name),
      target,
      contact: fields.contact === null ? before.contact : fields.contact.trim() || null,
      notes: fields.notes === null ? before.notes : fields.notes.trim() || null,
      keys: fields.keys ?? before.keys,
      test: isMoved ? null : before.test,
      last: isMoved ? (isBehind ? { status: 'pending', at: ports.clock.now(), problem: null } : null) : before.last,
    };
    const others = consumers.filter((one) => one !== before);
    refuseTwice(app, others, consumer);
    if (isMoved) await testFirst(ports, { ...watched, consumers: others }, consumer);
    const edited = { type: 'consumer-edited', target: before.target, to: target, name: consumer.name } as const;
    const detail = {
      ...detailOf(consumer),
      was: before.name,
      moved: isMoved,
      ...(fields.keys ? keysOf(consumer) : {}),
    };
    return {
      consumer,
      consumers: consumers.map((one) => (one === before ? consumer : one)),
      events: [edited],
      note: ['edit-consumer', detail],
      // A code of the former contact must not confirm anything.
      voids: consumer.contact === before.contact ? null : targetText(before.target),
    };
  });
}

/** The audit trail says to whom credentials may be encrypted. */
function keysOf({ keys }: Consumer) {
  return keys.length > 0 ? { keys: keys.map(shortPublicKey).join(', ') } : { keys: null };
}

/** A consumer called by its target is still called by its target. */
function nameAfter({ name, target }: Consumer, to: Target): string {
  return name === consumerName(target) && target.kind !== 'manual' && to.kind !== 'manual' ? consumerName(to) : name;
}

/**
 * Removes a consumer. A run that is open no longer waits for it, and leaves deleting the previous credentials to a person.
 * @throws ConsumerUnknown, AnotherAtWork
 */
export function removeConsumer(ports: ConsumerPorts, given: WatchedApp, called: string): Promise<ConsumerChange> {
  return changeApp(ports, given, async ({ app, consumers }) => {
    const consumer = named(app, consumers, called);
    return {
      consumer,
      consumers: consumers.filter((one) => one !== consumer),
      events: [{ type: 'consumer-removed', target: consumer.target }],
      note: ['remove-consumer', detailOf(consumer)],
    };
  });
}

/**
 * Notes that nobody uses the credentials yet. Adding a consumer undoes it.
 * @throws ConsumerExists, AnotherAtWork
 */
export function setNobody(state: State, given: WatchedApp): Promise<WatchedApp> {
  return withConsumerLease(state, given, async () => {
    const before = await freshOf(state, given);
    const [first] = before.consumers;
    if (first) throw reason('ConsumerExists', { app: before.app, name: first.name, has: 'name' });
    const [watched] = await Promise.all([
      state.apps.save({ ...before, hasNoConsumers: true }),
      noted(state.journal, before, 'no-consumers', {}),
    ]);
    return watched;
  });
}

/**
 * Tests the target of one consumer, or of all of them, and keeps the results. Delivers nothing.
 * @throws ConsumerUnknown, AnotherAtWork
 */
export function testConsumers(
  { state, clock, deliveries }: ConsumerPorts & { readonly deliveries: Rechecks },
  given: WatchedApp,
  called: string | null,
): Promise<{ readonly watched: WatchedApp; readonly rotation: Rotation | null; readonly found: readonly Consumer[] }> {
  return withConsumerLease(state, given, async () => {
    const before = await freshOf(state, given);
    const { app, orgId, consumerId, consumers } = before;
    const only = called === null ? null : named(app, consumers, called);
    const isMeant = (one: Consumer) => only === null || one.name === only.name;
    const each = await tested(deliveries, consumers.filter(isMeant), { now: clock.now(), everyMs: 0 });
    const uses = await usesBeside(state, before);
    const rotation = await state.rotations.latest(orgId, consumerId);
    const reached = await Promise.all(
      each.map(async (one) => {
        const last = consumers.find(({ name }) => name === one.name)?.test ?? null;
        return withProblem(one, last, await sharedFile(deliveries, one.target, uses));
      }),
    );
    // A test asks for no passphrase, so it compares keys alone.
    const pairOf = async (consumerKey: string) => ({ consumerKey });
    const held = await stillHeld(deliveries, { watched: before, newest: rotation, reached, pairOf });
    const some = held.map((found) => {
      const known = consumers.find(({ name }) => name === found.name);
      const last = known && failedTest(known, rotation, before);
      // The secret was missing, and may still be.
      const isStillLost = last?.isLost && last.problem === fileProblems.noLonger && isUsable(found);
      return isStillLost ? { ...found, test: { ...last, at: clock.now() } } : found;
    });
    const after = consumers.map((one) => some.find(({ name }) => name === one.name) ?? one);
    const [watched] = await Promise.all([
      state.apps.save({ ...before, consumers: after }),
      noteConsumers(state.journal, before, [consumers, after]),
    ]);
    return { watched, rotation, found: after.filter(isMeant) };
  });
}

function isUsable({ test }: Consumer): boolean {
  return test?.problem === null;
}

interface Planned {
  readonly consumer: Consumer;
  readonly consumers: readonly Consumer[];
  readonly events: readonly RotationEvent[];
  readonly note: readonly [JournalAction, JournalEntry['detail']];
  /** Target of the consumer whose codes no longer count. */
  readonly voids?: string | null;
}

/** The app, its open run and the audit trail change in one transaction. */
function changeApp(
  { state }: ConsumerPorts,
  given: WatchedApp,
  plan: (watched: WatchedApp, newest: Rotation | null) => Promise<Planned>,
): Promise<ConsumerChange> {
  return withConsumerLease(state, given, async () => {
    const before = await freshOf(state, given);
    const newest = await state.rotations.latest(before.orgId, before.consumerId);
    const { consumer, consumers, events, note, voids } = await plan(before, newest);
    const open = newest?.finishedAt === null ? newest : null;
    const run = open && unnotified(events.reduce(evolve, open), voids ?? null);
    const [action, detail] = note;
    const hasNoConsumers = before.hasNoConsumers && consumers.length <= before.consumers.length;
    const [watched] = await Promise.all([
      state.apps.save({ ...before, consumers, hasNoConsumers }),
      run && run !== open ? state.rotations.save(run) : null,
      open && voids ? state.handOverCodes.end({ rotation: open.id, target: voids }, 'void') : null,
      noted(state.journal, before, action, { ...detail, ...(open ? { rotation: open.id } : {}) }),
    ]);
    return { watched, rotation: run ?? newest, consumer };
  });
}

/** Nobody has notified the new contact of this target yet. */
function unnotified(run: Rotation, target: string | null): Rotation {
  if (target === null) return run;
  const without = ({ notifiedAt: _former, ...each }: DeliveryState): DeliveryState => each;
  const deliveries = run.deliveries.map((each) => (targetText(each.target) === target ? without(each) : each));
  return { ...run, deliveries };
}

async function freshOf(state: State, { orgId, app, consumerId }: WatchedApp): Promise<WatchedApp> {
  const watched = await state.apps.find(orgId, app, consumerId);
  if (!watched) throw reason('AppNotWatched', { app, known: [] });
  return watched;
}

function named(app: string, consumers: readonly Consumer[], called: string): Consumer {
  const found = findConsumer(consumers, called);
  if (found) return found;
  throw reason('ConsumerUnknown', { app, name: called, known: consumers.map(({ name }) => name), isWaiting: false });
}

/** A name that a person can type in a command. @throws UsageInvalid */
function checkedName(text: string): string {
  const name = text.trim();
  const problem = consumerProblems.ofName(name);
  if (problem === null) return name;
  throw reason('UsageInvalid', { problem, command: 'consumer add' });
}

function refuseTwice(app: string, others: readonly Consumer[], { name, target }: Consumer): void {
  const sameName = others.find((one) => isSameName(one.name, name));
  if (sameName) throw reason('ConsumerExists', { app, name: sameName.name, has: 'name' });
  const sameTarget = others.find((one) => isSameTarget(one.target, target));
  if (sameTarget) throw reason('ConsumerExists', { app, name: sameTarget.name, has: 'target' });
}

async function testFirst(
  { deliveries, state }: ConsumerPorts,
  watched: WatchedApp,
  { target }: Consumer,
): Promise<void> {
  const uses = await usesBeside(state, watched);
  const unusable = await unusableOf(deliveries, [target], { app: watched.app, consumers: [], uses });
  if (unusable) throw unusable;
}
