import type { OAuthConsumer, StagedPair } from '../../src/core/model/app.ts';
import { orgPermissions } from '../../src/core/model/org-permission.ts';
import { Secret } from '../../src/core/model/secret.ts';
import type { SalesforceOrg } from '../../src/core/ports/ports.ts';
import { reason } from '../../src/core/reasons/errors.ts';
import { remove, rotate, stage } from '../../src/practice-org/credentials/life-cycle.ts';
import type { App, StagedPair as ModelPair } from '../../src/practice-org/model/app.ts';
import type { OrgModel } from '../../src/practice-org/model/org.ts';
import { judge } from '../../src/practice-org/oauth/token-rules.ts';
import { fromOutside } from './from-outside.ts';
import { modelHold, modelPolicies, modelSessions, modelTraces } from './model-containment.ts';
import { modelDeploys, takeEffect } from './model-metadata.ts';

/** The org port directly on the practice org's model, without HTTP. Allows thousands of runs per minute. */
export function modelOrg(org: OrgModel, app: App, clientId: string | null = null): SalesforceOrg {
  const admin = org.userById(org.data.adminUserId);
  const isOn = () => org.data.settings.enableClientSecretInRestApiAccess === 'true';
  const needAccess = () => {
    if (!isOn()) throw reason('SecretAccessDisabled', {});
  };
  const consumerOf = (id: string) => {
    takeEffect(org);
    const consumer = app.consumers.find((one) => one.id === id);
    if (!consumer) throw new Error(`no consumer ${id}`);
    org.settleStaged(consumer);
    return consumer;
  };
  const refuse = (call: string) => reason('OrgRefused', { call, errorCode: 'INVALID_API_INPUT', message: 'not now' });
  const slotOf = (consumerId: string, id: string) => {
    const { staged } = consumerOf(consumerId);
    return staged?.id === id ? staged : null;
  };
  const tokens: SalesforceOrg['tokens'] = {
    clientCredentials: async ({ consumerKey, consumerSecret }) => {
      takeEffect(org);
      const answer = judge(org, { key: consumerKey, secret: consumerSecret.reveal() });
      if ('refusal' in answer) {
        const { error, error_description } = answer.refusal;
        return { kind: 'error', status: 400, error: fromOutside(error), description: fromOutside(error_description) };
      }
      return {
        kind: 'issued',
        orgId: org.orgId,
        userId: answer.user.id,
        username: fromOutside(answer.user.username),
        scopes: ['api'],
      };
    },
    hold: modelHold(org),
    callWith: async (pair) => ((await tokens.clientCredentials(pair)).kind === 'issued' ? null : 'no token was issued'),
  };
  const unused = () => Promise.reject(new Error('not needed by a rotation'));
  return {
    name: 'acme',
    orgId: org.orgId,
    username: admin?.username ?? '',
    instanceUrl: 'https://acme.my.salesforce.com',
    apiVersion: '68.0',
    hasOpaqueSession: true,
    isPractice: true,
    mustFinish: (work) => work(),
    keepingAtMost: (_, work) => work(),
    clientId,
    facts: async () => ({
      id: org.orgId,
      name: fromOutside('Acme Corp'),
      kind: 'practice',
      isSandbox: false,
      edition: fromOutside(''),
      person: { id: org.data.adminUserId, username: admin?.username ?? '' },
    }),
    permissions: async () => ({ granted: new Set(orgPermissions), missing: new Set(), unknown: new Set() }),
    secretAccess: async () => isOn(),
    metadataSecretAccess: unused,
    apiRequests: unused,
    serverTime: unused,
    aheadMs: () => null,
    apps: {
      list: unused,
      consumers: async () => {
        takeEffect(org);
        return app.consumers.map(
          ({ id, name, primary }): OAuthConsumer => ({ id, name: fromOutside(name), consumerKey: primary.key }),
        );
      },
      readPair: async (_app, id) => {
        needAccess();
        const { primary } = consumerOf(id);
        return { consumerKey: primary.key, consumerSecret: new Secret(primary.secret) };
      },
      staged: async (_app, id) => {
        needAccess();
        const { staged } = consumerOf(id);
        return staged ? [viewOf(org, staged)] : [];
      },
      stage: async (_app, id) => {
        needAccess();
        const consumer = consumerOf(id);
        const blocks =
          consumer.staged?.state === 'Active' || (consumer.staged && org.knob('rotatedBlocksStage') === true);
        if (blocks) throw refuse('staging new credentials');
        const staged = stage(org, consumer, org.data.adminUserId);
        const secret = org.knob('stagePostShape') === 'withoutSecret' ? null : new Secret(staged.secret);
        return { slot: viewOf(org, staged), secret };
      },
      stagedSecret: async (_app, consumerId, id) => {
        needAccess();
        const staged = slotOf(consumerId, id);
        const isShown = org.knob('secretOnGet') === true;
        return staged && { consumerKey: staged.key, secret: isShown ? new Secret(staged.secret) : null };
      },
      rotate: async (_app, consumerId, id) => {
        needAccess();
        const staged = slotOf(consumerId, id);
        const isAllowed =
          staged?.state === 'Active' || (staged?.state === 'Rotated' && org.knob('rotateBack') === true);
        if (!staged || !isAllowed) throw refuse('promoting the credentials');
        rotate(org, consumerOf(consumerId), staged);
      },
      deleteStaged: async (_app, consumerId, id) => {
        needAccess();
        const staged = slotOf(consumerId, id);
        if (staged) remove(org, consumerOf(consumerId), staged);
      },
      refreshTokenUsers: async () => [],
    },
    users: {
      clientCredentialsSignIns: async () => [],
      otherOauthSignIns: async () => [],
      usernames: async (ids: readonly string[]) =>
        new Map(ids.flatMap((id) => (org.userById(id) ? [[id.slice(0, 15), org.userById(id)?.username ?? '']] : []))),
      ...modelTraces(org),
    } as unknown as SalesforceOrg['users'],
    sessions: modelSessions(org),
    metadata: {
      ...modelDeploys(org),
      ...modelPolicies(org),
      setSecretAccess: async (on: boolean) => {
        org.data.settings.enableClientSecretInRestApiAccess = String(on);
      },
    },
    tokens,
  };
}

function viewOf(org: OrgModel, { id, key, state, createdById, stagedAt, expiresAt }: ModelPair): StagedPair {
  const times =
    org.knob('dateFormat') === 'absent' ? { createdAt: null, expiresAt: null } : { createdAt: stagedAt, expiresAt };
  return { id, consumerKey: key, state, createdBy: fromOutside(createdById), ...times };
}
