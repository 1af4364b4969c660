import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { daysAgo } from '../support/days-ago.ts';
import { control, keyturnInTerminal, type Place } from '../support/keyturn.ts';
import { RotatingBundle } from '../support/rotating-bundle.ts';

const command = ['daemon', '--practice'];

function eventsIn({ home }: Place): readonly string[] {
  const database = new DatabaseSync(join(home, 'practice-watch', 'state.db'), { readOnly: true });
  try {
    return database
      .prepare('SELECT event FROM journal ORDER BY rowid')
      .all()
      .map(({ event }) => String(event));
  } finally {
    database.close();
  }
}

const count = (events: readonly string[], event: string) => events.filter((one) => one === event).length;

it('one Ctrl-C lets the daemon finish what it is changing in the org', async () => {
  const { here, org } = await RotatingBundle.open('ERP_Bridge', ['--automation', 'stage', '--issued', daysAgo(80)]);
  const begun = count(eventsIn(here), 'intended');
  await control(org, 'POST', '/latency', { ms: 1500 });
  const terminal = keyturnInTerminal(here, command);
  await expect.poll(() => count(eventsIn(here), 'intended')).toBe(begun + 1);
  terminal.press('\x03');
  expect(await terminal.exited).toBe(0);
  const events = eventsIn(here);
  expect([count(events, 'intended'), count(events, 'done')]).toEqual([begun + 1, begun + 1]);
  expect(terminal.written()).toContain('Stopping after the current step…');
});

it('the daemon ends with its terminal', async () => {
  const bundle = await RotatingBundle.open();
  const terminal = keyturnInTerminal(bundle.here, command);
  await terminal.waitFor('Next check');
  terminal.close();
  const isRunning = async () => JSON.parse((await bundle.run(['status', '--json'])).stdout).result.daemon.running;
  await expect.poll(isRunning).toBe(false);
});
