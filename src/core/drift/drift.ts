import type { Baseline, Drift, WatchedApp } from '../model/watched-app.ts';
import { plainText, shortKey } from '../plain/text.ts';
import { type Identity, isRefreshed, isSameOrg } from './sandbox-refresh.ts';

/** What a look at an app found. Text is from the org: untrusted. */
export interface Sight {
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
  readonly permittedUsers: string | null;
  readonly ipRelaxation: string | null;
  readonly requiredSessionLevel: string | null;
  readonly secretAccess: boolean | null;
}

/** The state of now as the one to compare with from here on. */
export function baselineOf({ runsAs, user, secretAccess, ...policy }: Sight): Baseline {
  const { permittedUsers, ipRelaxation, requiredSessionLevel } = policy;
  return {
    executionUser: runsAs,
    powers: user?.powers ?? [],
    permittedUsers,
    ipRelaxation,
    requiredSessionLevel,
    secretAccess,
  };
}

/**
 * What was changed outside of keyturn for the worse, each with the instant at which it was first seen.
 */
export function driftOf(watched: WatchedApp, sight: Sight, around: Around): readonly Drift[] {
  const earlier = new Map(watched.lastCheck?.drift.map(({ kind, since }) => [kind, since]));
  return findDrift(watched, sight, around).map((found) => ({ ...found, since: earlier.get(found.kind) ?? around.now }));
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

type Found = Omit<Drift, 'since'>;

function findDrift(watched: WatchedApp, sight: Sight, { knownKeys, identity, containedBy }: Around): readonly Found[] {
  const { app } = watched;
  const { primaryKey } = sight;
  // What else is different then came with the copy of production.
  if (isRefreshed(watched, { primaryKey, knownKeys }, identity)) return [refreshed(watched, primaryKey, identity)];
  if (sight.primaryKey === null) {
    const sentence = `${app} is gone from the org, or its consumer is.`;
    return [{ kind: 'app-gone', sentence, cure: `If it is meant to be gone: \`keyturn unwatch ${app}\`.` }];
  }
  return [
    ...pairDrift(watched, sight.primaryKey, knownKeys),
    // What keyturn has turned off is for its emergency to give back, and not for a person before the leaked pair is dead.
    ...(containedBy === 'flow' ? [] : flowDrift(watched, sight)),
    ...userDrift(watched, sight).filter(({ kind }) => containedBy !== 'freeze' || kind !== 'user-frozen'),
    ...policyDrift(watched, sight),
    ...settingDrift(watched, sight),
  ];
}

function refreshed({ app, orgId }: WatchedApp, primaryKey: string | null, identity: Identity): Found {
  const key = primaryKey ?? identity.namesakeKey;
  const sign = isSameOrg(identity.orgId, orgId)
    ? 'its app or its pair is another one, and nothing is left of the former one'
    : `the id of the org is ${identity.orgId} now`;
  const now = key === null ? `${app} is not in it any more` : `the pair of ${app} is ${shortKey(key)} now`;
  const sentence = `The sandbox was refreshed, as it looks: ${sign}; ${now}. Consumers that have the former pair have no access.`;
  const cure =
    key === null
      ? `Set it up there again: \`keyturn setup --app ${app}\`. If it is meant to be gone: \`keyturn unwatch ${app}\`.`
      : `Take it over as it is now: \`keyturn watch ${app} --accept\`, then give consumers the new pair: \`keyturn reveal ${app}\`.`;
  return { kind: 'sandbox-refreshed', sentence, cure };
}

function pairDrift({ app, consumerKey }: WatchedApp, primaryKey: string, known: ReadonlySet<string>): readonly Found[] {
  if (primaryKey === consumerKey || known.has(primaryKey)) return [];
  const sentence = `The pair was changed outside of keyturn: it is ${shortKey(primaryKey)}, not ${shortKey(consumerKey)}. Consumers that were not told have lost access, or lose it when the old pair ends.`;
  const cure = `Find out who changed it (Setup ▸ View Setup Audit Trail), then take it over: \`keyturn watch ${app}\`.`;
  return [{ kind: 'pair-changed-outside', sentence, cure }];
}

function flowDrift({ app }: WatchedApp, { flow }: Sight): readonly Found[] {
  const off =
    flow.oauth === false ? 'OAuth of the app' : flow.app === false || flow.policy === false ? 'The flow' : null;
  if (off === null) return [];
  const side = flow.oauth === false ? '' : flow.app === false ? ' in its own settings' : ' in its policies';
  const sentence = `${off} was turned off${side}: no token is issued.`;
  return [{ kind: 'flow-off', sentence, cure: `Turn it on again when it should be: \`keyturn setup --app ${app}\`.` }];
}

function userDrift({ app, baseline, executionUser }: WatchedApp, { runsAs, user, flow }: Sight): readonly Found[] {
  if (runsAs === null || flow.policy === false) return [];
  const name = plainText(runsAs, 80);
  const usual = baseline?.executionUser ?? executionUser?.username ?? null;
  const accept = `If that is right: \`keyturn watch ${app} --accept\`.`;
  const found: Found[] = [];
  if (usual !== null && usual.toLowerCase() !== runsAs.toLowerCase()) {
    const sentence = `It runs as ${name} now, not as ${plainText(usual, 80)}.`;
    found.push({ kind: 'user-changed', sentence, cure: accept });
  }
  if (user === null) {
    const sentence = `It runs as ${name}, whom this org doesn’t have: no token is issued.`;
    return [...found, { kind: 'user-missing', sentence, cure: `Name another user: \`keyturn setup --app ${app}\`.` }];
  }
  if (!user.isActive) {
    const sentence = `${name} was deactivated: no token is issued.`;
    found.push({
      kind: 'user-inactive',
      sentence,
      cure: 'Activate the user, or name another one with `keyturn setup`.',
    });
  }
  if (user.isFrozen === true) {
    const sentence = `${name} was frozen: no token is issued.`;
    found.push({ kind: 'user-frozen', sentence, cure: 'Find out why, then unfreeze the user in Setup ▸ Users.' });
  }
  const more = baseline ? user.powers.filter((power) => !baseline.powers.includes(power)) : [];
  if (more.length > 0) {
    const sentence = `${name} has grown more powerful (${more.join(', ')}): so has everybody who holds the pair.`;
    found.push({ kind: 'user-more-powerful', sentence, cure: `Take it back from the user. ${accept}` });
  }
  return found;
}

/** From strict to loose. */
const ladders = {
  permittedUsers: ['AdminApprovedPreAuthorized', 'AllSelfAuthorized'],
  ipRelaxation: ['Enforce', 'Enforce_RelaxRefresh', 'Bypass_2factor', 'Bypass'],
  requiredSessionLevel: ['HIGH_ASSURANCE', 'STANDARD', 'LOW'],
} as const;

function policyDrift({ app, baseline }: WatchedApp, sight: Sight): readonly Found[] {
  if (!baseline) return [];
  const loosened = Object.entries(ladders).flatMap(([field, ladder]) => {
    const [before, now] = [baseline, sight].map((of) => of[field as keyof typeof ladders]);
    const [from, to] = [before, now].map((value) => (ladder as readonly string[]).indexOf(value ?? ''));
    return from !== undefined && to !== undefined && from >= 0 && to > from ? [`${field} ${before} → ${now}`] : [];
  });
  if (loosened.length === 0) return [];
  const sentence = `Its policies were loosened: ${loosened.join(', ')}.`;
  return [{ kind: 'policy-loosened', sentence, cure: `If that is right: \`keyturn watch ${app} --accept\`.` }];
}

function settingDrift({ baseline }: WatchedApp, { secretAccess }: Sight): readonly Found[] {
  if (secretAccess !== true || baseline?.secretAccess !== false) return [];
  const sentence = 'Consumer secrets can be read over REST all the time: the setting was turned on outside of keyturn.';
  const cure = 'Turn it off in Setup ▸ External Client App Settings; keyturn borrows it for the seconds it needs it.';
  return [{ kind: 'secret-access-left-on', sentence, cure }];
}
