import { waitForDeploy } from '../acts/deploying.ts';
import { closeIntents } from '../acts/journalled.ts';
import { notedDeploy, outcomeOf, unfinishedDeploys } from '../acts/open-deploys.ts';
import type { JournalLine } from '../model/journal.ts';
import { setupLease } from '../model/setup-lease.ts';
import { isSameId } from '../plain/ids.ts';
import type { SalesforceOrg } from '../ports/ports.ts';
import { aboutApp, type WithApp } from './setup-facts.ts';
import { deployingIn, doing, type StepIo } from './setup-step.ts';

/**
 * Settles changes to this app whose outcome an earlier run didn't learn. Waits for a deploy that is still running and records
 * its outcome in the journal. The plan is made afterwards, from the org's state, so nothing is sent twice.
 */
export async function settleOpenDeploys(facts: WithApp, io: StepIo): Promise<void> {
  const { orgId, org, app } = aboutApp(facts);
  const { state } = facts.ports;
  const isDeploy = ({ action }: JournalLine) => action === 'deploy' || action === 'restore-pre-image';
  const isRepeated = ({ action }: JournalLine) =>
    action === 'grant-permission-set' || action === 'create-user' || action === 'save-pair';
  const ours = (await state.journal.open()).filter((line) => line.orgId === orgId && line.app === app);
  if (ours.length === 0) return;
  // A setup that is still running settles its own changes.
  await io.hold(state, setupLease({ orgId, app }), `${app} in ${org}`);
  // This run checks the org and the store again, and repeats what is still missing.
  await closeIntents(state.journal, ours.filter(isRepeated));
  const open = ours.filter(isDeploy);
  if (open.length === 0) return;
  const lines = await state.journal.list({ orgId, app });
  for (const intended of open) {
    const id = notedDeploy(lines, intended.intent) ?? (await stillRunning(facts.org.salesforce));
    const detail = { ...intended.detail, deploy: id, outcome: await waitedFor(facts, io, id) };
    await state.journal.append({ ...intended, event: 'recovered', detail });
  }
}

/** If the deploy's id is unknown, the person's newest unfinished deploy may be it. */
async function stillRunning(org: SalesforceOrg): Promise<string | null> {
  const [facts, deploys] = await Promise.all([org.facts(), unfinishedDeploys(org).catch(() => [])]);
  return deploys.find(({ createdById }) => isSameId(createdById, facts.person.id))?.id ?? null;
}

async function waitedFor(facts: WithApp, io: StepIo, id: string | null): Promise<string> {
  if (id === null) return 'unknown';
  return outcomeOf(doing(io, { act: 'find-deploy', name: id }, waitForDeploy(deployingIn(facts, io), id)));
}
