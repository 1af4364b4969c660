import type { KnownLeak } from '../model/containment-record.ts';
import type { Baseline, Drift, SeenPolicies, WatchedApp } from '../model/watched-app.ts';
import { isSameId } from '../plain/ids.ts';
import { hostOf } from '../plain/org-host.ts';
import { type DriftFacts, driftWords } from '../words/drift.ts';
import { type Identity, isRefreshed } from './sandbox-refresh.ts';

/** The facts of a check. Text comes from the org and is untrusted. */
export interface Sight extends SeenPolicies {
  /** Current consumer key; null when the app or its OAuth consumer is gone. */
  readonly primaryKey: string | null;
  /** Whether the flow is on at each place; null if it can't be read. */
  readonly flow: { readonly app: boolean | null; readonly policy: boolean | null; readonly oauth: boolean | null };
  /** null if there is none, or it can't be read. */
  readonly runsAs: string | null;
  /** null when the org has no such user. */
  readonly user: {
    readonly isActive: boolean;
    readonly isFrozen: boolean | null;
    readonly powers: readonly string[];
  } | null;
}

/** An app or OAuth consumer that is gone: nothing else of it can be read. */
export const goneSight: Sight = {
  primaryKey: null,
  flow: { app: null, policy: null, oauth: null },
  runsAs: null,
  user: null,
  secretAccess: null,
  permittedUsers: null,
  ipRelaxation: null,
  requiredSessionLevel: null,
};

/**
 * The facts that later checks compare with.
 * @param watched the app before this check
 */
export function baselineOf(
  { primaryKey: _key, flow, runsAs, user, ...policies }: Sight,
  watched: Pick<WatchedApp, 'lastProof'>,
): Baseline {
  const sides = [flow.oauth, flow.app, flow.policy];
  const isOn = sides.includes(false) ? false : sides.includes(null) ? null : true;
  const isFlowOn = gotToken(watched) || isOn;
  return { executionUser: runsAs, powers: user?.powers ?? [], isFlowOn, ...policies };
}

/** The facts after a check: those of the first one, and that the flow was on if keyturn has seen it on since. */
export function nextBaseline(watched: WatchedApp, sight: Sight): Baseline | null {
  const { baseline } = watched;
  if (baseline === null) return sight.primaryKey === null ? null : baselineOf(sight, watched);
  return baselineOf(sight, watched).isFlowOn ? { ...baseline, isFlowOn: true } : baseline;
}

/** A token shows that the flow was on. */
function gotToken({ lastProof }: Pick<WatchedApp, 'lastProof'>): boolean {
  return lastProof?.answer === 'accepted';
}

/** Changes for the worse made outside keyturn, each with the instant it was first seen. */
export function driftOf(watched: WatchedApp, sight: Sight, around: Around): readonly Drift[] {
  const earlier = new Map(watched.lastCheck?.drift.map(({ kind, since }) => [kind, since]));
  return findDrift(watched, sight, around).map((found) => ({
    kind: found.kind,
    ...driftWords(watched.app, found, around.leak),
    since: earlier.get(found.kind) ?? around.now,
  }));
}

interface Emergencies {
  /** How an open emergency has contained the app; null if it hasn't. */
  readonly containedBy: 'flow' | 'freeze' | null;
  /** The open emergency of another app that has frozen the same user; missing without one. */
  readonly frozenFor?: { readonly app: string; readonly wasSo: boolean } | undefined;
  /** The daemon requests no tokens, because the user was frozen right after one. */
  readonly isPaused?: boolean | undefined;
}

interface Around extends Emergencies {
  /** Epoch ms. */
  readonly now: number;
  /** Consumer keys that keyturn's own rotation may have promoted. */
  readonly knownKeys: ReadonlySet<string>;
  readonly identity: Identity;
  /** Credentials in the staging slot that keyturn surely didn't stage here; null if there are none. */
  readonly stranger?: { readonly key: string; readonly author: string | null } | null;
  /** Whether the secret store lacks the current credentials, which it had before. */
  readonly isSecretMissing?: boolean;
  /** A run of the app isn't finished. */
  readonly hasRun: boolean;
  /** A leak of the credentials that watching continues with; null if none is known. */
  readonly leak?: KnownLeak | null;
  /** The host that the sign-in leads to, if it is another one than the app's. */
  readonly host: string | null;
}

function findDrift(
  watched: WatchedApp,
  sight: Sight,
  {
    knownKeys,
    identity,
    containedBy,
    host,
    hasRun,
    stranger = null,
    isSecretMissing = false,
    frozenFor,
    isPaused,
  }: Around,
): readonly DriftFacts[] {
  const { consumerKey, orgId } = watched;
  const { primaryKey } = sight;
  // All other differences came with the copy of production.
  if (isRefreshed(watched, { primaryKey, knownKeys }, identity)) {
    const newOrgId = isSameId(identity.orgId, orgId) ? null : identity.orgId;
    return [{ kind: 'sandbox-refreshed', newOrgId, key: primaryKey ?? identity.namesakeKey, hasRun }];
  }
  const moved = host === null ? [] : [{ kind: 'host-changed', from: hostOf(watched.instanceUrl), to: host } as const];
  if (primaryKey === null) return [...moved, { kind: 'app-gone', hasRun }];
  const isChanged = primaryKey !== consumerKey && !knownKeys.has(primaryKey);
  return [
    ...moved,
    ...(isChanged ? [{ kind: 'pair-changed-outside', key: primaryKey, before: consumerKey } as const] : []),
    ...(stranger ? [{ kind: 'staged-outside', ...stranger } as const] : []),
    // An open emergency turned this off, and will turn it on again after the leaked credentials are gone.
    ...(containedBy === 'flow' ? [] : flowDrift(watched, sight)),
    ...userDrift(watched, sight, { containedBy, frozenFor, isPaused }),
    ...(isSecretMissing && !isChanged ? [{ kind: 'secret-missing', key: consumerKey } as const] : []),
    ...policyDrift(watched, sight),
    ...settingDrift(watched, sight),
  ];
}

function flowDrift(watched: WatchedApp, { flow }: Sight): readonly DriftFacts[] {
  const side = (['oauth', 'app', 'policy'] as const).find((one) => flow[one] === false);
  const wasOn = gotToken(watched) || (watched.baseline?.isFlowOn ?? null);
  return side ? [{ kind: 'flow-off', side, wasOn }] : [];
}

function userDrift(
  { baseline, executionUser }: WatchedApp,
  { runsAs, user, flow }: Sight,
  emergencies: Emergencies,
): readonly DriftFacts[] {
  if (runsAs === null || flow.policy === false) return [];
  const usual = baseline?.executionUser ?? executionUser?.username ?? null;
  const isOther = usual !== null && usual.toLowerCase() !== runsAs.toLowerCase();
  const changed = isOther ? [{ kind: 'user-changed', user: runsAs, before: usual } as const] : [];
  if (user === null) return [...changed, { kind: 'user-missing', user: runsAs }];
  const powers = baseline ? user.powers.filter((power) => !baseline.powers.includes(power)) : [];
  return [
    ...changed,
    ...signInDrift(runsAs, user, emergencies),
    ...(powers.length > 0 ? [{ kind: 'user-more-powerful', user: runsAs, powers } as const] : []),
  ];
}

/** What keeps the execution user from signing in. An open emergency that froze the user says so itself. */
export function signInDrift(
  username: string,
  { isActive, isFrozen }: Pick<NonNullable<Sight['user']>, 'isActive' | 'isFrozen'>,
  { containedBy, frozenFor, isPaused }: Emergencies,
): readonly DriftFacts[] {
  const frozen = {
    kind: 'user-frozen',
    user: username,
    ...(frozenFor ? { frozenFor } : isPaused ? { isAfterProof: true } : {}),
  } as const;
  return [
    ...(isActive ? [] : [{ kind: 'user-inactive', user: username } as const]),
    ...(isFrozen === true && containedBy !== 'freeze' ? [frozen] : []),
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
