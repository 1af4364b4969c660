import { withConsumerLease } from '../acts/consumer-lease.ts';
import { noted } from '../acts/noted.ts';
import { confirmable } from '../machine/consumers.ts';
import { evolve } from '../machine/evolve.ts';
import { contactOf, findConsumer, nameIn, newConsumer } from '../model/consumer.ts';
import { type DeliveryState, endsNothing, nameOf, type Rotation } from '../model/rotation.ts';
import { consumerName, parseTarget, targetText } from '../model/target.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { consumerWord, plainText } from '../plain/text.ts';
import type { Clock, Deliveries, State } from '../ports/ports.ts';
import { type KeyturnError, reason } from '../reasons/errors.ts';
import { codeProblems } from '../words/hand-over-notices.ts';

interface HandOverPorts {
  readonly state: State;
  readonly clock: Clock;
  readonly deliveries: Pick<Deliveries, 'recheck'>;
}

interface CodePorts extends HandOverPorts {
  /** Contacts of consumers from the settings. */
  readonly contacts: Readonly<Record<string, string>>;
}

/** A consumer that a person confirmed, and the run afterwards. */
export interface Confirmed {
  readonly rotation: Rotation;
  /** What people call the consumer. */
  readonly consumer: string;
}

/**
 * Records a person's confirmation that a consumer has the new credentials. Changes only the state; `resume` continues the run.
 * @throws ConsumerUnknown if no consumer of that name is waiting, FileNotUpdated if its file shows the opposite, AnotherAtWork
 */
export function confirmHandOver(ports: HandOverPorts, watched: WatchedApp, name: string): Promise<Rotation> {
  return withConsumerLease(ports.state, watched, async () => {
    const { open, byPerson } = await openRun(ports.state, watched);
    const found = open && called(byPerson, name);
    if (!open || !found) throw reason('ConsumerUnknown', { app: watched.app, name, known: waitingNames(byPerson) });
    return confirmed(ports, watched, { open, found, by: 'name' });
  });
}

/**
 * The same with the code that keyturn sent to the contact of the consumer. Each code counts once, only in its run, and only
 * while the consumer has the contact that got it.
 * @param name what the consumer must be called; null for any
 * @throws CodeRefused, ConsumerUnknown, FileNotUpdated, AnotherAtWork
 */
export function confirmByCode(
  ports: CodePorts,
  watched: WatchedApp,
  { code, name }: { readonly code: string; readonly name: string | null },
): Promise<Confirmed> {
  const { orgId, consumerId, app } = watched;
  return withConsumerLease(ports.state, watched, async () => {
    const { open, byPerson } = await openRun(ports.state, watched);
    const known = waitingNames(byPerson);
    const meant = name === null ? null : called(byPerson, name);
    if (name !== null && !meant) throw reason('ConsumerUnknown', { app, name, known });
    const refused = (problem: string): KeyturnError =>
      reason('CodeRefused', { app, problem, known: known.map((one) => consumerWord(plainText(one, 80))) });
    if (!open || open.stays === null) throw refused(codeProblems.none);
    const run = { orgId, consumerId, rotation: open.id, consumerKey: open.stays };
    const consumers = (await ports.state.apps.find(orgId, app, consumerId))?.consumers ?? [];
    const answer = await ports.state.handOverCodes.check(run, code, (target) => {
      const consumer = consumers.find((one) => targetText(one.target) === target);
      return contactOf(consumer ?? newConsumer(parseTarget(target)), ports.contacts);
    });
    if (answer.is === 'none' || answer.is === 'locked') throw refused(codeProblems[answer.is]);
    if (answer.is === 'wrong') {
      await noteWrongCode(ports.state, watched, open);
      throw refused(codeProblems.wrong(answer.left));
    }
    const found = byPerson.find((one) => targetText(one.target) === answer.target);
    if (!found) throw refused(codeProblems.gone);
    if (answer.is === 'used') throw refused(codeProblems.used(nameOf(found)));
    if (meant && meant !== found) throw refused(codeProblems.other(nameOf(meant)));
    return { rotation: await confirmed(ports, watched, { open, found, by: 'code' }), consumer: nameOf(found) };
  });
}

/** The open run, and its consumers that a person may confirm. If a delivery failed, a person may update the consumer by hand. */
async function openRun({ rotations }: State, { orgId, consumerId }: WatchedApp) {
  const open = await rotations.open(orgId, consumerId);
  return { open, byPerson: open ? confirmable(open) : [] };
}

function called(byPerson: readonly DeliveryState[], name: string): DeliveryState | null {
  const named = byPerson.map((delivery) => ({
    ...{ name: delivery.consumer ?? consumerName(delivery.target), target: delivery.target },
    delivery,
  }));
  return findConsumer(named, name)?.delivery ?? null;
}

function waitingNames(byPerson: readonly DeliveryState[]): readonly string[] {
  return byPerson.filter(({ status }) => status !== 'confirmed').map(nameOf);
}

interface Confirming {
  readonly open: Rotation;
  readonly found: DeliveryState;
  readonly by: 'name' | 'code';
}

/** The run, its codes and the audit trail change in one transaction. */
async function confirmed(
  { state, clock, deliveries }: HandOverPorts,
  watched: WatchedApp,
  { open, found, by }: Confirming,
): Promise<Rotation> {
  if (found.status === 'confirmed') return open;
  if (
    found.target.kind === 'file' &&
    !endsNothing(open) &&
    (await deliveries.recheck(found.target, { consumerKey: open.ends })) === null
  ) {
    const isPrimary = open.rotatedAt !== null || open.kind === 'discard';
    const name = nameIn(watched.consumers, found.target);
    throw reason('FileNotUpdated', { app: open.app, name, path: found.target.name, isPrimary });
  }
  const target = targetText(found.target);
  const detail = {
    rotation: open.id,
    target,
    consumerKey: open.stays,
    status: 'confirmed',
    ...(found.consumer === undefined ? {} : { consumer: found.consumer }),
    ...(by === 'code' ? { by } : {}),
  };
  const at = clock.now();
  const next = evolve(open, { type: 'delivery', target: found.target, status: 'confirmed', at, problem: null });
  await Promise.all([
    noted(state.journal, watched, 'hand-over', detail),
    state.rotations.save(next),
    state.handOverCodes.end({ rotation: open.id, target }, 'used'),
  ]);
  return next;
}

/** Somebody who guesses codes is seen in the audit trail. */
async function noteWrongCode({ journal }: State, watched: WatchedApp, { id, stays }: Rotation): Promise<void> {
  await noted(journal, watched, 'hand-over', { rotation: id, consumerKey: stays, status: 'code-refused' });
}
