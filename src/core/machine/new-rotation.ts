import { nameIn } from '../model/consumer.ts';
import { type Consent, pendingDelivery, type Rotation } from '../model/rotation.ts';
import { newTargets } from '../model/target.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { evolve } from './evolve.ts';
import type { StartFacts, StartRequest } from './start-request.ts';

/** The request for a run of any kind. */
type Asked = Omit<StartRequest, 'kind' | 'onlyOurs'> & Pick<Rotation, 'kind'>;

type Facts = Pick<StartFacts, 'open' | 'personId' | 'now' | 'newId'> & {
  readonly watched: Pick<
    WatchedApp,
    'orgId' | 'org' | 'app' | 'consumerId' | 'consumers' | 'deliveries' | 'hasNoConsumers' | 'policy'
  >;
};

/** A new run. @param ends consumer key of the credentials that the run deletes in the end */
export function newRotation({ kind, consent, ...request }: Asked, facts: Facts, ends: string): Rotation {
  const { watched, personId, now, newId } = facts;
  const targets = newTargets([], [...watched.deliveries, ...(request.deliveries ?? [])]);
  const removed = facts.open?.removed;
  return {
    id: newId,
    kind,
    orgId: watched.orgId,
    org: watched.org,
    app: watched.app,
    consumerId: watched.consumerId,
    startedAt: now,
    replaces: null,
    consent,
    graceDays: request.graceDays ?? watched.policy.graceDays,
    hasNoConsumers: request.noConsumers || (watched.hasNoConsumers && targets.length === 0),
    deliveries: targets.map((target) => pendingDelivery(target, nameIn(watched.consumers, target))),
    ...(removed ? { removed } : {}),
    ends,
    stays: null,
    order: 'hand-over-first',
    personId,
    stageIntendedAt: null,
    staged: null,
    savedAt: null,
    stagedProvedAt: null,
    stagedRefusedAt: null,
    rotateIntendedAt: null,
    rotatedAt: null,
    primaryProvedAt: null,
    calledAt: null,
    overlapEndsAt: null,
    deleteIntendedAt: null,
    endedAt: null,
    refusedAt: null,
    proofs: [],
    retry: null,
    stop: null,
    finishedAt: null,
    emergency: null,
    outcome: null,
  };
}

/** The same run with a later consent added. Earlier consent stays valid. */
export function agreeing(open: Rotation, { kind, consent, graceDays, noConsumers }: Asked): Rotation {
  const merged: Consent = {
    confirmed: open.consent.confirmed || consent.confirmed,
    otherFlows: open.consent.otherFlows || consent.otherFlows,
    borrow: open.consent.borrow || consent.borrow,
  };
  return evolve(open, {
    type: 'consented',
    kind,
    consent: merged,
    graceDays: graceDays ?? open.graceDays,
    hasNoConsumers: open.hasNoConsumers || noConsumers,
  });
}

/** Naming a consumer again adds nothing, and leaving one out removes nothing. */
export function goOn(open: Rotation, request: Asked, watched: WatchedApp): Rotation {
  const known = open.deliveries.map(({ target }) => target);
  const added = newTargets(known, [...watched.deliveries, ...(request.deliveries ?? [])]);
  const names = added.map((target) => nameIn(watched.consumers, target));
  return evolve(agreeing(open, request), { type: 'consumers-named', targets: added, names });
}

/** A run that another run replaces. */
export function replacedBy(open: Rotation, now: number): Rotation {
  return evolve(open, { type: 'finished', outcome: 'replaced', at: now });
}
