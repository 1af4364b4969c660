import { type Deploying, waitForDeploy } from '../acts/deploying.ts';
import { isOutcomeUnknown } from '../acts/journalled.ts';
import { notedDeploy, outcomeOf, unfinishedDeploys } from '../acts/open-deploys.ts';
import { inFlightMs } from '../machine/salesforce-times.ts';
import type { JournalLine } from '../model/journal.ts';
import { mayBeDeployed } from '../model/rotation.ts';
import type { Run } from './run.ts';
import { intentsOf, pauseUntil } from './trouble.ts';

/**
 * Waits for the deploy that an interrupted attempt sent to replace the credentials. Sent again while it runs, it would
 * replace them twice, and consumers could get those that the second one deletes.
 */
export async function settleDeploy(run: Run): Promise<void> {
  if (!mayBeDeployed(run.rotation)) return;
  const open = (await intentsOf(run)).filter(({ action }) => action === 'replace-by-deploy');
  if (open.length === 0) return;
  const { journal } = run.ports.state;
  const { orgId, app } = run.rotation;
  run.ports.tell({ kind: 'doing', act: 'find-deploy' });
  const lines = await journal.list({ orgId, app });
  for (const intended of open) {
    const noted = notedDeploy(lines, intended.intent);
    let { detail } = intended;
    for (const id of noted === null ? await unnoted(run, intended) : [noted]) {
      detail = { ...detail, deploy: id, outcome: await outcomeOf(waitForDeploy(deployingIn(run), id)) };
    }
    await journal.append({ ...intended, event: 'recovered', detail });
  }
}

/** What `deployAndWait` and `waitForDeploy` need of a run. */
export function deployingIn({ ports }: Run): Deploying {
  const { org, clock, signal, tell } = ports;
  const log = { debug: () => undefined, warn: () => undefined };
  const io = {
    signal,
    tell: (event: { kind: string }) =>
      event.kind === 'deploy-queued' && tell({ kind: 'warning', warning: 'another-deploy' }),
  };
  return { org, ports: { clock, log }, io };
}

/**
 * A deploy whose id wasn't noted is one of those that still run: the org has listed it by now. A deploy of somebody else
 * among them costs no time, because Salesforce runs one at a time.
 */
async function unnoted(run: Run, { at }: JournalLine): Promise<readonly string[]> {
  await pauseUntil(run, at + inFlightMs);
  try {
    return (await unfinishedDeploys(run.ports.org)).map(({ id }) => id);
  } catch (error) {
    if (isOutcomeUnknown(error)) throw error;
    // Without the list, the next deploy waits in the org's queue for this one.
    return [];
  }
}
