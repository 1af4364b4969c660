import { describe, expect, it } from 'vitest';
import type { KeyturnError } from '../../../src/core/reasons/errors.ts';
import { filesHolding } from '../../support/files-holding.ts';
import { type PracticeBench, practiceBench } from '../../support/practice.ts';
import { emergencyRun, rotation } from '../watch/rotations.ts';

const usual = { app: 'Billing_Sync', certificate: 'none', 'permission-set': 'Billing_Sync_Access' } as const;

const billing = async (bench: PracticeBench) => {
  const app = (await bench.state()).apps.find(({ developerName }) => developerName === 'Billing_Sync');
  if (!app) throw new Error('the practice org has no Billing_Sync');
  return app;
};
const realDeploys = async (bench: PracticeBench) =>
  (await bench.state()).deploys.filter(({ checkOnly, status }) => !checkOnly && status === 'Succeeded').length;

describe('the setup from the first answer to the watch', () => {
  it('turns the flow on, proves it with a token, keeps the pair and watches the app', async () => {
    const bench = await practiceBench();
    const result = await bench.setup({ ...usual, 'execution-user': bench.username('int.billing') });
    const app = await billing(bench);
    expect(result.changes.map(({ field, from, to }) => [field, from, to])).toEqual([
      ['isClientCredentialsFlowEnabled', 'false', 'true'],
      ['isClientCredentialsFlowEnabled', 'false', 'true'],
      ['clientCredentialsFlowUser', null, bench.username('int.billing')],
    ]);
    expect(app.flow).toEqual({ app: true, policy: true });
    expect(app.executionUser).toBe(bench.username('int.billing'));
    expect(result.proof?.username).toBe(bench.username('int.billing'));
    expect(result.deploy?.status).toBe('Succeeded');
    const primary = app.consumers[0]?.pairs[0];
    const store = await bench.ports.stores.open('file');
    const kept = await store.get(result.org.id, result.app.consumerKey ?? '');
    expect(kept?.consumerSecret.reveal()).toBe(primary?.consumerSecret);
    expect((await bench.ports.state.apps.list()).map((watched) => watched.app)).toEqual(['Billing_Sync']);
    expect((await bench.ports.state.journal.open()).length).toBe(0);
    await bench.ports.state.journal.verify();
  });

  it('changes nothing when it is run a second time', async () => {
    const bench = await practiceBench();
    const answers = { ...usual, 'execution-user': bench.username('int.billing') };
    await bench.setup(answers);
    const before = await bench.state();
    const second = await bench.setup(answers);
    expect(second.changes).toEqual([]);
    expect(second.deploy).toBeNull();
    expect((await bench.state()).deploys).toEqual(before.deploys);
    expect(await bench.ports.state.apps.list()).toHaveLength(1);
  });

  it('keeps away from an app whose emergency is not done: what that has turned off stays off', async () => {
    const bench = await practiceBench();
    const answers = { ...usual, 'execution-user': bench.username('int.billing') };
    const { org, app } = await bench.setup(answers);
    const consumerId = app.consumerId ?? '';
    const containment = {
      by: 'flow',
      wasSo: false,
      intendedAt: 1,
      containedAt: 1,
      provedAt: 1,
      openedAt: null,
    } as const;
    const open = { kind: 'emergency', orgId: org.id, app: 'Billing_Sync', consumerId } as const;
    await bench.ports.state.rotations.save(rotation({ ...open, emergency: emergencyRun({ containment }) }));
    await expect(bench.setup(answers)).rejects.toMatchObject({
      code: 'RotationUnderWay',
      safe: expect.stringContaining('OAuth is off for this app'),
      actions: expect.arrayContaining([expect.stringContaining('keyturn resume Billing_Sync')]),
    });
  });

  it('only checks in a dry run', async () => {
    const bench = await practiceBench();
    const result = await bench.setup({ ...usual, 'execution-user': bench.username('int.billing') }, { dryRun: true });
    expect(result.changes).toHaveLength(3);
    expect(result.deploy?.checkOnly).toBe(true);
    expect(result.proof).toBeNull();
    expect((await billing(bench)).flow).toEqual({ app: false, policy: false });
    expect(await bench.ports.state.apps.list()).toEqual([]);
  });

  it('leaves no secret anywhere but in the encrypted store', async () => {
    const bench = await practiceBench();
    await bench.setup({ ...usual, 'execution-user': bench.username('int.billing') });
    const secret = (await billing(bench)).consumers[0]?.pairs[0]?.consumerSecret ?? '';
    expect(secret.length).toBeGreaterThan(20);
    const holding = filesHolding(bench.folder, secret).filter((path) => !path.includes('/practice/'));
    expect(holding).toEqual([]);
    expect(JSON.stringify(bench.events)).not.toContain(secret);
  });
});

describe('what stops the setup before anything is changed', () => {
  const cases: readonly [string, (bench: PracticeBench) => Record<string, string>, string][] = [
    [
      'an app that is not there',
      (bench) => ({ app: 'Nope', 'execution-user': bench.username('int.billing') }),
      'AppUnknown',
    ],
    ['a user who is not there', () => ({ 'execution-user': 'nobody@example.com' }), 'UserUnknown'],
    ['no user named', () => ({}), 'AnswerMissing'],
    ['a frozen user', (bench) => ({ 'execution-user': bench.username('svc.frozen') }), 'UserUnfit'],
    ['an inactive user', (bench) => ({ 'execution-user': bench.username('svc.retired') }), 'UserUnfit'],
    ['an administrator without a reason', (bench) => ({ 'execution-user': bench.username('admin') }), 'UserPrivileged'],
    ['a person without a reason', (bench) => ({ 'execution-user': bench.username('maria.lopez') }), 'UserInteractive'],
    [
      'nobody knowing about the certificate',
      (bench) => ({ certificate: 'look', 'execution-user': bench.username('int.billing') }),
      'CertificateUnknown',
    ],
    [
      'a managed package with its own side off',
      (bench) => ({ app: 'Partner_Feed', 'execution-user': bench.username('int.billing') }),
      'AppIsPackaged',
    ],
    [
      'two consumers and none named',
      (bench) => ({ app: 'Legacy_Loader', 'execution-user': bench.username('int.loader') }),
      'ConsumerAmbiguous',
    ],
    [
      'a consumer that the app does not have',
      (bench) => ({ app: 'Legacy_Loader', consumer: '888000', 'execution-user': bench.username('int.loader') }),
      'NoSuchConsumer',
    ],
    [
      'a maximum age that is none',
      (bench) => ({ 'max-age': 'soon', 'execution-user': bench.username('int.billing') }),
      'AnswerInvalid',
    ],
  ];
  for (const [title, answers, code] of cases) {
    it(`${title}: ${code}`, async () => {
      const bench = await practiceBench();
      await expect(bench.setup({ ...usual, ...answers(bench) })).rejects.toMatchObject({ code });
      expect((await billing(bench)).flow).toEqual({ app: false, policy: false });
      expect(await realDeploys(bench)).toBe(0);
    });
  }

  it('takes a person as the execution user with a reason, and keeps the reason in the audit trail', async () => {
    const bench = await practiceBench();
    await bench.control('PUT', '/knobs', { apiOnlyEnforced: 'never' });
    const user = bench.username('maria.lopez');
    await bench.setup({
      ...usual,
      'execution-user': user,
      'interactive-reason': 'moving to an integration user in May',
    });
    const lines = await bench.ports.state.journal.list();
    expect(lines.find(({ action }) => action === 'accept-risk')?.detail).toMatchObject({
      user,
      reason: 'moving to an integration user in May',
    });
  });
});

describe('a locked-down org', () => {
  const answers = (bench: PracticeBench) => ({ ...usual, 'execution-user': bench.username('int.billing') });
  const allow = (bench: PracticeBench) =>
    bench.control('POST', '/act', {
      act: 'grantPermission',
      username: bench.username('admin'),
      permission: 'ViewClientSecret',
    });

  it('names the permission that the person lacks', async () => {
    const bench = await practiceBench('locked-down');
    await expect(bench.setup(answers(bench))).rejects.toMatchObject({ code: 'PermissionMissing' });
  });

  it('says how it is granted in the practice org, which has no Setup', async () => {
    const bench = await practiceBench('locked-down');
    const { actions } = (await bench.setup(answers(bench)).catch((error: unknown) => error)) as KeyturnError;
    expect(actions.join('\n')).not.toMatch(/-o <org>|Setup ▸/);
    const granting = /`keyturn practice act grantPermission --username (\S+) --permission (\w+)`/;
    const named = actions.flatMap((action) => granting.exec(action)?.slice(1) ?? []);
    expect(named).toHaveLength(2);
    await bench.control('POST', '/act', { act: 'grantPermission', username: named[0], permission: named[1] });
    expect((await bench.setup(answers(bench))).proof?.username).toBe(bench.username('int.billing'));
  });

  it('does not borrow the setting without agreement', async () => {
    const bench = await practiceBench('locked-down');
    await allow(bench);
    await expect(bench.setup(answers(bench), { yes: false })).rejects.toMatchObject({ code: 'SecretAccessDisabled' });
  });

  it('borrows the setting for one read, gives it back, and grants the permission set', async () => {
    const bench = await practiceBench('locked-down');
    await allow(bench);
    const result = await bench.setup(answers(bench));
    expect(result.proof?.username).toBe(bench.username('int.billing'));
    expect((await bench.state()).secretAccessOverRest).toBe(false);
    const actions = (await bench.ports.state.journal.list()).map(({ action, event }) => `${action} ${event}`);
    expect(actions).toContain('borrow-secret-access done');
    expect(actions).toContain('grant-permission-set done');
  });

  it('gives the setting back when the answer to turning it on is lost, and when the read fails', async () => {
    for (const fault of [
      { kind: 'status', status: 500, path: '/apps/oauth/credentials', contains: '', times: 3 },
      { kind: 'drop-answer', path: '/services/Soap/m/', contains: 'ExternalClientApp.settings', times: 1 },
    ]) {
      const bench = await practiceBench('locked-down');
      await allow(bench);
      await bench.control('POST', '/faults', fault);
      await bench.setup(answers(bench)).catch(() => undefined);
      await bench.control('DELETE', '/faults');
      await bench.setup(answers(bench));
      expect((await bench.state()).secretAccessOverRest).toBe(false);
      expect(await bench.ports.state.journal.open()).toEqual([]);
    }
  });

  it('leaves the setting alone while another process has it borrowed', async () => {
    const bench = await practiceBench('locked-down');
    await allow(bench);
    const { orgId } = (await bench.ports.signIns.list())[0] ?? { orgId: '' };
    const act = { action: 'borrow-secret-access', intent: 'another-run', orgId, org: 'practice', app: null } as const;
    const lease = await bench.ports.state.leases.acquire(`secret-access ${orgId} 1`);
    const detail = { was: false, share: lease.name, fence: lease.fence };
    await bench.ports.state.journal.append({ ...act, event: 'intended', detail });
    await bench.control('POST', '/act', { act: 'secretAccess', on: true });
    await bench.setup(answers(bench));
    expect((await bench.state()).secretAccessOverRest).toBe(true);
    await lease.release();
    // A dry run only says it.
    await bench.setup(answers(bench), { dryRun: true });
    expect(bench.events).toContainEqual({ kind: 'warning', text: expect.stringContaining('left REST access') });
    expect((await bench.state()).secretAccessOverRest).toBe(true);
    await bench.setup(answers(bench));
    expect((await bench.state()).secretAccessOverRest).toBe(false);
  });

  it('gives back what a run that was killed had borrowed', async () => {
    const bench = await practiceBench('locked-down');
    await allow(bench);
    await bench.control('POST', '/act', { act: 'secretAccess', on: true });
    const { orgId } = (await bench.ports.signIns.list())[0] ?? { orgId: '' };
    const act = { action: 'borrow-secret-access', intent: 'a-killed-run', orgId, org: 'practice', app: null } as const;
    await bench.ports.state.journal.append({ ...act, event: 'intended', detail: { was: false } });
    await bench.setup(answers(bench), { yes: false }).catch(() => undefined);
    expect((await bench.state()).secretAccessOverRest).toBe(false);
    expect(await bench.ports.state.journal.open()).toEqual([]);
  });

  it('refuses a user whom the policy does not admit when no permission set is named', async () => {
    const bench = await practiceBench('locked-down');
    await allow(bench);
    const { 'permission-set': _left, ...rest } = answers(bench);
    await expect(bench.setup(rest)).rejects.toMatchObject({ code: 'UserNotApproved' });
  });
});

describe('the proof', () => {
  const answers = (bench: PracticeBench) => ({ ...usual, 'execution-user': bench.username('int.billing') });
  const tokenFault = (bench: PracticeBench, body: object, times = 0) =>
    bench.control('POST', '/faults', {
      kind: 'status',
      status: 400,
      path: '/services/oauth2/token',
      times,
      body: JSON.stringify(body),
    });

  it('waits while the change travels through Salesforce', async () => {
    const bench = await practiceBench();
    await bench.control('PUT', '/knobs', { propagationMs: 40_000 });
    const result = await bench.setup(answers(bench));
    expect(result.proof?.username).toBe(bench.username('int.billing'));
    expect(bench.events.some(({ kind }) => kind === 'waiting')).toBe(true);
  });

  it('takes the deploy back when the pair is refused for good', async () => {
    const bench = await practiceBench();
    await tokenFault(bench, { error: 'invalid_client', error_description: 'invalid client credentials' });
    await expect(bench.setup(answers(bench))).rejects.toMatchObject({ code: 'ProofRefused' });
    expect((await billing(bench)).flow).toEqual({ app: false, policy: false });
    expect(bench.events.findLast(({ kind }) => kind === 'touch')).toMatchObject({ touch: { kind: 'restored' } });
  });

  it.each([
    ['inactive user', (user: string) => `${user} is active and not frozen now.`],
    ['authentication failure', (user: string) => `check the last sign-in of ${user}.`],
  ])('names the execution user in what to do about “%s”', async (description, cure) => {
    const bench = await practiceBench();
    await tokenFault(bench, { error: 'invalid_grant', error_description: description });
    await expect(bench.setup(answers(bench))).rejects.toMatchObject({
      code: 'ProofInconclusive',
      actions: [expect.stringContaining(cure(bench.username('int.billing'))), expect.anything()],
    });
  });

  it('takes nothing back when the answer is inconclusive', async () => {
    const bench = await practiceBench();
    await tokenFault(bench, { error: 'invalid_grant', error_description: 'ip restricted' });
    await expect(bench.setup(answers(bench))).rejects.toMatchObject({ code: 'ProofInconclusive', exitCode: 75 });
    expect((await billing(bench)).flow).toEqual({ app: true, policy: true });
    await bench.control('DELETE', '/faults');
    expect((await bench.setup(answers(bench))).changes).toEqual([]);
  });
});

describe('a world that breaks', () => {
  const answers = (bench: PracticeBench) => ({ ...usual, 'execution-user': bench.username('int.billing') });

  it('finds a deploy again whose answer was lost, and sends it once', async () => {
    const bench = await practiceBench();
    await bench.setup(answers(bench), { dryRun: true });
    await bench.control('POST', '/faults', {
      kind: 'drop-answer',
      path: '/services/Soap/m/',
      contains: '<checkOnly>false',
    });
    const result = await bench.setup(answers(bench));
    expect(result.deploy?.status).toBe('Succeeded');
    expect(await realDeploys(bench)).toBe(1);
  });

  it('says that the deploy failed, and that nothing changed', async () => {
    const bench = await practiceBench();
    await bench.control('PUT', '/knobs', { apiOnlyEnforced: 'deploy' });
    const user = bench.username('maria.lopez');
    const outcome = bench.setup({ ...usual, 'execution-user': user, 'interactive-reason': 'because we must' });
    await expect(outcome).rejects.toMatchObject({ code: 'CheckOnlyFailed' });
    expect((await billing(bench)).flow).toEqual({ app: false, policy: false });
  });

  const faults: readonly [string, object, string][] = [
    ['a session that stays expired', { kind: 'unauthorized', path: '/services/data', times: 0 }, 'SessionExpired'],
    ['an org that is unavailable', { kind: 'unavailable', times: 0 }, 'OrgUnavailable'],
    ['an org that answers garbage', { kind: 'garbage', path: '/services/data', times: 0 }, 'OrgAnswerUnreadable'],
    ['an org that does not answer', { kind: 'drop', times: 0 }, 'OrgUnreachable'],
    ['an org out of requests', { kind: 'limit', path: '/query', times: 0 }, 'RequestLimitExceeded'],
  ];
  for (const [title, fault, code] of faults) {
    it(`${title}: ${code}, and nothing is changed`, async () => {
      const bench = await practiceBench();
      await bench.control('POST', '/faults', fault);
      await expect(bench.setup(answers(bench))).rejects.toMatchObject({ code });
      await bench.control('DELETE', '/faults');
      expect((await billing(bench)).flow).toEqual({ app: false, policy: false });
    });
  }
});
