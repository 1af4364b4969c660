import { withConsumerLease } from '../acts/consumer-lease.ts';
import { noted } from '../acts/noted.ts';
import { evolve } from '../machine/evolve.ts';
import type { Rotation } from '../model/rotation.ts';
import { isManual, targetText } from '../model/target.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { Clock, State } from '../ports/ports.ts';
import { reason } from '../reasons/errors.ts';

/**
 * A person says that a consumer has the new pair. Only what is remembered changes; the run goes on with `resume`.
 * @throws ConsumerUnknown when no consumer of that name waits, AnotherAtWork
 */
export function confirmHandOver(
  { state, clock }: { readonly state: State; readonly clock: Clock },
  watched: WatchedApp,
  name: string,
): Promise<Rotation> {
  const { orgId, consumerId, app } = watched;
  return withConsumerLease(state, watched, async () => {
    const open = await state.rotations.open(orgId, consumerId);
    // Where a program can't be reached, a person may bring the pair there instead.
    const byPerson = (open?.deliveries ?? []).filter(
      ({ target, status }) => isManual(target) || status === 'failed' || status === 'confirmed',
    );
    const found = byPerson.find(({ target }) => target.name.toLowerCase() === name.trim().toLowerCase());
    if (!open || !found || found.status === 'pending') {
      const known = byPerson
        .filter(({ status }) => status === 'waiting' || status === 'failed')
        .map(({ target }) => target.name);
      throw reason('ConsumerUnknown', { app, name, known });
    }
    if (found.status === 'confirmed') return open;
    const at = clock.now();
    const detail = {
      rotation: open.id,
      target: targetText(found.target),
      consumerKey: open.stays,
      status: 'confirmed',
    };
    await noted(state.journal, watched, 'hand-over', detail);
    const next = evolve(open, { type: 'delivery', target: found.target, status: 'confirmed', at, problem: null });
    await state.rotations.save(next);
    return next;
  });
}
