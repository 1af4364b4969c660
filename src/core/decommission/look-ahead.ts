import { whyNoStaging } from '../acts/no-staging.ts';
import { noted } from '../acts/noted.ts';
import { observeConsumer } from '../acts/observe.ts';
import { clockGap, timeIn } from '../acts/org-clock.ts';
import { needingUser, othersOfUser } from '../acts/others-of-user.ts';
import { forFlow, forFreeze, refuseKnownGap } from '../acts/permissions.ts';
import { lastingAccess } from '../acts/secret-access.ts';
import { seen } from '../acts/seen.ts';
import { policyOf } from '../acts/stop-access.ts';
import { unlessGone } from '../acts/watched-gone.ts';
import { gatherEvidence } from '../incident/evidence.ts';
import { tryLeaked } from '../incident/leaked-use.ts';
import { findOtherUse } from '../incident/other-use.ts';
import { hasSucceeded, isKeyturns, summarizeSignIns } from '../incident/sign-in-summary.ts';
import { proofTimesOf } from '../incident/timeline.ts';
import { isThroughApp } from '../incident/which-sessions.ts';
import type { Decommission, FileCopy, UseBefore } from '../model/decommission.ts';
import type { DecommissionPlan } from '../model/decommission-plan.ts';
import type { Evidence } from '../model/incident.ts';
import { knownKeys } from '../model/known-keys.ts';
import type { Observation } from '../model/observation.ts';
import type { Rotation } from '../model/rotation.ts';
import { isProductionOrg } from '../model/sign-in.ts';
import { holderOf } from '../model/slot.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { isSameId } from '../plain/ids.ts';
import { day } from '../plain/time.ts';
import type { Copies } from '../ports/copies.ts';
import type { LiveSession, LiveToken, LoginEntry, SalesforceOrg, SecretStore } from '../ports/ports.ts';
import { isKeyturnError, reason } from '../reasons/errors.ts';
import { tokenIssued } from '../words/news.ts';
import { unseenWords } from '../words/unseen.ts';
import type { DecommissionPorts, DecommissionRequest } from './ports.ts';

/** How far back a use counts as recent. In ms. */
const recentMs = 30 * day;

interface Looking {
  readonly ports: DecommissionPorts;
  readonly org: SalesforceOrg;
  readonly store: SecretStore | null;
  readonly watched: WatchedApp;
  readonly request: DecommissionRequest;
  /** The newest run of the OAuth consumer. */
  readonly newest: Rotation | null;
  /** Ask for no token, and record nothing. */
  readonly isDry?: boolean;
}

export interface Ahead {
  readonly plan: DecommissionPlan;
  readonly token: LiveToken | null;
}

/** Only reads, in parallel. @throws ContainImpossible, ExecutionUserShared and the reasons of an org */
export async function lookAhead(looking: Looking): Promise<Ahead> {
  const { ports, org, store, watched, request, newest } = looking;
  const open = watched.decommission ?? null;
  const [facts, consumers, slot, use, policy, files] = await Promise.all([
    org.facts(),
    unlessGone({ app: watched.app, org: org.name }, org.apps.consumers(watched.appId)),
    slotOf(looking),
    open ? laterUse(looking, open) : recentUse(looking),
    policyOf(org, watched),
    filesOf(ports, watched, newest),
  ]);
  const { executionUser } = watched;
  if (request.freezesUser) {
    if (!executionUser) throw reason('ContainImpossible', { app: watched.app, why: 'user-unknown' });
    const others = await needingUser(ports.state, watched, use.sameUser);
    const detail = { app: watched.app, username: executionUser.username, others };
    if (others.length > 0) throw reason('ExecutionUserShared', detail);
  }
  const isFlowOff = !policy.isOauthPluginEnabled || !policy.isEnabled;
  const needed = [...(isFlowOff ? [] : forFlow), ...(request.freezesUser ? forFreeze : [])];
  if (needed.length > 0) await refuseKnownGap(org, needed);
  // Our own token request must not count as a use.
  const tried =
    open || !store || looking.isDry ? { token: null, use: null } : await tryLeaked(org, store, watched, ports.signal);
  if (tried.use) {
    const { getsToken, why } = tried.use;
    const found = { answer: getsToken ? 'accepted' : 'inconclusive', detail: why ?? tokenIssued };
    await noted(ports.state.journal, watched, 'prove', { consumerKey: watched.consumerKey, ...found });
  }
  const plan: DecommissionPlan = {
    watched,
    orgName: facts.name || watched.orgName,
    isProduction: isProductionOrg(facts.kind),
    goesOn: open,
    wishes: request,
    use,
    newest,
    otherConsumers: consumers.filter(({ id }) => id !== watched.consumerId).map(({ id, name }) => name || id),
    ...slot,
    isFlowOff,
    files,
    isStored: store !== null && (await store.get(watched.orgId, watched.consumerKey)) !== null,
    worked: open?.worked ?? tried.use?.getsToken ?? false,
  };
  return { plan, token: tried.token };
}

/** The use before the end. Only to freeze the user now, the apps that run as the same user are looked up again. */
async function laterUse({ org, watched, request }: Looking, open: Decommission): Promise<UseBefore> {
  if (!request.freezesUser || open.freezesUser || !watched.executionUser) return open.use;
  return { ...open.use, sameUser: await othersOfUser(org, watched, [], 'throw') };
}

async function recentUse({ ports, org, watched }: Looking): Promise<UseBefore> {
  const now = timeIn(org, ports.clock);
  const since = now - recentMs;
  const { executionUser, orgId, app } = watched;
  const unseen: string[] = [];
  const [evidence, otherUse, sameUser, sessions, lines] = await Promise.all([
    gatherEvidence(org, { user: executionUser, since, isSinceTold: true, until: now }),
    findOtherUse(org, watched, now),
    othersOfUser(org, watched, unseen, 'throw'),
    executionUser && seen(org.sessions.list(executionUser.id), unseenWords.sessions, unseen, 'throw'),
    ports.state.journal.list({ orgId, app }),
  ]);
  const proofTimes = proofTimesOf(lines, watched, clockGap(org));
  const { ownAddress } = evidence;
  const isUse = (entry: LoginEntry) => hasSucceeded(entry) && !isKeyturns(entry, { ownAddress, proofTimes });
  const uses = evidence.signIns?.filter(isUse) ?? null;
  const signIns =
    summarizeSignIns({ ...evidence, signIns: uses }, watched, [])
      ?.addresses.map(({ sourceIp, succeeded, lastAt }) => ({ sourceIp, succeeded, lastAt }))
      .sort((one, other) => other.lastAt - one.lastAt) ?? null;
  const live = sessions?.filter((one) => isOfConsumer(one, evidence, { watched, proofTimes })) ?? null;
  return {
    since,
    signIns,
    sessions: live && {
      count: live.length,
      lastUsedAt: Math.max(0, ...live.map((one) => one.lastUsedAt ?? 0)) || null,
    },
    otherUse,
    sameUser,
    unseen: [...unseen, ...evidence.unseen],
  };
}

interface Whose {
  readonly watched: WatchedApp;
  readonly proofTimes: readonly number[];
}

/** Whether a live session may be a consumer's: not one of another app, and not keyturn's own. */
function isOfConsumer(
  { loginHistoryId, sourceIp }: LiveSession,
  { signIns, ownAddress }: Evidence,
  { watched, proofTimes }: Whose,
): boolean {
  const entry = loginHistoryId && signIns?.find(({ id }) => isSameId(id, loginHistoryId));
  if (!entry) return true;
  const { at } = entry;
  return isThroughApp(watched, entry) && !isKeyturns({ at, sourceIp }, { ownAddress, proofTimes });
}

type Slot = Pick<DecommissionPlan, 'slot' | 'borrows' | 'primaryKey'>;

async function slotOf(looking: Looking): Promise<Slot> {
  const { org } = looking;
  if (whyNoStaging(org) !== null) return withSlot(await look(looking, false), looking);
  try {
    return withSlot(await look(looking, true), looking);
  } catch (error) {
    if (!isKeyturnError(error) || error.code !== 'SecretAccessDisabled') throw error;
    const { primaryKey } = await look(looking, false);
    // The org refuses although the setting is on: it has no staged credentials.
    if ((await lastingAccess({ org, state: looking.ports.state })) === true)
      return { slot: null, borrows: false, primaryKey };
    return { slot: { consumerKey: null, holder: 'unclear' }, borrows: true, primaryKey };
  }
}

function look({ ports, org, store, watched }: Looking, hasSlot: boolean): Promise<Observation> {
  const held = store ?? { get: async () => null };
  return observeConsumer({ org, store: held, clock: ports.clock }, watched, [watched.consumerKey], { hasSlot });
}

function withSlot({ slot, stored, primaryKey }: Observation, { watched }: Looking): Slot {
  if (slot === null) return { slot: null, borrows: false, primaryKey };
  if (slot.consumerKey === null) throw reason('SlotUnclear', { app: watched.app, found: 'no-key' });
  const holder = holderOf(slot, { stored, stageIntendedAt: null, personId: '' });
  return { slot: { consumerKey: slot.consumerKey, holder }, borrows: false, primaryKey };
}

/** The files that keyturn delivers to, and whether they have credentials of the app. */
export function filesOf(
  { copies }: Pick<DecommissionPorts, 'copies'>,
  watched: WatchedApp,
  newest: Rotation | null,
): Promise<readonly FileCopy[]> {
  const keys = knownKeys(watched, newest);
  const paths = watched.deliveries.filter(({ kind }) => kind === 'file').map(({ name }) => name);
  return Promise.all(
    paths.map(async (path): Promise<FileCopy> => ({ path, ...copyOf(await copies.look(path, keys)) })),
  );
}

export function copyOf(found: Awaited<ReturnType<Copies['look']>>): Pick<FileCopy, 'state' | 'problem'> {
  return typeof found === 'string' ? { state: found, problem: null } : { state: 'failed', problem: found.problem };
}
