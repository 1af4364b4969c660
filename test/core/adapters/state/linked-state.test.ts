import { execFileSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join, parse } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { setAsideIn } from '../../../../src/core/adapters/set-aside-files.ts';
import { backUpState } from '../../../../src/core/adapters/state/backups.ts';
import { openState } from '../../../../src/core/adapters/state/open-state.ts';
import { repairState } from '../../../../src/core/adapters/state/repair-state.ts';
import { placeState } from '../../../../src/core/adapters/state/restored-state.ts';
import { systemClock } from '../../../../src/core/adapters/system-clock.ts';
import { noAppSettings } from '../../../support/no-app-settings.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { deployIntended } from './state-fixtures.ts';

const clock = systemClock();
const stateIn = (folder: string) => openState({ folder, clock, actor: 'test', appSettings: noAppSettings });
const ends = ['', '-wal', '-shm', '-journal'];

async function linesIn(folder: string): Promise<number> {
  const state = await stateIn(folder);
  const { length } = await state.journal.list({});
  state.close();
  return length;
}

/** Leaves the log of the last line beside the file, as a process that was killed. */
async function write(folder: string, lines: number): Promise<void> {
  for (let line = 0; line < lines; line++) {
    const state = await stateIn(folder);
    await state.journal.append({ ...deployIntended, event: 'noted', detail: { line } });
    state.close();
  }
}

/** A folder with the state, and where its file is. The file has another name there. */
interface Placed {
  readonly folder: string;
  readonly file: string;
}

/** Tests are in memory if possible. */
function onDisk(): string {
  const folder = mkdtempSync(join(parse(process.cwd()).root, 'tmp', 'keyturn-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const places: Readonly<Record<string, (folder: string) => string>> = {
  plain: (folder) => join(folder, 'state.db'),
  linked: () => join(tempFolder(), 'keyturn-state'),
  'linked to another disk': () => join(onDisk(), 'state.db'),
};

async function placed(where: string, lines: number): Promise<Placed> {
  const folder = tempFolder();
  const file = places[where]?.(folder) ?? '';
  await write(folder, lines);
  await backUpState({ folder, clock, isUrgent: true });
  const path = join(folder, 'state.db');
  if (file === path) return { folder, file };
  for (const end of ends) if (existsSync(`${path}${end}`)) execFileSync('mv', [`${path}${end}`, `${file}${end}`]);
  // Through a second link, relative to its folder.
  symlinkSync(file, join(folder, 'there'));
  symlinkSync('there', path);
  return { folder, file };
}

const damages: Readonly<Record<string, (file: string) => void>> = {
  'another file': (file) => writeFileSync(file, 'not a database at all\n'.repeat(500)),
  'a file without content': (file) => truncateSync(file, 0),
  'a file that was cut off': (file) => truncateSync(file, 9_000),
};

const oldLog = 'the log of the damaged file';

describe.each(Object.keys(places))('a state that is %s', (where) => {
  it.each(Object.keys(damages))('is set aside with its log if it is %s, and repaired in its place', async (damage) => {
    const { folder, file } = await placed(where, 3);
    damages[damage]?.(file);
    const bytes = readFileSync(file);
    writeFileSync(`${file}-wal`, oldLog);
    await expect(stateIn(folder).then((state) => state.journal.list({}))).rejects.toMatchObject({
      code: 'StateDamaged',
      message: expect.stringContaining(`keyturn moved it to ${file}.damaged-`),
    });
    const [aside] = setAsideIn(folder);
    expect(aside?.kind).toBe('state');
    expect(readFileSync(aside?.paths[0] ?? '').equals(bytes)).toBe(true);
    expect(ends.filter((end) => existsSync(`${file}${end}`))).toEqual([]);
    await expect(stateIn(folder)).rejects.toMatchObject({
      code: 'StateLost',
      actions: [expect.stringContaining('keyturn doctor --repair')],
    });
    expect(await repairState({ folder, clock })).toMatchObject({
      kind: 'file',
      backup: { line: 3 },
      setAside: aside?.paths[0],
    });
    expect(lstatSync(file).isFile()).toBe(true);
    expect(lstatSync(join(folder, 'state.db')).isSymbolicLink()).toBe(where !== 'plain');
    expect(await linesIn(folder)).toBe(3);
    const state = await stateIn(folder);
    expect(await state.health.setAside()).toMatchObject([{ name: aside?.paths[0]?.split('/').at(-1) }]);
    state.close();
    expect(readdirSync(folder).filter((name) => /\.tmp|restoring/.test(name))).toEqual([]);
  });

  it('is repaired before anything else found it damaged', async () => {
    const { folder, file } = await placed(where, 3);
    damages['another file']?.(file);
    expect(await repairState({ folder, clock })).toMatchObject({ kind: 'file', backup: { line: 3 } });
    expect([lstatSync(file).isFile(), await linesIn(folder)]).toEqual([true, 3]);
  });

  it('never gets the log of a file that is gone', async () => {
    const { folder, file } = await placed(where, 3);
    rmSync(file);
    writeFileSync(`${file}-wal`, oldLog);
    await expect(stateIn(folder)).rejects.toMatchObject({ code: 'StateDamaged' });
    await expect(stateIn(folder)).rejects.toMatchObject({ code: 'StateLost' });
    expect(existsSync(`${file}-wal`)).toBe(false);
    await repairState({ folder, clock });
    expect([lstatSync(file).isFile(), await linesIn(folder)]).toEqual([true, 3]);
  });

  it('is replaced by a restore in its place, and kept', async () => {
    const [{ folder, file }, other] = [await placed(where, 3), tempFolder()];
    await write(other, 5);
    const staged = join(other, 'state.db');
    const kept = await placeState(staged, { folder, clock });
    expect(kept).toEqual([expect.stringContaining(`${file}.replaced-`), expect.stringContaining('backups.replaced-')]);
    expect(kept.filter((path) => !existsSync(path))).toEqual([]);
    expect([lstatSync(file).isFile(), await linesIn(folder)]).toEqual([true, 5]);
  });

  it('is replaced by a backup that has more, and kept', async () => {
    const { folder, file } = await placed(where, 3);
    const [newest = ''] = readdirSync(join(folder, 'backups'));
    const few = tempFolder();
    await write(few, 1);
    for (const end of ends) rmSync(`${file}${end}`, { force: true });
    execFileSync('cp', [join(few, 'state.db'), file]);
    execFileSync('mkfifo', [`${file}-wal`]);
    expect(await repairState({ folder, clock })).toMatchObject({
      moved: [{ from: `${file}-wal` }],
      backup: { path: join(folder, 'backups', newest) },
      setAside: expect.stringContaining(`${file}.damaged-`),
    });
    expect([lstatSync(file).isFile(), await linesIn(folder)]).toEqual([true, 3]);
  });
});

it('leaves a link alone whose file may come back, such as with a disk', async () => {
  const { folder, file } = await placed('linked', 2);
  const away = `${file}-away`;
  for (const end of ends) if (existsSync(`${file}${end}`)) renameSync(`${file}${end}`, `${away}${end}`);
  for (let run = 0; run < 2; run++)
    await expect(stateIn(folder)).rejects.toMatchObject({
      code: 'StateLost',
      message: expect.stringContaining('is a link to'),
    });
  await expect(repairState({ folder, clock })).rejects.toMatchObject({ code: 'StateLost' });
  renameSync(away, file);
  expect([readlinkSync(join(folder, 'state.db')), await linesIn(folder)]).toEqual(['there', 2]);
});

it('moves a link alone that leads to what is no file', async () => {
  const folder = tempFolder();
  await write(folder, 1);
  await backUpState({ folder, clock, isUrgent: true });
  const path = join(folder, 'state.db');
  for (const end of ends) rmSync(`${path}${end}`, { force: true });
  symlinkSync('/dev/zero', path);
  await repairState({ folder, clock });
  expect([existsSync('/dev/zero'), lstatSync(path).isFile(), await linesIn(folder)]).toEqual([true, true, 1]);
});

// Only root can give files to others.
const owned =
  process.getuid?.() === 0
    ? Object.keys(places).flatMap((where) => [[where, '-wal'] as const, [where, '-shm'] as const])
    : [];

it.each(owned)('of a state that is %s, somebody else has no state.db%s', async (where, end) => {
  const { folder, file } = await placed(where, 1);
  writeFileSync(`${file}${end}`, '');
  chownSync(`${file}${end}`, 1234, 1234);
  await expect(stateIn(folder)).rejects.toMatchObject({
    code: 'FileNotYours',
    message: expect.stringContaining(`${file}${end}`),
  });
});
