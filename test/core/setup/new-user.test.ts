import { describe, expect, it } from 'vitest';
import type { SalesforceOrg } from '../../../src/core/ports/ports.ts';
import type { KeyturnError } from '../../../src/core/reasons/errors.ts';
import type { RankedUser } from '../../../src/core/setup/rank-users.ts';
import { withCreation } from '../../../src/core/setup/steps/execution-user-step.ts';
import { unfinishedSetups } from '../../../src/core/status/unfinished-setups.ts';
import { historyText } from '../../../src/core/words/history.ts';
import { type PracticeBench, practiceBench } from '../../support/practice.ts';
import { guidedSetup, scripted } from '../../support/scripted.ts';

const answers = (bench: PracticeBench, objects = 'Account, Order:edit') => ({
  app: 'Billing_Sync',
  certificate: 'none',
  'execution-user': '+new',
  'new-user-name': bench.username('int.shop'),
  'new-user-email': 'integrations@acme.example',
  'new-user-objects': objects,
});

const open = (bench: PracticeBench): Promise<SalesforceOrg> => bench.ports.signIns.open('practice');
const shop = async (bench: PracticeBench) => (await open(bench)).users.find(bench.username('int.shop'));
const billing = async (bench: PracticeBench) =>
  (await bench.state()).apps.find(({ developerName }) => developerName === 'Billing_Sync');

describe('the choice of a new user', () => {
  it('stands behind those who fit and before those who are a risk', () => {
    const ranked = (['good', 'plain', 'caution', 'off'] as const).map((tone) => {
      const user = { username: tone } as RankedUser['user'];
      return { user, tone, reasons: [], needs: [], unfit: null, isCurrent: false };
    });
    const create = { value: '+new', label: 'Create a user', notes: [], tone: 'plain' } as const;
    expect(withCreation(ranked, [create]).map(({ value }) => value)).toEqual([
      'good',
      'plain',
      '+new',
      'caution',
      'off',
    ]);
  });
});

describe('a new execution user', () => {
  it('gets a seat, the API-only profile and a permission set with what was named, and the app runs as it', async () => {
    const bench = await practiceBench();
    const { users } = await open(bench);
    const before = await users.integrationSeats();
    const result = await bench.setup(answers(bench));
    expect(result.executionUser.username).toBe(bench.username('int.shop'));
    expect(result.createdUser).toEqual({ username: bench.username('int.shop'), permissionSet: 'int_shop_Access' });
    expect(result.proof?.username).toBe(bench.username('int.shop'));
    expect(await shop(bench)).toMatchObject({
      isActive: true,
      isApiOnly: true,
      licenseName: 'Salesforce Integration',
      powers: [],
      permissionSets: ['int_shop_Access'],
    });
    expect((await users.integrationSeats()).license?.used).toBe((before.license?.used ?? 0) + 1);
    expect(await bench.ports.state.journal.open()).toEqual([]);
    const state = await bench.state();
    const again = await bench.setup(answers(bench));
    expect(again.changes).toEqual([]);
    expect(again.createdUser).toBeNull();
    expect((await bench.state()).deploys).toEqual(state.deploys);
  });

  it('may have an empty permission set', async () => {
    const bench = await practiceBench();
    await bench.setup(answers(bench, ''));
    expect((await shop(bench))?.permissionSets).toEqual(['int_shop_Access']);
  });

  it('together with a new app takes an org without either to the proof', async () => {
    const bench = await practiceBench();
    for (const { developerName } of (await bench.state()).apps) {
      await bench.control('POST', '/act', { act: 'deleteApp', app: developerName });
    }
    const app = { app: '+new', 'new-app-label': 'Shop', 'new-app-email': 'integrations@acme.example' };
    const result = await bench.setup({ ...answers(bench), ...app });
    expect(result.proof?.username).toBe(bench.username('int.shop'));
  });

  it('is no reason to tick a deploy that Salesforce can not check yet', async () => {
    const bench = await practiceBench();
    const typed = Object.entries(answers(bench)).map(([id, answer]) => [id, [answer]]);
    const person = scripted({ ...Object.fromEntries(typed), review: ['validate', 'LEAVE'] });
    await guidedSetup(bench, person).catch(() => undefined);
    const reviews = person.questions.flatMap((question) =>
      question.kind === 'review' ? [question.review.validated] : [],
    );
    expect(reviews).toEqual([null, expect.objectContaining({ ok: 'unknown' })]);
  });

  it("isn't made in a dry run, which says what it couldn't check", async () => {
    const bench = await practiceBench();
    const result = await bench.setup(answers(bench), { dryRun: true });
    expect(result.deploy).toBeNull();
    expect(result.changes).toHaveLength(3);
    expect(await shop(bench)).toBeNull();
    expect(bench.events).toContainEqual({ kind: 'warning', text: expect.stringContaining('new user') });
  });

  it('is taken back when something half-way is refused, and can be made again', async () => {
    const bench = await practiceBench();
    const { users } = await open(bench);
    await expect(bench.setup(answers(bench, 'Account, Nonsense__c'))).rejects.toMatchObject({ name: 'KeyturnError' });
    expect(await shop(bench)).toMatchObject({ isActive: false, permissionSets: [] });
    expect(await users.hasPermissionSet('int_shop_Access')).toBe(false);
    expect((await billing(bench))?.flow).toEqual({ app: false, policy: false });
    await bench.setup(answers(bench));
    expect(await shop(bench)).toMatchObject({ isActive: true, permissionSets: ['int_shop_Access'] });
  });

  it('that Salesforce refuses half-way stays, inactive, and the screen, the error and the history say so', async () => {
    const bench = await practiceBench();
    const refused = bench.setup(answers(bench, 'Nonsense__c'));
    const created = `created the user ${bench.username('int.shop')} and deactivated it`;
    await expect(refused).rejects.toMatchObject({ code: 'ObjectRefused', safe: expect.stringContaining(created) });
    expect(bench.events.findLast(({ kind }) => kind === 'touch')).toMatchObject({
      touch: { kind: 'changed', what: expect.stringContaining(created) },
    });
    const { journal } = bench.ports.state;
    expect(historyText(await journal.list({}), { kindOf: () => 'setup' }).join('\n')).toContain(
      `Creating the execution user failed: ObjectRefused; the user ${bench.username('int.shop')} exists and is inactive`,
    );
    // What remains is the setup itself: the next one continues it.
    expect((await journal.open()).map(({ action }) => action)).toEqual(['set-up']);
  });

  it.each([
    ['Account, Nonsense__c, Order:edit', " --objects 'Account, Order:edit'"],
    ['Nonsense__c', ''],
  ])('with %s: the printed command leaves out only what Salesforce refused', async (objects, flag) => {
    const bench = await practiceBench();
    const error = await bench.setup(answers(bench, objects)).catch((thrown: unknown) => thrown);
    const [setup] = await unfinishedSetups(bench.ports.state);
    expect(setup?.command).toContain(`--email integrations@acme.example${flag} --`);
    expect((await bench.ports.state.journal.open()).map(({ action }) => action)).toEqual(['set-up']);
    expect((error as KeyturnError).actions.at(-1)).toContain(`\`keyturn ${setup?.command}\``);
  });

  it('that Salesforce refuses half-way, and that nobody can deactivate: the screen says that it exists', async () => {
    const bench = await practiceBench();
    await bench.control('POST', '/faults', {
      kind: 'status',
      status: 403,
      method: 'PATCH',
      path: '/sobjects/User/',
      body: '[]',
    });
    await expect(bench.setup(answers(bench, 'Nonsense__c'))).rejects.toMatchObject({
      safe: `This run had already changed the org: created the user ${bench.username('int.shop')}.`,
    });
  });

  it.each([
    ['its user', '/sobjects/User'],
    ['its permission set', '/sobjects/PermissionSet'],
  ])('is finished by "Try again" when the answer to making %s was lost', async (_what, path) => {
    const bench = await practiceBench();
    await bench.control('POST', '/faults', { kind: 'drop-answer', method: 'POST', path });
    const typed = Object.entries(answers(bench)).map(([id, answer]) => [id, [answer]]);
    const person = scripted({ ...Object.fromEntries(typed), trouble: ['again'] });
    await guidedSetup(bench, person);
    expect(await shop(bench)).toMatchObject({ isActive: true, permissionSets: ['int_shop_Access'] });
    expect(await bench.ports.state.journal.open()).toEqual([]);
  });

  it('is finished by "Try again", which asks for the objects that Salesforce refused', async () => {
    const bench = await practiceBench();
    const { app, ...typed } = answers(bench);
    const person = scripted({
      app: [app],
      ...Object.fromEntries(Object.entries(typed).map(([id, answer]) => [id, [answer, answer]])),
      'new-user-objects': ['Nonsense__c', 'Account'],
      trouble: ['again'],
    });
    const result = await guidedSetup(bench, person);
    expect(person.asked.filter((id) => id === 'new-user-name')).toHaveLength(1);
    expect(result.executionUser.username).toBe(bench.username('int.shop'));
    expect(await shop(bench)).toMatchObject({ isActive: true, permissionSets: ['int_shop_Access'] });
  });

  it.each([
    ['its user', '/sobjects/User'],
    ['its permission set licence', '/sobjects/PermissionSetLicenseAssign'],
    ['its permission set', '/sobjects/PermissionSet'],
    ['an object permission', '/sobjects/ObjectPermissions'],
    ['the assignment', '/sobjects/PermissionSetAssignment'],
  ])('is finished by the next run when the answer to making %s was lost', async (_what, path) => {
    const bench = await practiceBench();
    const { users } = await open(bench);
    const before = (await users.integrationSeats()).license?.used ?? 0;
    await bench.control('POST', '/faults', { kind: 'drop-answer', method: 'POST', path });
    await expect(bench.setup(answers(bench))).rejects.toMatchObject({ exitCode: 75 });
    expect((await billing(bench))?.flow).toEqual({ app: false, policy: false });
    await bench.setup(answers(bench));
    expect(await shop(bench)).toMatchObject({ isActive: true, permissionSets: ['int_shop_Access'] });
    expect((await users.integrationSeats()).license?.used).toBe(before + 1);
    expect(await bench.ports.state.journal.open()).toEqual([]);
  });

  it('never is somebody who exists', async () => {
    const bench = await practiceBench();
    const taken = { ...answers(bench), 'new-user-name': bench.username('int.mailer') };
    const before = await (await open(bench)).users.find(taken['new-user-name']);
    await expect(bench.setup(taken)).rejects.toMatchObject({ code: 'UsernameTaken', exitCode: 2 });
    expect(await (await open(bench)).users.find(taken['new-user-name'])).toEqual(before);
  });

  it.each([
    ['a username of another org', 'DUPLICATE_USERNAME', 'UsernameTaken'],
    ['a licence that was taken in between', 'LICENSE_LIMIT_EXCEEDED', 'IntegrationSeatMissing'],
  ])('is refused for %s, with nothing changed', async (_what, errorCode, code) => {
    const bench = await practiceBench();
    const body = JSON.stringify([{ errorCode, message: 'no' }]);
    const fault = { kind: 'status', status: 400, body, method: 'POST', path: '/sobjects/User' };
    await bench.control('POST', '/faults', fault);
    await expect(bench.setup(answers(bench))).rejects.toMatchObject({ code });
    expect(await shop(bench)).toBeNull();
    expect((await billing(bench))?.flow).toEqual({ app: false, policy: false });
  });

  it('needs Manage Users', async () => {
    const bench = await practiceBench();
    const permission = { username: bench.username('admin'), permission: 'ManageUsers' };
    await bench.control('POST', '/act', { act: 'revokePermission', ...permission });
    await expect(bench.setup(answers(bench))).rejects.toMatchObject({ code: 'PermissionMissing' });
  });

  it.each<[string, Record<string, string>]>([
    ['a username that is none', { 'new-user-name': 'int.shop' }],
    ['a level that is none', { 'new-user-objects': 'Account:admin' }],
    ['an object that is none', { 'new-user-objects': 'Account; Order' }],
  ])('is refused before anything is sent for %s', async (_what, over) => {
    const bench = await practiceBench();
    await expect(bench.setup({ ...answers(bench), ...over })).rejects.toMatchObject({ code: 'AnswerInvalid' });
  });
});
