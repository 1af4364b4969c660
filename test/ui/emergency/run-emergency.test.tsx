import { afterEach, describe, expect, test, vi } from 'vitest';
import { nameToType } from '../../../src/core/operate/consent.ts';
import { runEmergencyScreen } from '../../../src/ui/run-emergency.tsx';
import { openScreen, type TestScreen } from '../../support/screen.ts';
import { FakeEmergency, failed, HandTimer, refused, target } from './fake-emergency.ts';

const open: TestScreen[] = [];

/** Whatever a test leaves running is told to stop, as a closed terminal would. */
afterEach(() => {
  for (const screen of open.splice(0)) {
    screen.signals.emit('SIGHUP');
    screen.signals.emit('SIGHUP');
  }
});

interface Options {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

async function start(emergency: FakeEmergency, { columns = 80, rows = 24, env = {} }: Options = {}) {
  const screen = openScreen({ columns, rows });
  const timer = new HandTimer();
  open.push(screen);
  const { stdin, stdout, stopping } = screen;
  const ending = runEmergencyScreen(emergency, { env, stdin, stdout, stopping, timer: timer.start });
  await screen.waitFor('EMERGENCY');
  await screen.waitFor('esc quit');
  return { screen, ending, timer };
}

async function confirmed(emergency: FakeEmergency, options: Options = {}) {
  const started = await start(emergency, options);
  started.screen.type(`${nameToType(emergency.confirmed)}\r`);
  await started.screen.waitFor('keyturn is changing the org');
  return started;
}

describe('before it starts', () => {
  test('shows what it costs in a box, and asks for the name', async () => {
    const { screen } = await start(new FakeEmergency());
    const lines = screen.lines();
    expect(lines[0]).toMatch(/^ EMERGENCY {2}Billing Sync {2}in Acme Corp$/);
    expect(lines[2]).toMatch(/^ ┌─ What breaks ─+┐$/);
    expect(lines[3]).toMatch(/^ │ ■ No access until updated by hand: Mailroom\. +│$/);
    expect(screen.text()).toContain('│ 2. Deliver them to vault.');
    expect(screen.text()).toContain('Type Billing_Sync to replace the leaked credentials now');
    expect(lines[23]).toBe(' Nothing in your org has changed yet.');
  });

  test('enter with another name says so and does nothing', async () => {
    const emergency = new FakeEmergency();
    const { screen } = await start(emergency);
    screen.press('enter');
    await screen.waitFor("✖ The name doesn't match. Nothing was done.");
    screen.type('Billing Sync');
    await screen.waitForNo('✖');
    screen.press('enter');
    await screen.waitFor("✖ The name doesn't match");
    screen.press('ctrl+u');
    screen.type('Billing_Sync\r');
    await screen.waitFor('keyturn is changing the org');
  });

  test.each(['escape', 'ctrl+c'] as const)('%s leaves, and nothing has changed', async (key) => {
    const emergency = new FakeEmergency();
    const { screen, ending } = await start(emergency);
    screen.type('Billing_Sync');
    screen.press(key);
    await expect(ending).resolves.toBe('declined');
    await screen.waitFor('Nothing changed.');
    expect([screen.isAlternate(), emergency.signal, emergency.left]).toEqual([false, null, 1]);
  });

  test('claims of one that goes on only what holds', async () => {
    const emergency = new FakeEmergency();
    emergency.plans = emergency.plans.map((plan) => ({ ...plan, confirmedAt: 1 }));
    const { screen } = await start(emergency);
    expect(screen.text()).toContain('Earlier steps still apply. Nothing else has changed yet.');
    expect(screen.text()).not.toContain('Nothing in your org has changed');
  });

  test('at 60×15 the list scrolls above the question', async () => {
    const { screen } = await start(new FakeEmergency(), { columns: 60, rows: 15 });
    expect(screen.text()).toContain('more rows');
    expect(screen.text()).toContain('Type Billing_Sync');
    expect(screen.text()).not.toContain('Acme Corp is a production org.');
    for (let row = 0; row < 12; row += 1) screen.press('down');
    await screen.waitFor('• Acme Corp is a production org.');
    await screen.waitFor('└──');
    expect(screen.lines()[14]).toContain('Nothing in your org has changed yet.');
  });

  test('says that it is a drill, and that the org is the practice org', async () => {
    const emergency = new FakeEmergency();
    emergency.isDrill = true;
    emergency.isPractice = true;
    const { screen } = await start(emergency);
    expect(screen.lines()[0]).toMatch(/^ EMERGENCY DRILL {2}Billing Sync {2}in Acme Corp +practice org$/);
    expect(screen.text()).toContain('to start the drill');
  });
});

describe('while it runs', () => {
  test('every step has its time, the current one how long it takes, and one clock runs', async () => {
    const emergency = new FakeEmergency();
    const { screen, timer } = await confirmed(emergency);
    emergency.tell(200, { kind: 'done', act: 'stage', detail: `key ${'X'.repeat(80)}aBcD` });
    emergency.tell(0, { kind: 'doing', act: 'deliver' });
    await screen.waitFor(/^ ✔ 00:00\.2 {2}new credentials staged +key XXXXX…aBcD$/m);
    await screen.waitFor(/^ ▸ {10}Delivering the credentials$/m);
    emergency.clock.advance(3200);
    timer.ring(200);
    await screen.waitFor(/^ ▸ {10}Delivering the credentials {2}3 s$/m);
    expect(screen.lines()[0]).toMatch(/^ EMERGENCY {2}Billing Sync {2}in Acme Corp +00:03\.4$/);
    emergency.tell(0, { kind: 'warning', warning: 'problem', problem: 'The org answered late.' });
    emergency.tell(0, {
      kind: 'waiting',
      why: 'problem',
      problem: 'A deploy is ahead.',
      until: emergency.now() + 4000,
    });
    await screen.waitFor('▲ 00:03.4  The org answered late.');
    await screen.waitFor('A deploy is ahead. retrying in 4 s');
  });

  test('is redrawn by the clock five times a second, and never after it has ended', async () => {
    const emergency = new FakeEmergency();
    const { screen, timer } = await confirmed(emergency);
    await screen.waitUntil(() => timer.waits.length > 0, 'the clock');
    expect(timer.waits.map(({ ms }) => ms)).toEqual([200]);
    emergency.end(refused());
    await screen.waitFor('The leaked credentials stopped working');
    await screen.waitUntil(() => timer.waits.length === 0, 'the end of the clock');
  });

  test("control characters of the org don't reach the terminal", async () => {
    const emergency = new FakeEmergency();
    emergency.plans = [target({ name: 'Bil\x1b[31mling', org: 'Ac\x07me' })];
    const { screen } = await confirmed(emergency);
    emergency.tell(0, { kind: 'warning', warning: 'problem', problem: 'The org\x1b]0;owned\x07 answered late.' });
    emergency.tell(100, { kind: 'done', act: 'deliver', detail: 'va\x9b31mult' });
    await screen.waitFor('The org answered late.');
    await screen.waitFor(/delivered +vault/);
    expect(screen.lines()[0]).toContain('Billing  in Acme');
    expect(screen.written()).not.toContain('owned');
  });

  test('a window that shrinks and grows shows it again', async () => {
    const emergency = new FakeEmergency();
    const { screen } = await confirmed(emergency);
    for (let step = 1; step <= 12; step += 1)
      emergency.tell(100, { kind: 'done', act: 'deliver', detail: `step ${step}` });
    await screen.waitFor('step 12');
    screen.resize({ columns: 60, rows: 15 });
    await screen.waitForNo('step 2\n');
    expect(screen.text()).toContain('step 12');
    screen.resize({ columns: 30, rows: 8 });
    await screen.waitFor('too small');
    screen.resize({ columns: 80, rows: 24 });
    await screen.waitFor(/✔ 00:00\.1 {2}delivered +step 1\n/);
  });

  test('without colours nothing is lost', async () => {
    const emergency = new FakeEmergency();
    const { screen } = await confirmed(emergency, { env: { NO_COLOR: '1' } });
    emergency.tell(100, { kind: 'done', act: 'deliver', detail: 'vault' });
    await screen.waitFor('✔ 00:00.1  delivered');
    expect(screen.written()).not.toMatch(/\x1b\[3[0-7]m/);
  });
});

describe('when it has ended', () => {
  test('says when the leaked pair stopped working, stays until enter, and remains in the terminal', async () => {
    const emergency = new FakeEmergency();
    const { screen, ending } = await confirmed(emergency);
    emergency.tell(2400, { kind: 'done', act: 'prove-refused', pair: 'leaked pair', detail: 'invalid_client' });
    emergency.clock.advance(5000);
    emergency.end(refused());
    await screen.waitFor('Incident report: /home/ada/reports/billing.md');
    expect(screen.lines()[23]).toBe(' The leaked credentials stopped working 00:02.4 after you confirmed.');
    expect(screen.lines()[0]).toMatch(/00:07\.4$/);
    expect(screen.text()).toContain('• Update Mailroom by hand.');
    screen.press('enter');
    await expect(ending).resolves.toBe('ended');
    await screen.waitUntil(() => !screen.isAlternate(), 'the normal screen');
    for (const text of [
      'EMERGENCY  Billing Sync in Acme Corp',
      /✔ 00:02\.4 {2}leaked credentials are refused +invalid_client/,
      '✔ The leaked credentials stopped working 00:02.4 after you confirmed.',
      '• Update Mailroom by hand.',
    ]) {
      await screen.waitFor(text);
    }
  });

  test('tells both clocks apart where everything was stopped first', async () => {
    const emergency = new FakeEmergency();
    const { screen } = await confirmed(emergency, { columns: 60, rows: 15 });
    emergency.end(refused({ containedAfterMs: 1100, refusedAfterMs: 9200 }));
    await screen.waitFor('✔ Every token request was refused 00:01.1 after you');
    expect(screen.text()).toMatch(/confirmed, the leaked credentials for good after\s+00:09\.2\./);
    expect(screen.lines()[14]).toBe(' All refused: 00:01.1; leaked key for good: 00:09.2.');
  });

  test('a failure says what is true, whether the integration is safe, what to do', async () => {
    const emergency = new FakeEmergency();
    const { screen, ending } = await confirmed(emergency, { columns: 60, rows: 15 });
    for (let step = 1; step <= 12; step += 1)
      emergency.tell(100, { kind: 'done', act: 'deliver', detail: `step ${step}` });
    emergency.end(failed());
    await screen.waitFor('✖ vault did not take the new pair.');
    expect(screen.text()).toContain('The leaked pair still works; so does the integration.');
    expect(screen.text()).toContain('• Look at vault.');
    expect(screen.lines()[14]).toBe(' Not finished. Run the same command again.');
    screen.press('up');
    await screen.waitFor('step 10');
    screen.press('escape');
    await expect(ending).resolves.toBe('ended');
    await screen.waitFor(/The emergency isn't finished\. Run the same command again to\s+continue\./);
  });

  test('names the report once: on the screen broken behind a folder only, in the terminal not at all', async () => {
    const report = '/home/ada/.local/share/keyturn/incidents/9a4af97f-508b-4834-9766-a417e22d723b.md';
    const emergency = new FakeEmergency();
    const { screen, ending } = await confirmed(emergency, { columns: 60, rows: 15 });
    emergency.tell(100, { kind: 'done', act: 'report', detail: report });
    emergency.end(refused({ report }));
    await screen.waitFor('• Update Mailroom by hand.');
    expect(screen.text()).toMatch(
      /Incident report:\n +\/home\/ada\/.local\/share\/keyturn\/incidents\/\n +9a4af97f-508b-4834-9766-a417e22d723b\.md\n/,
    );
    expect(screen.text().match(/9a4af97f/g)).toHaveLength(1);
    screen.press('enter');
    await ending;
    const farewell = screen.written().split('\x1b[?1049l').at(-1) ?? '';
    expect(farewell.match(/9a4af97f/g)).toHaveLength(1);
    expect(farewell).toContain(`\n  ${report}`);
  });

  test('names one command that goes on', async () => {
    const emergency = new FakeEmergency();
    const { screen, ending } = await confirmed(emergency);
    const actions = ['Continue with `keyturn emergency Billing_Sync`.'];
    emergency.end(failed({ actions }));
    await screen.waitFor('• Continue with `keyturn emergency Billing_Sync`.');
    expect(screen.lines()[23]).toBe(" The emergency isn't finished.");
    screen.press('enter');
    await ending;
    expect(screen.written()).not.toContain('same command');
  });

  test('what breaks the run itself is thrown, after what was done was printed', async () => {
    const emergency = new FakeEmergency();
    const { screen, ending } = await confirmed(emergency);
    emergency.tell(100, { kind: 'done', act: 'stage' });
    emergency.fail(new Error('a defect'));
    await expect(ending).rejects.toThrow('a defect');
    await screen.waitFor('✔ 00:00.1  new credentials staged');
    expect(screen.isAlternate()).toBe(false);
  });

  test('an emergency that goes on keeps the clock of its first confirmation', async () => {
    const emergency = new FakeEmergency();
    emergency.plans = [target({ confirmedAt: emergency.now() - 65_000 })];
    const { screen } = await confirmed(emergency);
    emergency.tell(200, { kind: 'done', act: 'deliver' });
    await screen.waitFor('✔ 01:05.2  delivered');
    expect(screen.lines()[0]).toMatch(/01:05\.2$/);
  });
});

describe('leaving in the middle', () => {
  test.each(['q', 'ctrl+c'] as const)('%s waits for the step under way', async (key) => {
    const emergency = new FakeEmergency();
    const { screen, ending } = await confirmed(emergency);
    await screen.waitFor('q quit after this step; you can continue later');
    if (key === 'q') screen.type(key);
    else screen.press(key);
    await screen.waitFor('Quitting after this step… ctrl+c again quits at once.');
    expect(emergency.signal?.aborted).toBe(true);
    emergency.end(failed({ message: 'Interrupted.' }));
    await expect(ending).resolves.toBe('ended');
    await screen.waitUntil(() => !screen.isAlternate(), 'the normal screen');
    await screen.waitFor('✖ Interrupted.');
  });

  test('a second ctrl+c ends it at once, and what is open is said', async () => {
    const emergency = new FakeEmergency();
    const { screen, ending } = await confirmed(emergency);
    emergency.tell(100, { kind: 'doing', act: 'rotate' });
    screen.press('ctrl+c');
    await screen.waitFor('ctrl+c again quits at once');
    screen.press('ctrl+c');
    await expect(ending).resolves.toBe('ended');
    await screen.waitFor('✖ keyturn quit during this step: ');
    await screen.waitFor('Continue with `keyturn resume Billing_Sync`.');
  });

  test('waits for a while, and then says what nobody knows', async () => {
    const emergency = new FakeEmergency();
    const { screen, ending } = await confirmed(emergency);
    vi.spyOn(screen.stopping, 'timeIsUp').mockResolvedValue();
    screen.signals.emit('SIGTERM');
    await expect(ending).resolves.toBe('ended');
    await screen.waitFor('The leaked credentials may still work.');
  });
});

describe('several apps', () => {
  const apps = () => {
    const emergency = new FakeEmergency();
    emergency.confirmed = { ...emergency.confirmed, app: null };
    emergency.plans = [
      target(),
      target({ key: 'erp', name: 'ERP Bridge' }),
      target({ key: 'lake', name: 'Data Lake' }),
    ];
    return emergency;
  };

  test('have a line each, the failures first, and totals', async () => {
    const emergency = apps();
    const { screen, ending } = await confirmed(emergency);
    expect(screen.lines()[0]).toMatch(/^ EMERGENCY {2}3 apps {2}in Acme Corp/);
    emergency.tell(1000, { kind: 'done', act: 'deliver', detail: 'vault' });
    emergency.tell(0, { kind: 'ended', outcome: refused({ key: 'erp', refusedAfterMs: 900 }) }, 'erp');
    emergency.tell(100, { kind: 'ended', outcome: failed({ key: 'lake' }) }, 'lake');
    await screen.waitFor('3 apps: 1 failed, 1 in progress, 1 done');
    await screen.waitFor('✖ Data Lake');
    expect(screen.lines().slice(4, 7)).toEqual([
      expect.stringMatching(/^ ✖ Data Lake +vault did not take the new pair\.$/),
      expect.stringMatching(/^ ▸ Billing Sync +00:01\.0 +delivered$/),
      expect.stringMatching(/^ ✔ ERP Bridge +00:00\.9 +leaked credentials refused$/),
    ]);
    emergency.report = () => '/home/ada/reports/all-1.md';
    emergency.end(refused(), refused({ key: 'erp', refusedAfterMs: 900 }), failed({ key: 'lake' }));
    await screen.waitFor('Leaked credentials are refused for 2 of 3 apps; 1 app is not finished.');
    expect(screen.text()).toContain('✖ Data Lake: vault did not take the new pair.');
    screen.press('enter');
    await expect(ending).resolves.toBe('ended');
    const farewell = screen.written().split('\x1b[?1049l').at(-1) ?? '';
    expect(farewell).toMatch(/\n {2}Incident report for all apps: \/home\/ada\/reports\/all-1\.md\n/);
    await screen.waitFor(/1 app\s+is not finished\. Run the same command again to continue\./);
  });

  test('are agreed to by the name of the org', async () => {
    const { screen } = await start(apps(), { rows: 60 });
    expect(screen.text()).toContain('Type acme to replace the leaked credentials of 3 apps now');
    expect(screen.text()).toContain('ERP Bridge');
  });
});
