import { withConsumerLease } from '../acts/consumer-lease.ts';
import { noted } from '../acts/noted.ts';
import { confirmable } from '../machine/consumers.ts';
import { evolve } from '../machine/evolve.ts';
import { findConsumer } from '../model/consumer.ts';
import { nameOf, type Rotation } from '../model/rotation.ts';
import { consumerName, targetText } from '../model/target.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { Clock, State } from '../ports/ports.ts';
import { reason } from '../reasons/errors.ts';

/**
 * Records a person's confirmation that a consumer has the new credentials. Changes only the state; `resume` continues the run.
 * @throws ConsumerUnknown if no consumer of that name is waiting, AnotherAtWork
 */
export function confirmHandOver(
  { state, clock }: { readonly state: State; readonly clock: Clock },
  watched: WatchedApp,
  name: string,
): Promise<Rotation> {
  const { orgId, consumerId, app } = watched;
  return withConsumerLease(state, watched, async () => {
    const open = await state.rotations.open(orgId, consumerId);
    // If a delivery failed, a person may update the consumer by hand.
    const byPerson = (open?.deliveries ?? []).filter(({ status }) => confirmable.has(status));
    const found = findConsumer(
      byPerson.map((delivery) => ({ ...delivery, name: delivery.consumer ?? consumerName(delivery.target) })),
      name,
    );
    if (!open || !found) {
      const known = byPerson.filter(({ status }) => status !== 'confirmed').map(nameOf);
      throw reason('ConsumerUnknown', { app, name, known });
    }
    if (found.status === 'confirmed') return open;
    const at = clock.now();
    const detail = {
      rotation: open.id,
      target: targetText(found.target),
      consumerKey: open.stays,
      status: 'confirmed',
      ...(found.consumer === undefined ? {} : { consumer: found.consumer }),
    };
    const next = evolve(open, { type: 'delivery', target: found.target, status: 'confirmed', at, problem: null });
    await Promise.all([noted(state.journal, watched, 'hand-over', detail), state.rotations.save(next)]);
    return next;
  });
}
