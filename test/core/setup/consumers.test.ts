import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Question } from '../../../src/core/model/question.ts';
import { targetText } from '../../../src/core/model/target.ts';
import { defaultPolicy } from '../../../src/core/model/watched-app.ts';
import { type AdoptRequest, adopt } from '../../../src/core/watch/adopt.ts';
import { consumersQuestion } from '../../../src/core/words/consumer-questions.ts';
import { writtenInPlace } from '../../../src/core/words/deliveries.ts';
import { type PracticeBench, practiceBench } from '../../support/practice.ts';
import { guidedSetup, type Script, scripted } from '../../support/scripted.ts';
import { targets } from '../../support/targets.ts';

const answers = (bench: PracticeBench): Script => ({
  app: ['Billing_Sync'],
  'execution-user': [bench.username('int.billing')],
  certificate: ['none'],
});

async function watched({ ports }: PracticeBench) {
  const [app] = await ports.state.apps.list();
  return { consumers: app?.consumers.map(({ target }) => targetText(target)), hasNoConsumers: app?.hasNoConsumers };
}

describe('who uses the credentials', () => {
  it('is asked in the guided setup, and each answer is tested at once', async () => {
    const bench = await practiceBench();
    const missing = join(bench.folder, 'nowhere/erp.env');
    const file = join(bench.folder, 'erp.env');
    const plan = join(bench.folder, 'plan.json');
    const person = scripted({
      ...answers(bench),
      consumers: ['file', 'exec', 'manual', 'done'],
      'consumer-file': [missing, file],
      'consumer-program': ['/nonexistent', 'BACK'],
      'consumer-person': ['Nightly export'],
      review: [`save:${plan}`],
    });
    await guidedSetup(bench, person);
    const asked = person.questions.filter(({ id }) => id === 'consumer-file' || id === 'consumer-program');
    expect(asked.map(({ default: filledIn, notes }) => [filledIn, notes?.[0]])).toEqual([
      [undefined, expect.stringContaining('An env file')],
      [missing, expect.stringContaining(`can't use ${missing}: `)],
      [undefined, expect.stringContaining('standard input')],
      ['/nonexistent', expect.stringContaining("can't use /nonexistent: ")],
    ]);
    expect(await watched(bench)).toEqual({
      consumers: [`file:${file}`, 'manual:Nightly export'],
      hasNoConsumers: false,
    });
    expect(JSON.parse(readFileSync(plan, 'utf8'))).toMatchObject({
      deliver: [`file:${file}`, 'manual:Nightly export'],
    });
  });

  it.each([
    ['that nobody does', { noConsumers: true }, 'none'],
    ['some', { deliveries: targets('manual:Bob', 'manual:Ada') }, 'manual:Bob\nmanual:Ada'],
  ])('is kept for a setup that continues later, if a flag said %s', async (_what, flags, consumers) => {
    const bench = await practiceBench();
    const person = scripted(answers(bench));
    const leaving = new AbortController();
    const leaves = {
      ...person,
      ask: async (question: Question) => {
        if (question.kind !== 'review') return person.ask(question);
        leaving.abort();
        throw new Error('left');
      },
    };
    await expect(guidedSetup(bench, leaves, { ...flags, signal: leaving.signal })).rejects.toThrow();
    expect((await bench.ports.state.drafts.load())?.answers).toMatchObject({ app: 'Billing_Sync', consumers });
  });

  it('has no file that the consumer of another app has, whoever names it', async () => {
    const bench = await practiceBench();
    const { signIns, state, clock, stores, deliveries } = bench.ports;
    const file = join(bench.folder, 'erp.env');
    const link = join(bench.folder, 'link.env');
    symlinkSync(file, link);
    const [signIn] = await signIns.list();
    const org = await signIns.open(signIn?.username ?? '');
    const watch = (app: string, path: string, more: Partial<AdoptRequest> = {}) =>
      adopt({
        ...{ org, app, consumer: null, policy: defaultPolicy, deliveries: targets(`file:${path}`), tests: deliveries },
        ...{ issuedAt: null, openStore: () => stores.open('file'), state, clock, ...more },
      });
    const inPlace =
      'keyturn writes new credentials into the file itself. A program that reads it at that instant can see a part of them.';
    expect((await watch('ERP_Bridge', file)).warnings).toContain(inPlace);
    // Again, and in other words, it is the consumer's own file.
    expect((await watch('ERP_Bridge', `${bench.folder}/./erp.env`)).warnings).not.toContain(inPlace);
    await expect(watch('ERP_Bridge', link)).rejects.toMatchObject({ code: 'DeliveryUnusable' });
    await watch('ERP_Bridge', link, { replacesConsumers: true });
    const refused = {
      code: 'DeliveryUnusable',
      message: expect.stringMatching(/the consumer .* of ERP_Bridge \(.*\) gets its credentials in the same file/),
    };
    await expect(watch('Data_Lake', file)).rejects.toMatchObject(refused);
    const person = scripted({
      ...answers(bench),
      consumers: ['file', 'manual', 'done'],
      'consumer-file': [file, 'BACK'],
      'consumer-person': ['Nightly export'],
    });
    await guidedSetup(bench, person);
    expect(person.questions.filter(({ id }) => id === 'consumer-file').at(-1)?.notes?.[0]).toContain(
      'in the same file',
    );
    const flags = {
      app: 'Mailer',
      'user-change': 'Mailer',
      'execution-user': bench.username('int.billing'),
      certificate: 'none',
    } as const;
    await expect(bench.setup(flags, { deliveries: targets(`file:${file}`) })).rejects.toMatchObject(refused);
  });

  it('can be nobody yet, and a saved plan says so', async () => {
    const bench = await practiceBench();
    const plan = join(bench.folder, 'plan.json');
    await guidedSetup(bench, scripted({ ...answers(bench), review: [`save:${plan}`] }));
    expect(await watched(bench)).toEqual({ consumers: [], hasNoConsumers: true });
    expect(JSON.parse(readFileSync(plan, 'utf8'))).toMatchObject({ answers: { consumers: 'none' }, deliver: [] });
  });

  it('is not nobody by default if the app works already', async () => {
    const [used, unused] = [true, false].map((isInUse) => consumersQuestion({ app: 'ERP', names: [], isInUse }));
    expect([used?.default, unused?.default]).toEqual(['manual', 'none']);
    expect(used?.choices.find(({ value }) => value === 'none')).toMatchObject({ tone: 'caution' });
  });

  it('survives a setup that was left', async () => {
    const bench = await practiceBench();
    const named = { consumers: ['manual', 'manual', 'done'], 'consumer-person': ['Mailroom', 'Archive'] };
    const leaving = scripted({ ...answers(bench), ...named, certificate: ['look'] });
    await expect(guidedSetup(bench, leaving)).rejects.toMatchObject({ code: 'SetupPaused' });
    await guidedSetup(bench, scripted({ certificate: ['none'] }));
    expect(await watched(bench)).toEqual({ consumers: ['manual:Mailroom', 'manual:Archive'], hasNoConsumers: false });
  });

  it('is not asked from flags, where nothing new is required', async () => {
    const bench = await practiceBench();
    const flags = {
      app: 'Billing_Sync',
      'execution-user': bench.username('int.billing'),
      certificate: 'none',
    } as const;
    await bench.setup(flags);
    expect(await watched(bench)).toEqual({ consumers: [], hasNoConsumers: false });
    await bench.setup({ ...flags, consumers: 'none' });
    expect(await watched(bench)).toEqual({ consumers: [], hasNoConsumers: true });
  });

  it('is warned about once, from flags, if the consumer gets a file', async () => {
    const bench = await practiceBench();
    const flags = {
      app: 'Billing_Sync',
      'execution-user': bench.username('int.billing'),
      certificate: 'none',
    } as const;
    const toFile = { deliveries: targets(`file:${join(bench.folder, 'erp.env')}`) };
    const warned = () =>
      bench.events.filter((event) => event.kind === 'warning' && event.text === writtenInPlace).length;
    await bench.setup(flags, { deliveries: targets('manual:Nightly export') });
    expect(warned()).toBe(0);
    await bench.setup(flags, toFile);
    expect(warned()).toBe(1);
    await bench.setup(flags, toFile);
    expect(warned()).toBe(1);
  });

  it('counts a consumer once that the watched app has already', async () => {
    const bench = await practiceBench();
    const file = `file:${join(bench.folder, 'erp.env')}`;
    for (let time = 0; time < 2; time += 1) {
      await guidedSetup(bench, scripted(answers(bench)), { deliveries: targets(file) });
    }
    const told = bench.events.flatMap((one) => (one.kind === 'step' && one.step === 'consumers' ? [one] : []));
    const [first, second] = told.filter(({ status }) => status === 'done');
    expect(second).toEqual(first);
    expect(await watched(bench)).toMatchObject({ consumers: [file] });
  });
});
