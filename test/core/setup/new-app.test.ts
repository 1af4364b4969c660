import { describe, expect, it } from 'vitest';
import {
  developerNameOf,
  developerNameProblem,
  emailProblem,
} from '../../../src/core/external-client-app/plan-new-app.ts';
import { type PracticeBench, practiceBench } from '../../support/practice.ts';

const answers = (bench: PracticeBench) => ({
  app: '+new',
  'new-app-label': 'Shop Connect',
  'new-app-email': 'integrations@acme.example',
  'execution-user': bench.username('int.billing'),
});

const appNamed = async (bench: PracticeBench, name: string) =>
  (await bench.state()).apps.find(({ developerName }) => developerName === name);
const realDeploys = async (bench: PracticeBench) =>
  (await bench.state()).deploys.filter(({ checkOnly, status }) => !checkOnly && status === 'Succeeded').length;

describe('a new app', () => {
  it.each([
    ['in one deploy', {}, 1],
    ['in two, where policies are not taken along', { createBundle: false }, 2],
    ['in three, where the app has to be there first', { bundleStrictness: 'strict' }, 3],
  ])('is made %s, proved and watched', async (_how, knobs, deploys) => {
    const bench = await practiceBench();
    await bench.control('PUT', '/knobs', knobs);
    const result = await bench.setup(answers(bench));
    expect(result.app).toMatchObject({ developerName: 'Shop_Connect', label: 'Shop Connect' });
    expect(result.proof?.username).toBe(bench.username('int.billing'));
    const app = await appNamed(bench, 'Shop_Connect');
    expect(app?.flow).toEqual({ app: true, policy: true });
    expect(app?.executionUser).toBe(bench.username('int.billing'));
    expect(await realDeploys(bench)).toBe(deploys);
    expect(await bench.ports.state.apps.list()).toMatchObject([{ app: 'Shop_Connect', ageSource: 'rotated' }]);
    expect(await bench.ports.state.journal.open()).toEqual([]);
    const again = await bench.setup(answers(bench));
    expect(again.changes).toEqual([]);
    expect(await realDeploys(bench)).toBe(deploys);
  });

  it('is only checked in a dry run', async () => {
    const bench = await practiceBench();
    await bench.control('PUT', '/knobs', { createBundle: false });
    const result = await bench.setup(answers(bench), { dryRun: true });
    expect(result.app).toMatchObject({ developerName: 'Shop_Connect', id: null, consumerKey: null });
    expect(result.deploy?.checkOnly).toBe(true);
    expect(await appNamed(bench, 'Shop_Connect')).toBeUndefined();
    expect(bench.events).toContainEqual({ kind: 'warning', text: expect.stringContaining('needs several deploys') });
  });

  it('stays, with its flow off, when its pair is refused', async () => {
    const bench = await practiceBench();
    const body = JSON.stringify({ error: 'invalid_client_id', error_description: 'client identifier invalid' });
    const fault = { kind: 'status', status: 400, body, path: '/services/oauth2/token', times: 0 };
    await bench.control('POST', '/faults', fault);
    await expect(bench.setup(answers(bench))).rejects.toMatchObject({ code: expect.stringMatching(/^Proof/) });
    const app = await appNamed(bench, 'Shop_Connect');
    expect(app?.flow).toEqual({ app: true, policy: false });
    await bench.control('DELETE', '/faults');
    const result = await bench.setup(answers(bench));
    expect(result.proof).not.toBeNull();
    expect((await appNamed(bench, 'Shop_Connect'))?.flow).toEqual({ app: true, policy: true });
  });

  it('is finished by the next run when the second deploy was lost on its way', async () => {
    const bench = await practiceBench();
    await bench.control('PUT', '/knobs', { createBundle: false });
    const lost = { kind: 'drop', path: '/services/Soap/m/', contains: 'Shop_Connect_oauth_defaultPolicy', times: 0 };
    await bench.control('POST', '/faults', { ...lost, contains: '<checkOnly>false' });
    await expect(bench.setup(answers(bench))).rejects.toMatchObject({ name: 'KeyturnError' });
    await bench.control('DELETE', '/faults');
    await bench.setup(answers(bench));
    expect((await appNamed(bench, 'Shop_Connect'))?.flow).toEqual({ app: true, policy: true });
    expect(await bench.ports.state.journal.open()).toEqual([]);
  });

  it('can be the first of an org', async () => {
    const bench = await practiceBench();
    for (const { developerName } of (await bench.state()).apps) {
      await bench.control('POST', '/act', { act: 'deleteApp', app: developerName });
    }
    expect((await bench.setup(answers(bench))).proof).not.toBeNull();
  });

  it.each<[string, Record<string, string>, string]>([
    ['an address that is none', { 'new-app-email': 'nobody at acme' }, 'AnswerInvalid'],
    ['an unknown scope', { 'new-app-scopes': 'Apis' }, 'AnswerInvalid'],
    ['a bad developer name', { 'new-app-name': '1_x' }, 'AnswerInvalid'],
    ['a label without letters', { 'new-app-label': '123' }, 'AnswerInvalid'],
  ])('is refused before anything is sent for %s', async (_what, over, code) => {
    const bench = await practiceBench();
    const before = (await bench.state()).deploys.length;
    await expect(bench.setup({ ...answers(bench), ...over })).rejects.toMatchObject({ code, exitCode: 2 });
    expect((await bench.state()).deploys).toHaveLength(before);
  });

  it('needs the permission to make apps', async () => {
    const bench = await practiceBench();
    const permission = { username: bench.username('admin'), permission: 'ExternalClientAppDeveloper' };
    await bench.control('POST', '/act', { act: 'revokePermission', ...permission });
    await expect(bench.setup(answers(bench))).rejects.toMatchObject({ code: 'PermissionMissing' });
  });
});

describe('names and addresses', () => {
  it.each([
    ['Billing Sync', 'Billing_Sync'],
    ['Çağrı – 2. Versuch!', 'Cagr_2_Versuch'],
    ['  42 Apps', 'Apps'],
    ['123', ''],
  ])('%s becomes %s', (label, name) => expect(developerNameOf(label)).toBe(name));

  it.each(['A__B', 'A_', '_A', '1A', 'A-B', '', 'a'.repeat(81)])('%s is no developer name', (name) => {
    expect(developerNameProblem(name)).not.toBeNull();
  });

  it.each(['a@b.example', 'first.last+x@acme-corp.example'])('%s is an address', (email) => {
    expect(emailProblem(email)).toBeNull();
  });

  it.each(['', 'a', 'a@b', 'a b@c.d', 'a@@b.c', 'a@b..c', '<a@b.c>', `${'a'.repeat(80)}@b.example`])(
    '%s is no address',
    (email) => expect(emailProblem(email)).not.toBeNull(),
  );
});
