import { afterEach, describe, expect, test } from 'vitest';
import { reason } from '../../src/core/reasons/errors.ts';
import { systemTimer } from '../../src/ui/kit/timer.ts';
import { runWatch } from '../../src/ui/run-watch.tsx';
import { graceRun } from '../core/watch/rotations.ts';
import { watchedApp } from '../core/watch/watched-apps.ts';
import { openScreen, type TestScreen } from '../support/screen.ts';
import { targets } from '../support/targets.ts';
import { FakeDesk } from './fake-desk.ts';

const open: TestScreen[] = [];

afterEach(() => {
  for (const screen of open.splice(0)) screen.signals.emit('SIGHUP');
});

async function start(desk: FakeDesk, { columns = 80, rows = 24, runSetup = async () => {} } = {}) {
  const screen = openScreen({ columns, rows });
  open.push(screen);
  const { stdin, stdout, stopping } = screen;
  void runWatch({ desk, isPractice: false, env: {}, stdin, stdout, stopping, timer: systemTimer, runSetup });
  await screen.waitFor('Billing Sync');
  return screen;
}

function withConsumers(...texts: readonly string[]): FakeDesk {
  const desk = new FakeDesk();
  desk.apps = [{ watched: watchedApp({ deliveries: targets(...texts) }), rotation: null }];
  return desk;
}

/** Answers a question of a form. */
async function answer(screen: TestScreen, question: string, text = '') {
  await screen.waitFor(question);
  screen.type(text);
  screen.press('enter');
}

describe('consumers, in the watch', () => {
  test('one is added: its target is tested when it is typed, and saving comes last', async () => {
    const desk = withConsumers();
    desk.unusable = { 'file:/nope/x.env': 'the folder /nope does not exist' };
    const screen = await start(desk);
    screen.type('u');
    await screen.waitFor('keyturn knows of no consumer.');
    screen.press('enter');
    await answer(screen, 'How does the consumer get new credentials?');
    await answer(screen, 'Which file should keyturn write?', 'x.env');
    await screen.waitFor(/✖ .*absolute/);
    screen.type('\x15');
    await answer(screen, 'Which file should keyturn write?', '/nope/x.env');
    await screen.waitFor(/✖ keyturn can't use \/nope\/x\.env: the folder/);
    expect(screen.text()).toContain('▸ /nope/x.env');
    screen.type('\x15');
    await answer(screen, 'Which file should keyturn write?', '/srv/x.env');
    await answer(screen, 'What is the consumer called?', '\x15Nightly export');
    await answer(screen, 'Who is the contact?', 'maria@acme.example');
    await screen.waitFor('Add Nightly export to Billing Sync?');
    expect(screen.text()).toContain('Contact: maria@acme.example');
    expect(desk.done).toEqual([]);
    screen.press('enter');
    await screen.waitFor('✔ add Nightly export');
    expect(desk.done).toEqual(['add Nightly export file:/srv/x.env maria@acme.example to Billing_Sync']);
    screen.press('enter');
    await screen.waitFor('Press c to check the org now.');
  });

  test('esc goes back a question at a time and keeps what was typed, also after the form was closed', async () => {
    const desk = new FakeDesk();
    const screen = await start(desk);
    screen.type('u');
    await screen.waitFor('Consumers of Billing Sync');
    screen.press('enter');
    await answer(screen, 'How does the consumer', 'jj');
    await answer(screen, 'What is the consumer called?', 'Bob');
    await screen.waitFor('Who is the contact?');
    screen.type('bob@acme');
    screen.press('escape');
    await screen.waitFor('▸ Bob');
    screen.press('escape');
    await screen.waitFor('▸ A person');
    screen.press('escape');
    await screen.waitFor('Consumers of Billing Sync');
    screen.press('enter');
    await screen.waitFor('▸ A person');
    screen.press('enter');
    await screen.waitFor('▸ Bob');
    screen.press('enter');
    await screen.waitFor('▸ bob@acme');
    screen.press('enter');
    await screen.waitFor('Add Bob to Billing Sync?');
    screen.type('j');
    screen.press('enter');
    await screen.waitFor('Consumers of Billing Sync');
    screen.press('escape');
    await screen.waitFor('Press c to check the org now.');
    expect(desk.done).toEqual([]);
  });

  test('a name that was only filled in follows the target', async () => {
    const desk = new FakeDesk();
    const screen = await start(desk);
    screen.type('u');
    await screen.waitFor('Consumers of Billing Sync');
    screen.press('enter');
    await answer(screen, 'How does the consumer');
    await answer(screen, 'Which file should keyturn write?', '/srv/a.env');
    await answer(screen, '▸ file:/srv/a.env');
    await screen.waitFor('Who is the contact?');
    screen.press('escape');
    await screen.waitFor('What is the consumer called?');
    screen.press('escape');
    await answer(screen, '▸ /srv/a.env', '2');
    await answer(screen, '▸ file:/srv/a.env2');
    await answer(screen, 'Who is the contact?');
    await answer(screen, 'Add file:/srv/a.env2 to Billing Sync?');
    await screen.waitFor('✔ add');
    expect(desk.done).toEqual(['add file:/srv/a.env2 file:/srv/a.env2  to Billing_Sync']);
  });

  test('a rotation names the key for consumers first, and that nobody uses the credentials can be said there', async () => {
    const desk = withConsumers();
    const screen = await start(desk);
    screen.type('r');
    await screen.waitFor('Press u first to say who uses the credentials.');
    screen.type('u');
    await screen.waitFor('Nobody uses them yet');
    screen.type('j');
    screen.press('enter');
    await screen.waitFor('✔ nobody uses Billing_Sync');
    screen.press('enter');
    await screen.waitFor('Press c to check the org now.');
    expect(desk.done).toEqual(['nobody uses Billing_Sync']);
  });

  test('a failure leaves the form open with everything in it', async () => {
    const desk = withConsumers('manual:Ann');
    desk.refusal = reason('ConsumerExists', { app: 'Billing_Sync', name: 'Bob', has: 'name' });
    const screen = await start(desk);
    screen.type('u');
    await screen.waitFor('Ann: ');
    screen.type('j');
    screen.press('enter');
    await answer(screen, 'How does the consumer', 'jj');
    await answer(screen, 'What is the consumer called?', 'Ann');
    await screen.waitFor(/✖ .*already/);
    screen.type('\x15');
    await answer(screen, 'What is the consumer called?', 'Bob');
    await answer(screen, 'Who is the contact?');
    await answer(screen, 'Add Bob to Billing Sync?');
    await screen.waitFor('enter back to the question');
    screen.press('enter');
    await answer(screen, 'Add Bob to Billing Sync?');
    await screen.waitFor('✔ add Bob');
    expect(desk.done).toHaveLength(2);
  });

  test('one is edited, starting from what it is', async () => {
    const desk = withConsumers('exec:/opt/put', 'manual:Ann');
    const screen = await start(desk);
    screen.type('u');
    await screen.waitFor('exec:/opt/put: ');
    screen.press('enter');
    await screen.waitFor('▸ Test');
    screen.type('j');
    screen.press('enter');
    await screen.waitFor('▸ A program that keyturn runs');
    screen.press('enter');
    await answer(screen, '▸ /opt/put', '2');
    await answer(screen, 'What is the consumer called?', '\x15Vault');
    await answer(screen, 'Who is the contact?');
    await answer(screen, 'Save Vault?');
    await screen.waitFor('✔ edit');
    expect(desk.done).toEqual(['edit exec:/opt/put: Vault exec:/opt/put2  of Billing_Sync']);
  });

  test('each is tested, and removed only after it was said what that means', async () => {
    const desk = withConsumers('file:/srv/a.env');
    desk.apps = desk.apps.map(({ watched }) => ({ watched, rotation: graceRun() }));
    const screen = await start(desk);
    screen.type('u');
    await screen.waitFor('file:/srv/a.env: ');
    screen.press('enter');
    await answer(screen, '▸ Test');
    await screen.waitFor('✔ test file:/srv/a.env');
    screen.press('enter');
    await screen.waitFor('Press c to check the org now.');
    screen.type('u');
    await screen.waitFor('Consumers of Billing Sync');
    screen.press('enter');
    await answer(screen, '▸ Test', 'jj');
    await screen.waitFor('▸ Keep it');
    expect(screen.text()).toContain('It gets no more new credentials from keyturn.');
    screen.press('enter');
    await screen.waitFor('▸ Test');
    expect(desk.done).toEqual(['test file:/srv/a.env of Billing_Sync']);
    screen.type('jj');
    screen.press('enter');
    await answer(screen, '▸ Keep it', 'j');
    await screen.waitFor('✔ remove');
    expect(desk.done.at(-1)).toBe('remove file:/srv/a.env from Billing_Sync');
  });
});

describe('the policy of an app, in the watch', () => {
  test('is changed part by part, and a contradiction is said at its field', async () => {
    const desk = new FakeDesk();
    desk.stageAhead = 14;
    const screen = await start(desk);
    screen.type('p');
    await answer(screen, 'How much should keyturn do automatically?');
    await answer(screen, 'What is the maximum age of a secret?', '\x1510d');
    await screen.waitFor(/✖ keyturn stages 14 days ahead/);
    screen.type('\x15');
    await answer(screen, 'What is the maximum age of a secret?', '20d');
    await answer(screen, 'When should keyturn remind you', '\x1530d');
    await screen.waitFor(/✖ a reminder 30 days ahead is longer/);
    screen.type('\x15');
    await answer(screen, 'When should keyturn remind you', '7d,1d');
    await answer(screen, 'How long should keyturn keep the previous', '\x153d');
    await screen.waitFor('Save the policy of Billing Sync?');
    expect(screen.text()).toContain('Maximum age: 20 days');
    expect(desk.done).toEqual([]);
    screen.press('enter');
    await screen.waitFor('✔ policy');
    expect(desk.done).toEqual(['policy 20d 7d,1d 3d stage of Billing_Sync']);
  });
});

describe('another app, in the watch', () => {
  test('is chosen in its org, and watched after a confirmation', async () => {
    const desk = new FakeDesk();
    const screen = await start(desk);
    screen.type('n');
    await answer(screen, 'What do you want to add?');
    await screen.waitFor(/▸ Mailer +flow on/);
    screen.press('enter');
    await screen.waitFor('If REST access to secrets is on, keyturn reads');
    await answer(screen, 'Start watching Mailer in acme?');
    await screen.waitFor('✔ watch Mailer');
    expect(desk.done).toEqual(['watch Mailer alone in acme']);
  });

  test('with several OAuth consumers asks for one, and esc leads back', async () => {
    const desk = new FakeDesk();
    desk.signedIn = [...desk.signedIn, { name: 'uat', note: 'admin@uat.example' }];
    const screen = await start(desk);
    screen.type('n');
    await answer(screen, 'What do you want to add?');
    await answer(screen, 'In which org is the app?', 'j');
    await answer(screen, 'Which app of uat should keyturn watch?', 'j');
    await answer(screen, 'Which OAuth consumer of Loader?', 'j');
    await screen.waitFor('Start watching Loader in uat?');
    screen.press('escape');
    await screen.waitFor('Which OAuth consumer of Loader?');
    screen.press('enter');
    await screen.waitFor('Start watching Loader in uat?');
    screen.type('j');
    screen.press('enter');
    await screen.waitFor('Which OAuth consumer of Loader?');
    expect(desk.done).toEqual([]);
  });

  test('is set up in the guided setup, and the watch comes back', async () => {
    let isOver = () => {};
    let runs = 0;
    const runSetup = () => {
      runs += 1;
      return new Promise<void>((resolve) => {
        isOver = resolve;
      });
    };
    const screen = await start(new FakeDesk(), { runSetup });
    screen.type('n');
    await answer(screen, 'What do you want to add?', 'j');
    await screen.waitUntil(() => runs === 1, 'the setup');
    isOver();
    await screen.waitFor('enter details');
    expect(runs).toBe(1);
  });

  test('says so where there is none, and at 60×15 everything has room', async () => {
    const desk = new FakeDesk();
    desk.others = [];
    const screen = await start(desk, { columns: 60, rows: 15 });
    screen.type('n');
    await answer(screen, 'What do you want to add?');
    await screen.waitFor('acme has no app that keyturn could start watching.');
    screen.press('enter');
    await screen.waitFor('enter details');
    screen.type('p');
    await screen.waitFor('How much should keyturn do automatically?');
    expect(screen.lines()[13]).toContain('enter select');
    expect(screen.lines().some((line) => line.length > 60)).toBe(false);
  });
});
