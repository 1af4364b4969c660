import type { Traffic } from '../http/server.ts';
import { type App, type Consumer, fieldOf, isFieldTrue, type Pair, type StagedPair } from '../model/app.ts';
import type { OrgModel } from '../model/org.ts';
import { tokenRefusal } from '../oauth/token-rules.ts';

const global = 'ExtlClntAppGlobalOauthSettings';
const policy = 'ExtlClntAppOauthConfigurablePolicies';

/** The complete state of the org. It shows secrets in clear text, because they protect nothing and tests need them. */
export function stateOf(org: OrgModel, traffic: Traffic) {
  return {
    now: iso(org.now()),
    orgId: org.orgId,
    scenario: org.data.scenario,
    apps: org.data.apps.map((app) => appState(org, app)),
    secretAccessOverRest: org.data.settings.enableClientSecretInRestApiAccess === 'true',
    sessions: org.data.sessions.map((session) => ({
      id: session.id,
      username: org.userById(session.userId)?.username ?? null,
      app: session.client,
      kind: session.kind,
      sourceIp: session.sourceIp,
      live: org.isLive(session),
    })),
    deploys: org.data.deploys.map(({ id, status, options }) => ({ id, status, checkOnly: options.checkOnly })),
    calls: Object.fromEntries(traffic.calls),
    maxInFlight: traffic.maxInFlight,
  };
}

function appState(org: OrgModel, app: App) {
  return {
    developerName: app.developerName,
    id: app.id,
    flow: {
      app: isFieldTrue(app, global, 'isClientCredentialsFlowEnabled'),
      policy: isFieldTrue(app, policy, 'isClientCredentialsFlowEnabled'),
    },
    executionUser: fieldOf(app, policy, 'clientCredentialsFlowUser'),
    oauthEnabled: fieldOf(app, 'ExtlClntAppConfigurablePolicies', 'isOauthPluginEnabled') !== 'false',
    certificate: app.certificate !== null,
    consumers: app.consumers.map((consumer) => consumerState(org, consumer)),
  };
}

function consumerState(org: OrgModel, consumer: Consumer) {
  org.settleStaged(consumer);
  const { primary, staged, gone } = consumer;
  return {
    id: consumer.id,
    pairs: [
      pairState(org, primary, 'primary'),
      ...(staged ? [pairState(org, staged, 'staged')] : []),
      ...gone.map((pair) => pairState(org, pair, 'gone')),
    ],
  };
}

function pairState(org: OrgModel, pair: Pair | StagedPair, slot: 'primary' | 'staged' | 'gone') {
  const staged = 'state' in pair ? pair : null;
  return {
    consumerKey: pair.key,
    consumerSecret: pair.secret,
    slot,
    state: staged?.state ?? null,
    createdBy: pair.createdById,
    createdAt: iso(pair.createdAt),
    expiresAt: staged ? iso(staged.expiresAt) : null,
    accepted: tokenRefusal(org, { key: pair.key, secret: pair.secret }) === null,
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
