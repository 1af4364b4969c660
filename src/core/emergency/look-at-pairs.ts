import { withAuthor } from '../acts/author.ts';
import { whyNoStaging } from '../acts/no-staging.ts';
import { observeConsumer } from '../acts/observe.ts';
import { whySecretHidden } from '../acts/pair.ts';
import { isAccessBorrowed, lastingAccess } from '../acts/secret-access.ts';
import { takesUp } from '../machine/start-emergency.ts';
import type { ContainmentRecord } from '../model/containment-record.ts';
import type { Observation } from '../model/observation.ts';
import { isContained, type Rotation } from '../model/rotation.ts';
import type { OperatePorts } from '../operate/operate-request.ts';
import type { SalesforceOrg, SecretStore } from '../ports/ports.ts';
import { isKeyturnError, type KeyturnError } from '../reasons/errors.ts';
import { byDeployWords } from '../words/emergency-costs.ts';
import { blockingWords } from '../words/emergency-plan.ts';
import { unseenWords } from '../words/unseen.ts';
import type { EmergencyRequest } from './emergency-request.ts';

export interface Looking {
  readonly ports: OperatePorts;
  readonly org: SalesforceOrg;
  readonly store: SecretStore;
  readonly request: EmergencyRequest;
  /** The record of an earlier containment that the state doesn't know; null without one. */
  readonly earlier: ContainmentRecord | null;
  readonly open: Rotation | null;
  /** The newest run, finished or not. */
  readonly last: Rotation | null;
  /** The same without repeated deliveries. */
  readonly lastChange: Rotation | null;
  /** Why the store can't be opened, if the containment runs anyway; otherwise null. */
  readonly closed: KeyturnError | null;
}

export interface Pairs {
  /** The first look of the run; without the slot when that can't be read. */
  readonly start: Observation;
  /** null when the slot can't be read before REST access to secrets is on. */
  readonly seen: Observation | null;
  readonly borrows: boolean;
  readonly whyByDeploy: string | null;
  /** Why the org doesn't show the credentials; null if it does, or may with another try. */
  readonly refused: KeyturnError | null;
}

/** A containment needs neither the slot nor a secret. What prevents new credentials shows up afterwards. */
export async function lookAtPairs(looking: Looking, unseen: string[]): Promise<Pairs> {
  try {
    return await pairsOf(looking);
  } catch (error) {
    const { ports, request } = looking;
    if (!isKeyturnError(error) || isFinal(error)) throw error;
    if (request.containBy === null && (error.retryable || !isBlocked(looking))) {
      throw error.retryable ? error : withBlocking(looking, error);
    }
    if (error.retryable) unseen.push(unseenWords.slot);
    const { consumerKey } = request.watched;
    const start = { at: ports.clock.now(), primaryKey: consumerKey, slot: null, stored: new Set<string>() };
    return { start, seen: null, borrows: false, whyByDeploy: null, refused: error.retryable ? null : error };
  }
}

/** Without the app there is nothing to contain. After an interruption nothing may start. */
function isFinal({ code, exitCode }: KeyturnError): boolean {
  return code === 'AppUnknown' || exitCode === 130;
}

async function pairsOf(looking: Looking): Promise<Pairs> {
  const { ports, org, store, request, open } = looking;
  const { watched } = request;
  const keys = [watched.consumerKey, open?.stays ?? null, open?.ends ?? null];
  const look = async (hasSlot: boolean) =>
    withAuthor(org, await observeConsumer({ org, store, clock: ports.clock }, watched, keys, { hasSlot }));
  const goesOn = continued(looking);
  const isBegun = goesOn?.emergency?.replaceIntendedAt != null;
  const noStaging = whyNoStaging(org) ?? (isBegun ? byDeployWords.begun : null);
  const byDeploy = async (start: Observation, whyByDeploy: string): Promise<Pairs> => {
    const refused = isBegun ? null : await whyUnreadable(looking);
    return { start, seen: start, borrows: false, whyByDeploy, refused };
  };
  if (noStaging !== null) return byDeploy(await look(false), noStaging);
  const isPromoted = goesOn?.rotatedAt != null;
  try {
    const start = await look(true);
    // A deploy wouldn't remove the credentials in the slot.
    if (request.byDeploy && start.slot === null && !isPromoted) return byDeploy(start, byDeployWords.asked);
    const borrows = await isAccessBorrowed(ports.state, org.orgId);
    return { start, seen: start, borrows, whyByDeploy: null, refused: null };
  } catch (error) {
    if (!isKeyturnError(error) || error.code !== 'SecretAccessDisabled') throw error;
    if (request.byDeploy && !isPromoted) return byDeploy(await look(false), byDeployWords.asked);
    const [start, access] = await Promise.all([look(false), lastingAccess({ org, state: ports.state })]);
    if (access !== true || isPromoted) return { start, seen: null, borrows: true, whyByDeploy: null, refused: null };
    return byDeploy(start, byDeployWords.refused);
  }
}

/**
 * Nobody gets access back if the org doesn't show what a deploy makes. Whether it shows the present secret tells that beforehand, and
 * if REST access to secrets must be turned on for that, the run does so before the deploy.
 */
async function whyUnreadable({ ports, org, request }: Looking): Promise<KeyturnError | null> {
  const { app, appId, consumerId, consumerKey } = request.watched;
  const place = { org, app: { id: appId, developerName: app }, consumer: { id: consumerId, consumerKey }, ports };
  try {
    return await whySecretHidden(place, () => lastingAccess({ org, state: ports.state }));
  } catch (error) {
    // The run asks again after the containment.
    if (isKeyturnError(error) && error.retryable && request.containBy !== null) return null;
    throw error;
  }
}

/** The open emergency, if it continues; null for a new one. */
export function continued({ open, request }: Looking): Rotation | null {
  if (!open?.emergency) return null;
  return request.isResumed || takesUp(open, request) ? open : null;
}

/** Whether the emergency that continues has blocked access, or may have. */
export function isBlocked(looking: Looking): boolean {
  const goesOn = continued(looking);
  return goesOn !== null && isContained(goesOn);
}

/** Without a containment nothing is done, so the error names the command that only blocks access. */
export function withBlocking({ request: { watched, containBy } }: Looking, error: KeyturnError): KeyturnError {
  return containBy === null ? error.withAction(blockingWords(watched.app)) : error;
}
