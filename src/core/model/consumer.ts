import { type DeliveryState, endsNothing, hasPair, mayHaveGot, type Rotation } from './rotation.ts';
import { consumerName, isManual, isSameTarget, newTargets, type Target, targetText } from './target.ts';

/** A system or person that uses an app's credentials. Times are epoch ms. */
export interface Consumer {
  /** Unique within the app, whatever its case. */
  readonly name: string;
  /** How the consumer gets new credentials. */
  readonly target: Target;
  readonly contact: string | null;
  readonly notes: string | null;
  /** Public keys of the person: credentials can be encrypted to them. */
  readonly keys: readonly string[];
  /** Result of the latest test of the target; null before the first, and for a person. */
  readonly test: TargetTest | null;
  /** Its delivery in the runs before the newest one; null without one. */
  readonly last: PastDelivery | null;
}

/** A test of a target delivers nothing. */
export interface TargetTest {
  readonly at: number;
  /** null if the target can be used. */
  readonly problem: string | null;
  /** When the target was first found like this, without a different result since. */
  readonly since: number;
  /** The target can be used, but doesn't have the credentials that it needs. */
  readonly isLost?: true;
}

export type PastDelivery = Pick<DeliveryState, 'status' | 'at' | 'problem' | 'since'>;

/**
 * - unknown: keyturn doesn't know whether the consumer has the credentials it needs
 * - notified: a person must update the consumer
 * - delivered: delivered automatically, without an error
 * - confirmed: a person confirmed that the consumer has the credentials
 * - failing: the latest delivery or test of the target failed
 */
export type ConsumerStatus = 'unknown' | 'notified' | 'delivered' | 'confirmed' | 'failing';

export interface ConsumerState {
  readonly status: ConsumerStatus;
  readonly since: number | null;
  readonly problem: string | null;
}

/** Whether one of these targets is a file that none of these consumers has yet. */
export function namesNewFile(known: readonly Consumer[], targets: readonly Target[]): boolean {
  return newTargets(targetsOf(known), targets).some(({ kind }) => kind === 'file');
}

/** When keyturn began to watch an app with the credentials it has. */
export interface Since {
  readonly adoptedAt: number;
}

/**
 * The newest run, unless it was over before keyturn began to watch the app anew: in the meantime, the app may have been
 * decommissioned, or its consumers may have got other credentials.
 */
export function runOfWatch({ adoptedAt }: Since, newest: Rotation | null): Rotation | null {
  if (newest === null || newest.finishedAt === null) return newest;
  return newest.startedAt < adoptedAt && newest.finishedAt < adoptedAt ? null : newest;
}

/** The state of a consumer. @param newest the newest run of the app's OAuth consumer */
export function consumerState(consumer: Consumer, newest: Rotation | null, watched: Since): ConsumerState {
  const test = failedTest(consumer, newest, watched);
  if (test) return { status: 'failing', since: test.since, problem: test.problem };
  const delivery = latestDelivery(consumer, runOfWatch(watched, newest));
  if (!delivery || states[delivery.status] === 'unknown') return unknown;
  return { status: states[delivery.status], since: delivery.since ?? delivery.at, problem: delivery.problem };
}

/** The test that a consumer failed after its latest delivery; null if the delivery failed, or the target works. */
export function failedTest(
  consumer: Consumer,
  newest: Rotation | null,
  watched: Since,
): (TargetTest & { readonly problem: string }) | null {
  const { test } = consumer;
  const delivery = latestDelivery(consumer, runOfWatch(watched, newest));
  const isLater = test !== null && delivery?.status !== 'failed' && test.at >= (delivery?.at ?? 0);
  return isLater && test.problem !== null ? { ...test, problem: test.problem } : null;
}

/** Consumer key of the credentials that keyturn delivered to a consumer; null if it has none from keyturn. */
export function keyDelivered(
  consumer: Consumer,
  newest: Rotation | null,
  watched: Since & { readonly consumerKey: string },
): string | null {
  const run = runOfWatch(watched, newest);
  const found = latestDelivery(consumer, run);
  if (found?.status !== 'delivered') return null;
  return found === consumer.last ? watched.consumerKey : (run?.stays ?? null);
}

/** Consumer key that a person said was replaced at a consumer, in the newest run; null if nobody did. */
export function keyReplaced(consumer: Consumer, newest: Rotation | null, watched: Since): string | null {
  const run = runOfWatch(watched, newest);
  const found = latestDelivery(consumer, run);
  const isTold = run !== null && found !== consumer.last && found?.status === 'confirmed';
  return isTold && !endsNothing(run) ? run.ends : null;
}

const unknown: ConsumerState = { status: 'unknown', since: null, problem: null };

const states: Readonly<Record<DeliveryState['status'], ConsumerStatus>> = {
  pending: 'unknown',
  failed: 'failing',
  delivered: 'delivered',
  waiting: 'notified',
  confirmed: 'confirmed',
};

/** In a run that promoted new credentials, an earlier delivery no longer counts. */
export function latestDelivery({ target, last }: Consumer, newest: Rotation | null): PastDelivery | null {
  const delivery = newest?.deliveries.find((one) => isSameTarget(one.target, target));
  if (!newest || !delivery) return last;
  // The staged credentials are gone, and with them what was delivered.
  if (newest.outcome === 'lost') return delivery.status === 'pending' ? last : null;
  if (delivery.status !== 'pending') return delivery;
  return newest.rotatedAt === null ? last : null;
}

/**
 * What a run left undone for a consumer: it promoted credentials without delivering them to it, or the consumer may have got
 * credentials that are gone. Null if it left nothing undone.
 */
export function missedIn(newest: Rotation | null, target: Target): PastDelivery | null {
  if (newest === null) return null;
  const { kind, outcome, deliveries, removed = [], rotatedAt, finishedAt, startedAt } = newest;
  const isMeant = (one: DeliveryState) => isSameTarget(one.target, target);
  const delivery = deliveries.find(isMeant);
  // A consumer that was removed during the run is one again.
  const before = delivery ? undefined : removed.find(isMeant);
  const hasGone = outcome === 'lost' && delivery !== undefined && mayHaveGot(delivery);
  const isUntold = rotatedAt !== null && kind !== 'discard' && delivery?.status === 'pending';
  // A discard deletes the credentials that it may have got.
  const isBack = before !== undefined && (kind === 'discard' || (rotatedAt !== null && !hasPair(before)));
  return hasGone || isUntold || isBack ? { status: 'pending', at: finishedAt ?? startedAt, problem: null } : null;
}

/** The consumers with what the newest run knows about them, to keep before another run becomes the newest. */
export function rememberingRun(consumers: readonly Consumer[], newest: Rotation): readonly Consumer[] {
  return consumers.map((consumer) => {
    const found = latestDelivery(consumer, newest) ?? missedIn(newest, consumer.target);
    if (found === consumer.last) return consumer;
    const { status, at, problem, since } = found ?? {};
    const last = status && {
      status,
      at: at ?? null,
      problem: problem ?? null,
      ...(since === undefined ? {} : { since }),
    };
    return { ...consumer, last: last ?? null };
  });
}

export function newConsumer(
  target: Target,
  given: Partial<Pick<Consumer, 'name' | 'contact' | 'notes' | 'keys'>> = {},
): Consumer {
  const { name = consumerName(target), contact = null, notes = null, keys = [] } = given;
  return { name, target, contact, notes, keys, test: null, last: null };
}

/** The consumers and those targets that none of them has, each under a name of its own. */
export function withTargets(consumers: readonly Consumer[], targets: readonly Target[]): readonly Consumer[] {
  const all = [...consumers];
  for (const target of newTargets(targetsOf(consumers), targets)) {
    all.push(newConsumer(target, { name: freeName(all, target) }));
  }
  return all;
}

function freeName(known: readonly Consumer[], target: Target): string {
  const name = consumerName(target);
  const taken = (text: string) => known.some((one) => isSameName(one.name, text));
  if (!taken(name)) return name;
  let number = 2;
  while (taken(`${name} (${number})`)) number += 1;
  return `${name} (${number})`;
}

/** What people call the consumer with a target. */
export function nameIn(consumers: readonly Consumer[], target: Target): string {
  return consumers.find((one) => isSameTarget(one.target, target))?.name ?? consumerName(target);
}

/** Who to contact about a consumer: its own contact, else the one in the settings; null without one. */
export function contactOf(
  { name, target, contact }: Pick<Consumer, 'name' | 'target' | 'contact'>,
  contacts: Readonly<Record<string, string>> = {},
): string | null {
  // A consumer may have the name of a property that every object has, such as `constructor`.
  const key = [name, target.name, targetText(target)].find((one) => Object.hasOwn(contacts, one));
  return contact ?? (key === undefined ? null : (contacts[key] ?? null));
}

/** The contacts of those consumers that have one. */
export function contactsOf(
  consumers: readonly Consumer[],
  contacts: Readonly<Record<string, string>> = {},
): readonly { readonly name: string; readonly target: Target; readonly contact: string }[] {
  return consumers.flatMap((consumer) => {
    const contact = contactOf(consumer, contacts);
    return contact === null ? [] : [{ name: consumer.name, target: consumer.target, contact }];
  });
}

/** When keyturn last notified the contact of a consumer in the newest run, in epoch ms; null if it didn't. */
export function notifiedAt(
  { target }: Pick<Consumer, 'target'>,
  newest: Rotation | null,
  watched: Since,
): number | null {
  return runOfWatch(watched, newest)?.deliveries.find((one) => isSameTarget(one.target, target))?.notifiedAt ?? null;
}

export function targetsOf(consumers: readonly Consumer[]): readonly Target[] {
  return consumers.map(({ target }) => target);
}

export function isSameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

/** Whether a person means this consumer: by its name, its target, or the path of its target. */
export function isCalled(text: string, { name, target }: Pick<Consumer, 'name' | 'target'>): boolean {
  return [name, targetText(target), target.name].some((one) => isSameName(one, text));
}

/** The consumer that a person means. An exact name comes first. */
export function findConsumer<One extends Pick<Consumer, 'name' | 'target'>>(
  consumers: readonly One[],
  text: string,
): One | null {
  return consumers.find(({ name }) => isSameName(name, text)) ?? consumers.find((one) => isCalled(text, one)) ?? null;
}

/** Whether keyturn can test the target without a person. */
export function isTestable({ target }: Pick<Consumer, 'target'>): boolean {
  return !isManual(target);
}
