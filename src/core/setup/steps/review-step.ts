import { readComponents } from '../../acts/app-components.ts';
import { checkOnly } from '../../acts/deploying.ts';
import type { AppComponents } from '../../external-client-app/components.ts';
import { type FlowPlan, planFlow } from '../../external-client-app/flow-plan.ts';
import { planNewApp } from '../../external-client-app/plan-new-app.ts';
import { type CertificateAnswer, readCertificate } from '../../model/certificate.ts';
import type { Review } from '../../model/question.ts';
import { plainText } from '../../plain/text.ts';
import type { DeployProgress } from '../../ports/ports.ts';
import { planProject } from '../../project/project-plan.ts';
import { certificatePathQuestion, certificateQuestion, reviewQuestion } from '../../words/review-questions.ts';
import { checkedWords, planActs, setupWarnings, summaryWords, userChangeWarning } from '../../words/setup.ts';
import { isThere } from '../ask-new-app.ts';
import { creationActs, withMadeUser } from '../ask-new-user.ts';
import { findDeployOrder, findNewApp } from '../deploy-new-app.ts';
import { settleOpenDeploys } from '../open-deploys.ts';
import { agreeToMove, chooseProject, projectActs } from '../project-files.ts';
import { saveAnswers } from '../save-answers.ts';
import { known, type PlanPart, type SetupFacts } from '../setup-facts.ts';
import { doing, type Step, type StepIo } from '../setup-step.ts';

/** What will change, field by field, and what will not; nothing happens without agreement. */
export const reviewStep: Step = {
  id: 'review',
  summary: ({ plan }) => (plan ? summaryWords.review(plan.flow.changes.length) : ''),
  run: async (first, io) => {
    const { salesforce } = known(first.org, 'org');
    const { summary } = known(first.app, 'app');
    const user = await withMadeUser(known(first.user, 'execution user'), salesforce, first.ports.state);
    const before = { ...first, user };
    await settleOpenDeploys({ org: salesforce, app: summary.developerName, ports: before.ports }, io);
    const facts = await withMadeApp(before, io);
    const { components, flow: planned, certificate, project } = await planFor(facts, io);
    const flow = { ...planned, warnings: [...changeOfUser(facts), ...planned.warnings] };
    const plan = { components, certificate, flow, project };
    if (io.options.saveAnswersTo !== null) {
      await saveAnswers({ ...facts, plan: { ...plan, validated: null } }, io.options.saveAnswersTo, io.options);
    }
    if (io.options.dryRun) return { ...facts, plan: { ...plan, validated: await validate(facts, flow, io) } };
    const validated = await agree({ ...facts, plan: { ...plan, validated: null } }, io);
    return { ...facts, plan: { ...plan, validated } };
  },
};

/** An app that this run has made already, before something else failed, is an app like any other. */
async function withMadeApp(facts: SetupFacts, io: StepIo): Promise<SetupFacts> {
  const app = known(facts.app, 'app');
  if (!app.creation) return facts;
  const { salesforce } = known(facts.org, 'org');
  const apps = await doing(io, 'find-new-app', salesforce.apps.list());
  if (!isThere(apps, app.creation.developerName)) return facts;
  return { ...facts, app: { ...app, live: (await findNewApp(facts)).live, creation: null } };
}

async function planFor(facts: SetupFacts, io: StepIo): Promise<Omit<PlanPart, 'validated'>> {
  const { summary, creation } = known(facts.app, 'app');
  if (creation) {
    const executionUser = known(facts.user, 'execution user').facts.username;
    return { ...planNewApp(creation, executionUser), certificate: 'none', project: null };
  }
  const { salesforce } = known(facts.org, 'org');
  const components = await doing(io, 'retrieve-settings', readComponents(salesforce, summary));
  const project = await chooseProject(facts, summary.developerName, io);
  if (!project) return { components, project: null, ...(await planWithCertificate(facts, components, io)) };
  const movesMisplaced = await agreeToMove(project, summary.developerName, io);
  const planned = (certificate: CertificateAnswer) =>
    planProject({
      app: summary.developerName,
      orgId: salesforce.orgId,
      project,
      components,
      executionUser: known(facts.user, 'execution user').facts.username,
      certificate,
      movesMisplaced,
      apiVersion: salesforce.apiVersion,
    });
  const first = planned('unknown');
  const certificate = first.flow.needsCertificateAnswer
    ? await askCertificate(summary.developerName, facts, io)
    : ('unknown' as const);
  const plan = certificate === 'unknown' ? first : planned(certificate);
  return { components, flow: plan.flow, certificate, project: { project, plan } };
}

async function planWithCertificate(facts: SetupFacts, components: AppComponents, io: StepIo) {
  const app = known(facts.app, 'app').summary;
  const executionUser = known(facts.user, 'execution user').facts.username;
  const request = { app: app.developerName, isPackaged: app.isPackaged, components, executionUser };
  const first = planFlow({ ...request, certificate: 'unknown' });
  if (!first.needsCertificateAnswer) return { flow: first, certificate: 'unknown' as const };
  const certificate = await askCertificate(app.developerName, facts, io);
  return { flow: planFlow({ ...request, certificate }), certificate };
}

async function askCertificate(app: string, facts: SetupFacts, io: StepIo): Promise<CertificateAnswer> {
  const question = certificateQuestion(app);
  const answer = await io.ask(question);
  if (answer === 'none') return 'none';
  if (answer !== 'file') throw question.otherwise;
  const path = await io.ask(certificatePathQuestion);
  return { pem: readCertificate(await facts.ports.files.readText(path.trim()), path.trim()) };
}

/** Shows the plan until the person agrees; returns the last check-only deploy. */
async function agree(facts: SetupFacts, io: StepIo): Promise<DeployProgress | null> {
  const { flow } = known(facts.plan, 'plan');
  let validated: DeployProgress | null = null;
  let sentence: Review['validated'] = null;
  for (;;) {
    if (io.options.yes) return validated;
    const answer = await io.ask(reviewQuestion(reviewOf(facts, sentence)));
    if (answer.startsWith('save:')) await saveAnswers(facts, answer.slice('save:'.length), io.options);
    else if (answer === 'validate') {
      validated = await validate(facts, flow, io);
      sentence = { ok: true, sentence: validated ? checkedWords.accepted : checkedWords.tooEarly };
    } else return validated;
  }
}

async function validate(facts: SetupFacts, flow: FlowPlan, io: StepIo): Promise<DeployProgress | null> {
  if (flow.files.length === 0) return null;
  if (known(facts.user, 'execution user').creation) {
    io.tell({ kind: 'warning', text: setupWarnings.newUserUnchecked });
    return null;
  }
  const context = { org: known(facts.org, 'org').salesforce, ports: facts.ports, io };
  if (!known(facts.app, 'app').creation) return doing(io, 'check-deploy', checkOnly(context, flow.files));
  const { checked, isWholeChecked } = await doing(io, 'check-deploy', findDeployOrder(context, flow.files));
  if (!isWholeChecked) {
    io.tell({ kind: 'warning', text: setupWarnings.severalDeploys });
  }
  return checked;
}

function reviewOf(facts: SetupFacts, validated: Review['validated']): Review {
  const { salesforce, borrowsSecretAccess } = known(facts.org, 'org');
  const { summary, creation } = known(facts.app, 'app');
  const user = known(facts.user, 'execution user');
  const { flow, project } = known(facts.plan, 'plan');
  const acts = [
    ...(project ? projectActs(project.plan) : []),
    ...(user.creation ? creationActs(user.creation) : []),
    ...(creation ? [planActs.createApp(creation.label, creation.scopes)] : []),
    ...(user.grant ? [planActs.grant(user.grant, user.facts.username)] : []),
    ...(borrowsSecretAccess ? [planActs.borrow] : []),
    planActs.keep(known(facts.policy, 'policy').store?.kind),
  ];
  const text = (bytes: Uint8Array | undefined) => (bytes ? new TextDecoder().decode(bytes) : '');
  return {
    org: `${plainText(known(facts.org, 'org').facts.name)} (${salesforce.username})`,
    app: plainText(summary.label || summary.developerName),
    executionUser: user.facts.username,
    changes: flow.changes,
    acts,
    keeps: flow.keeps,
    warnings: flow.warnings,
    files: [
      ...(project?.plan.edits ?? []).map(({ source, before, after }) => ({
        path: source,
        before: text(before ?? undefined),
        after: text(after),
      })),
      ...(project ? [] : flow.files).map((file) => ({
        path: file.path,
        before: text(flow.preImages.find(({ path }) => path === file.path)?.content),
        after: text(file.content),
      })),
    ],
    validated,
  };
}

/** An app that works already and is given another user: whoever uses the pair notices. */
function changeOfUser(facts: SetupFacts): readonly string[] {
  const { flow } = known(facts.app, 'app').summary;
  const { username } = known(facts.user, 'execution user').facts;
  if (flow.kind !== 'on' || flow.runsAs.toLowerCase() === username.toLowerCase()) return [];
  return [userChangeWarning(flow.runsAs, username)];
}
