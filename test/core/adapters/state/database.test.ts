import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join, parse } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { opened, toRead } from '../../../../src/core/adapters/state/connect.ts';
import { openDatabase } from '../../../../src/core/adapters/state/database.ts';
import { openState } from '../../../../src/core/adapters/state/open-state.ts';
import { applicationId, migrations } from '../../../../src/core/adapters/state/schema.ts';
import type { State } from '../../../../src/core/ports/ports.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { noAppSettings } from '../../../support/no-app-settings.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { billingSync, deployIntended } from './state-fixtures.ts';

async function stateIn(folder: string): Promise<State> {
  const state = await openState({
    folder,
    clock: new FakeClock(),
    actor: 'maria@laptop',
    appSettings: noAppSettings,
    busyMs: 50,
  });
  onTestFinished(() => state.close());
  return state;
}

/** A folder with a closed state file in it. */
async function folderWithState(lines = 1): Promise<string> {
  const folder = tempFolder();
  const state = await stateIn(folder);
  await state.apps.save(billingSync);
  for (let i = 0; i < lines; i++) await state.journal.append(deployIntended);
  state.close();
  return folder;
}

describe('the state file', () => {
  it('can be read by its owner alone, and so can its log', async () => {
    const folder = tempFolder();
    const state = await stateIn(folder);
    await state.apps.save(billingSync);
    const modes = readdirSync(folder).map((name) => [name, (statSync(join(folder, name)).mode & 0o777).toString(8)]);
    expect(Object.fromEntries(modes)).toEqual({ 'state.db': '600', 'state.db-wal': '600', 'state.db-shm': '600' });
  });

  it('is made private again when it was not', async () => {
    const folder = await folderWithState();
    chmodSync(join(folder, 'state.db'), 0o644);
    await stateIn(folder);
    expect(statSync(join(folder, 'state.db')).mode & 0o777).toBe(0o600);
  });

  it('writes ahead and waits for the disk', async () => {
    const database = await openDatabase({ folder: tempFolder(), clock: new FakeClock() });
    onTestFinished(() => database.close());
    const pragma = (name: string) => database.read((db) => db.prepare(`PRAGMA ${name}`).get());
    expect(pragma('journal_mode')).toEqual({ journal_mode: 'wal' });
    expect(pragma('synchronous')).toEqual({ synchronous: 2 });
  });

  it('is not written to by opening and reading it', async () => {
    const folder = await folderWithState();
    const path = join(folder, 'state.db');
    const before = readFileSync(path);
    const state = await stateIn(folder);
    await state.apps.list();
    expect(statSync(`${path}-wal`).size).toBe(0);
    state.close();
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('is upgraded step by step, keeping what is in it', async () => {
    const folder = await folderWithState();
    const next = [...migrations, 'ALTER TABLE apps ADD COLUMN note TEXT', "UPDATE apps SET note = 'kept'"];
    const database = await openDatabase({ folder, clock: new FakeClock(), migrations: next });
    onTestFinished(() => database.close());
    expect(database.read((db) => db.prepare('SELECT app, note FROM apps').all())).toEqual([
      { app: 'Billing_Sync', note: 'kept' },
    ]);
    expect(database.read((db) => db.prepare('PRAGMA user_version').get())).toEqual({ user_version: next.length });
  });

  it('stays as it was when an upgrade fails half-way', async () => {
    const folder = await folderWithState();
    const broken = [...migrations, 'ALTER TABLE apps ADD COLUMN note TEXT', 'no such statement'];
    await expect(openDatabase({ folder, clock: new FakeClock(), migrations: broken })).rejects.toThrow('syntax error');
    expect(await (await stateIn(folder)).apps.list()).toEqual([billingSync]);
  });

  it('is refused, not guessed at, when a newer keyturn wrote it', async () => {
    const folder = await folderWithState();
    const next = [...migrations, 'CREATE TABLE later (a)'];
    (await openDatabase({ folder, clock: new FakeClock(), migrations: next })).close();
    const known = migrations.length;
    await expect(stateIn(folder)).rejects.toMatchObject({
      code: 'StateTooNew',
      message: expect.stringContaining(`schema ${known + 1}; this version knows ${known}`),
    });
    expect(readdirSync(folder)).toEqual(['state.db']);
  });

  it('is busy while another process writes for too long', async () => {
    const folder = await folderWithState();
    const state = await stateIn(folder);
    const other = new DatabaseSync(join(folder, 'state.db'));
    onTestFinished(() => other.close());
    other.exec('BEGIN IMMEDIATE');
    await expect(state.journal.append(deployIntended)).rejects.toMatchObject({ code: 'StateBusy', exitCode: 75 });
    expect(await state.apps.list()).toHaveLength(1);
    other.exec('ROLLBACK');
    await expect(state.journal.append(deployIntended)).resolves.toMatchObject({ line: 2 });
  });

  it('says so when a folder is in the way of it', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'state.db'));
    await expect(stateIn(folder)).rejects.toMatchObject({ code: 'StateDamaged' });
  });

  it('is empty, and takes nothing, when its folder is no folder', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'file'), '');
    const state = await stateIn(join(folder, 'file'));
    expect(await state.apps.list()).toEqual([]);
    await expect(state.apps.save(billingSync)).rejects.toMatchObject({ code: 'HomeNotWritable', exitCode: 1 });
    expect(await state.apps.list()).toEqual([]);
  });

  it('can be read when its disk is full, and says so at the first change', async () => {
    const folder = await folderWithState();
    const database = await openDatabase({ folder, clock: new FakeClock() });
    onTestFinished(() => database.close());
    // SQLite answers as on a full disk.
    database.read((db) => db.exec('PRAGMA max_page_count = 1'));
    const blob = 'INSERT INTO keys VALUES (?, zeroblob(100000))';
    await expect(database.run(blob, 'large')).rejects.toMatchObject({ code: 'DiskFull', exitCode: 75 });
    expect(database.find(() => 'found', 'SELECT * FROM apps')).toBe('found');
  });

  it('is read without its log where that can only be read with more space, and says so', async () => {
    const folder = await folderWithState();
    const path = join(folder, 'state.db');
    const noSpace = new Error('no space for the index of the log');
    const asOnFullDisk: typeof opened = (...given) => {
      if (given[1] === '?mode=ro') throw noSpace;
      return opened(...given);
    };
    const whole = toRead(path, 50, noSpace, asOnFullDisk);
    expect(whole.database.prepare('SELECT count(*) AS apps FROM apps').get()).toEqual({ apps: 1 });
    expect(whole.lacksNewest).toBe(false);
    whole.database.close();
    writeFileSync(`${path}-wal`, 'changes');
    const without = toRead(path, 50, noSpace, asOnFullDisk);
    expect(without.lacksNewest).toBe(true);
    without.database.close();
  });
});

describe('a home that can only be read', () => {
  it.each([
    ['without a state file', false],
    ['with a state file', true],
  ])('%s is read, takes no change, and nothing is set aside', async (_title, hasState) => {
    const folder = folderForAll();
    if (hasState) copyFileSync(join(await folderWithState(), 'state.db'), join(folder, 'state.db'));
    const child = forkWithoutRights(folder);
    const [answer] = await once(child, 'message');
    expect(answer).toEqual({ apps: hasState ? 1 : 0, code: 'HomeNotWritable' });
    expect(readdirSync(folder)).toEqual(hasState ? ['state.db'] : []);
  });
});

describe('a damaged state file', () => {
  const damages: readonly (readonly [string, (path: string) => void])[] = [
    ['that is another file', (path) => writeFileSync(path, 'not a database at all\n'.repeat(500))],
    ['that lost its content', (path) => truncateSync(path, 0)],
    ['that was cut off', (path) => truncateSync(path, 9_000)],
    ['of another program', (path) => overwriteWithForeignDatabase(path)],
    ['whose pages were overwritten', (path) => overwritePages(path)],
  ];

  it.each(damages)('%s is set aside, and no later run takes an empty one for it', async (_title, damage) => {
    const folder = await folderWithState(200);
    damage(join(folder, 'state.db'));
    const damagedBytes = readFileSync(join(folder, 'state.db'));

    const use = async () => {
      const state = await stateIn(folder);
      await state.apps.list();
      await state.journal.list();
    };
    await expect(use()).rejects.toMatchObject({ code: 'StateDamaged', exitCode: 1 });

    const aside = readdirSync(folder).filter((name) => name.startsWith('state.db.damaged-2027-01-04T09-00-00-000Z'));
    expect(aside).toContain('state.db.damaged-2027-01-04T09-00-00-000Z');
    expect(readFileSync(join(folder, aside[0] ?? '')).equals(damagedBytes)).toBe(true);
    for (let run = 0; run < 2; run += 1)
      await expect(stateIn(folder)).rejects.toMatchObject({ code: 'StateLost', exitCode: 1 });
    expect(readdirSync(folder).filter((name) => name === 'state.db')).toEqual([]);
  });

  it('refuses every later change, and so does a closed one', async () => {
    const folder = await folderWithState();
    const database = await openDatabase({ folder, clock: new FakeClock() });
    writeFileSync(join(folder, 'state.db'), 'not a database at all\n'.repeat(500));
    const report = Object.assign(new Error('database disk image is malformed'), { errcode: 11 });
    const changed = () =>
      database.change(() => {
        throw report;
      });
    for (let time = 0; time < 2; time += 1) await expect(changed()).rejects.toMatchObject({ code: 'StateDamaged' });
    const sound = await openDatabase({ folder: await folderWithState(), clock: new FakeClock() });
    sound.close();
    await expect(sound.change(() => undefined)).rejects.toThrow('not open');
  });

  it('is not taken for one on a single report, when the file itself is sound', async () => {
    const folder = await folderWithState();
    const database = await openDatabase({ folder, clock: new FakeClock() });
    onTestFinished(() => database.close());
    const report = Object.assign(new Error('database disk image is malformed'), { errcode: 11 });
    const read = () =>
      database.read(() => {
        throw report;
      });
    expect(read).toThrow(report);
    expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual([]);
  });

  it('keeps an earlier one that was set aside at the same instant', async () => {
    const folder = tempFolder();
    // Somebody puts another damaged file there.
    for (const content of ['first', 'second']) {
      writeFileSync(join(folder, 'state.db'), content.repeat(1_000));
      await expect(stateIn(folder)).rejects.toMatchObject({ code: 'StateDamaged' });
    }
    expect(readdirSync(folder).sort()).toEqual([
      'state.db.damaged-2027-01-04T09-00-00-000Z',
      'state.db.damaged-2027-01-04T09-00-00-000Z-2',
    ]);
  });

  it('never plays the log of a file that is gone into a new one', async () => {
    const folder = tempFolder();
    const state = await stateIn(folder);
    await state.apps.save(billingSync);
    const other = tempFolder();
    copyFileSync(join(folder, 'state.db-wal'), join(other, 'state.db-wal'));
    await expect(stateIn(other)).rejects.toMatchObject({ code: 'StateDamaged' });
    await expect(stateIn(other)).rejects.toMatchObject({ code: 'StateLost' });
  });
});

/** The folders of other tests are below one that only its owner can open. */
function folderForAll(): string {
  const folder = mkdtempSync(join(parse(process.cwd()).root, 'tmp', 'keyturn-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A process that may read the folder and not write it, also where the tests run as root. */
function forkWithoutRights(folder: string): ChildProcess {
  for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o444);
  chmodSync(folder, 0o555);
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  const child = fork(new URL('./state-opener.ts', import.meta.url), [folder], { execArgv: [], ...nobody });
  onTestFinished(() => {
    child.kill('SIGKILL');
    chmodSync(folder, 0o700);
  });
  return child;
}

function overwriteWithForeignDatabase(path: string): void {
  truncateSync(path, 0);
  execute(path, 'CREATE TABLE theirs (a); PRAGMA user_version = 1');
  expect(applicationId).not.toBe(0);
}

function overwritePages(path: string): void {
  const bytes = readFileSync(path);
  bytes.fill(0xa5, 4_096 * 2, bytes.length);
  writeFileSync(path, bytes);
}

function execute(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}
