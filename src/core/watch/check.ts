import { withConsumerLease } from '../acts/consumer-lease.ts';
import { noteOver } from '../acts/findings-over.ts';
import { identityOf } from '../acts/identity.ts';
import { knownLeak } from '../acts/known-leak.ts';
import { named } from '../acts/named.ts';
import { noted } from '../acts/noted.ts';
import { noteConsumers } from '../acts/noted-consumers.ts';
import { addressToKeep, hasMoved } from '../acts/org-address.ts';
import { clockGap, clockProblem } from '../acts/org-clock.ts';
import { seen } from '../acts/seen.ts';
import { freezesThatStay } from '../acts/shared-freeze.ts';
import { strangerIn } from '../acts/stranger.ts';
import { type Rechecks, stillHeld, tested, testEveryMs as weekly } from '../acts/target-tests.ts';
import { unwrittenFiles } from '../acts/unwritten-files.ts';
import { driftOf, nextBaseline, type Sight } from '../drift/drift.ts';
import { isFrozenAfterProof } from '../drift/frozen-after-proof.ts';
import { type Over, ofUser } from '../drift/over.ts';
import { withUnseen } from '../drift/unseen.ts';
import type { AppComponents } from '../external-client-app/components.ts';
import { flowFlag, isOn } from '../external-client-app/file-edit.ts';
import { elementText } from '../external-client-app/metadata-xml.ts';
import type { StagedPair } from '../model/app.ts';
import type { Consumer } from '../model/consumer.ts';
import { afterCheck } from '../model/decommission.ts';
import { ownPrimaries } from '../model/known-keys.ts';
import { isContained, type Rotation } from '../model/rotation.ts';
import { seenPairs } from '../model/seen-pairs.ts';
import type { Proof } from '../model/token-answer.ts';
import { nextProof, type StoreReference, type WatchedApp } from '../model/watched-app.ts';
import { once } from '../plain/once.ts';
import { hostOf, isSameHost } from '../plain/org-host.ts';
import { plainText } from '../plain/text.ts';
import type { Clock, Incidents, SalesforceOrg, SecretStore, State } from '../ports/ports.ts';
import { judge, refusalHoldsAfterMs } from '../proof/judge.ts';
import { isKeyturnError, type KeyturnError } from '../reasons/errors.ts';
import { proofDetail } from '../words/token-problems.ts';
import { unseenWords } from '../words/unseen.ts';
import { mustBeSameOrg, mustBeWatchedOrg } from './identify.ts';
import { lookAtOrg, type OrgLook, runsAsOf } from './org-look.ts';

export interface CheckPorts {
  readonly org: SalesforceOrg;
  readonly state: State;
  readonly clock: Clock;
  /** Called only if the credentials are stored, with the store that holds them now. */
  readonly deliveries: Rechecks;
  /** Finds containments that the state couldn't record; missing without a look at them. */
  readonly incidents?: Pick<Incidents, 'keptRecords'>;
  readonly testEveryMs?: number;
  /** Nobody is there who could tell that this computer connects from a safe address. */
  readonly isUnattended?: true;
  readonly openStore: (known: StoreReference['kind']) => Promise<SecretStore>;
}

export interface Checked {
  readonly watched: WatchedApp;
  /** The newest run; null if there never was one. */
  readonly rotation: Rotation | null;
  readonly sight: Sight;
  /** The content of the staging slot; null if it can't be read. */
  readonly slot: readonly StagedPair[] | null;
  /** What couldn't be checked, in words. */
  readonly unseen: readonly string[];
  /** What Salesforce answered this time; null if the credentials weren't verified. */
  readonly proof: WatchedApp['lastProof'];
  /** Consumers whose file has no credentials yet. */
  readonly unwritten: readonly Consumer[];
  /** Why keyturn does nothing in the org only because time has passed; null if the clocks agree. */
  readonly clockProblem: KeyturnError | null;
}

/**
 * Checks a watched app in the org, verifies its credentials if they are stored here, and saves both for `status`. Changes nothing
 * in the org, except that it restores settings of interrupted runs.
 * @param look shared by apps that are checked together. Start all of them at once, so that each holds its lease before the first
 *   request is sent
 */
export async function checkApp(
  ports: CheckPorts,
  given: WatchedApp,
  look: OrgLook = lookAtOrg(ports, [given]),
): Promise<Checked> {
  const { org, state, clock } = ports;
  mustBeWatchedOrg(org, given);
  const isMoved = hasMoved(org, given);
  const [from, to] = [hostOf(given.instanceUrl), hostOf(org.instanceUrl)];
  const isElsewhere = !isSameHost(org.instanceUrl, given.instanceUrl);
  if (isElsewhere) await mustBeSameOrg(look, given);
  await look.returnBorrowed();
  return withConsumerLease(state, given, async () => {
    const watched = (await state.apps.find(given.orgId, given.app, given.consumerId)) ?? given;
    const unseen: string[] = [];
    const { deliveries, testEveryMs: everyMs = weekly } = ports;
    const [[primaryKey, slot, verified], shared, rotation, reached] = await Promise.all([
      look.turns.run(() => askForIt(ports, watched, { unseen, isMoved })),
      askForAll(look, watched, unseen),
      state.rotations.latest(watched.orgId, watched.consumerId),
      tested(deliveries, watched.consumers, { now: clock.now(), everyMs }),
    ]);
    const consumers = isMoved ? reached : await heldOf(ports, watched, { rotation, reached });
    const { proof, isMissing } = verified;
    const sight: Sight = { primaryKey, ...shared };
    const knownKeys = new Set([rotation?.stays, rotation?.ends].filter((key) => typeof key === 'string'));
    const identity = await identityOf(look, watched, { primaryKey: sight.primaryKey, slot, knownKeys });
    const host = isMoved ? to : null;
    const stranger = isMoved ? null : await strangerIn(slot, watched, { ...ports, rotation });
    const [[frozenFor], leak] = await Promise.all([
      freezesThatStay(state, watched),
      look.kept().then((kept) => knownLeak(state, watched, kept)),
    ]);
    const around = {
      now: clock.now(),
      knownKeys: new Set(ownPrimaries(rotation)),
      identity,
      containedBy: containedBy(rotation),
      host,
      hasRun: rotation?.finishedAt === null,
      stranger,
      leak,
      // A run that is open reports it itself, and a person may have accepted credentials that the store never had.
      isSecretMissing: isMissing && watched.lastProof !== null && rotation?.finishedAt !== null,
      ...(frozenFor ? { frozenFor } : {}),
    };
    const gap = clockGap(org);
    const pausedAt = pausedSince(ports, watched, { proof, user: sight.user, gap, around });
    // What keyturn turned off for good isn't drift.
    const found = watched.decommission ? [] : driftOf(watched, sight, { ...around, isPaused: pausedAt !== null });
    const isOnPurpose = around.containedBy !== null || watched.decommission !== undefined;
    const drift = isOnPurpose ? found : withUnseen(watched, found, { unseen, proof, now: clock.now() });
    const { seenPairs: before, verificationPausedAt: _, ...known } = watched;
    const next: WatchedApp = {
      ...known,
      ...(isMoved || primaryKey === null
        ? {}
        : { seenPairs: seenPairs(before, { at: clock.now(), primaryKey, slot }) }),
      ...(isMoved ? {} : addressToKeep(org, watched)),
      consumers,
      baseline: nextBaseline(watched, sight),
      lastCheck: { at: clock.now(), drift, ...(gap === 0 ? {} : { aheadMs: gap }) },
      lastProof: proof ?? watched.lastProof,
      ...(pausedAt === null ? {} : { verificationPausedAt: pausedAt }),
      ...(watched.decommission
        ? { decommission: afterCheck(watched.decommission, isOpen(sight, proof), clock.now()) }
        : {}),
    };
    const { consumerKey } = next;
    const note = proof && { consumerKey, answer: proof.answer, detail: proof.detail };
    await Promise.all([
      state.apps.save(next),
      noteConsumers(state.journal, next, [watched.consumers, consumers]),
      note && noted(state.journal, next, 'prove', note),
      isElsewhere && !isMoved && noted(state.journal, next, 'accept-host', { from, to, by: 'first comparison' }),
    ]);
    const over = overForOthers(watched, sight);
    if (over.size > 0) await noteOver(state, watched, over, await look.others());
    const isCurrent = sight.primaryKey === consumerKey;
    const unwritten = isCurrent ? await unwrittenFiles(deliveries, next, rotation) : [];
    return { watched: next, rotation, sight, slot, proof, unseen, unwritten, clockProblem: clockProblem(org) };
  });
}

interface Freezing {
  readonly proof: Verified['proof'];
  readonly user: Sight['user'];
  readonly gap: number;
  readonly around: { readonly containedBy: 'flow' | 'freeze' | null; readonly frozenFor?: unknown };
}

/** Since when the daemon requests no tokens; null if it may. A person who got a token with this command ends the pause. */
function pausedSince(
  { clock, isUnattended }: CheckPorts,
  watched: WatchedApp,
  { proof, user, gap, around: { containedBy, frozenFor } }: Freezing,
): number | null {
  const since = watched.verificationPausedAt ?? null;
  const isOver = !isUnattended && user?.isFrozen === false && proof?.answer === 'accepted';
  if (since !== null) return isOver ? null : since;
  const isByKeyturn = containedBy === 'freeze' || frozenFor !== undefined || watched.decommission !== undefined;
  return !isByKeyturn && isFrozenAfterProof(watched, user, gap) ? clock.now() : null;
}

/** Whether OAuth is on for the app: a token shows it, too. Null if nothing shows it. */
function isOpen({ flow }: Sight, proof: Verified['proof']): boolean | null {
  return proof?.answer === 'accepted' ? true : flow.oauth;
}

/** What was found before, is over, and may have been found for other apps of the user or the org, too. */
function overForOthers({ lastCheck, executionUser }: WatchedApp, { user, runsAs, secretAccess }: Sight): Over {
  const isUsual = runsAs !== null && runsAs.toLowerCase() === executionUser?.username.toLowerCase();
  const isFine = isUsual && user?.isActive === true && user.isFrozen === false;
  const kinds = (lastCheck?.drift ?? []).map(({ kind }) => kind);
  return new Set(
    kinds.filter((kind) => (ofUser.has(kind) ? isFine : kind === 'secret-access-left-on' && secretAccess === false)),
  );
}

/** The consumers, with what became of the files that were delivered to, as far as their turn has come. */
function heldOf(
  { deliveries, openStore }: CheckPorts,
  watched: WatchedApp,
  { rotation, reached }: { readonly rotation: Rotation | null; readonly reached: readonly Consumer[] },
): Promise<readonly Consumer[]> {
  const { orgId, store } = watched;
  const open = once(() => openStore(store?.kind ?? 'keychain'));
  const pairOf = async (key: string) => (store === null ? null : (await open()).get(orgId, key));
  return stillHeld(deliveries, { watched, newest: rotation, reached, pairOf });
}

/** Reads what is different for each app. */
function askForIt(
  ports: CheckPorts,
  watched: WatchedApp,
  { unseen, isMoved }: { readonly unseen: string[]; readonly isMoved: boolean },
) {
  const { app, appId, consumerId } = watched;
  const ofApp = { id: appId, name: app };
  return Promise.all([
    named(ofApp, primaryOf(ports.org, appId, consumerId)),
    seen(named(ofApp, ports.org.apps.staged(appId, consumerId)), unseenWords.slot, unseen, 'throw'),
    // The secret goes to a new address only after a person has accepted it.
    isMoved || (ports.isUnattended && watched.verificationPausedAt !== undefined) ? unverified : prove(ports, watched),
  ]);
}

/** Reads what apps that are checked together share. */
async function askForAll(look: OrgLook, watched: WatchedApp, unseen: string[]): Promise<Omit<Sight, 'primaryKey'>> {
  const [components, secretAccess] = await Promise.all([
    seen(look.components(watched.app), unseenWords.settings, unseen, 'throw'),
    seen(look.secretAccess(), unseenWords.secretAccess, unseen, 'throw'),
  ]);
  const policy = policySight(components);
  const user = policy.runsAs === null ? null : await seen(look.user(policy.runsAs), unseenWords.user, unseen, 'throw');
  const isUnseen = user === null && unseen.includes(unseenWords.user);
  return { ...policy, runsAs: isUnseen ? null : policy.runsAs, user, secretAccess };
}

/** The current consumer key; null when the app or its OAuth consumer is gone. */
async function primaryOf(org: SalesforceOrg, appId: string, consumerId: string): Promise<string | null> {
  try {
    return (await org.apps.consumers(appId)).find(({ id }) => id === consumerId)?.consumerKey ?? null;
  } catch (error) {
    if (isKeyturnError(error) && error.code === 'AppUnknown') return null;
    throw error;
  }
}

function policySight(components: AppComponents | null) {
  const { global, oauthPolicy, appPolicy } = components ?? { global: null, oauthPolicy: null, appPolicy: null };
  const text = (field: string) => (oauthPolicy ? elementText(oauthPolicy, field) : null);
  const isEnabled = (field: string) => appPolicy === null || elementText(appPolicy, field)?.toLowerCase() !== 'false';
  return {
    flow: {
      app: global && isOn(global, flowFlag),
      policy: oauthPolicy && isOn(oauthPolicy, flowFlag),
      oauth: components && isEnabled('isEnabled') && isEnabled('isOauthPluginEnabled'),
    },
    runsAs: components && runsAsOf(components),
    permittedUsers: text('permittedUsersPolicyType'),
    ipRelaxation: text('ipRelaxationPolicyType'),
    requiredSessionLevel: text('requiredSessionLevel'),
  };
}

interface Verified {
  readonly proof: WatchedApp['lastProof'];
  /** The store of the app doesn't have the credentials. */
  readonly isMissing: boolean;
}

const unverified: Verified = { proof: null, isMissing: false };

/** Requests one token with the watched credentials, if they are stored here. */
async function prove(ports: CheckPorts, watched: WatchedApp): Promise<Verified> {
  const { orgId, consumerKey, store } = watched;
  if (store === null) return unverified;
  const pair = await (await ports.openStore(store.kind)).get(orgId, consumerKey);
  if (!pair) return { proof: null, isMissing: true };
  const proof = judge(await ports.org.tokens.clientCredentials(pair, { withUsername: false }));
  const at = ports.clock.now();
  const detail = plainText(proofDetail(proof));
  const answer = standing(proof, { at, detail }, watched.lastProof);
  return { proof: nextProof(watched.lastProof, { at, answer, detail }), isMissing: false };
}

/** One refusal may come from a server that lags behind. Only the same refusal again later counts. */
function standing(proof: Proof, { at, detail }: { at: number; detail: string }, last: WatchedApp['lastProof']) {
  if (proof.answer !== 'refused' || !proof.mayPropagate) return proof.answer;
  const isSame = last !== null && last.detail === detail && at - last.at >= refusalHoldsAfterMs;
  return isSame ? 'refused' : 'inconclusive';
}

export function containedBy(rotation: Rotation | null): 'flow' | 'freeze' | null {
  const isOpen = rotation?.finishedAt === null && isContained(rotation);
  return isOpen ? (rotation.emergency?.containment?.by ?? null) : null;
}
