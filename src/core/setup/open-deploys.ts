import { waitForDeploy } from '../acts/deploying.ts';
import { closeIntents, isOutcomeUnknown } from '../acts/journalled.ts';
import type { JournalLine } from '../model/journal.ts';
import { isSameId } from '../plain/ids.ts';
import type { SalesforceOrg } from '../ports/ports.ts';
import type { SetupPorts } from './setup-io.ts';
import { doing, type StepIo } from './setup-step.ts';

interface Where {
  readonly org: SalesforceOrg;
  readonly app: string;
  readonly ports: SetupPorts;
}

/**
 * Settles what an earlier run began on this app and never heard the end of. For a deploy: waits for one that still runs, and
 * writes what became of it into the journal. What the org holds then is planned anew, so nothing is sent twice.
 */
export async function settleOpenDeploys({ org, app, ports }: Where, io: StepIo): Promise<void> {
  const isDeploy = ({ action }: JournalLine) => action === 'deploy' || action === 'restore-pre-image';
  const isRepeated = ({ action }: JournalLine) =>
    action === 'grant-permission-set' || action === 'create-user' || action === 'save-pair';
  const ours = (await ports.state.journal.open()).filter((line) => line.orgId === org.orgId && line.app === app);
  if (ours.length === 0) return;
  // A setup that is still at work settles its own.
  await io.hold(ports.state, `app ${org.orgId} ${app}`, `${app} in ${org.name}`);
  // This run looks at the org and at the store again, and repeats them where they are still missing.
  await closeIntents(ports.state.journal, ours.filter(isRepeated));
  const open = ours.filter(isDeploy);
  if (open.length === 0) return;
  const lines = await ports.state.journal.list({ orgId: org.orgId, app });
  for (const intended of open) {
    const id = idOf(lines, intended.intent) ?? (await stillRunning(org));
    const outcome = id
      ? await doing(io, { act: 'find-deploy', name: id }, outcomeOf({ org, ports, io }, id))
      : 'unknown';
    await ports.state.journal.append({
      ...intended,
      event: 'recovered',
      detail: { ...intended.detail, deploy: id, outcome },
    });
  }
}

function idOf(lines: readonly JournalLine[], intent: string): string | null {
  const noted = lines.find((line) => line.intent === intent && typeof line.detail.deploy === 'string');
  return typeof noted?.detail.deploy === 'string' ? noted.detail.deploy : null;
}

/** Its id was never heard: the newest deploy of ours that hasn't ended may be it. */
async function stillRunning(org: SalesforceOrg): Promise<string | null> {
  const [facts, deploys] = await Promise.all([org.facts(), org.metadata.recentDeploys().catch(() => [])]);
  const running = deploys.find(
    ({ status, checkOnly, createdById }) =>
      !checkOnly &&
      ['Pending', 'InProgress', 'FinalizingDeploy'].includes(status) &&
      isSameId(createdById, facts.person.id),
  );
  return running?.id ?? null;
}

/** How it ended, in words. @throws what leaves the end unknown: then the intent stays open for the next look */
async function outcomeOf(context: Parameters<typeof waitForDeploy>[0], id: string): Promise<string> {
  return waitForDeploy(context, id).then(
    ({ status }) => status,
    (error: unknown) => {
      if (isOutcomeUnknown(error)) throw error;
      return error instanceof Error ? error.message : 'unknown';
    },
  );
}
