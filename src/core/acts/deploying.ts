import type { MetadataFile } from '../model/app.ts';
import { isSameId } from '../plain/ids.ts';
import { plainText } from '../plain/text.ts';
import type { Clock, DeployProgress, DeployRequest, Log, SalesforceOrg } from '../ports/ports.ts';
import { isKeyturnError, type KeyturnError, reason } from '../reasons/errors.ts';
import { untouched } from '../reasons/reason.ts';
import { anotherDeploy, deployRunsOn, waitingForDeploy } from '../words/waiting.ts';
import { cancelDeploy, type DeployInterruption } from './cancel-deploy.ts';

/** Progress of a deploy. */
export type DeployNews =
  | { readonly kind: 'deploy'; readonly progress: DeployProgress }
  /** `detail` says what the org is busy with. */
  | { readonly kind: 'deploy-queued'; readonly detail: string }
  | { readonly kind: 'deploy-interrupted'; readonly id: string; readonly now: DeployInterruption };

export interface Deploying {
  readonly org: SalesforceOrg;
  readonly ports: { readonly clock: Clock; readonly log: Log };
  readonly io: { readonly tell: (news: DeployNews) => void; readonly signal: AbortSignal };
}

/** Poll intervals in ms. Our deploys are small, so the first polls are quick; later ones match the Salesforce CLI. */
const pollDelays = [100, 110, 120, 200, 300, 500, 750, 1000];
const slowestPoll = 2000;
const longestDeployMs = 60 * 60_000;
/** The number of polls in a row that may fail. */
const failedLooks = 8;
/** After a lost answer, the org lists the deploy within this time if it got it. In ms. */
const lostDelays = [300, 700, 1500, 3000, 5000];
/** Waits while another deploy keeps the org busy (ALREADY_IN_PROCESS). In ms; 10 min in total. */
const busyDelays = [2000, 5000, 10_000, 20_000, 30_000, 60_000, 120_000, 170_000, 180_000];

/** @throws CheckOnlyFailed and what `deployAndWait` throws */
export function checkOnly(
  context: Deploying,
  files: readonly MetadataFile[],
  version?: string,
): Promise<DeployProgress> {
  return deployAndWait(context, { files, version, checkOnly: true }, { onInterrupt: 'continue' });
}

export interface DeployOptions {
  /** Gets the id of the deploy as soon as it is known. */
  readonly onStarted?: (id: string) => Promise<void>;
  /**
   * What an interruption does: keyturn asks Salesforce to cancel the deploy and waits for the end, or the deploy continues in the
   * org. Only a change that nobody depends on yet is canceled.
   */
  readonly onInterrupt: 'cancel' | 'continue';
}

/**
 * Sends a deploy once and waits until it succeeds. After a lost answer, keyturn finds the deploy in the org's list.
 * @throws DeployFailed, CheckOnlyFailed, DeployCanceled, DeployStillRunning, DeployAnswerLost, Interrupted
 */
export async function deployAndWait(
  context: Deploying,
  request: DeployRequest,
  { onStarted, onInterrupt }: DeployOptions,
): Promise<DeployProgress> {
  const id = await start(context, request, onInterrupt);
  await onStarted?.(id);
  try {
    return await waitForDeploy(context, id);
  } catch (error) {
    const isInterrupted = isKeyturnError(error) && error.code === 'Interrupted';
    if (!isInterrupted || onInterrupt === 'continue') throw error;
    const { org, ports, io } = context;
    const tell = (news: DeployProgress | DeployInterruption) =>
      io.tell(
        typeof news === 'string' ? { kind: 'deploy-interrupted', id, now: news } : { kind: 'deploy', progress: news },
      );
    return org.mustFinish(() => cancelDeploy({ org, ports, tell }, id, request.files));
  }
}

/** Polls a deploy until it ends. */
export async function waitForDeploy({ org, ports, io }: Deploying, id: string): Promise<DeployProgress> {
  const begun = ports.clock.now();
  let failures = 0;
  for (let look = 0; ports.clock.now() - begun < longestDeployMs; look += 1) {
    await pause(ports, io, pollDelays[look] ?? slowestPoll, id);
    try {
      const progress = await org.metadata.deployStatus(id);
      failures = 0;
      io.tell({ kind: 'deploy', progress });
      if (progress.detail && progress.status === 'Pending') io.tell({ kind: 'deploy-queued', detail: progress.detail });
      if (progress.done) return ended(progress);
    } catch (error) {
      failures += 1;
      if (isKeyturnError(error) && error.exitCode === 130) throw interrupted(id, error);
      if (!isKeyturnError(error) || error.exitCode !== 75 || failures >= failedLooks) throw error;
      ports.log.warn('deploy.look-failed', { id, reason: error.code });
    }
  }
  throw reason('DeployStillRunning', { id, minutes: longestDeployMs / 60_000 });
}

function ended(progress: DeployProgress): DeployProgress {
  const { id, status } = progress;
  if (status === 'Succeeded') return progress;
  if (status === 'Canceled') {
    throw reason('DeployCanceled', { id, ...(progress.canceledBy ? { by: plainText(progress.canceledBy) } : {}) });
  }
  const failures = progress.failures.map(({ component, problem }) => plainText(`${component}: ${problem}`, 400));
  const words = failures.length > 0 ? failures : [`Salesforce says ${status}`];
  throw progress.checkOnly
    ? reason('CheckOnlyFailed', { failures: words })
    : reason('DeployFailed', { id, failures: words });
}

async function start(
  context: Deploying,
  request: DeployRequest,
  onInterrupt: DeployOptions['onInterrupt'],
): Promise<string> {
  const { org, ports, io } = context;
  const before = await org.metadata.recentDeploys().catch(() => null);
  for (let attempt = 0; ; attempt += 1) {
    try {
      if (io.signal.aborted) throw notSent(onInterrupt, io.signal.reason);
      return await org.metadata.startDeploy(request);
    } catch (error) {
      if (isBusy(error)) {
        const delay = busyDelays[attempt];
        if (delay === undefined) throw error;
        io.tell({ kind: 'deploy-queued', detail: anotherDeploy });
        await ports.clock.sleep(delay, io.signal).catch((cause: unknown) => {
          throw notSent(onInterrupt, cause);
        });
      } else if (isKeyturnError(error) && error.exitCode === 75) {
        if (before === null) throw reason('DeployAnswerLost', { problem: error.message }, { cause: error });
        const seen = new Set(before.map(({ id }) => id));
        const find = () => findLost(context, { request, seen, problem: error.message, onInterrupt });
        // Only a deploy that is found can be canceled.
        return onInterrupt === 'cancel' ? org.mustFinish(find) : find();
      } else throw error;
    }
  }
}

/** Nothing is known to have changed only where the caller has changed nothing else before. */
function notSent(onInterrupt: DeployOptions['onInterrupt'], cause: unknown) {
  const known = onInterrupt === 'cancel' ? { safe: untouched } : {};
  return reason('Interrupted', { doing: waitingForDeploy }, { ...known, cause });
}

/** The org refused the deploy without accepting it, so sending it again is safe. */
function isBusy(error: unknown): boolean {
  return isKeyturnError(error) && error.code === 'OrgRefused' && error.message.includes('ALREADY_IN_PROCESS');
}

interface Lost {
  readonly request: DeployRequest;
  readonly seen: ReadonlySet<string>;
  readonly problem: string;
  readonly onInterrupt: DeployOptions['onInterrupt'];
}

async function findLost({ org, ports, io }: Deploying, { request, seen, problem, onInterrupt }: Lost): Promise<string> {
  const me = await org.facts().then(
    ({ person }) => person.id,
    () => null,
  );
  for (const delay of lostDelays) {
    if (onInterrupt === 'cancel') await ports.clock.sleep(delay);
    else await pause(ports, io, delay, null);
    const listed = await org.metadata.recentDeploys().catch(() => []);
    const ours = listed.filter(
      ({ id, checkOnly: isCheck, createdById }) =>
        !seen.has(id) && isCheck === request.checkOnly && (me === null || isSameId(createdById, me)),
    );
    if (ours.length === 1 && ours[0]) return ours[0].id;
  }
  throw reason('DeployAnswerLost', { problem });
}

async function pause(ports: Deploying['ports'], io: Deploying['io'], ms: number, id: string | null): Promise<void> {
  try {
    await ports.clock.sleep(ms, io.signal);
  } catch (cause) {
    throw interrupted(id, cause);
  }
}

function interrupted(id: string | null, cause: unknown): KeyturnError {
  return reason('Interrupted', { doing: id ? deployRunsOn(id) : waitingForDeploy, command: null }, { cause });
}
