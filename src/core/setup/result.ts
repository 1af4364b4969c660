import { linesOf } from '../plain/text.ts';
import { deployCommand } from '../words/app-problems.ts';
import { replacedMeanwhile } from '../words/setup.ts';
import type { WithPlan } from './setup-facts.ts';
import type { SetupOptions } from './setup-io.ts';

export type SetupResult = ReturnType<typeof resultOf>;

/**
 * The result of the setup, and the source of `result` in `keyturn setup --json`. Instants are epoch ms. The app's ids are null in
 * the dry run of a new app, `deploy` if nothing had to change, and `proof` in a dry run.
 */
export function resultOf(facts: WithPlan, { dryRun }: SetupOptions) {
  const { org, app, user, policy, plan, proof } = facts;
  const { summary, live } = app;
  const { consumerKey: before = null } = live?.consumer ?? {};
  const { consumerKey: now = before } = proof ?? {};
  const replaced = now === null || before === null || now === before ? null : { now, before };
  const deploy = dryRun ? plan.validated : (facts.deploy?.progress ?? null);
  return {
    org: {
      id: org.salesforce.orgId,
      name: org.facts.name,
      username: org.salesforce.username,
      instanceUrl: org.salesforce.instanceUrl,
      isSandbox: org.facts.isSandbox,
    },
    app: {
      developerName: summary.developerName,
      label: summary.label,
      id: live?.id ?? null,
      consumerId: live?.consumer.id ?? null,
      consumerKey: now,
    },
    project: projectResult(facts),
    executionUser: { id: user.facts.id, username: user.facts.username },
    createdUser: user.created ?? null,
    changes: plan.flow.changes,
    deploy: deploy
      ? { id: deploy.id, status: deploy.status, checkOnly: deploy.checkOnly, components: deploy.components }
      : null,
    proof: proof ? { at: proof.at, username: proof.username, orgId: proof.orgId, scopes: proof.scopes } : null,
    store: proof?.store ?? null,
    policy: policy.rotation,
    dueAt: facts.dueAt ?? null,
    ageNote: facts.ageNote ?? null,
    unwrittenNote: facts.unwrittenNote ?? null,
    drift: facts.drift ?? [],
    isReplaced: replaced !== null,
    warnings: linesOf(plan.flow.warnings, replaced && replacedMeanwhile(replaced)),
  };
}

/** The edited files of a Salesforce DX project, and the Salesforce CLI command that deploys them. */
function projectResult({ org, plan: { project } }: WithPlan) {
  if (!project) return null;
  const { manifest, edits } = project.plan;
  return {
    root: project.project.root,
    manifest,
    files: edits.map(({ source }) => source),
    command: manifest === null ? null : deployCommand(manifest, org.salesforce.name),
  };
}
