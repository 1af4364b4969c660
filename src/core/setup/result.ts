import { deployCommand } from '../words/app-problems.ts';
import { known, type SetupFacts } from './setup-facts.ts';
import type { SetupOptions } from './setup-io.ts';

export type SetupResult = ReturnType<typeof resultOf>;

/**
 * What the whole setup came to; `result` of `keyturn setup --json` is made of it. Instants are epoch ms. The ids of the app
 * are null in the dry run of a new one, `deploy` where nothing had to change, `proof` in a dry run.
 */
export function resultOf(facts: SetupFacts, { dryRun }: SetupOptions) {
  const { salesforce, facts: org } = known(facts.org, 'org');
  const { summary, live } = known(facts.app, 'app');
  const user = known(facts.user, 'execution user').facts;
  const { flow, validated } = known(facts.plan, 'plan');
  const deploy = dryRun ? validated : (facts.deploy?.progress ?? null);
  const { proof } = facts;
  return {
    org: {
      id: salesforce.orgId,
      name: org.name,
      username: salesforce.username,
      instanceUrl: salesforce.instanceUrl,
      isSandbox: org.isSandbox,
    },
    app: {
      developerName: summary.developerName,
      label: summary.label,
      id: live?.id ?? null,
      consumerId: live?.consumer.id ?? null,
      consumerKey: proof?.consumerKey ?? live?.consumer.consumerKey ?? null,
    },
    project: projectResult(facts),
    executionUser: { id: user.id, username: user.username },
    changes: flow.changes,
    deploy: deploy
      ? { id: deploy.id, status: deploy.status, checkOnly: deploy.checkOnly, components: deploy.components }
      : null,
    proof: proof ? { at: proof.at, username: proof.username, orgId: proof.orgId, scopes: proof.scopes } : null,
    store: proof?.store ?? null,
    policy: known(facts.policy, 'policy').rotation,
    dueAt: facts.dueAt ?? null,
    warnings: flow.warnings,
  };
}

/** What was done in a Salesforce DX project, and what to run to do the same with the Salesforce CLI. */
function projectResult(facts: SetupFacts) {
  const { project } = known(facts.plan, 'plan');
  if (!project) return null;
  const { name } = known(facts.org, 'org').salesforce;
  const { manifest, edits } = project.plan;
  return {
    root: project.project.root,
    manifest,
    files: edits.map(({ source }) => source),
    command: deployCommand(manifest, name),
  };
}
