import { expect, onTestFinished, test } from 'vitest';
import { deskWithoutState } from '../../src/cli/desk-without-state.ts';
import { reason } from '../../src/core/reasons/errors.ts';
import type { WatchDesk } from '../../src/core/status/desk.ts';
import { systemTimer } from '../../src/ui/kit/timer.ts';
import { runWatch } from '../../src/ui/run-watch.tsx';
import { runWatchLines } from '../../src/ui/run-watch-lines.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { openScreen } from '../support/screen.ts';
import { FakeDesk } from './fake-desk.ts';

const problem = reason('StateDamaged', {
  path: '/home/ada/keyturn/state.db',
  setAside: '/home/ada/keyturn/state.db.damaged-1',
  problem: 'it is no database',
});

function open(desk: WatchDesk, columns: number, run: typeof runWatch | typeof runWatchLines = runWatch) {
  const screen = openScreen({ columns, rows: 20 });
  onTestFinished(() => void screen.signals.emit('SIGHUP'));
  const { stdin, stdout, stopping } = screen;
  const runSetup = async () => undefined;
  const ending = run({ desk, isPractice: false, env: {}, stdin, stdout, stopping, timer: systemTimer, runSetup });
  return { screen, ending };
}

const withoutState = () => deskWithoutState(problem, new FakeClock()).desk;

test.each([60, 80, 120])('the watch opens over a damaged state and shows the cure (%i columns)', async (columns) => {
  const { screen, ending } = open(withoutState(), columns);
  await screen.waitFor('StateDamaged');
  expect(screen.lines().join(' ').replace(/\s+/g, ' ')).toContain('Run `keyturn doctor --repair`.');
  expect(screen.lines().join('\n')).not.toContain('This data may be old');
  for (const key of ['r', 'n', 'e']) screen.type(key);
  screen.type('q');
  await expect(ending).resolves.toBe('closed');
});

test('so does the watch in lines', async () => {
  const { screen, ending } = open(withoutState(), 80, runWatchLines);
  await screen.waitFor('Run `keyturn doctor --repair`.');
  screen.type('q\n');
  await expect(ending).resolves.toBe('closed');
});

test.each([
  [runWatch, 80],
  [runWatchLines, 80],
])('cautions are above the list', async (run, columns) => {
  const known = ['Everybody on this computer can read /srv/erp.env.'];
  const { screen } = open(Object.assign(new FakeDesk(), { known }), columns, run);
  await screen.waitFor('Everybody on this computer can read /srv/erp.env.');
});
