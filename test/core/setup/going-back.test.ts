import { describe, expect, it } from 'vitest';
import { createSecretStores } from '../../../src/core/adapters/secret-store/choose.ts';
import type { QuestionId } from '../../../src/core/model/question.ts';
import { practiceBench } from '../../support/practice.ts';
import { guidedSetup, scripted } from '../../support/scripted.ts';

/** The bench with a person who can type a passphrase. */
async function bench() {
  const made = await practiceBench();
  const stores = createSecretStores({
    folder: `${made.folder}/practice-watch`,
    isPractice: true,
    env: {},
    isInteractive: true,
    workFactor: 8,
  });
  return { ...made, ports: { ...made.ports, stores } };
}

/** What each visit of a question had filled in or preselected. */
function filledIn(person: ReturnType<typeof scripted>, id: QuestionId) {
  return person.questions.filter((question) => question.id === id).map((question) => question.default);
}

const user = async () => {
  const made = await bench();
  return { made, 'execution-user': [made.username('int.billing')] };
};

describe('esc in the guided setup', () => {
  it('goes back one question, and keeps what was typed', async () => {
    const { made, ...script } = await user();
    const person = scripted({
      ...script,
      app: ['Billing_Sync'],
      policy: ['own'],
      'max-age': ['200d'],
      remind: ['BACK:20d,5d'],
      certificate: ['none'],
    });
    const result = await guidedSetup(made, person);
    expect(person.asked.filter((id) => id === 'automation')).toHaveLength(1);
    expect(filledIn(person, 'max-age')).toEqual(['90d', '200d']);
    expect(filledIn(person, 'remind')).toEqual(['30d,14d,7d,3d,1d', '20d,5d']);
    expect(result.policy).toMatchObject({ maxAgeDays: 200, remindDays: [20, 5] });
  });

  it('goes back to the last question of the step before', async () => {
    const { made, ...script } = await user();
    const person = scripted({
      ...script,
      app: ['Billing_Sync'],
      consumers: ['BACK', 'manual'],
      'consumer-person': ['Mailroom'],
      certificate: ['BACK', 'none'],
    });
    await guidedSetup(made, person);
    expect(person.asked.slice(person.asked.indexOf('consumers'))).toEqual([
      'consumers',
      'passphrase',
      'consumers',
      'consumer-person',
      'consumers',
      'certificate',
      'consumers',
      'certificate',
      'review',
    ]);
  });

  it('goes from question to question, back to the first one', async () => {
    const { made, ...script } = await user();
    const person = scripted({
      ...script,
      app: ['Billing_Sync'],
      grace: ['BACK'],
      remind: ['30d', 'BACK'],
      'max-age': ['100d', 'BACK'],
      automation: ['remind', 'BACK'],
      policy: ['own', 'BACK', 'own'],
      certificate: ['none'],
    });
    await guidedSetup(made, person);
    const at = person.asked.indexOf('grace');
    expect(person.asked.slice(at, at + 7)).toEqual([
      'grace',
      'remind',
      'max-age',
      'automation',
      'policy',
      'execution-user',
      'policy',
    ]);
  });

  it('asks only for the passphrase again if it was mistyped', async () => {
    const { made, ...script } = await user();
    const first = scripted({ ...script, app: ['Billing_Sync'], certificate: ['none'] });
    await guidedSetup(made, first);
    const stores = createSecretStores({
      folder: `${made.folder}/practice-watch`,
      isPractice: true,
      env: {},
      isInteractive: true,
      workFactor: 8,
    });
    const person = scripted({
      app: ['Billing_Sync'],
      'execution-user': [made.username('int.billing')],
      passphrase: ['wrong horse battery', 'correct horse battery'],
      certificate: ['none'],
    });
    await guidedSetup({ ...made, ports: { ...made.ports, stores } }, person);
    const at = person.asked.indexOf('passphrase');
    expect(person.asked.slice(at, at + 3)).toEqual(['passphrase', 'trouble', 'passphrase']);
    expect(person.asked.filter((id) => id === 'policy')).toHaveLength(1);
  });

  it('keeps the reason for a risky user, but not for another user, and never preselects an administrator', async () => {
    const { made } = await user();
    const [admin, maria, fit] = ['otto.admin', 'maria.lopez', 'int.billing'].map(made.username) as [
      string,
      string,
      string,
    ];
    const person = scripted({
      app: ['Billing_Sync'],
      'execution-user': [admin, maria, fit],
      'privileged-reason': ['the vendor asks for it', 'BACK'],
      'interactive-reason': ['she signs in', 'BACK', 'BACK'],
      policy: ['BACK', 'usual'],
      certificate: ['none'],
    });
    await guidedSetup(made, person);
    expect(filledIn(person, 'privileged-reason')).toEqual([undefined, 'the vendor asks for it']);
    expect(filledIn(person, 'interactive-reason')).toEqual([undefined, 'she signs in', undefined]);
    expect(filledIn(person, 'execution-user')).not.toContain(admin);
  });
});

describe('a rotation policy that contradicts itself', () => {
  it('is refused from flags and answers files, and as it is typed', async () => {
    const { made, ...script } = await user();
    const flags = { app: 'Billing_Sync', 'execution-user': made.username('int.billing') };
    await expect(made.setup({ ...flags, 'max-age': '30d', remind: '100d' })).rejects.toMatchObject({
      code: 'AnswerInvalid',
      message: expect.stringContaining('a reminder 100 days ahead is longer than the maximum age of 30 days'),
    });
    await expect(made.setup({ ...flags, 'max-age': '10d' }, { stageAheadDays: 14 })).rejects.toMatchObject({
      message: expect.stringContaining('keyturn stages 14 days ahead'),
    });
    const person = scripted({
      ...script,
      app: ['Billing_Sync'],
      policy: ['own'],
      'max-age': ['5d'],
      certificate: ['none'],
    });
    await guidedSetup(made, person);
    expect([filledIn(person, 'remind'), filledIn(person, 'grace')]).toEqual([['3d,1d'], ['5d']]);
    const grace = person.questions.find(({ id }) => id === 'grace');
    expect(grace?.kind === 'text' && grace.check('6d')).toBe(
      'a grace period of 6 days is longer than the maximum age of 5 days',
    );
  });
});
