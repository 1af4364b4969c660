import { afterEach, describe, expect, test } from 'vitest';
import { nameToType } from '../../../src/core/operate/consent.ts';
import { runEmergencyLines } from '../../../src/ui/run-emergency-lines.ts';
import { openScreen, type TestScreen } from '../../support/screen.ts';
import { FakeEmergency, failed, HandTimer, refused, target } from './fake-emergency.ts';

const open: TestScreen[] = [];

afterEach(() => {
  for (const screen of open.splice(0)) {
    screen.signals.emit('SIGHUP');
    screen.signals.emit('SIGHUP');
  }
});

async function start(emergency: FakeEmergency) {
  const screen = openScreen({ columns: 200, rows: 60 });
  const timer = new HandTimer();
  open.push(screen);
  const { stdin, stdout, stopping } = screen;
  const ending = runEmergencyLines(emergency, { env: {}, stdin, stdout, stopping, timer: timer.start });
  await screen.waitFor('Press enter alone');
  return { screen, ending, timer };
}

async function confirmed(emergency: FakeEmergency) {
  const started = await start(emergency);
  started.screen.type(`${nameToType(emergency.confirmed)}\n`);
  await started.screen.waitUntil(() => emergency.signal !== null, 'the run');
  return started;
}

describe('an emergency in lines', () => {
  test('says what it costs, then asks for the name; another one does nothing', async () => {
    const emergency = new FakeEmergency();
    const { screen } = await start(emergency);
    for (const sentence of [
      'EMERGENCY: Billing Sync in Acme Corp. Nothing in your org has changed yet.',
      'What breaks:\n  No access until updated by hand: Mailroom.',
      '2. Deliver them to vault.',
      'Type Billing_Sync to replace the leaked credentials now.',
    ]) {
      expect(screen.text()).toContain(sentence);
    }
    screen.type('yes\n');
    await screen.waitFor("The name doesn't match. Nothing was done.");
    expect(emergency.signal).toBeNull();
    screen.type('Billing_Sync\n');
    await screen.waitUntil(() => emergency.signal !== null, 'the run');
  });

  const waysOut: readonly [string, (screen: TestScreen) => void][] = [
    ['an empty line', (screen) => screen.type('\n')],
    ['the end of the input', (screen) => screen.stdin.end()],
    ['an interrupt', (screen) => screen.signals.emit('SIGINT')],
  ];
  test.each(waysOut)('%s leaves, and nothing has changed', async (_title, leave) => {
    const emergency = new FakeEmergency();
    const { screen, ending } = await start(emergency);
    leave(screen);
    await expect(ending).resolves.toBe('declined');
    await screen.waitFor('Nothing changed.');
    expect(emergency.signal).toBeNull();
  });

  test('tells every step once with its time, what is still at work, and how it ended', async () => {
    const emergency = new FakeEmergency();
    const { screen, ending, timer } = await confirmed(emergency);
    emergency.tell(0, { kind: 'doing', act: 'deliver' });
    emergency.clock.advance(10_000);
    timer.ring(10_000);
    emergency.tell(0, { kind: 'done', act: 'deliver', detail: 'vault' });
    emergency.tell(0, { kind: 'warning', warning: 'problem', problem: 'The org answered late.' });
    emergency.tell(0, {
      kind: 'waiting',
      why: 'problem',
      problem: 'A deploy is ahead.',
      until: emergency.now() + 4000,
    });
    emergency.end(refused({ containedAfterMs: 1100 }));
    await expect(ending).resolves.toBe('ended');
    expect(screen.written()).not.toContain('\x1b');
    const told = [
      'Delivering the credentials…',
      'Still working after 10 s: Delivering the credentials',
      'After 00:10.0: delivered, vault',
      'Caution: The org answered late.',
      'A deploy is ahead. retrying in 4 s',
      'Every token request was refused 00:01.1 after you confirmed, the leaked credentials for good after 00:02.4.',
      'Incident report: /home/ada/reports/billing.md',
      'Update Mailroom by hand.',
    ];
    const lines = screen.written().split('\n');
    expect(lines.filter((line) => told.includes(line))).toEqual(told);
    expect(timer.waits).toEqual([]);
  });

  test('says how it ended once, and where the report is once', async () => {
    const emergency = new FakeEmergency();
    const { screen, ending } = await confirmed(emergency);
    const report = '/home/ada/reports/billing.md';
    emergency.tell(100, { kind: 'done', act: 'report', detail: report });
    emergency.tell(100, { kind: 'ended', outcome: refused({ report }) });
    emergency.end(refused({ report }));
    await ending;
    expect(screen.written().match(/The leaked credentials stopped working/g)).toHaveLength(1);
    expect(screen.written().match(/billing\.md/g)).toHaveLength(1);
  });

  test('names the app in front of everything where there are several, and the failures first', async () => {
    const emergency = new FakeEmergency();
    emergency.confirmed = { ...emergency.confirmed, app: null };
    emergency.plans = [target(), target({ key: 'erp', name: 'ERP Bridge' })];
    const { screen, ending } = await confirmed(emergency);
    emergency.report = () => '/home/ada/reports/all-1.md';
    emergency.tell(100, { kind: 'done', act: 'deliver' }, 'erp');
    emergency.tell(100, { kind: 'ended', outcome: failed({ key: 'erp' }) }, 'erp');
    emergency.end(refused(), failed({ key: 'erp' }));
    await ending;
    const text = screen.written();
    expect(text).toContain('ERP Bridge: After 00:00.1: delivered');
    expect(text).toContain('ERP Bridge: Failed: vault did not take the new pair.');
    expect(text.lastIndexOf('ERP Bridge')).toBeLessThan(text.lastIndexOf('Billing Sync'));
    expect(text).toContain('1 app is not finished. Run the same command again to continue.');
    expect(text).toContain('\nIncident report for all apps: /home/ada/reports/all-1.md\n');
  });

  test('an interrupt quits after the step', async () => {
    const emergency = new FakeEmergency();
    const { screen, ending } = await confirmed(emergency);
    screen.signals.emit('SIGINT');
    await screen.waitFor('Quitting after this step… ctrl+c again quits at once.');
    expect(emergency.signal?.aborted).toBe(true);
    emergency.end(failed());
    await expect(ending).resolves.toBe('ended');
    await screen.waitFor("The emergency isn't finished. Run the same command again to continue.");
  });

  test('a second one quits at once, and says what is open', async () => {
    const emergency = new FakeEmergency();
    const { screen, ending } = await confirmed(emergency);
    emergency.tell(100, { kind: 'doing', act: 'rotate' });
    screen.signals.emit('SIGINT');
    screen.signals.emit('SIGINT');
    await expect(ending).resolves.toBe('ended');
    expect(screen.written()).toMatch(/keyturn quit during this step: [^\n]*promot/i);
    await screen.waitFor('Continue with `keyturn resume Billing_Sync`.');
  });
});
