import { whyNoStaging } from '../acts/no-staging.ts';
import { laterTime } from '../acts/org-clock.ts';
import { seen } from '../acts/seen.ts';
import type { FoundApp } from '../acts/watched-anew.ts';
import { evolve } from '../machine/evolve.ts';
import { mayDelete } from '../machine/may-delete.ts';
import { type DeliveryStart, keyBefore, startDelivery } from '../machine/start-delivery.ts';
import { targetsOf } from '../model/consumer.ts';
import { graceEndsAt, nameOf, type Rotation } from '../model/rotation.ts';
import type { Automation, StoredApp, StoreReference, WatchedApp } from '../model/watched-app.ts';
import type { Clock, SalesforceOrg, SecretStore } from '../ports/ports.ts';
import { isKeyturnError } from '../reasons/errors.ts';
import { adoptWarnings } from '../words/adopt.ts';

/** Credentials that a run had staged and saved before others promoted them; null for any others. */
export async function savedByRun(
  openStore: () => Promise<SecretStore>,
  open: Rotation | null,
  { org, consumerKey }: { readonly org: SalesforceOrg; readonly consumerKey: string },
): Promise<StoreReference | null> {
  if (open?.stays !== consumerKey || open.savedAt === null) return null;
  try {
    const store = await openStore();
    const has = (await store.get(org.orgId, consumerKey)) !== null;
    return has ? { kind: store.kind, reference: store.reference(org.orgId, consumerKey) } : null;
  } catch (error) {
    if (!isKeyturnError(error) || error.exitCode === 130) throw error;
    return null;
  }
}

/** What a person must know about the run that delivers accepted credentials. */
export function deliveryWarning({ rotation, replaced }: DeliveryStart, automation: Automation): string {
  if (rotation === null) return adoptWarnings.runEnded(replaced);
  const deliveries = rotation.deliveries.map((one) => ({ ...one, status: 'delivered' }) as const);
  const isDeleted = rotation.endedAt === null && mayDelete({ ...rotation, deliveries }, automation);
  return adoptWarnings.behind(rotation.app, rotation.deliveries.map(nameOf), isDeleted ? graceEndsAt(rotation) : null);
}

export interface Accepted {
  readonly before: WatchedApp;
  readonly app: StoredApp;
  /** The run that is open. */
  readonly run: Rotation | null;
  readonly here: FoundApp;
}

/** The run that delivers the accepted credentials to the consumers of this app; null if it isn't needed, or not possible. */
export async function deliveryOf(clock: Clock, { before, app, run, here }: Accepted): Promise<DeliveryStart | null> {
  const isSame = before.orgId === app.orgId && before.consumerId === app.consumerId;
  const key = keyBefore(run, before);
  if (!isSame || key === app.consumerKey) return null;
  // The grace period begins now, by whichever clock it ends later.
  const now = laterTime(here.org, clock.now());
  const hasNoSlot = whyNoStaging(here.org) !== null;
  const delivery = startDelivery({
    watched: { ...app, deliveries: targetsOf(app.consumers), policy: before.policy },
    before: key,
    open: run,
    personId: here.facts.person.id,
    now,
    newId: crypto.randomUUID(),
    isStored: app.store !== null,
    isGone: !hasNoSlot && (await isGone(here, key)),
  });
  if (!hasNoSlot || !delivery?.rotation) return delivery;
  return { ...delivery, rotation: evolve(delivery.rotation, { type: 'nothing-to-delete', at: now }) };
}

/** Whether the slot was seen not to hold these credentials. A slot that can't be read, or without a key, shows nothing. */
async function isGone({ org, app, consumer }: FoundApp, consumerKey: string): Promise<boolean> {
  const slot = await seen(org.apps.staged(app.id, consumer.id), null, [], 'name');
  return slot?.every((held) => held.consumerKey !== null && held.consumerKey !== consumerKey) === true;
}
