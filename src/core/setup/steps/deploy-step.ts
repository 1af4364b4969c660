import { checkOnly, deployAndWait } from '../../acts/deploying.ts';
import { journalled } from '../../acts/journalled.ts';
import { noted } from '../../acts/noted.ts';
import { compareAfter } from '../../external-client-app/compare-after.ts';
import type { FlowPlan } from '../../external-client-app/flow-plan.ts';
import type { MetadataFile } from '../../model/app.ts';
import type { DeployProgress, SalesforceOrg } from '../../ports/ports.ts';
import { reason } from '../../reasons/errors.ts';
import { mismatchWords } from '../../words/app-problems.ts';
import { changeWords, summaryWords } from '../../words/setup.ts';
import { findDeployOrder, findNewApp, planRest } from '../deploy-new-app.ts';
import { makeUser } from '../make-user.ts';
import { withProjectFiles } from '../project-files.ts';
import { aboutApp, known, type SetupFacts } from '../setup-facts.ts';
import { doing, type Step, type StepIo } from '../setup-step.ts';
import { alsoChanged, touching } from '../touching.ts';

/** Deploys the plan: checked again, the pre-image kept, journalled, then compared with what the org shows. */
export const deployStep: Step = {
  id: 'deploy',
  isPointOfNoReturn: true,
  isSkipped: ({ dryRun }) => dryRun,
  summary: ({ deploy }) => summaryWords.deploy(deploy?.progress?.id),
  run: async (before, io) => {
    const { flow } = known(before.plan, 'plan');
    const { orgId, org, app } = aboutApp(before);
    await io.hold(before.ports.state, `app ${orgId} ${app}`, `${app} in ${org}`);
    await known(before.policy, 'policy').store?.opened;
    await acceptRisks(before);
    const facts = await withUser(before, io);
    if (known(facts.app, 'app').creation) return createApp(facts, io);
    if (flow.files.length > 0) await beforeDeploy(facts, io);
    await grantPermissionSet(facts, io);
    const progress = await withProjectFiles(facts, io, () =>
      flow.files.length > 0 ? deploy(facts, flow, io) : Promise.resolve(null),
    );
    return { ...facts, deploy: { progress } };
  },
};

/** Reasons for a risky execution user go into the audit trail before anything is changed. */
async function acceptRisks(facts: SetupFacts): Promise<void> {
  const { facts: user, acceptedRisks } = known(facts.user, 'execution user');
  for (const { risk, reason: words } of acceptedRisks) {
    const detail = { user: user.username, risk, reason: words };
    await noted(facts.ports.state.journal, aboutApp(facts), 'accept-risk', detail);
  }
}

/** Makes the execution user where the plan says so. */
async function withUser(facts: SetupFacts, io: StepIo): Promise<SetupFacts> {
  const user = known(facts.user, 'execution user');
  if (!user.creation) return facts;
  const { salesforce } = known(facts.org, 'org');
  const made = await makeUser(user.creation, { org: salesforce, ports: facts.ports, io, subject: aboutApp(facts) });
  return { ...facts, user: { ...user, facts: made, creation: null } };
}

/** Side by side: would Salesforce take it, and is the org still as planned on? */
async function beforeDeploy(facts: SetupFacts, io: StepIo): Promise<void> {
  const { salesforce } = known(facts.org, 'org');
  const { flow, components, validated } = known(facts.plan, 'plan');
  const planned = [components.global, components.oauthPolicy].filter((file) => file !== null);
  const check = validated ? null : checkOnly({ org: salesforce, ports: facts.ports, io }, flow.files);
  const [current] = await doing(io, 'check-deploy', Promise.all([salesforce.metadata.retrieve(planned), check]));
  for (const file of planned) {
    const now = current.find(({ path }) => path === file.path);
    if (!now || !isSame(now, file)) throw reason('PlanOutdated', { component: file.fullName });
  }
}

function isSame(one: MetadataFile, other: MetadataFile): boolean {
  return (
    one.content.length === other.content.length && one.content.every((byte, index) => byte === other.content[index])
  );
}

async function grantPermissionSet(facts: SetupFacts, io: StepIo): Promise<void> {
  const { grant, facts: user } = known(facts.user, 'execution user');
  if (!grant) return;
  const { salesforce } = known(facts.org, 'org');
  const what = changeWords.granted(grant, user.username);
  const act = {
    ...aboutApp(facts),
    action: 'grant-permission-set',
    detail: { user: user.username, set: grant },
  } as const;
  await touching(io, { what: `${what}…`, after: alsoChanged(io, what) }, () =>
    journalled(facts.ports.state.journal, act, () => salesforce.users.grantPermissionSet(user.id, grant)),
  );
}

/**
 * Makes a new app in as many deploys as this org wants, then turns on what the org's own policies lack. What was made stays,
 * whatever fails afterwards: the next run finds the app and goes on with it.
 */
async function createApp(facts: SetupFacts, io: StepIo): Promise<SetupFacts> {
  const { salesforce } = known(facts.org, 'org');
  const plan = known(facts.plan, 'plan');
  const context = { org: salesforce, ports: facts.ports, io };
  const { batches } = await doing(io, 'check-deploy', findDeployOrder(context, plan.flow.files));
  let progress: DeployProgress | null = null;
  for (const files of batches) progress = await deploy(facts, { files, preImages: [] }, io);
  const rest = await doing(io, 'look-at-new-app', planRest(facts));
  if (rest.length > 0) progress = await deploy(facts, { files: rest, preImages: [] }, io);
  const { live, files } = await doing(io, 'look-at-new-app', findNewApp(facts));
  const app = { ...known(facts.app, 'app'), live };
  return { ...facts, app, plan: { ...plan, flow: { ...plan.flow, files } }, deploy: { progress } };
}

async function deploy(
  facts: SetupFacts,
  { files, preImages }: Pick<FlowPlan, 'files' | 'preImages'>,
  io: StepIo,
): Promise<DeployProgress> {
  const { salesforce } = known(facts.org, 'org');
  const { state } = facts.ports;
  const names = files.map(({ fullName }) => fullName).join(', ');
  const act = { ...aboutApp(facts), action: 'deploy', detail: { components: names } } as const;
  const after = alsoChanged(io, changeWords.deployed(names));
  const progress = await touching(io, { what: changeWords.deploying(names), after }, () =>
    journalled(state.journal, act, async (intent, note) => {
      await state.preImages.save(intent, preImages);
      const request = { files, checkOnly: false };
      return deployAndWait({ org: salesforce, ports: facts.ports, io }, request, (id) => note({ deploy: id }));
    }),
  );
  await compare(salesforce, files, io);
  return progress;
}

async function compare(org: SalesforceOrg, planned: readonly MetadataFile[], io: StepIo): Promise<void> {
  const after = await doing(io, 'compare', org.metadata.retrieve(planned));
  const mismatches = compareAfter(planned, after);
  if (mismatches.length > 0) throw reason('DeployNotTaken', { components: mismatches.map(mismatchWords) });
}
