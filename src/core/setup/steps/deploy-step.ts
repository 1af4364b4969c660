import { checkOnly, deployAndWait } from '../../acts/deploying.ts';
import { noted } from '../../acts/noted.ts';
import { compareAfter } from '../../external-client-app/compare-after.ts';
import { sameUsername } from '../../external-client-app/file-edit.ts';
import type { FlowPlan } from '../../external-client-app/flow-plan.ts';
import type { MetadataFile } from '../../model/app.ts';
import { setupLease } from '../../model/setup-lease.ts';
import { isSameBytes } from '../../plain/bytes.ts';
import type { DeployProgress, SalesforceOrg } from '../../ports/ports.ts';
import { reason } from '../../reasons/errors.ts';
import { mismatchWords } from '../../words/app-problems.ts';
import { changeWords, summaryWords } from '../../words/setup.ts';
import { withMadeUser } from '../ask-new-user.ts';
import { findDeployOrder, findNewApp, planRest } from '../deploy-new-app.ts';
import { makeUser } from '../make-user.ts';
import { settleOpenDeploys } from '../open-deploys.ts';
import { withProjectFiles } from '../project-files.ts';
import { aboutApp, type WithDeploy, type WithPlan } from '../setup-facts.ts';
import { deployingIn, doing, type Step, type StepIo } from '../setup-step.ts';
import { alsoChanged, changing } from '../touching.ts';

/** Deploys the plan: checks it again, keeps the pre-image, records the deploy, then compares the result with the org. */
export const deployStep: Step = {
  id: 'deploy',
  isPointOfNoReturn: true,
  isSkipped: ({ dryRun }) => dryRun,
  summary: ({ deploy }) => summaryWords.deploy(deploy?.progress?.id),
  run: async (before: WithPlan, io) => {
    const { flow } = before.plan;
    const { orgId, org, app } = aboutApp(before);
    await io.hold(before.ports.state, setupLease({ orgId, app }), `${app} in ${org}`);
    // "Try again" comes back here: the earlier attempt may have changed the org.
    await settleOpenDeploys(before, io);
    await before.policy.store?.opened;
    await acceptRisks(before);
    if (changesOrg(before)) await io.begin(before);
    const facts = await withUser(before, io);
    if (facts.app.creation) return createApp(facts, io);
    if (flow.files.length > 0) await beforeDeploy(facts, io);
    await grantPermissionSet(facts, io);
    const progress = await withProjectFiles(facts, io, () =>
      flow.files.length > 0 ? deploy(facts, flow, io) : Promise.resolve(null),
    );
    return { ...facts, deploy: { progress } };
  },
};

function changesOrg({ plan, app, user }: WithPlan): boolean {
  return plan.flow.files.length > 0 || app.creation !== null || user.creation !== null || user.grant !== null;
}

/** Records the reasons for a risky execution user before anything changes. */
async function acceptRisks(facts: WithPlan): Promise<void> {
  const { facts: user, acceptedRisks } = facts.user;
  for (const { risk, reason: words } of acceptedRisks) {
    const detail = { user: user.username, risk, reason: words };
    await noted(facts.ports.state.journal, aboutApp(facts), 'accept-risk', detail);
  }
}

/** Creates the execution user if the plan says so. */
async function withUser(facts: WithPlan, io: StepIo): Promise<WithPlan> {
  const user = await withMadeUser(facts);
  if (!user.creation) return { ...facts, user };
  const { username, permissionSet } = user.creation;
  const made = await makeUser(user.creation, facts, io);
  const created = { username, permissionSet: permissionSet.name };
  return { ...facts, user: { ...user, facts: made, creation: null, created } };
}

/** Checks in parallel whether Salesforce would accept the deploy, and whether the org is still as planned. */
async function beforeDeploy(facts: WithPlan, io: StepIo): Promise<void> {
  const { flow, components, validated } = facts.plan;
  const planned = [components.global, components.oauthPolicy].filter((file) => file !== null);
  const check = validated ? null : checkOnly(deployingIn(facts, io), flow.files, flow.version);
  const retrieved = facts.org.salesforce.metadata.retrieve(planned);
  const [current] = await doing(io, 'check-deploy', Promise.all([retrieved, check]));
  for (const file of planned) {
    const now = current.find(({ path }) => path === file.path);
    if (!now || !isSameBytes(now.content, file.content)) throw reason('PlanOutdated', { component: file.fullName });
  }
}

async function grantPermissionSet(facts: WithPlan, io: StepIo): Promise<void> {
  const { grant, facts: user } = facts.user;
  if (!grant) return;
  const what = changeWords.granting(grant, user.username);
  const after = alsoChanged(io, changeWords.granted(grant, user.username));
  const act = { action: 'grant-permission-set', detail: { user: user.username, set: grant } } as const;
  await changing(facts, io, { ...act, what, after }, () =>
    facts.org.salesforce.users.grantPermissionSet(user.id, grant),
  );
}

/**
 * Creates a new app in as many deploys as this org needs, then adds what the org's own policies lack. If something fails
 * afterwards, the app stays: the next run finds it and continues.
 */
async function createApp(facts: WithPlan, io: StepIo): Promise<WithDeploy> {
  const { plan } = facts;
  const order = findDeployOrder(deployingIn(facts, io), plan.flow.files);
  const { batches } = await doing(io, 'check-deploy', order);
  let progress: DeployProgress | null = null;
  for (const files of batches) progress = await deploy(facts, { files, preImages: [] }, io);
  const rest = await doing(io, 'look-at-new-app', planRest(facts));
  if (rest.length > 0) progress = await deploy(facts, { files: rest, preImages: [] }, io);
  const { live, files } = await doing(io, 'look-at-new-app', findNewApp(facts));
  const next = { ...facts, app: { ...facts.app, live }, plan: { ...plan, flow: { ...plan.flow, files } } };
  return { ...next, deploy: { progress } };
}

async function deploy(
  facts: WithPlan,
  { files, preImages, version }: Pick<FlowPlan, 'files' | 'preImages' | 'version'>,
  io: StepIo,
): Promise<DeployProgress> {
  const names = files.map(({ fullName }) => fullName).join(', ');
  const act = { action: 'deploy', detail: { components: names } } as const;
  const after = alsoChanged(io, changeWords.deployed(names, newUserOf(facts)));
  const change = { ...act, what: changeWords.deploying(names, newUserOf(facts)), after, canCancel: true };
  const progress = await changing(facts, io, change, async (intent, note) => {
    await facts.ports.state.preImages.save(intent, preImages);
    const onStarted = (id: string) => note({ deploy: id });
    return deployAndWait(
      deployingIn(facts, io),
      { files, version, checkOnly: false },
      { onStarted, onInterrupt: 'cancel' },
    );
  });
  await compare(facts.org.salesforce, files, io);
  return progress;
}

/** The other user of an app that works already. */
function newUserOf({ app: { summary }, user }: WithPlan): string | null {
  const { username } = user.facts;
  return summary.flow.kind === 'on' && !sameUsername(summary.flow.runsAs, username) ? username : null;
}

async function compare(org: SalesforceOrg, planned: readonly MetadataFile[], io: StepIo): Promise<void> {
  const after = await doing(io, 'compare', org.metadata.retrieve(planned));
  const mismatches = compareAfter(planned, after);
  if (mismatches.length > 0) throw reason('DeployNotTaken', { components: mismatches.map(mismatchWords) });
}
