import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createStateCopies } from '../../src/compose/state-copies.ts';
import { listBackups } from '../../src/core/adapters/state/backup-names.ts';
import { openState } from '../../src/core/adapters/state/open-state.ts';
import type { JournalEntry } from '../../src/core/model/journal.ts';
import { hour, minute } from '../../src/core/plain/time.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { noAppSettings } from '../support/no-app-settings.ts';
import { tempFolder } from '../support/temp-folder.ts';

const entry = { action: 'prove', intent: 'one', orgId: '00D', org: 'acme', app: 'Billing_Sync', detail: {} } as const;

/** A command in a folder. */
async function commandIn(folder: string, clock: FakeClock) {
  const whereabouts = () => ({ named: 'here', machine: null, file: null });
  const opened = await openState({ folder, clock, actor: 'ana@laptop', appSettings: noAppSettings, whereabouts });
  onTestFinished(() => opened.close());
  const place = async () => folder;
  const warnings: string[] = [];
  const copies = createStateCopies({
    ...{ home: place, folder: place, clock: async () => clock, isPractice: false, actor: 'ana@laptop' },
    warn: (text) => warnings.push(text),
  });
  const state = copies.noting(opened);
  const end = async () => {
    await copies.atEnd();
    state.close();
    expect(warnings).toEqual([]);
  };
  return { state, copies, end, record: (event: JournalEntry['event']) => state.journal.append({ ...entry, event }) };
}

it('backs up at once what changed an org, the rest each quarter of an hour, and nothing without news', async () => {
  const [folder, clock] = [tempFolder(), new FakeClock()];
  const lines = () => listBackups(folder).map(({ line }) => line);
  const run = async (...events: JournalEntry['event'][]) => {
    clock.advance(minute);
    const { record, end } = await commandIn(folder, clock);
    for (const event of events) await record(event);
    await end();
    return lines();
  };
  expect(await run()).toEqual([]);
  expect(await run('noted')).toEqual([1]);
  expect(await run('noted')).toEqual([1]);
  expect(await run('intended', 'done')).toEqual([4, 1]);
  expect(await run('noted')).toEqual([4, 1]);
  clock.advance(hour);
  expect(await run('noted')).toEqual([6, 4, 1]);
  expect(await run()).toEqual([6, 4, 1]);
});

it('makes no backup of an older copy, which would hide that newer ones exist', async () => {
  const [folder, clock] = [tempFolder(), new FakeClock()];
  const first = await commandIn(folder, clock);
  await first.end();
  const [path, kept] = [join(folder, 'state.db'), join(tempFolder(), 'state.db')];
  copyFileSync(path, kept);
  clock.advance(hour);
  const second = await commandIn(folder, clock);
  await second.record('intended');
  await second.end();
  copyFileSync(kept, path);
  clock.advance(hour);
  for (const work of ['at the end', 'by the daemon']) {
    const { state, record, copies, end } = await commandIn(folder, clock);
    expect([work, state.installation.unconfirmed()]).toEqual([work, 'older']);
    await record('noted');
    if (work === 'by the daemon') await copies.backUp(false);
    await end();
    clock.advance(hour);
  }
  expect((await commandIn(folder, clock)).state.installation.unconfirmed()).toBe('older');
});
