import { projectResult } from './project-files.ts';
import type { SetupResult } from './result.ts';
import { known, type SetupFacts } from './setup-facts.ts';
import type { SetupOptions } from './setup-io.ts';

/** What the whole setup came to. */
export function resultOf(facts: SetupFacts, { dryRun }: SetupOptions): SetupResult {
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
