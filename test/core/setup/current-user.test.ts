import { describe, expect, it } from 'vitest';
import type { ChooseQuestion, QuestionId } from '../../../src/core/model/question.ts';
import { type PracticeBench, practiceBench } from '../../support/practice.ts';
import { guidedSetup, type Script, scripted } from '../../support/scripted.ts';

const erp = async (bench: PracticeBench) =>
  (await bench.state()).apps.find(({ developerName }) => developerName === 'ERP_Bridge');
const setPolicy = (bench: PracticeBench, field: string, value: string) =>
  bench.control('POST', '/act', { act: 'setPolicy', app: 'ERP_Bridge', field, value });

/** The guided setup of ERP_Bridge with nothing but Enter, and a question that it asked. */
async function entered(bench: PracticeBench, id: QuestionId, script: Script = {}) {
  const person = scripted({ app: ['ERP_Bridge'], certificate: ['none'], trouble: ['leave'], ...script });
  const result = await guidedSetup(bench, person).catch((error: unknown) => ({ error }));
  return { result, asked: person.questions.find((question) => question.id === id) as ChooseQuestion | undefined };
}

describe('the guided setup of an app that already runs as a user', () => {
  it('marks that user, and Enter keeps it', async () => {
    const bench = await practiceBench();
    const before = await bench.state();
    const { result, asked } = await entered(bench, 'execution-user');
    const current = bench.username('svc.erp');
    expect(asked).toMatchObject({ default: current });
    expect(asked?.choices[0]).toMatchObject({ value: current, notes: expect.arrayContaining(['current', 'API only']) });
    expect(result).toMatchObject({ changes: [], proof: { username: current } });
    expect((await bench.state()).deploys).toEqual(before.deploys);
    expect((await erp(bench))?.executionUser).toBe(current);
  });

  it.each(['beyond the first page', 'an administrator'])('preselects that user if it is %s', async (kind) => {
    const bench = await practiceBench();
    const last = (await (await bench.ports.signIns.open('practice')).users.search({ text: '', limit: 200 })).users.at(
      -1,
    );
    const admin = bench.username('otto.admin');
    const current = kind === 'an administrator' ? admin : (last?.username ?? '');
    await setPolicy(bench, 'clientCredentialsFlowUser', current);
    const { asked } = await entered(bench, 'execution-user');
    expect(asked).toMatchObject({ default: current });
    expect(asked?.choices.filter(({ value }) => value === current)).toHaveLength(1);
    expect(asked?.choices[0]?.notes[0]).toBe('current');
  });

  it.each([
    ['frozen', { act: 'freeze' }],
    ['inactive', { act: 'deactivate' }],
  ])('chooses no other user for one that is %s', async (state, act) => {
    const bench = await practiceBench();
    const current = bench.username('svc.erp');
    await bench.control('POST', '/act', { ...act, username: current });
    const { asked } = await entered(bench, 'execution-user');
    expect(asked?.default).toBe(current);
    expect(asked?.choices[0]).toMatchObject({ value: current, disabled: state });
  });

  it('shows a user that the org hides, and chooses no other one', async () => {
    const bench = await practiceBench();
    await setPolicy(bench, 'clientCredentialsFlowUser', 'gone@acme.example');
    const { asked } = await entered(bench, 'execution-user');
    expect(asked?.default).toBe('gone@acme.example');
    expect(asked?.choices[0]).toMatchObject({ value: 'gone@acme.example', disabled: expect.stringContaining('find') });
  });

  it('assigns no permission set to that user with Enter', async () => {
    const bench = await practiceBench();
    await setPolicy(bench, 'permittedUsersPolicyType', 'AdminApprovedPreAuthorized');
    const { result } = await entered(bench, 'execution-user');
    expect(result).not.toMatchObject({ error: { code: 'UserNotApproved' } });
    const acts = (await bench.ports.state.journal.list()).map(({ action }) => action);
    expect(acts).not.toContain('grant-permission-set');
  });
});

describe('another user for an app that already works', () => {
  it('needs the typed name of the app, with flags and on a terminal, and says before what changes', async () => {
    const bench = await practiceBench();
    const answers = { app: 'ERP_Bridge', certificate: 'none', 'execution-user': bench.username('int.billing') };
    await expect(bench.setup(answers)).rejects.toMatchObject({
      code: 'ConfirmationMissing',
      message: expect.stringContaining(`act as ${bench.username('int.billing')}`),
      actions: [expect.stringContaining('--confirm ERP_Bridge')],
    });
    await expect(bench.setup({ ...answers, 'user-change': 'Billing_Sync' })).rejects.toMatchObject({
      code: 'AnswerInvalid',
    });
    const { asked } = await entered(bench, 'user-change', { 'execution-user': [bench.username('int.billing')] });
    expect(asked?.notes?.join()).toContain(`already runs as ${bench.username('svc.erp')}`);
    expect((await erp(bench))?.executionUser).not.toBe(bench.username('svc.erp'));
  });
});

describe('the setup of an app that is already watched', () => {
  const flags = { app: 'ERP_Bridge', certificate: 'none' } as const;

  it('keeps its policy, with Enter and without flags', async () => {
    const bench = await practiceBench();
    const answers = { ...flags, 'execution-user': bench.username('svc.erp') };
    const chosen = { maxAgeDays: 40, remindDays: [10, 2], graceDays: 3, automation: 'rotate' };
    await bench.setup({ ...answers, 'max-age': '40d', remind: '10d,2d', grace: '3d', automation: 'rotate' });
    const { result, asked } = await entered(bench, 'policy');
    expect(asked).toMatchObject({
      default: 'keep',
      choices: [{ value: 'keep' }, { value: 'usual' }, { value: 'own' }],
    });
    expect(result).toMatchObject({ policy: chosen });
    expect(await bench.setup(answers)).toMatchObject({ policy: chosen });
    expect(await bench.setup({ ...answers, 'max-age': '5d' })).toMatchObject({
      policy: { maxAgeDays: 5, remindDays: [2], graceDays: 3, automation: 'rotate' },
    });
  });
});
