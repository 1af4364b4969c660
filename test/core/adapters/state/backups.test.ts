import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { backupsIn } from '../../../../src/core/adapters/state/backup-names.ts';
import { backUpState } from '../../../../src/core/adapters/state/backups.ts';
import { openState } from '../../../../src/core/adapters/state/open-state.ts';
import { repairState } from '../../../../src/core/adapters/state/repair-state.ts';
import { faultOfPlace, mustBeState } from '../../../../src/core/adapters/state/restored-state.ts';
import { migrations } from '../../../../src/core/adapters/state/schema.ts';
import { setAside } from '../../../../src/core/adapters/state/set-aside.ts';
import { backupsToKeep } from '../../../../src/core/model/state-backup.ts';
import { day, hour, minute } from '../../../../src/core/plain/time.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { noAppSettings } from '../../../support/no-app-settings.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { billingSync, deployIntended } from './state-fixtures.ts';

async function stateIn(folder: string) {
  const state = await openState({ folder, clock: new FakeClock(), actor: 'maria@laptop', appSettings: noAppSettings });
  onTestFinished(() => state.close());
  return state;
}

async function folderWithState(): Promise<string> {
  const folder = tempFolder();
  const state = await stateIn(folder);
  await state.apps.save(billingSync);
  await state.journal.append(deployIntended);
  state.close();
  return folder;
}

function namesIn(folder: string): readonly string[] {
  return readdirSync(join(folder, 'backups'));
}

describe('backing up the state', () => {
  it('makes one file that its owner alone can read, with everything written so far', async () => {
    const folder = tempFolder();
    const state = await stateIn(folder);
    await state.apps.save(billingSync);
    await state.journal.append(deployIntended);
    const made = await backUpState({ folder, clock: new FakeClock(), isUrgent: true });

    expect(namesIn(folder)).toEqual([expect.stringMatching(/^state-2027-01-04T09-00-00-000Z-1-[0-9a-f]{8}\.db$/)]);
    expect(made).toMatchObject({ line: 1, isWhole: true });
    expect(statSync(made?.path ?? '').mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'backups')).mode & 0o777).toBe(0o700);
    const copy = new DatabaseSync(made?.path ?? '', { readOnly: true });
    onTestFinished(() => copy.close());
    expect(copy.prepare('SELECT app FROM apps').all()).toEqual([{ app: 'Billing_Sync' }]);
  });

  it('makes none when nothing changed, or when the last one is young and only checks happened', async () => {
    const folder = await folderWithState();
    const clock = new FakeClock();
    await backUpState({ folder, clock, isUrgent: false });
    await clock.sleep(hour);
    expect(await backUpState({ folder, clock, isUrgent: true })).toBeNull();
    const state = await stateIn(folder);
    await state.apps.save(billingSync);
    expect(await backUpState({ folder, clock, isUrgent: false })).not.toBeNull();
    await state.apps.save(billingSync);
    await clock.sleep(minute);
    expect(await backUpState({ folder, clock, isUrgent: false })).toBeNull();
    expect(await backUpState({ folder, clock, isUrgent: true })).not.toBeNull();
  });

  it('keeps some of the last days, and never lets a state with a garbled record replace the last whole one', async () => {
    const folder = await folderWithState();
    const clock = new FakeClock();
    await backUpState({ folder, clock, isUrgent: true });
    const state = await stateIn(folder);
    const database = new DatabaseSync(join(folder, 'state.db'));
    onTestFinished(() => database.close());
    database.exec("INSERT INTO apps (org_id, app, consumer_id, body) VALUES ('1', 'Bad', '2', 'x')");
    for (let days = 0; days < 12; days += 1) {
      await clock.sleep(day);
      await state.journal.append(deployIntended);
      await backUpState({ folder, clock, isUrgent: true });
    }
    const backups = backupsIn(folder);
    expect(backups).toHaveLength(8);
    expect(backups.map(({ isWhole }) => isWhole)).toEqual([...Array(7).fill(false), true]);
  });

  it('replaces no backup with a copy of a damaged file', async () => {
    const folder = await folderWithState();
    const clock = new FakeClock();
    await backUpState({ folder, clock, isUrgent: true });
    const before = namesIn(folder);
    const path = join(folder, 'state.db');
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 4_096, bytes.length);
    writeFileSync(path, bytes);
    await clock.sleep(hour);
    await expect(backUpState({ folder, clock, isUrgent: true })).rejects.toThrow();
    expect(namesIn(folder)).toEqual(before);
  });

  it('keeps the newest three, and the newest of each of seven days', () => {
    const at = (days: number, hours: number) => Date.UTC(2027, 0, 20) - days * day + hours * hour;
    const all = Array.from({ length: 40 }, (_none, index) => ({
      path: String(index),
      at: at(Math.floor(index / 4), 20 - (index % 4)),
      line: 40 - index,
      head: '',
      isWhole: index > 0,
    }));
    expect(backupsToKeep(all).map(({ path }) => path)).toEqual(['0', '1', '2', '4', '8', '12', '16', '20', '24']);
  });
});

describe('backups of a state that has fewer lines than the ones before', () => {
  /** Backs up a state many times, and puts an older one into its place. */
  async function folderWithOlderState(clock: FakeClock): Promise<string> {
    const folder = await folderWithState();
    const path = join(folder, 'state.db');
    copyFileSync(path, `${path}.old`);
    const state = await stateIn(folder);
    for (let backups = 0; backups < 4; backups += 1) {
      for (let lines = 0; lines < 20; lines += 1) await state.journal.append(deployIntended);
      await clock.sleep(hour);
      await backUpState({ folder, clock, isUrgent: true });
    }
    state.close();
    copyFileSync(`${path}.old`, path);
    return folder;
  }

  it.each([
    ['as time passes', hour],
    ['after the clock went back', -30 * day],
  ])('stay, and the repair takes the newest of them, %s', async (_when, later) => {
    const clock = new FakeClock();
    const folder = await folderWithOlderState(clock);
    const now = new FakeClock(clock.now() + later);
    const state = await stateIn(folder);
    let made: string | null = null;
    for (let backups = 0; backups < 3; backups += 1) {
      await state.journal.append(deployIntended);
      made = (await backUpState({ folder, clock: now, isUrgent: true }))?.path ?? null;
      expect(made !== null && existsSync(made)).toBe(true);
    }
    expect(await backUpState({ folder, clock: now, isUrgent: true })).toBeNull();
    state.close();
    rmSync(join(folder, 'state.db'));
    expect(await repairState({ folder, clock: now })).toMatchObject({ kind: 'file', backup: { path: made, line: 4 } });
  });
});

describe('a state that is lost', () => {
  const losses: readonly (readonly [string, (path: string) => void])[] = [
    ['deleted', (path) => rmSync(path)],
    ['truncated', (path) => truncateSync(path, 5_000)],
    ['emptied', (path) => truncateSync(path, 0)],
    ['garbled', (path) => writeFileSync(path, 'garbage'.repeat(3_000))],
    ['garbled where nothing reads it', (path) => garbleEnd(path)],
  ];

  it.each(losses)(
    '%s: is never taken for a new one, and the repair puts the newest backup there',
    async (_title, lose) => {
      const folder = await folderWithState();
      const clock = new FakeClock();
      await backUpState({ folder, clock, isUrgent: true });
      lose(join(folder, 'state.db'));
      for (let run = 0; run < 2 && !_title.includes('nothing'); run += 1)
        await expect(stateIn(folder)).rejects.toMatchObject({ code: expect.stringMatching(/^State(Lost|Damaged)$/) });

      const repair = await repairState({ folder, clock });
      expect(repair).toMatchObject({ kind: 'file', backup: { line: 1 } });
      const state = await stateIn(folder);
      expect(await state.apps.list()).toEqual([billingSync]);
      expect(await state.journal.verify()).toEqual({ lines: 1 });
      const aside = readdirSync(folder).filter((name) => /^state\.db\.damaged.*Z$/.test(name));
      expect(aside).toHaveLength(_title === 'deleted' ? 0 : 1);
      expect(statSync(join(folder, 'state.db')).mode & 0o777).toBe(0o600);
      expect(await repairState({ folder, clock })).toBeNull();
    },
  );

  it('knows nothing of what consumers have after the repair: they may have got more since', async () => {
    const folder = tempFolder();
    const state = await stateIn(folder);
    const consumers = billingSync.consumers.map((one) => ({
      ...one,
      last: { status: 'delivered', at: 1, problem: null } as const,
    }));
    await state.apps.save({ ...billingSync, consumers });
    state.close();
    await backUpState({ folder, clock: new FakeClock(), isUrgent: true });
    rmSync(join(folder, 'state.db'));
    await repairState({ folder, clock: new FakeClock() });
    expect(await (await stateIn(folder)).apps.list()).toMatchObject([{ consumers: [{ last: null }] }]);
  });

  it('takes an older backup where the newest is damaged', async () => {
    const folder = await folderWithState();
    const clock = new FakeClock();
    const first = await backUpState({ folder, clock, isUrgent: true });
    const state = await stateIn(folder);
    await state.journal.append(deployIntended);
    state.close();
    await clock.sleep(hour);
    const second = await backUpState({ folder, clock, isUrgent: true });
    truncateSync(second?.path ?? '', 4_000);
    rmSync(join(folder, 'state.db'));
    expect(await repairState({ folder, clock })).toMatchObject({ kind: 'file', backup: { path: first?.path } });
  });

  it('takes a fault of the disk for no fault of the backup', () => {
    const path = join(tempFolder(), 'gone.db');
    expect(() => mustBeState(path, 'keyturn.age')).toThrow(expect.objectContaining({ code: 'HomeNotWritable' }));
    const full = Object.assign(new Error('database or disk is full'), { errcode: 13 });
    expect(faultOfPlace(path, full)).toMatchObject({ code: 'DiskFull' });
    const garbled = Object.assign(new Error('file is not a database'), { errcode: 26 });
    expect(faultOfPlace(path, garbled)).toBeNull();
  });

  it('stays as it is where a newer version made the backup or the file', async () => {
    const folder = await folderWithState();
    const clock = new FakeClock();
    const made = await backUpState({ folder, clock, isUrgent: true });
    for (const path of [made?.path ?? '', join(folder, 'state.db')]) {
      const database = new DatabaseSync(path);
      database.exec(`PRAGMA user_version = ${migrations.length + 1}`);
      database.close();
    }
    await expect(repairState({ folder, clock })).rejects.toMatchObject({ code: 'StateTooNew' });
    expect(readdirSync(folder).sort()).toEqual(['backups', 'state.db']);
    rmSync(join(folder, 'state.db'));
    await expect(repairState({ folder, clock })).rejects.toMatchObject({ code: 'StateTooNew' });
    expect(readdirSync(folder)).toEqual(['backups']);
  });

  it('becomes an empty one without a backup, by the repair alone', async () => {
    const folder = await folderWithState();
    writeFileSync(join(folder, 'state.db'), 'garbage'.repeat(3_000));
    const repair = await repairState({ folder, clock: new FakeClock() });
    expect(repair).toMatchObject({
      kind: 'file',
      backup: null,
      setAside: expect.stringContaining('state.db.damaged-'),
    });
    expect(await (await stateIn(folder)).apps.list()).toEqual([]);
  });

  it("is not taken for a new one where the backups can't be listed, neither by the repair nor by any command", async () => {
    const folder = await folderWithState();
    writeFileSync(join(folder, 'backups'), '');
    const state = await stateIn(folder);
    expect(await state.apps.list()).toEqual([billingSync]);
    state.close();
    const path = join(folder, 'state.db');
    renameSync(path, `${path}.away`);
    await expect(stateIn(folder)).rejects.toMatchObject({ code: 'StateLost' });
    await expect(repairState({ folder, clock: new FakeClock() })).rejects.toMatchObject({ code: 'HomeNotWritable' });
    renameSync(`${path}.away`, path);
    expect(backupsIn(folder)).toEqual([]);
    await expect(backUpState({ folder, clock: new FakeClock(), isUrgent: true })).rejects.toMatchObject({
      code: 'HomeNotWritable',
    });
  });

  it('stays in its place if the system refuses to rename it', () => {
    // The name of the other file would be too long.
    const path = join(tempFolder(), 'x'.repeat(240));
    for (const end of ['', '-wal']) writeFileSync(`${path}${end}`, 'garbage');
    expect(setAside(path, new FakeClock())).toBeNull();
    expect(readFileSync(path, 'utf8')).toBe('garbage');
  });

  it('is no loss where there never was one', async () => {
    const folder = tempFolder();
    expect(await repairState({ folder, clock: new FakeClock() })).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
  });
});

/** A page that no command of these tests reads. */
function garbleEnd(path: string): void {
  const database = new DatabaseSync(path);
  const page = Number(database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'notices'").get()?.rootpage);
  database.close();
  const bytes = readFileSync(path);
  bytes.fill(0xa5, (page - 1) * 4_096, page * 4_096);
  writeFileSync(path, bytes);
}
