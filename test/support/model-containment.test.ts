import { beforeEach, describe, expect, it } from 'vitest';
import type { Pair } from '../../src/core/model/app.ts';
import { Secret } from '../../src/core/model/secret.ts';
import type { SalesforceOrg } from '../../src/core/ports/ports.ts';
import { type App, fieldOf } from '../../src/practice-org/model/app.ts';
import { OrgModel } from '../../src/practice-org/model/org.ts';
import { createOrg } from '../../src/practice-org/seeds/scenarios.ts';
import { modelOrg } from './model-org.ts';

const seededAt = Date.UTC(2026, 10, 24, 3);
const seed = createOrg('acme', seededAt);

let model: OrgModel;
let app: App;
let org: SalesforceOrg;
let pair: Pair;
let userId: string;

beforeEach(() => {
  model = new OrgModel(structuredClone(seed.data), seed.users.values());
  Object.assign(model, { now: () => seededAt + 3_600_000 + model.data.clockOffset });
  const found = model.appNamed('ERP_Bridge');
  const primary = found?.consumers[0]?.primary;
  if (!found || !primary) throw new Error('the seed has no such app');
  app = found;
  org = modelOrg(model, app);
  pair = { consumerKey: primary.key, consumerSecret: new Secret(primary.secret) };
  const username = fieldOf(app, 'ExtlClntAppOauthConfigurablePolicies', 'clientCredentialsFlowUser') ?? '';
  userId = model.userNamed(username)?.id ?? '';
});

const isIssued = async (held = pair) => (await org.tokens.clientCredentials(held)).kind === 'issued';

describe('the port onto the model', () => {
  it('shows sessions and sign-ins of held tokens, and ends them', async () => {
    const token = await org.tokens.hold(pair);
    const [session] = await org.sessions.list(userId);
    const [login] = await org.users.signIns(userId, seededAt);
    expect(session?.loginHistoryId).toBe(login?.id);
    expect(login?.loginSubType).toBe('OauthClientCredentials');
    await expect(token?.works()).resolves.toBe(true);
    await org.sessions.end(session?.id ?? '');
    await expect(token?.works()).resolves.toBe(false);
    await expect(org.sessions.list(userId)).resolves.toEqual([]);
  });

  it.each([{ ccSessionsListed: false }, { jwtTokens: true }])('hides what the org hides: %j', async (knobs) => {
    Object.assign(model.data.knobs, knobs);
    const token = await org.tokens.hold(pair);
    await expect(org.sessions.list(userId)).resolves.toEqual([]);
    expect(token?.format).toBe('jwtTokens' in knobs ? 'jwt' : 'opaque');
  });

  it('freezes, and reports it', async () => {
    const state = await org.users.freezeState(userId);
    await org.users.setFrozen(state, true);
    await expect(org.users.freezeState(userId)).resolves.toEqual({ ...state, isFrozen: true });
    await expect(isIssued()).resolves.toBe(false);
    await expect(org.tokens.hold(pair)).resolves.toBeNull();
    const [change] = await org.users.setupChanges(model.data.adminUserId, 0);
    expect(change?.display).toMatch(/^Froze user /);
    await expect(org.users.appsRunningAs(model.userById(userId)?.username ?? '')).resolves.toContain('ERP_Bridge');
  });

  it('turns OAuth off and on, and the app stays the same object', async () => {
    const policy = await org.metadata.appPolicy('ERP_Bridge');
    if (!policy) throw new Error('it has no policies');
    await org.metadata.setOauthPlugin(policy, false);
    await expect(isIssued()).resolves.toBe(false);
    expect(model.appNamed('ERP_Bridge')).toBe(app);
    await org.metadata.setOauthPlugin(policy, true);
    await expect(isIssued()).resolves.toBe(true);
    await expect(org.metadata.appPolicy('ERP_Bridge')).resolves.toEqual(policy);
  });

  it.each([true, 'refused'])('meets a deploy that runs (%s), in whichever process', async (deployRunning) => {
    Object.assign(model.data.knobs, { deployRunning });
    const policy = await org.metadata.appPolicy('ERP_Bridge');
    if (!policy) throw new Error('it has no policies');
    await expect(org.metadata.setOauthPlugin(policy, false)).rejects.toMatchObject({ code: 'DeployAhead' });
    model.data.clockOffset += 10_000;
    await modelOrg(model, app).metadata.setOauthPlugin(policy, false);
    await expect(isIssued()).resolves.toBe(false);
  });

  it('replaces credentials by a deploy, when it ends and without overlap', async () => {
    const [consumer] = app.consumers;
    const listed = await org.metadata.list(['ExtlClntAppGlobalOauthSettings']);
    const [file] = await org.metadata.retrieve(listed.filter(({ fullName }) => fullName.startsWith('ERP_Bridge')));
    if (!file) throw new Error('it has no settings');
    const text = new TextDecoder().decode(file.content).replace(/(<shouldRotate\w+>)false/g, '$1true');
    const request = { files: [{ ...file, content: new TextEncoder().encode(text) }], checkOnly: false };
    const refused = await org.metadata.startDeploy(request);
    model.data.clockOffset += 10_000;
    await expect(org.metadata.deployStatus(refused)).resolves.toMatchObject({ done: true, status: 'Failed' });
    const id = await org.metadata.startDeploy({ ...request, ignoreWarnings: true });
    await expect(org.metadata.deployStatus(id)).resolves.toMatchObject({ done: false });
    await expect(isIssued()).resolves.toBe(true);
    model.data.clockOffset += 10_000;
    await expect(isIssued()).resolves.toBe(false);
    await expect(org.metadata.deployStatus(id)).resolves.toMatchObject({ done: true, status: 'Succeeded' });
    expect(app.consumers[0]).toBe(consumer);
    const [found] = await org.apps.consumers(app.id);
    const fresh = await org.apps.readPair(app.id, found?.id ?? '');
    expect(fresh.consumerKey).not.toBe(pair.consumerKey);
    await expect(isIssued(fresh)).resolves.toBe(true);
    await expect(org.metadata.recentDeploys()).resolves.toMatchObject([{ id, status: 'Succeeded' }, { id: refused }]);
  });
});
