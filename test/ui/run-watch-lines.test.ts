import { afterEach, describe, expect, test } from 'vitest';
import type { Timer } from '../../src/ui/kit/timer.ts';
import { runWatchLines } from '../../src/ui/run-watch-lines.ts';
import type { WatchRequest } from '../../src/ui/watch/watch-request.ts';
import { graceRun, waitingRun } from '../core/watch/rotations.ts';
import { day, noon, watchedApp } from '../core/watch/watched-apps.ts';
import { openScreen, type TestScreen } from '../support/screen.ts';
import { FakeEmergency } from './emergency/fake-emergency.ts';
import { FakeDesk } from './fake-desk.ts';

const open: TestScreen[] = [];

afterEach(() => {
  for (const screen of open.splice(0)) screen.signals.emit('SIGHUP');
});

/** A timer that rings only when it is told to. */
function bell() {
  const ringing = new Set<() => void>();
  const timer: Timer = (_ms, work) => {
    ringing.add(work);
    return () => ringing.delete(work);
  };
  const ring = () => {
    for (const work of [...ringing]) {
      ringing.delete(work);
      work();
    }
  };
  return { timer, ring };
}

const prompt = 'Type a number for details, ? for help, or q to quit.';

async function start(desk: FakeDesk, extra: Partial<WatchRequest> = {}) {
  const screen = openScreen({ columns: 300, rows: 80 });
  open.push(screen);
  const { stdin, stdout, stopping } = screen;
  const { timer, ring } = bell();
  const runSetup = async () => undefined;
  const usual = { desk, isPractice: false, env: {}, stdin, stdout, stopping, timer, runSetup };
  const outcome = runWatchLines({ ...usual, ...extra });
  await screen.waitFor(prompt);
  const type = async (line: string, wanted: string) => {
    const before = screen.written().length;
    screen.type(`${line}\n`);
    await screen.waitUntil(() => screen.written().slice(before).includes(wanted), wanted);
  };
  return { screen, outcome, type, ring };
}

function twoApps(): FakeDesk {
  const desk = new FakeDesk();
  const other = watchedApp({ app: 'Mailer', label: 'Mailer', consumerId: '888Mailer', issuedAt: noon - 80 * day });
  desk.apps = [...desk.apps, { watched: other, rotation: null }];
  return desk;
}

describe('the watch in lines', () => {
  test('reads the list with numbers, the details of an app and the help, and quits', async () => {
    const { screen, outcome, type } = await start(twoApps());
    expect(screen.lines().slice(0, 4)).toEqual([
      expect.stringMatching(/^keyturn watch: watching 2 apps in 1 org · /),
      expect.stringMatching(/^1\. Billing Sync in acme: fine, 0 days old, due in 90 days\./),
      expect.stringMatching(/^2\. Mailer in acme: /),
      expect.stringMatching(/^The daemon is running; next check in 4 min\.$/),
    ]);
    await type('Mailer', 'runs as');
    await type('1', 'policy maximum age 90 days');
    await type('?', 'r: rotate: stage, deliver and promote new credentials');
    await type('x 1', '“x 1” is no key and no app. Type ? for help.');
    screen.type('q\n');
    expect(await outcome).toBe('closed');
    expect(screen.isAlternate()).toBe(false);
  });

  test('asks which app, then takes the letter and the number, and the same app after that', async () => {
    const desk = twoApps();
    const { type } = await start(desk);
    await type('c', 'Which app? Type its number after the letter');
    await type('c 2', 'Billing Sync has new credentials.');
    expect(desk.done).toEqual(['check Mailer']);
    await type('check', 'Checking Mailer in the org.');
    await type('', 'keyturn watch: watching 2 apps');
    expect(desk.done).toEqual(['check Mailer', 'check Mailer']);
  });

  test('takes a number as it was said, even if the list is in another order by then', async () => {
    const desk = twoApps();
    const { screen, type, ring } = await start(desk);
    const more = watchedApp({ app: 'ERP', label: 'ERP', consumerId: '888ERP' });
    desk.apps = [{ watched: more, rotation: null }, ...desk.apps];
    ring();
    await screen.waitFor('ERP');
    await type('c 1', 'Checking Billing Sync in the org.');
    await type('c 3', 'Which app?');
    await type('', '1. ERP in acme');
    await type('c 1', 'Checking ERP in the org.');
  });

  test('reads a plan, and does it only after y; anything else cancels', async () => {
    const desk = new FakeDesk();
    const { type } = await start(desk);
    await type('s', 'Continue with this plan? Type y to continue.');
    await type('', 'Canceled. Nothing was changed.');
    expect(desk.done).toEqual([]);
    await type('rotate 1', 'Rotate the credentials of Billing Sync in Acme Corp (production)');
    await type('y', '✔ Billing Sync has new credentials.');
    expect(desk.done).toEqual(['rotate Billing_Sync']);
  });

  test('takes the name where a plan can break something, and not another one', async () => {
    const desk = new FakeDesk();
    desk.apps = [{ watched: watchedApp(), rotation: graceRun() }];
    const { type } = await start(desk);
    await type('t', 'Type Billing_Sync to continue. Anything else cancels.');
    await type('Mailer', 'Canceled.');
    expect(desk.done).toEqual([]);
    await type('t', 'Type Billing_Sync to continue. Anything else cancels.');
    await type('Billing_Sync', '✔ Billing Sync has new credentials.');
    expect(desk.done).toEqual(['retire Billing_Sync confirmed']);
  });

  test('confirms a consumer after two choices, and says why an action is not possible', async () => {
    const desk = new FakeDesk();
    desk.apps = [{ watched: watchedApp(), rotation: waitingRun() }];
    const { screen, type } = await start(desk);
    await type('h', 'Type a number, or 0 to go back.');
    screen.type('7\n');
    await screen.waitFor('Type a number from 1 to ');
    await type('1', '1. Not yet');
    await type('2', 'has the new credentials.');
    expect(desk.done[0]).toMatch(/^handed-over Billing_Sync /);
    await type('b', 'There are no previous credentials to switch back to.');
  });

  test('asks the questions of a form, one after the other, with what is filled in, and goes back', async () => {
    const desk = new FakeDesk();
    desk.unusable = { 'file:/srv/erp.env': "the folder doesn't exist" };
    const { screen, type } = await start(desk);
    await type('u', '. Add a consumer');
    const place = /(\d+)\. Add a consumer/.exec(screen.text())?.[1] ?? '';
    await type(place, 'Or type a number, or "back".');
    await type('x', 'Type a number from 1 to 3.');
    await type('1', 'Type your answer, or "back".');
    await type('/srv/erp.env', "the folder doesn't exist");
    await type('back', 'How does the consumer get new credentials?');
    await type('3', 'Type your answer, or "back".');
    await type('Nightly', 'Press Enter to leave it empty.');
    await type('', 'Or type a number, or "back".');
    expect(desk.done).toEqual([]);
    const yes = [...screen.text().matchAll(/^(\d+)\. (?:Add|Yes|Save).*$/gm)].at(-1)?.[1] ?? '';
    await type(yes, '✔ add Nightly manual:Nightly');
    expect(desk.done[0]).toMatch(/^add Nightly manual:Nightly .* to Billing_Sync$/);
  });

  test('goes back in menus, and runs the guided setup in place of the watch', async () => {
    let setups = 0;
    const { screen, type } = await start(new FakeDesk(), {
      runSetup: async () => {
        setups += 1;
      },
    });
    await type('n', 'What do you want to add?');
    await type('0', '');
    await type('new', 'What do you want to add?');
    screen.type('2\n');
    await screen.waitUntil(() => setups === 1, 'the setup');
    await new Promise((resolve) => setImmediate(resolve));
    await type('?', 'Enter: the list.');
  });

  test('reads out what changes meanwhile, once', async () => {
    const desk = twoApps();
    const { screen, ring } = await start(desk);
    desk.apps = [{ watched: watchedApp(), rotation: waitingRun() }];
    desk.keeper = { ...desk.keeper, running: false };
    ring();
    await screen.waitFor("The daemon isn't running, so no reminders are sent.");
    expect(screen.text()).toContain('No longer watched: Mailer.');
    expect(screen.text()).toContain('Changed: Billing Sync in acme: ');
    const before = screen.text();
    ring();
    await new Promise((resolve) => setImmediate(resolve));
    expect(screen.text()).toBe(before);
  });

  test('never shows a passphrase, and clears shown credentials from the screen', async () => {
    const desk = new FakeDesk();
    const { screen, type } = await start(desk);
    await type('v', '1. current');
    await type('1', "Passphrase of the encrypted file. What you type isn't shown.");
    screen.type('pass-4711\r\n');
    await screen.waitUntil(() => screen.isAlternate(), 'the separate screen');
    await screen.waitFor('canary-secret');
    screen.type(' ');
    await screen.waitUntil(() => !screen.isAlternate(), 'the normal screen');
    expect(screen.text()).not.toContain('canary-secret');
    expect(screen.written()).not.toContain('pass-4711');
    expect(desk.done).toEqual(['reveal primary pass-4711']);
    await type('?', 'Enter: the list.');
  });

  test('opens an emergency as lines, and goes on afterwards', async () => {
    const emergency = new FakeEmergency();
    const { type } = await start(new FakeDesk(), { openEmergency: async () => emergency });
    await type('e', 'Press enter alone to quit without changes.');
    await type('', 'Canceled.');
    await type('?', 'Enter: the list.');
  });

  test('quits after the step of a change, and says how to continue', async () => {
    const desk = new FakeDesk();
    desk.work = (talk) =>
      new Promise((_resolve, reject) => talk.signal.addEventListener('abort', () => reject(talk.signal.reason)));
    const { screen, outcome, type } = await start(desk);
    await type('s', 'Type y to continue');
    await type('y', 'Starting…');
    screen.signals.emit('SIGINT');
    await screen.waitFor('Quitting after this step…');
    await screen.waitFor('Continue with `keyturn resume`.');
    expect(await outcome).toBe('interrupted');
  });

  test('quits at the end of the input', async () => {
    const { screen, outcome } = await start(new FakeDesk());
    screen.stdin.end();
    expect(await outcome).toBe('closed');
  });
});
