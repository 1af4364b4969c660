import type { Baseline, Drift, SeenPolicies, WatchedApp } from '../model/watched-app.ts';
import { isSameId } from '../plain/ids.ts';
import { type DriftFacts, driftWords } from '../words/drift.ts';
import { type Identity, isRefreshed } from './sandbox-refresh.ts';

/** What a look at an app found. Text is from the org: untrusted. */
export interface Sight extends SeenPolicies {
  /** Consumer key of the primary pair; null when the app or its consumer is gone. */
  readonly primaryKey: string | null;
  /** Whether each side has the flow on; null where it can't be seen. */
  readonly flow: { readonly app: boolean | null; readonly policy: boolean | null; readonly oauth: boolean | null };
  /** null where it can't be seen, or none is named. */
  readonly runsAs: string | null;
  /** null when the org has no such user. */
  readonly user: {
    readonly isActive: boolean;
    readonly isFrozen: boolean | null;
    readonly powers: readonly string[];
  } | null;
}

/** The state of now as the one to compare with from here on. */
export function baselineOf({ primaryKey: _key, flow: _flow, runsAs, user, ...policies }: Sight): Baseline {
  return { executionUser: runsAs, powers: user?.powers ?? [], ...policies };
}

/** What was changed outside of keyturn for the worse, each with the instant at which it was first seen. */
export function driftOf(watched: WatchedApp, sight: Sight, around: Around): readonly Drift[] {
  const earlier = new Map(watched.lastCheck?.drift.map(({ kind, since }) => [kind, since]));
  return findDrift(watched, sight, around).map((found) => ({
    kind: found.kind,
    ...driftWords(watched.app, found),
    since: earlier.get(found.kind) ?? around.now,
  }));
}

interface Around {
  /** Epoch ms. */
  readonly now: number;
  /** Consumer keys that our own rotation may have made primary. */
  readonly knownKeys: ReadonlySet<string>;
  readonly identity: Identity;
  /** What an emergency that is not done has turned off itself; null for nothing. */
  readonly containedBy: 'flow' | 'freeze' | null;
}

function findDrift(
  watched: WatchedApp,
  sight: Sight,
  { knownKeys, identity, containedBy }: Around,
): readonly DriftFacts[] {
  const { consumerKey, orgId } = watched;
  const { primaryKey } = sight;
  // What else is different then came with the copy of production.
  if (isRefreshed(watched, { primaryKey, knownKeys }, identity)) {
    const newOrgId = isSameId(identity.orgId, orgId) ? null : identity.orgId;
    return [{ kind: 'sandbox-refreshed', newOrgId, key: primaryKey ?? identity.namesakeKey }];
  }
  if (primaryKey === null) return [{ kind: 'app-gone' }];
  const isChanged = primaryKey !== consumerKey && !knownKeys.has(primaryKey);
  return [
    ...(isChanged ? [{ kind: 'pair-changed-outside', key: primaryKey, before: consumerKey } as const] : []),
    // What keyturn has turned off is for its emergency to give back, and not for a person before the leaked pair is dead.
    ...(containedBy === 'flow' ? [] : flowDrift(sight)),
    ...userDrift(watched, sight).filter(({ kind }) => containedBy !== 'freeze' || kind !== 'user-frozen'),
    ...policyDrift(watched, sight),
    ...settingDrift(watched, sight),
  ];
}

function flowDrift({ flow }: Sight): readonly DriftFacts[] {
  const side = (['oauth', 'app', 'policy'] as const).find((one) => flow[one] === false);
  return side ? [{ kind: 'flow-off', side }] : [];
}

function userDrift({ baseline, executionUser }: WatchedApp, { runsAs, user, flow }: Sight): readonly DriftFacts[] {
  if (runsAs === null || flow.policy === false) return [];
  const usual = baseline?.executionUser ?? executionUser?.username ?? null;
  const isOther = usual !== null && usual.toLowerCase() !== runsAs.toLowerCase();
  const changed = isOther ? [{ kind: 'user-changed', user: runsAs, before: usual } as const] : [];
  if (user === null) return [...changed, { kind: 'user-missing', user: runsAs }];
  const powers = baseline ? user.powers.filter((power) => !baseline.powers.includes(power)) : [];
  return [
    ...changed,
    ...(user.isActive ? [] : [{ kind: 'user-inactive', user: runsAs } as const]),
    ...(user.isFrozen === true ? [{ kind: 'user-frozen', user: runsAs } as const] : []),
    ...(powers.length > 0 ? [{ kind: 'user-more-powerful', user: runsAs, powers } as const] : []),
  ];
}

/** From strict to loose. */
const ladders = {
  permittedUsers: ['AdminApprovedPreAuthorized', 'AllSelfAuthorized'],
  ipRelaxation: ['Enforce', 'Enforce_RelaxRefresh', 'Bypass_2factor', 'Bypass'],
  requiredSessionLevel: ['HIGH_ASSURANCE', 'STANDARD', 'LOW'],
} as const;

function policyDrift({ baseline }: WatchedApp, sight: Sight): readonly DriftFacts[] {
  if (!baseline) return [];
  const changes = Object.entries(ladders).flatMap(([field, ladder]) => {
    const [before, now] = [baseline, sight].map((of) => of[field as keyof typeof ladders]);
    const [from, to] = [before, now].map((value) => (ladder as readonly string[]).indexOf(value ?? ''));
    return from !== undefined && to !== undefined && from >= 0 && to > from ? [`${field} ${before} → ${now}`] : [];
  });
  return changes.length > 0 ? [{ kind: 'policy-loosened', changes }] : [];
}

function settingDrift({ baseline }: WatchedApp, { secretAccess }: Sight): readonly DriftFacts[] {
  return secretAccess === true && baseline?.secretAccess === false ? [{ kind: 'secret-access-left-on' }] : [];
}
