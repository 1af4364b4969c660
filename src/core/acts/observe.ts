import type { Observation } from '../model/observation.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { Clock, SalesforceOrg, SecretStore } from '../ports/ports.ts';
import { reason } from '../reasons/errors.ts';
import { named } from './named.ts';
import { goneError, unlessGone } from './watched-gone.ts';

export interface Observing {
  readonly org: SalesforceOrg;
  readonly store: Pick<SecretStore, 'get'>;
  readonly clock: Clock;
}

/**
 * One look at the credentials of an OAuth consumer: those in the org, and which of them the secret store has.
 * @param options.hasSlot false if the slot isn't read: the org doesn't support staging, or the run doesn't need it
 * @param keys more consumer keys to look for in the store
 * @throws AppUnknown when the consumer is gone, SlotUnclear, SecretAccessDisabled and the other reasons of an org
 */
export async function observeConsumer(
  { org, store, clock }: Observing,
  { app, appId, consumerId }: WatchedApp,
  keys: readonly (string | null)[],
  { hasSlot }: { readonly hasSlot: boolean } = { hasSlot: true },
): Promise<Observation> {
  const [consumers, staged] = await Promise.all([
    unlessGone({ app, org: org.name }, named({ id: appId, name: app }, org.apps.consumers(appId))),
    hasSlot ? named({ id: appId, name: app }, org.apps.staged(appId, consumerId)) : [],
  ]);
  const consumer = consumers.find(({ id }) => id === consumerId);
  if (!consumer) throw goneError({ app, org: org.name, consumerId });
  const [slot = null, another] = staged;
  if (another) throw reason('SlotUnclear', { app, found: { count: staged.length } });
  const wanted = new Set([...keys, consumer.consumerKey, slot?.consumerKey].filter((key) => typeof key === 'string'));
  const held = await Promise.all([...wanted].map(async (key) => ((await store.get(org.orgId, key)) ? [key] : [])));
  const seen = { at: clock.now(), primaryKey: consumer.consumerKey, slot, stored: new Set(held.flat()) };
  return hasSlot ? seen : { ...seen, isSlotUnread: true };
}
