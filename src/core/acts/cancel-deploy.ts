import { compareAfter } from '../external-client-app/compare-after.ts';
import type { MetadataFile } from '../model/app.ts';
import type { Clock, DeployProgress, Log, SalesforceOrg } from '../ports/ports.ts';
import { isKeyturnError, reason } from '../reasons/errors.ts';
import { untouched } from '../reasons/reason.ts';
import { interruptedDeploy, whileDeploying } from '../words/waiting.ts';

/**
 * What is known of a deploy that a person interrupts.
 * - canceling: keyturn asks Salesforce to cancel it
 * - canceled: Salesforce has canceled it, and nothing of it is in the org
 * - failed: it failed before, and nothing of it is in the org
 * - finished: it succeeded before Salesforce could cancel it
 * - applied: Salesforce says that it didn't succeed, but its changes are in the org, all or in part
 * - unknown: it hasn't ended in time, or the org couldn't be read
 */
export type DeployInterruption = 'canceling' | 'canceled' | 'failed' | 'finished' | 'applied' | 'unknown';

interface Canceling {
  readonly org: SalesforceOrg;
  readonly ports: { readonly clock: Clock; readonly log: Log };
  readonly tell: (news: DeployProgress | DeployInterruption) => void;
}

/** How long an interrupted person waits for each: the request, the end of the deploy, and a look at the org. In ms. */
const patienceMs = { request: 5000, end: 15_000, look: 10_000 };
const pollMs = 500;

/**
 * Asks Salesforce to cancel a deploy and waits for its end. Salesforce may be too late, may refuse, or may not answer. It
 * documents that a canceled deploy can have been committed, too, so keyturn compares the org with what was deployed.
 * @returns the deploy if its changes are in the org
 * @throws Interrupted: `safe` says that nothing changed if that is certain
 */
export async function cancelDeploy(
  canceling: Canceling,
  id: string,
  files: readonly MetadataFile[],
): Promise<DeployProgress> {
  const { org, ports, tell } = canceling;
  tell('canceling');
  const asked = org.metadata.cancelDeploy(id).catch((error: unknown) => {
    if (!isKeyturnError(error)) throw error;
    ports.log.warn('deploy.not-canceled', { id, reason: error.code });
  });
  await inTime(ports.clock.deadline(patienceMs.request), asked);
  const progress = await inTime(ports.clock.deadline(patienceMs.end), endOf(canceling, id));
  const known = progress === null ? 'unknown' : await outcomeOf(canceling, progress, files);
  tell(known);
  if (progress !== null && (known === 'finished' || known === 'applied')) return progress;
  const doing = whileDeploying(interruptedDeploy[known](id));
  throw reason('Interrupted', { doing }, known === 'unknown' ? {} : { safe: untouched });
}

async function outcomeOf(
  canceling: Canceling,
  { status }: DeployProgress,
  files: readonly MetadataFile[],
): Promise<Exclude<DeployInterruption, 'canceling'>> {
  if (status === 'Succeeded') return 'finished';
  const applied = await appliedOf(canceling, files);
  if (applied === null) return 'unknown';
  if (applied > 0) return 'applied';
  return status === 'Canceled' ? 'canceled' : 'failed';
}

async function endOf({ org, ports: { clock }, tell }: Canceling, id: string): Promise<DeployProgress | null> {
  const until = clock.now() + patienceMs.end;
  while (clock.now() < until) {
    const progress = await readable(org.metadata.deployStatus(id));
    if (progress) tell(progress);
    if (progress?.done) return progress;
    // Without a signal: the person has interrupted already.
    await clock.sleep(pollMs);
  }
  return null;
}

/** How many files are in the org as deployed; null if that is unknown. */
async function appliedOf({ org, ports }: Canceling, files: readonly MetadataFile[]): Promise<number | null> {
  const looked = readable(org.metadata.retrieve(files));
  const after = await inTime(ports.clock.deadline(patienceMs.look), looked);
  return after && files.filter((file) => compareAfter([file], after).length === 0).length;
}

/** null if the org can't be read. */
async function readable<Value>(looked: Promise<Value>): Promise<Value | null> {
  try {
    return await looked;
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    return null;
  }
}

/** null if the time is over first. */
async function inTime<Value>(over: AbortSignal, work: Promise<Value>): Promise<Value | null> {
  const { promise, resolve } = Promise.withResolvers<null>();
  over.addEventListener('abort', () => resolve(null), { once: true });
  return Promise.race([work, promise]);
}
