import { afterEach, describe, expect, test } from 'vitest';
import { reason } from '../../src/core/reasons/errors.ts';
import { noDaemon } from '../../src/core/status/read-daemon.ts';
import { systemTimer, type Timer } from '../../src/ui/kit/timer.ts';
import { runWatch, type WatchRequest } from '../../src/ui/run-watch.tsx';
import { graceRun, waitingRun } from '../core/watch/rotations.ts';
import { day, noon, watchedApp } from '../core/watch/watched-apps.ts';
import { openScreen, type TestScreen } from '../support/screen.ts';
import { FakeEmergency, refused } from './emergency/fake-emergency.ts';
import { FakeDesk } from './fake-desk.ts';

const open: TestScreen[] = [];

/** Whatever a test leaves running is told to stop, as a closed terminal would. */
afterEach(() => {
  for (const screen of open.splice(0)) screen.signals.emit('SIGHUP');
});

interface Options {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly timer?: Timer;
  readonly openEmergency?: WatchRequest['openEmergency'];
}

async function start(desk: FakeDesk, options: Options = {}) {
  const { columns = 80, rows = 24, env = {}, timer = systemTimer, openEmergency } = options;
  const screen = openScreen({ columns, rows });
  open.push(screen);
  const { stdin, stdout, stopping } = screen;
  const outcome = runWatch({
    ...{ desk, isPractice: false, env, stdin, stdout, stopping, timer, runSetup: async () => undefined },
    ...(openEmergency ? { openEmergency } : {}),
  });
  await screen.waitFor('Billing Sync');
  return { screen, outcome };
}

describe('the watch on a terminal', () => {
  test('lists the apps, and gives the terminal back on q', async () => {
    const { screen, outcome } = await start(new FakeDesk());
    const lines = screen.lines();
    expect(lines[0]).toMatch(/^ keyturn {2}1 app in 1 org · nothing urgent +daemon ● up$/);
    expect(lines[3]).toMatch(/▸ Billing Sync +acme +░+ +0d +in 90 days +fine$/);
    expect(lines[22]).toContain('enter details');
    expect(screen.isAlternate()).toBe(true);
    screen.type('q');
    await expect(outcome).resolves.toBe('closed');
    await screen.waitUntil(() => !screen.isAlternate(), 'the normal screen');
  });

  test('says above the list why the daemon fails, and what is wrong with the settings', async () => {
    const desk = new FakeDesk();
    const lastFailure = { at: noon - 300_000, problem: 'the disk is full' };
    desk.keeper = { ...desk.keeper, isFailing: true, lastFailure };
    desk.brokenSettings = 'config.json5: unknown setting chanels. The daemon starts nothing new.';
    const { screen } = await start(desk);
    const [header, , ...body] = screen.lines();
    expect(header).toMatch(/daemon ▲ failing$/);
    expect(body.slice(0, 3)).toEqual([
      ' ▲ The daemon is running, but its last check failed 5 min ago: the disk is',
      '   full.',
      ' ▲ config.json5: unknown setting chanels. The daemon starts nothing new.',
    ]);
    expect(screen.lines().at(-1)).toContain('1 of 1 app');
  });

  test('says when the daemon is off', async () => {
    const desk = new FakeDesk();
    desk.keeper = noDaemon;
    const { screen } = await start(desk);
    expect(screen.lines()[0]).toMatch(/daemon ○ off$/);
  });

  test('pauses reminders for a while, and acknowledges them', async () => {
    const desk = new FakeDesk();
    const { screen } = await start(desk);
    screen.type('z');
    await screen.waitFor('How long should keyturn pause its reminders?');
    screen.type('j');
    screen.press('enter');
    await screen.waitFor('Paused for 3 days.');
    screen.press('enter');
    await screen.waitFor('Press c to check the org now.');
    screen.type('a');
    await screen.waitFor('Acknowledged by you.');
    expect(desk.done).toEqual(['snooze Billing_Sync 3', 'acknowledge Billing_Sync']);
  });

  test('at 60×15 there is still the list, the chosen app and the keys', async () => {
    const { screen } = await start(new FakeDesk(), { columns: 60, rows: 15 });
    const lines = screen.lines();
    expect(lines[3]).toMatch(/▸ Billing Sync .*in 90 days +fine/);
    expect(lines[10]).toContain('Billing Sync · key 3MVG9key');
    expect(lines[13]).toContain('q quit');
  });

  test('opens the details, and says why what makes no sense now is not done', async () => {
    const desk = new FakeDesk();
    const { screen } = await start(desk);
    screen.press('enter');
    await screen.waitFor('Press c to check the org now.');
    screen.type('t');
    await screen.waitFor('keyturn knows of no previous credentials.');
    screen.type('gh');
    await screen.waitFor('No consumer is waiting for a confirmation.');
    screen.press('escape');
    await screen.waitFor('enter details');
    expect(desk.done).toEqual([]);
  });

  test('shows what another process has changed, and that what it shows may be old', async () => {
    const looks: (() => void)[] = [];
    const timer: Timer = (ms, run) => {
      if (ms === 2000) looks.push(run);
      return () => {};
    };
    const desk = new FakeDesk();
    const { screen } = await start(desk, { timer });
    const drawn = screen.written().length;
    looks.shift()?.();
    await screen.waitUntil(() => looks.length === 1, 'the next look');
    expect(screen.written().length).toBe(drawn);
    desk.apps = [{ watched: watchedApp(), rotation: graceRun() }];
    looks.shift()?.();
    await screen.waitFor('grace until 8 Mar');
    desk.readProblem = reason('StateBusy', { path: '/home/state.db' });
    await screen.waitUntil(() => looks.length === 1, 'the next look');
    looks.shift()?.();
    await screen.waitFor('This data may be old');
  });

  test('filters and sorts by keys, and q is a letter while one types', async () => {
    const desk = new FakeDesk();
    desk.apps.push({ watched: watchedApp({ app: 'SQL_Sync', label: 'SQL Sync', consumerId: '2' }), rotation: null });
    const { screen } = await start(desk);
    screen.type('/sq');
    await screen.waitForNo('Billing');
    screen.press('enter');
    await screen.waitFor('1 of 1 app matching “sq”');
    screen.press('escape');
    await screen.waitFor('Billing Sync');
    screen.type('o');
    await screen.waitFor('sorted by app');
    await screen.waitFor('Billing Sync');
  });
});

describe('an action', () => {
  test('shows the plan first; enter does nothing', async () => {
    const desk = new FakeDesk();
    const { screen } = await start(desk);
    screen.type('r');
    await screen.waitFor('Rotate the credentials of Billing Sync in Acme Corp (production)');
    await screen.waitFor('This action has changed nothing in your org yet.');
    screen.press('enter');
    await screen.waitFor('Canceled. Nothing was changed.');
    expect(desk.done).toEqual([]);
  });

  test('is done after y, with its progress and its result', async () => {
    const desk = new FakeDesk();
    const step = Promise.withResolvers<void>();
    desk.work = async ({ tell }) => {
      tell({ kind: 'done', act: 'stage', detail: 'X'.repeat(80) });
      tell({ kind: 'doing', act: 'prove', pair: 'new pair' });
      await step.promise;
      return ['✔ Billing Sync has new credentials.'];
    };
    const { screen } = await start(desk);
    screen.type('r');
    await screen.waitFor('Continue with this plan?');
    screen.type('y');
    await screen.waitFor('Verifying the new credentials…');
    await screen.waitFor('new credentials staged: XXXXX…XXXX');
    step.resolve();
    await screen.waitFor('✔ Billing Sync has new credentials.');
    screen.press('enter');
    await screen.waitFor('Press c to check the org now.');
    expect(desk.done).toEqual(['rotate Billing_Sync']);
  });

  test("that can break an integration takes the app's name; another name does nothing", async () => {
    const desk = new FakeDesk();
    desk.apps = [{ watched: watchedApp(), rotation: graceRun() }];
    const { screen } = await start(desk);
    screen.type('t');
    await screen.waitFor('Type Billing_Sync to continue');
    screen.type('y\r');
    await screen.waitFor('Canceled. Nothing was changed.');
    expect(desk.done).toEqual([]);
    screen.type('t');
    await screen.waitFor('Type Billing_Sync to continue');
    screen.type('Billing_Sync\r');
    await screen.waitFor('✔ Billing Sync has new credentials.');
    expect(desk.done).toEqual(['retire Billing_Sync confirmed']);
  });

  test('asks for other flows of the same key apart', async () => {
    const desk = new FakeDesk();
    desk.flows = ['web server flow'];
    const { screen } = await start(desk);
    screen.type('r');
    await screen.waitFor('The same consumer key is also used by: web server flow.');
    await screen.waitFor('Also change the credentials for the other flows?');
    screen.type('y');
    await screen.waitFor('Continue with this plan?');
    expect(desk.done).toEqual([]);
    screen.type('y');
    await screen.waitFor('has new credentials');
    expect(desk.done).toEqual(['rotate Billing_Sync flows']);
  });

  test('that fails says what is true, whether the integration is safe and what to do', async () => {
    const desk = new FakeDesk();
    desk.work = async () => {
      throw reason('AnotherAtWork', { what: 'rotation of Billing_Sync', holder: 'process 7 on ci' });
    };
    const { screen } = await start(desk);
    screen.type('c');
    await screen.waitFor('in use by process 7 on ci');
    await screen.waitFor('AnotherAtWork');
    await screen.waitFor('• Run the same command again');
    screen.press('escape');
    await screen.waitFor('Press c to check the org now.');
  });

  test('by hand: a consumer is confirmed with y; enter asks again', async () => {
    const desk = new FakeDesk();
    desk.apps = [{ watched: watchedApp(), rotation: waitingRun() }];
    const { screen } = await start(desk);
    screen.type('h');
    await screen.waitFor('▸ Mailroom');
    screen.press('enter');
    await screen.waitFor('▸ Not yet');
    screen.press('enter');
    await screen.waitFor('Press c to check the org now.');
    expect(desk.done).toEqual([]);
    screen.type('h');
    await screen.waitFor('▸ Mailroom');
    screen.press('enter');
    await screen.waitFor('▸ Not yet');
    screen.press('down');
    screen.press('enter');
    await screen.waitFor('✔ Mailroom has the new credentials.');
    screen.press('enter');
    await screen.waitFor('Press c to check the org now.');
    screen.type('h');
    await screen.waitFor('▸ Mailroom');
    screen.type('y');
    await screen.waitFor('✔ Mailroom has the new credentials.');
    expect(desk.done).toEqual(['handed-over Billing_Sync Mailroom', 'handed-over Billing_Sync Mailroom']);
  });

  test('shows a secret on a screen of its own alone, after the passphrase, and comes back', async () => {
    const desk = new FakeDesk();
    const { screen, outcome } = await start(desk);
    screen.type('v');
    await screen.waitFor('Which credentials do you want to see?');
    screen.press('enter');
    await screen.waitFor('Passphrase of the encrypted file');
    screen.type('canary-passphrase');
    await screen.waitFor('•••');
    expect(screen.written()).not.toContain('canary-');
    screen.press('enter');
    await screen.waitFor('canary-secret');
    screen.type('x');
    await screen.waitFor('Press c to check the org now.');
    expect(screen.text()).not.toContain('canary-secret');
    expect(desk.done).toEqual(['reveal primary canary-passphrase']);
    screen.type('q');
    await expect(outcome).resolves.toBe('closed');
  });
});

describe('an emergency', () => {
  test('has a screen of its own, comes back to the watch, and stays in the terminal', async () => {
    const emergency = new FakeEmergency();
    const { screen, outcome } = await start(new FakeDesk(), { openEmergency: async () => emergency });
    expect(screen.text()).toContain('e emergency');
    screen.type('e');
    await screen.waitFor('Type Billing_Sync to replace the leaked credentials now.');
    screen.type('Billing_Sync\r');
    await screen.waitFor('keyturn is changing the org');
    emergency.end(refused());
    await screen.waitFor('The leaked credentials stopped working 00:02.4');
    screen.press('enter');
    await screen.waitFor('Press c to check the org now.');
    screen.type('q');
    await expect(outcome).resolves.toBe('closed');
    await screen.waitUntil(() => !screen.isAlternate(), 'the normal screen');
    await screen.waitFor('✔ The leaked credentials stopped working 00:02.4 after you confirmed.');
  });

  test('that is not confirmed does nothing', async () => {
    const emergency = new FakeEmergency();
    const { screen } = await start(new FakeDesk(), { openEmergency: async () => emergency });
    screen.type('e');
    await screen.waitFor('Type Billing_Sync');
    screen.press('escape');
    await screen.waitFor('Canceled. Nothing was changed.');
    expect([screen.isAlternate(), emergency.signal]).toEqual([true, null]);
  });

  test("whose plan can't be made says why", async () => {
    const openEmergency = async () => {
      throw reason('AnotherAtWork', { what: 'rotation of Billing_Sync', holder: 'process 7 on ci' });
    };
    const { screen } = await start(new FakeDesk(), { openEmergency });
    screen.type('e');
    await screen.waitFor('in use by process 7 on ci');
  });

  test("that can't be done from here names the command", async () => {
    const { screen } = await start(new FakeDesk());
    screen.type('e');
    await screen.waitFor('Run in a separate terminal: `keyturn emergency Billing_Sync`');
  });

  test('can be stopped while its plan is made', async () => {
    const plan = Promise.withResolvers<FakeEmergency>();
    const { screen } = await start(new FakeDesk(), { openEmergency: () => plan.promise });
    screen.type('e');
    await screen.waitFor('Planning an emergency for Billing Sync');
    screen.press('escape');
    await screen.waitFor('Stopping');
    plan.resolve(new FakeEmergency());
    await screen.waitFor('Stopped. Nothing was changed.');
  });

  test('that breaks off says so in the watch', async () => {
    const emergency = new FakeEmergency();
    const { screen } = await start(new FakeDesk(), { openEmergency: async () => emergency });
    screen.type('e');
    await screen.waitFor('Type Billing_Sync');
    screen.type('Billing_Sync\r');
    await screen.waitFor('keyturn is changing the org');
    emergency.fail(new Error('out of memory'));
    await screen.waitFor('This is a bug in keyturn: out of memory');
  });
});

describe('leaving', () => {
  test('waits for the step under way in the middle of a change', async () => {
    const desk = new FakeDesk();
    desk.work = ({ signal }) =>
      new Promise((_resolve, reject) => {
        const interrupted = reason('Interrupted', { doing: 'waiting', command: 'resume Billing_Sync' });
        signal.addEventListener('abort', () => reject(interrupted));
      });
    const { screen, outcome } = await start(desk);
    screen.type('r');
    await screen.waitFor('Continue with this plan?');
    screen.type('y');
    await screen.waitFor('Starting');
    screen.press('ctrl+c');
    await expect(outcome).resolves.toBe('interrupted');
    await screen.waitFor('Continue with `keyturn resume Billing_Sync`.');
    expect(screen.isAlternate()).toBe(false);
  });

  test('is immediate while a plan is only shown, and the work hears of it', async () => {
    const desk = new FakeDesk();
    const { screen, outcome } = await start(desk);
    screen.type('r');
    await screen.waitFor('Continue with this plan?');
    screen.press('ctrl+c');
    await expect(outcome).resolves.toBe('closed');
    expect(desk.done).toEqual([]);
  });

  test('esc stops what has changed nothing yet', async () => {
    const desk = new FakeDesk();
    desk.work = ({ signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const { screen } = await start(desk);
    screen.type('c');
    await screen.waitFor('esc stop');
    screen.press('escape');
    await screen.waitFor('Stopped. Nothing was changed.');
  });
});

test('the window may shrink and grow in the middle of it', async () => {
  const desk = new FakeDesk();
  desk.apps = [{ watched: watchedApp({ issuedAt: noon - 100 * day }), rotation: null }];
  const { screen } = await start(desk);
  screen.resize({ columns: 30, rows: 8 });
  await screen.waitFor('too small');
  screen.resize({ columns: 120, rows: 30 });
  await screen.waitFor('runs as');
  await screen.waitFor('overdue');
  expect(screen.lines()[29]).toContain('sorted by urgency');
});
