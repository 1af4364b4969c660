import { readComponents } from '../../acts/app-components.ts';
import { checkOnly } from '../../acts/deploying.ts';
import { planFlow } from '../../external-client-app/flow-plan.ts';
import { planNewApp } from '../../external-client-app/plan-new-app.ts';
import { type CertificateAnswer, readCertificate } from '../../model/certificate.ts';
import type { Review, Verdict } from '../../model/question.ts';
import { plainText } from '../../plain/text.ts';
import type { DeployProgress } from '../../ports/ports.ts';
import { planProject } from '../../project/project-plan.ts';
import { isKeyturnError } from '../../reasons/errors.ts';
import {
  certificatePathQuestion,
  certificateQuestion,
  checkFirst,
  pauseWords,
  reviewQuestion,
} from '../../words/review-questions.ts';
import {
  checkedWords,
  planActs,
  savedWords,
  setupWarnings,
  summaryWords,
  userChangeWarning,
} from '../../words/setup.ts';
import { isThere } from '../ask-new-app.ts';
import { creationActs, withMadeUser } from '../ask-new-user.ts';
import { findDeployOrder, findNewApp } from '../deploy-new-app.ts';
import { settleOpenDeploys } from '../open-deploys.ts';
import { agreeToMove, chooseProject, projectActs } from '../project-files.ts';
import { saveAnswers } from '../save-answers.ts';
import type { PlanPart, WithConsumers, WithPlan } from '../setup-facts.ts';
import { deployingIn, doing, paused, type Step, type StepIo } from '../setup-step.ts';

/** Shows field by field what will change and what won't. Nothing happens without approval. */
export const reviewStep: Step = {
  id: 'review',
  summary: ({ plan }: WithPlan) => summaryWords.review(plan.flow.changes.length),
  run: async (first: WithConsumers, io) => {
    const before = { ...first, user: await withMadeUser(first) };
    const { dryRun, saveAnswersTo } = io.options;
    if (!dryRun) await settleOpenDeploys(before, io);
    const facts = await withMadeApp(before, io);
    const { flow, ...rest } = await planFor(facts, io);
    const warnings = [...changeOfUser(facts), ...flow.warnings];
    const planned = { ...facts, plan: { ...rest, flow: { ...flow, warnings }, validated: null } };
    if (saveAnswersTo !== null) await saveAnswers(planned, saveAnswersTo);
    const validated = await (dryRun ? validate(planned, io) : agree(planned, io));
    return { ...planned, plan: { ...planned.plan, validated } };
  },
};

/** If this run already created the app before something else failed, it counts as an existing app. */
async function withMadeApp(facts: WithConsumers, io: StepIo): Promise<WithConsumers> {
  const { app } = facts;
  if (!app.creation) return facts;
  const apps = await doing(io, 'find-new-app', facts.org.salesforce.apps.list());
  if (!isThere(apps, app.creation.developerName)) return facts;
  return { ...facts, app: { ...app, live: (await findNewApp(facts)).live, creation: null } };
}

async function planFor(facts: WithConsumers, io: StepIo): Promise<Omit<PlanPart, 'validated'>> {
  const { summary, creation } = facts.app;
  const executionUser = facts.user.facts.username;
  if (creation) return { ...planNewApp(creation, executionUser), certificate: 'none', project: null };
  const { salesforce } = facts.org;
  const components = await doing(io, 'retrieve-settings', readComponents(salesforce, summary));
  const project = await chooseProject(facts, summary.developerName, io);
  const movesMisplaced = project !== null && (await agreeToMove(project, summary.developerName, io));
  const usual = { app: summary.developerName, components, executionUser };
  const planned = (certificate: CertificateAnswer) => {
    const request = { ...usual, certificate };
    if (!project) return { flow: planFlow({ ...request, isPackaged: summary.isPackaged }), project };
    const { orgId, apiVersion } = salesforce;
    const plan = planProject({ ...request, project, orgId, apiVersion, movesMisplaced });
    return { flow: plan.flow, project: { project, plan } };
  };
  const first = planned('unknown');
  if (!first.flow.needsCertificateAnswer) return { components, certificate: 'unknown', ...first };
  const certificate = await askCertificate(summary.developerName, facts, io);
  return { components, certificate, ...planned(certificate) };
}

async function askCertificate(app: string, facts: WithConsumers, io: StepIo): Promise<CertificateAnswer> {
  const question = certificateQuestion(app);
  const answer = await io.ask(question);
  if (answer === 'none') return 'none';
  if (answer === checkFirst) throw paused(io, pauseWords.certificate(app), question.otherwise);
  if (answer !== 'file') throw question.otherwise;
  const path = await io.ask(certificatePathQuestion);
  return { pem: readCertificate(await facts.ports.files.readText(path.trim()), path.trim()) };
}

/** Shows the plan until the person approves it. Returns the last check-only deploy. */
async function agree(facts: WithPlan, io: StepIo): Promise<DeployProgress | null> {
  let validated: DeployProgress | null = null;
  let said: Pick<Review, 'validated' | 'saved'> = { validated: null, saved: null };
  for (;;) {
    if (io.options.yes) return validated;
    const answer = await io.ask(reviewQuestion({ ...reviewOf(facts), ...said }));
    if (answer.startsWith('save:')) {
      said = { ...said, saved: await savePlan(facts, answer.slice('save:'.length)) };
    } else if (answer === 'validate') {
      validated = await validate(facts, io);
      const isNothing = facts.plan.flow.files.length === 0;
      const sentence = validated ? checkedWords.accepted : isNothing ? checkedWords.nothing : checkedWords.tooEarly;
      said = { validated: { ok: validated !== null || isNothing ? true : 'unknown', sentence }, saved: null };
    } else return validated;
  }
}

/** Says where the plan was saved. A wrong path is no reason to leave the review. */
async function savePlan(facts: WithPlan, path: string): Promise<Verdict> {
  try {
    return { ok: true, sentence: savedWords.saved(await saveAnswers(facts, path)) };
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    return { ok: false, sentence: savedWords.notSaved(error) };
  }
}

async function validate(facts: WithPlan, io: StepIo): Promise<DeployProgress | null> {
  const { flow } = facts.plan;
  if (flow.files.length === 0) return null;
  if (facts.user.creation) {
    io.tell({ kind: 'warning', text: setupWarnings.newUserUnchecked });
    return null;
  }
  const context = deployingIn(facts, io);
  if (!facts.app.creation) return doing(io, 'check-deploy', checkOnly(context, flow.files, flow.version));
  const { checked, isWholeChecked } = await doing(io, 'check-deploy', findDeployOrder(context, flow.files));
  if (!isWholeChecked) io.tell({ kind: 'warning', text: setupWarnings.severalDeploys });
  return checked;
}

function reviewOf({ org, app, user, policy, plan }: WithPlan): Omit<Review, 'validated' | 'saved'> {
  const { summary, creation } = app;
  const { flow, project } = plan;
  const acts = [
    ...(project ? projectActs(project.plan) : []),
    ...(user.creation ? creationActs(user.creation) : []),
    ...(creation ? [planActs.createApp(creation.label, creation.scopes)] : []),
    ...(user.grant ? [planActs.grant(user.grant, user.facts.username)] : []),
    ...(org.borrowsSecretAccess ? [planActs.borrow] : []),
    planActs.keep(policy.store?.kind),
  ];
  const text = (bytes: Uint8Array | undefined) => (bytes ? new TextDecoder().decode(bytes) : '');
  return {
    org: `${plainText(org.facts.name)} (${org.salesforce.username})`,
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
  };
}

/** A warning if the app already works and gets another execution user. */
function changeOfUser({ app, user }: WithConsumers): readonly string[] {
  const { flow } = app.summary;
  const { username } = user.facts;
  if (flow.kind !== 'on' || flow.runsAs.toLowerCase() === username.toLowerCase()) return [];
  return [userChangeWarning(flow.runsAs, username)];
}
