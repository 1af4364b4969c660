import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backUpState } from '../../../../src/core/adapters/state/backups.ts';
import { mustBeFiles } from '../../../../src/core/adapters/state/beside.ts';
import { consumersIn } from '../../../../src/core/adapters/state/known-files.ts';
import { openState } from '../../../../src/core/adapters/state/open-state.ts';
import { repairState } from '../../../../src/core/adapters/state/repair-state.ts';
import { systemClock } from '../../../../src/core/adapters/system-clock.ts';
import { noAppSettings } from '../../../support/no-app-settings.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { deployIntended } from './state-fixtures.ts';

const clock = systemClock();
const stateIn = (folder: string) => openState({ folder, clock, actor: 'test', appSettings: noAppSettings });
const linesIn = async (folder: string) => {
  const state = await stateIn(folder);
  const { length } = await state.journal.list({});
  state.close();
  return length;
};
/** Writes lines, and backs each of them up if wanted. */
async function write(folder: string, lines: number, isBackedUp = false): Promise<void> {
  for (let line = 0; line < lines; line++) {
    const state = await stateIn(folder);
    await state.journal.append({ ...deployIntended, event: 'noted', detail: { line } });
    state.close();
    if (isBackedUp) await backUpState({ folder, clock, isUrgent: true });
  }
}

const specials: Readonly<Record<string, (path: string) => void>> = {
  'a pipe': (path) => execFileSync('mkfifo', [path]),
  'a folder': (path) => mkdirSync(path),
  'a device': (path) => symlinkSync('/dev/zero', path),
  'a dangling link': (path) => symlinkSync('/nowhere/at/all', path),
};
const ends = ['-wal', '-shm', '-journal'];
const table = Object.keys(specials).flatMap((kind) => ends.map((end) => [kind, end] as const));

describe.each(table)('%s in place of state.db%s', (kind, end) => {
  async function broken(lines: number, isBackedUp = false) {
    const folder = tempFolder();
    await write(folder, lines, isBackedUp);
    const path = join(folder, `state.db${end}`);
    rmSync(path, { force: true });
    specials[kind]?.(path);
    return { folder, path };
  }

  it('is never opened, and nothing is moved by what reads', async () => {
    const { folder, path } = await broken(1);
    const before = readdirSync(folder).sort();
    const refused = { code: 'StateDamaged', message: expect.stringContaining(path) };
    await expect(stateIn(folder)).rejects.toMatchObject(refused);
    expect(() => consumersIn(folder)).toThrow(expect.objectContaining(refused));
    await expect(backUpState({ folder, clock, isUrgent: true })).rejects.toMatchObject(refused);
    expect(readdirSync(folder).sort()).toEqual(before);
  });

  it('is moved alone by a repair: the state stays', async () => {
    const { folder, path } = await broken(2, true);
    const { ino } = lstatSync(join(folder, 'state.db'));
    const repair = await repairState({ folder, clock });
    expect(repair).toEqual({
      kind: 'moved',
      moved: [{ from: path, to: expect.stringContaining(`state.db${end}.damaged-`) }],
    });
    expect(lstatSync(join(folder, 'state.db')).ino).toBe(ino);
    expect(await linesIn(folder)).toBe(2);
    expect(await repairState({ folder, clock })).toBeNull();
  });
});

it.each(ends)('a pipe in place of state.db%s is found beside the file that a link leads to', async (end) => {
  const [folder, elsewhere] = [tempFolder(), tempFolder()];
  await write(folder, 1);
  const path = join(folder, 'state.db');
  const file = join(elsewhere, 'state.db');
  for (const one of ['', ...ends]) if (existsSync(`${path}${one}`)) renameSync(`${path}${one}`, `${file}${one}`);
  symlinkSync(file, path);
  expect(await linesIn(folder)).toBe(1);
  rmSync(`${file}${end}`, { force: true });
  execFileSync('mkfifo', [`${file}${end}`]);
  // Before anything else: SQLite would wait for the pipe forever.
  expect(() => mustBeFiles(path)).toThrow(expect.objectContaining({ code: 'StateDamaged' }));
  await expect(stateIn(folder)).rejects.toMatchObject({ message: expect.stringContaining(`${file}${end}`) });
  const moved = [{ from: `${file}${end}`, to: expect.stringContaining(`${file}${end}.damaged-`) }];
  expect(await repairState({ folder, clock })).toEqual({ kind: 'moved', moved });
  expect(await linesIn(folder)).toBe(1);
});

it('a backup with more lines than a state without its log takes its place, which is kept', async () => {
  const folder = tempFolder();
  await write(folder, 3, true);
  // The state without what its log had.
  const [, , oldest] = readdirSync(join(folder, 'backups')).sort().reverse();
  for (const end of ['', ...ends]) rmSync(join(folder, `state.db${end}`), { force: true });
  execFileSync('cp', [join(folder, 'backups', oldest ?? ''), join(folder, 'state.db')]);
  execFileSync('mkfifo', [join(folder, 'state.db-wal')]);
  expect(await repairState({ folder, clock })).toMatchObject({
    kind: 'file',
    moved: [{}],
    backup: { line: 3 },
    setAside: expect.stringContaining('state.db.damaged-'),
  });
  expect(await linesIn(folder)).toBe(3);
});

it('a pipe in place of state.db is never opened, and moved by a repair', async () => {
  const folder = tempFolder();
  await write(folder, 1);
  rmSync(join(folder, 'state.db'));
  execFileSync('mkfifo', [join(folder, 'state.db')]);
  await expect(stateIn(folder)).rejects.toMatchObject({
    code: 'StateDamaged',
    message: `${join(folder, 'state.db')} is damaged (it is not a regular file)`,
    actions: [expect.stringContaining('keyturn doctor --repair')],
  });
  await repairState({ folder, clock });
  expect(await linesIn(folder)).toBe(0);
  const pipes = readdirSync(folder).filter((one) => lstatSync(join(folder, one)).isFIFO());
  expect(pipes).toEqual([expect.stringContaining('.damaged-')]);
});
