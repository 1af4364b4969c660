import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openState } from '../../../../src/core/adapters/state/open-state.ts';
import type { Journal } from '../../../../src/core/ports/ports.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { noAppSettings } from '../../../support/no-app-settings.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { deployIntended } from './state-fixtures.ts';

async function journalIn(folder: string, clock = new FakeClock()): Promise<Journal> {
  const state = await openState({ folder, clock, actor: 'maria@laptop', appSettings: noAppSettings });
  onTestFinished(() => state.close());
  return state.journal;
}

/** Changes the file behind the program's back, triggers taken out of the way. */
function tamper(folder: string, sql: string): void {
  const database = new DatabaseSync(join(folder, 'state.db'));
  database.exec(`DROP TRIGGER journal_keeps_lines; DROP TRIGGER journal_keeps_content; ${sql}`);
  database.close();
}

describe('the journal', () => {
  it('numbers its lines and says when and by whom they were written', async () => {
    const clock = new FakeClock();
    const journal = await journalIn(tempFolder(), clock);
    const first = await journal.append(deployIntended);
    clock.advance(1_000);
    const second = await journal.append({ ...deployIntended, event: 'done' });

    expect([first.line, second.line]).toEqual([1, 2]);
    expect(second).toMatchObject({ event: 'done', actor: 'maria@laptop', at: clock.now() });
    expect(await journal.list()).toEqual([first, second]);
  });

  it('lists what belongs to one org or one app', async () => {
    const journal = await journalIn(tempFolder());
    await journal.append(deployIntended);
    await journal.append({ ...deployIntended, app: 'Other' });
    await journal.append({ ...deployIntended, orgId: '00D000000000002AAA', app: null });

    const appsOf = async (filter: Parameters<Journal['list']>[0]) => (await journal.list(filter)).map(({ app }) => app);
    expect(await appsOf({ app: 'Other' })).toEqual(['Other']);
    expect(await appsOf({ orgId: '00D000000000002AAA' })).toEqual([null]);
    expect(await appsOf({ orgId: deployIntended.orgId, app: 'Billing_Sync' })).toEqual(['Billing_Sync']);
  });

  it.each([
    ['done', 0],
    ['failed', 0],
    ['recovered', 0],
    ['noted', 1],
  ] as const)('counts an intent that is followed by %s as open %i times', async (event, open) => {
    const journal = await journalIn(tempFolder());
    await journal.append(deployIntended);
    await journal.append({ ...deployIntended, event });
    expect(await journal.open()).toHaveLength(open);
  });

  it('names open intents oldest first, other intents being done', async () => {
    const journal = await journalIn(tempFolder());
    for (const intent of ['a', 'b', 'c']) await journal.append({ ...deployIntended, intent });
    await journal.append({ ...deployIntended, intent: 'b', event: 'done' });
    expect((await journal.open()).map(({ intent }) => intent)).toEqual(['a', 'c']);
  });

  it('holds together when nobody touched it', async () => {
    const journal = await journalIn(tempFolder());
    expect(await journal.verify()).toEqual({ lines: 0 });
    for (let i = 0; i < 5; i++) await journal.append({ ...deployIntended, detail: { z: i, a: 'ü\u2028' } });
    expect(await journal.verify()).toEqual({ lines: 5 });
  });

  it.each([
    ['a changed detail', `UPDATE journal SET detail = '{"files":3}' WHERE line = 3`, 3],
    ['a detail that is written in another way', `UPDATE journal SET detail = detail || ' ' WHERE line = 3`, 3],
    ['a changed event', "UPDATE journal SET event = 'failed' WHERE line = 2", 2],
    ['an event that does not exist', "UPDATE journal SET event = 'nothing' WHERE line = 2", 2],
    ['a changed instant', 'UPDATE journal SET at = at + 1 WHERE line = 1', 1],
    ['a changed actor', "UPDATE journal SET actor = 'root@laptop' WHERE line = 4", 4],
    ['a line taken out of the middle', 'DELETE FROM journal WHERE line = 2', 2],
    ['lines cut off at the end', 'DELETE FROM journal WHERE line > 3', 4],
    ['all lines gone', 'DELETE FROM journal', 1],
    ['two hashes swapped', 'UPDATE journal SET hash = (SELECT hash FROM journal WHERE line = 2) WHERE line = 3', 3],
  ])('finds %s and names the line', async (_title, sql, line) => {
    const folder = tempFolder();
    const journal = await journalIn(folder);
    for (let i = 0; i < 5; i++) await journal.append({ ...deployIntended, detail: { files: 1, before: null } });
    tamper(folder, sql);

    await expect(journal.verify()).rejects.toMatchObject({
      code: 'JournalBroken',
      message: expect.stringContaining(`at line ${line}:`),
    });
  });

  it('still finds lines that were cut off when new ones were added since', async () => {
    const folder = tempFolder();
    const journal = await journalIn(folder);
    for (let i = 0; i < 3; i++) await journal.append(deployIntended);
    tamper(folder, 'DELETE FROM journal WHERE line = 3');
    await journal.append(deployIntended);
    await expect(journal.verify()).rejects.toMatchObject({ message: expect.stringContaining('at line 3:') });
  });

  it.each(['UPDATE journal SET actor = 1', 'DELETE FROM journal'])('refuses %s', async (sql) => {
    const folder = tempFolder();
    await (await journalIn(folder)).append(deployIntended);
    const database = new DatabaseSync(join(folder, 'state.db'));
    onTestFinished(() => database.close());
    expect(() => database.exec(sql)).toThrow('append-only');
  });
});
