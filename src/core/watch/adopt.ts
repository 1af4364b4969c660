import { closeSetups } from '../acts/close-setups.ts';
import { withConsumerLease } from '../acts/consumer-lease.ts';
import { withAddedConsumers } from '../acts/consumers-added.ts';
import { noteAbandonedFreeze } from '../acts/freeze-over.ts';
import { keptContainments } from '../acts/kept-containments.ts';
import { knownLeak } from '../acts/known-leak.ts';
import { mustNotBeEnding } from '../acts/not-ending.ts';
import { noted } from '../acts/noted.ts';
import { noteConsumers } from '../acts/noted-consumers.ts';
import { ofMissing } from '../acts/noted-gone.ts';
import { watchDetail } from '../acts/noted-watch.ts';
import { usesBeside } from '../acts/one-file-each.ts';
import { acceptAddress, hasMoved, mustBeAtHome, noteAllowed } from '../acts/org-address.ts';
import { readAndStorePair } from '../acts/pair.ts';
import { returnBorrowedSecretAccess } from '../acts/secret-access.ts';
import { slotLook } from '../acts/stranger.ts';
import { type Compares, unusableOf } from '../acts/target-tests.ts';
import { withNewApp } from '../acts/unmoved-lease.ts';
import { type FoundApp, watchedAnew } from '../acts/watched-anew.ts';
import { ageOf } from '../machine/age-of.ts';
import { evolve } from '../machine/evolve.ts';
import { underWay } from '../machine/start.ts';
import type { AppSummary, Pair } from '../model/app.ts';
import { type Consumer, namesNewFile } from '../model/consumer.ts';
import type { KnownLeak } from '../model/containment-record.ts';
import { withFrozenUser } from '../model/left-off.ts';
import { endsNothing, isContained, type Rotation } from '../model/rotation.ts';
import { freezesUser } from '../model/shared-freeze.ts';
import { isSameTarget, type Target } from '../model/target.ts';
import {
  nextProof,
  type RotationPolicy,
  type StoredApp,
  type StoreReference,
  type WatchedApp,
} from '../model/watched-app.ts';
import { noteBegin } from '../operate/operate.ts';
import { linesOf } from '../plain/text.ts';
import type { Clock, Incidents, SalesforceOrg, SecretStore, State } from '../ports/ports.ts';
import { judge } from '../proof/judge.ts';
import { isKeyturnError, reason } from '../reasons/errors.ts';
import { findApp, pickConsumer } from '../setup/steps/app-step.ts';
import { adoptWarnings } from '../words/adopt.ts';
import { writtenInPlace } from '../words/deliveries.ts';
import { accessOf } from '../words/known-access.ts';
import { answerProblems } from '../words/org-answers.ts';
import { endedSetupWarning } from '../words/unfinished-setup.ts';
import { deliveryOf, deliveryWarning, savedByRun } from './accepted.ts';
import { mustBeSameOrg, mustBeWatchedOrg } from './identify.ts';
import { findingsOfUser, firstAnswer, keptFindings, noTokenWarning, notRead } from './watched-again.ts';

export interface AdoptRequest {
  readonly org: SalesforceOrg;
  readonly app: string;
  readonly consumer: string | null;
  readonly policy: RotationPolicy;
  /** Consumers to add. */
  readonly deliveries: readonly Target[];
  /** Whether they replace all others. */
  readonly replacesConsumers?: boolean;
  /** Tests them before anything else happens. */
  readonly tests: Compares;
  /** When the secret was issued, if the admin knows. Epoch ms. */
  readonly issuedAt: number | null;
  /** The watched app whose changes are accepted. A sandbox refresh may have changed its ids. */
  readonly takesOver?: WatchedApp | null;
  /** Called only if the credentials can be read. */
  readonly openStore: () => Promise<SecretStore>;
  readonly state: State;
  /** Finds containments that the state couldn't record; missing without a look at them. */
  readonly incidents?: Pick<Incidents, 'keptRecords'>;
  readonly clock: Clock;
}

export interface Adopted {
  readonly watched: WatchedApp;
  readonly warnings: readonly string[];
  /** Consumers that are gone, because others replaced them. */
  readonly removed: readonly Consumer[];
}

/**
 * Starts watching an app whose flow is on. Reads, stores and verifies its credentials if the org allows that. Changes nothing in
 * the org, except that it restores settings of interrupted runs.
 * @throws AppUnknown, ConsumerAmbiguous, NoSuchConsumer, UsageInvalid for a different org than before, and what the store throws
 */
export async function adopt(request: AdoptRequest): Promise<Adopted> {
  const { org, state, clock, takesOver = null } = request;
  if (takesOver) mustBeWatchedOrg(org, takesOver);
  await refuseUnusable(request, { app: request.app });
  await returnBorrowedSecretAccess({ org, state, clock });
  const [facts, apps] = await Promise.all([org.facts(), org.apps.list()]);
  if (takesOver && hasMoved(org, takesOver)) await mustBeSameOrg({ org, facts: async () => facts }, takesOver);
  const app = await foundApp(request, apps);
  const consumers = await consumersOf(org, app);
  const same = consumers.find(({ id }) => id === takesOver?.consumerId)?.id ?? null;
  const consumer = pickConsumer(app.developerName, consumers, request.consumer ?? same);
  const place = { orgId: org.orgId, org: org.name, app: app.developerName, consumerId: consumer.id };
  const known = await state.apps.find(org.orgId, place.app, consumer.id);
  // Somebody who accepts what has changed, or allows the host, also accepts the address.
  if (known && !takesOver && org.allowedHost === undefined) mustBeAtHome(org, known);
  if (request.deliveries.length > 0) await refuseUnusable(request, { ...place, uses: await usesOf(request, place) });
  const adopting = () =>
    withConsumerLease(state, place, async () => {
      mustNotBeEnding(await state.apps.find(org.orgId, place.app, consumer.id));
      return adoptConsumer(request, { org, facts, app, consumer });
    });
  const adopted = known ? await adopting() : await withNewApp(state, place, adopting);
  const { watched } = adopted;
  const isMoved = takesOver && (takesOver.orgId !== watched.orgId || takesOver.consumerId !== watched.consumerId);
  if (isMoved) await abandon({ state, clock }, takesOver, true);
  if (org.allowedHost !== undefined) await acceptAddress(state, org, 'allow-host');
  else if (takesOver && hasMoved(org, takesOver)) await acceptAddress(state, org, 'accept-host');
  return adopted;
}

/** @throws AppUnknown, which says what it means for access if the app is watched */
async function foundApp({ org, state, clock, app }: AdoptRequest, apps: readonly AppSummary[]) {
  try {
    return findApp(apps, app, org.name);
  } catch (error) {
    throw await ofMissing(error, app, org, { state, clock });
  }
}

type Testing = Parameters<typeof unusableOf>[2];

/** @throws DeliveryUnusable */
async function refuseUnusable({ tests, deliveries }: AdoptRequest, about: Omit<Testing, 'consumers'>): Promise<void> {
  const unusable = await unusableOf(tests, deliveries, { ...about, consumers: [] });
  if (unusable) throw unusable;
}

/** The files that the consumers have who stay. */
async function usesOf(
  { state, deliveries, replacesConsumers, takesOver }: AdoptRequest,
  { orgId, app, consumerId }: Pick<WatchedApp, 'orgId' | 'app' | 'consumerId'>,
) {
  const found = (await state.apps.find(orgId, app, consumerId)) ?? takesOver ?? null;
  const mine = found ?? { orgId, consumerId, consumers: [] };
  const stays = ({ target }: Consumer) => deliveries.some((one) => isSameTarget(one, target));
  return usesBeside(state, replacesConsumers ? { ...mine, consumers: mine.consumers.filter(stays) } : mine);
}

/** Names the app of a package: the org's own refusal has only its id. @throws AppIsPackaged */
async function consumersOf(org: SalesforceOrg, { id, developerName }: ReturnType<typeof findApp>) {
  return org.apps.consumers(id).catch((error: unknown) => {
    if (!isKeyturnError(error) || error.code !== 'AppIsPackaged') throw error;
    throw reason('AppIsPackaged', { app: developerName, what: answerProblems.publisher }, { cause: error });
  });
}

async function adoptConsumer(
  request: AdoptRequest,
  listed: FoundApp & { readonly app: ReturnType<typeof findApp> },
): Promise<Adopted> {
  const { org } = listed;
  const { state, clock } = request;
  const { developerName, flow } = listed.app;
  const [runsAs, read] = await Promise.all([
    flow.kind === 'on' ? org.users.find(flow.runsAs) : null,
    storePair(request, listed),
  ]);
  const stored = read === 'access-off' ? null : read;
  // Since the list was read, others may have promoted different credentials. The stored ones count.
  const consumer = { ...listed.consumer, consumerKey: stored?.pair.consumerKey ?? listed.consumer.consumerKey };
  const here = { ...listed, consumer };
  const found = await state.apps.find(org.orgId, developerName, consumer.id);
  const before = found ?? request.takesOver ?? null;
  const proof = stored ? judge(await org.tokens.clientCredentials(stored.pair)) : null;
  // Facts about a previous key don't apply to a new one.
  const same = before?.consumerKey === consumer.consumerKey ? before : null;
  const known = before?.consumers ?? [];
  const stays = ({ target }: Consumer) => request.deliveries.some((one) => isSameTarget(one, target));
  const chosen = request.replacesConsumers ? known.filter(stays) : known;
  const removed = known.filter((one) => !chosen.includes(one));
  // Nobody knows whether they have got credentials that were made without keyturn.
  const kept = same ? chosen : chosen.map((one) => ({ ...one, last: null }));
  const newest = await state.rotations.latest(org.orgId, consumer.id);
  const open = found && newest?.finishedAt === null ? newest : null;
  const store =
    stored?.reference ??
    same?.store ??
    (await savedByRun(request.openStore, open, { org, consumerKey: consumer.consumerKey }));
  const usedStore = before?.store?.kind ?? before?.usedStore;
  const place = { orgId: org.orgId, app: developerName, appId: listed.app.id, consumerId: consumer.id, store };
  const slot = await slotLook(place, { org, rotation: newest, openStore: request.openStore });
  const userFindings = await findingsOfUser(state, { app: place, user: runsAs, newest });
  // Only `--accept` accepts what was changed outside keyturn.
  const unaccepted = request.takesOver ? null : found;
  const app: StoredApp = {
    ...watchedAnew(here, { ...request, noConsumers: false }, before && { ...before, consumers: kept }),
    baseline: unaccepted?.baseline ?? null,
    lastCheck: keptFindings(unaccepted, {
      app: { app: developerName, consumerKey: consumer.consumerKey },
      slot,
      isStored: stored !== null,
      proof,
      user: runsAs,
      userFindings,
      leak: userFindings.length > 0 ? await leakOf(request, { ...place, consumerKey: consumer.consumerKey }) : null,
      now: clock.now(),
    }),
    trouble: stored === null ? (unaccepted?.trouble ?? null) : null,
    executionUser: unaccepted?.executionUser ?? (runsAs ? { id: runsAs.id, username: runsAs.username } : null),
    chosenPolicy: request.policy,
    store,
    ...(store === null && usedStore ? { usedStore } : {}),
    ...ageOf(consumer.consumerKey, { told: request.issuedAt, same, newest }),
    adoptedAt: same?.adoptedAt ?? clock.now(),
    lastProof: proof
      ? nextProof(same?.lastProof ?? null, { at: clock.now(), ...firstAnswer(proof, flow) })
      : (same?.lastProof ?? null),
  };
  const warnings = linesOf(
    notRead(request, { read, before, app }),
    flow.kind === 'off' && adoptWarnings.flowOff(developerName),
    flow.kind === 'oauth-disabled' && (await oauthOff(request, app, newest)),
    flow.kind !== 'oauth-disabled' &&
      proof !== null &&
      proof.answer !== 'accepted' &&
      noTokenWarning(developerName, proof, { user: runsAs, userFindings }),
    namesNewFile(before?.consumers ?? [], request.deliveries) && writtenInPlace,
  );
  const without = open && removed.reduce((run, { target }) => evolve(run, { type: 'consumer-removed', target }), open);
  const run = without && withAddedConsumers(without, [kept, app.consumers]);
  const delivery = before && (await deliveryOf(clock, { before, app, run, here }));
  const runs = delivery ? [delivery.replaced, delivery.rotation] : [run === open ? null : run];
  const [watched] = await Promise.all([
    state.apps.save(app),
    state.rotations.save(...runs.filter((each) => each !== null)),
    delivery?.rotation && noteBegin({ ports: { state, org } }, delivery.rotation),
    noteConsumers(state.journal, app, [known, app.consumers]),
    noted(state.journal, app, 'watch', watchDetail(before, app)),
    noteAllowed(state.journal, app, before),
  ]);
  const ended = endedSetupWarning(app, await closeSetups(state.journal, app, app.consumers));
  const told = linesOf(warnings, delivery && deliveryWarning(delivery, watched.policy.automation), ended);
  return { watched, warnings: told, removed };
}

/**
 * Stops watching. The org and the secret store stay as they are. An unfinished run is abandoned only with confirmation.
 * @returns the run that was abandoned, as it was; null if there was none
 * @throws RotationUnderWay, DecommissionUnderWay, AnotherAtWork
 */
export function abandon(
  { state, clock }: { readonly state: State; readonly clock: Clock },
  watched: WatchedApp,
  isConfirmed: boolean,
): Promise<Rotation | null> {
  return withConsumerLease(state, watched, async () => {
    const open = await state.rotations.open(watched.orgId, watched.consumerId);
    // What only delivers the current credentials holds up nothing.
    if (open && !isConfirmed && !endsNothing(open)) {
      underWay(open, { canAbandon: true, watched });
    }
    if (!isConfirmed) mustNotBeEnding(await state.apps.find(watched.orgId, watched.app, watched.consumerId));
    const known = open && withFrozenUser(open, watched);
    if (known) await state.rotations.save(evolve(known, { type: 'finished', outcome: 'replaced', at: clock.now() }));
    if (known && freezesUser(known)) await noteAbandonedFreeze(state, watched);
    await state.apps.remove(watched);
    await noted(state.journal, watched, 'unwatch', { consumerKey: watched.consumerKey });
    return open;
  });
}

/** What an emergency has turned off is turned on by continuing it. Whoever turns it on by hand must know what leaked. */
async function oauthOff(request: AdoptRequest, app: StoredApp, newest: Rotation | null): Promise<string> {
  const known = newest && isContained(newest) ? accessOf(app, newest, null) : null;
  if (known) return linesOf(known.what, known.action).join(' ');
  return adoptWarnings.oauthOff(app.app, (await leakOf(request, app)) !== null);
}

async function leakOf(
  { state, incidents }: Pick<AdoptRequest, 'state' | 'incidents'>,
  credentials: Parameters<typeof knownLeak>[1],
): Promise<KnownLeak | null> {
  return knownLeak(state, credentials, incidents ? await keptContainments(incidents, state) : []);
}

async function storePair(
  request: AdoptRequest,
  { org, app, consumer }: FoundApp,
): Promise<{ pair: Pair; reference: StoreReference } | 'access-off' | null> {
  if ((await org.secretAccess()) === false) return 'access-off';
  const store = await request.openStore();
  try {
    const pair = await readAndStorePair({ org, app, consumer, store, ports: request }, null);
    return { pair, reference: { kind: store.kind, reference: store.reference(org.orgId, pair.consumerKey) } };
  } catch (error) {
    const isHidden =
      isKeyturnError(error) && ['SecretAccessDisabled', 'SecretUnreadable', 'PermissionMissing'].includes(error.code);
    if (isHidden) return error.code === 'SecretAccessDisabled' ? 'access-off' : null;
    throw error;
  }
}
