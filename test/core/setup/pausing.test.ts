import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ChooseQuestion } from '../../../src/core/model/question.ts';
import { practiceBench } from '../../support/practice.ts';
import { guidedSetup, scripted } from '../../support/scripted.ts';

describe('a person who must check something first', () => {
  it('ends the setup in order, and continues where it was', async () => {
    const bench = await practiceBench();
    const person = scripted({ app: ['Billing_Sync'], 'execution-user': [bench.username('int.billing')] });
    await expect(guidedSetup(bench, person)).rejects.toMatchObject({
      code: 'SetupPaused',
      exitCode: 3,
      message: 'The setup is paused, and your answers are saved',
      actions: [expect.stringContaining('OAuth Settings'), 'Then run `keyturn setup` to continue.'],
    });
    expect(person.asked).not.toContain('trouble');
    const later = scripted({ resume: ['resume'], certificate: ['none'] });
    const result = await guidedSetup(bench, later);
    expect(later.asked).toEqual(['resume', 'certificate', 'review']);
    const [app] = await bench.ports.state.apps.list();
    expect(app?.hasNoConsumers).toBe(true);
    expect(result.proof?.username).toBe(bench.username('int.billing'));
  });

  it('also if REST access to secrets must be turned on by hand', async () => {
    const bench = await practiceBench('locked-down');
    await bench.control('POST', '/act', {
      act: 'grantPermission',
      username: bench.username('admin'),
      permission: 'ViewClientSecret',
    });
    const person = scripted({ borrow: ['no'] });
    await expect(guidedSetup(bench, person)).rejects.toMatchObject({
      code: 'SetupPaused',
      actions: [expect.stringContaining('Allow access to External Client App consumer secrets'), expect.anything()],
    });
  });
});

describe('REST access to secrets that somebody turns off after the plan', () => {
  async function turnedOff(answer: string) {
    const bench = await practiceBench();
    const user = bench.username('int.billing');
    const person = scripted({
      app: ['Billing_Sync'],
      'execution-user': [user],
      certificate: ['none'],
      borrow: [answer],
    });
    const ask: typeof person.ask = async (question) => {
      if (question.id === 'review') await bench.control('POST', '/act', { act: 'secretAccess', on: false });
      if (question.id === 'trouble') throw question.otherwise ?? new Error(question.title);
      return person.ask(question);
    };
    return { bench, person, setup: guidedSetup(bench, { ...person, ask }) };
  }

  it('is turned on temporarily if the person agrees when it is needed', async () => {
    const { bench, person, setup } = await turnedOff('yes');
    expect((await setup).proof?.username).toBe(bench.username('int.billing'));
    expect(person.asked.slice(-2)).toEqual(['review', 'borrow']);
    const [, yes] = (person.questions.at(-1) as ChooseQuestion).choices;
    expect(yes).toMatchObject({ value: 'yes', notes: ['now'] });
    expect((await bench.state()).secretAccessOverRest).toBe(false);
  });

  it('ends the setup in order if the person prefers to turn it on', async () => {
    const { bench, person, setup } = await turnedOff('no');
    await expect(setup).rejects.toMatchObject({
      code: 'SetupPaused',
      safe: expect.stringContaining('deployed Billing_Sync'),
    });
    expect(person.asked).not.toContain('trouble');
    await bench.control('POST', '/act', { act: 'secretAccess', on: true });
    const later = scripted({ resume: ['resume'] });
    expect((await guidedSetup(bench, later)).proof?.username).toBe(bench.username('int.billing'));
  });
});

describe('a setup that enters the practice org', () => {
  it('keeps its draft there', async () => {
    const bench = await practiceBench();
    const outside = await practiceBench();
    const ports = { ...outside.ports, isPractice: false, enterPractice: async () => bench.ports };
    const user = bench.username('int.billing');
    const person = scripted({ org: ['practice'], app: ['Billing_Sync'], 'execution-user': [user] });
    await expect(guidedSetup({ ...outside, ports }, person)).rejects.toMatchObject({ code: 'SetupPaused' });
    expect(await outside.ports.state.drafts.load()).toBeNull();
    await guidedSetup(bench, scripted({ resume: ['resume'], certificate: ['none'] }));
    expect((await bench.ports.state.apps.list()).map(({ app }) => app)).toEqual(['Billing_Sync']);
    expect(await bench.ports.state.drafts.load()).toBeNull();
  });
});

describe('saving the plan', () => {
  it("says where it was saved, and a wrong path doesn't leave the review", async () => {
    const bench = await practiceBench();
    const file = join(bench.folder, 'plan.json');
    const person = scripted({
      app: ['Billing_Sync'],
      'execution-user': [bench.username('int.billing')],
      certificate: ['none'],
      review: [`save:${file}`, `save:${file}`, `save:${join(bench.folder, 'nowhere/plan.json')}`],
    });
    await guidedSetup(bench, person);
    const saved = person.questions.flatMap((question) => (question.kind === 'review' ? [question.review.saved] : []));
    expect(saved).toEqual([
      null,
      { ok: true, sentence: `Saved the plan to ${file}. To run it: \`keyturn setup --answers ${file}\`` },
      { ok: false, sentence: expect.stringContaining('already exists') },
      { ok: false, sentence: expect.stringContaining("can't write") },
    ]);
    expect(person.asked.filter((id) => id === 'certificate')).toHaveLength(1);
    expect(JSON.parse(readFileSync(file, 'utf8')).answers.app).toBe('Billing_Sync');
  });
});

describe('the first question', () => {
  it('begins with what keyturn will do', async () => {
    const bench = await practiceBench();
    const person = scripted({ app: ['Billing_Sync'], 'execution-user': [bench.username('int.billing')] });
    await guidedSetup(bench, person).catch(() => undefined);
    expect(person.questions.map(({ intro }) => intro?.slice(0, 14))).toEqual([
      'keyturn turns ',
      ...person.questions.slice(1).map(() => undefined),
    ]);
  });
});
