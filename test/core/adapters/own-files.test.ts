import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { settingsReader } from '../../../src/core/adapters/config.ts';
import { boundedFile } from '../../../src/core/adapters/daemon-log.ts';
import { systemCalls } from '../../../src/core/adapters/file-calls.ts';
import { createIncidents } from '../../../src/core/adapters/incidents.ts';
import { closeToOthers, notYours, readOwnFile } from '../../../src/core/adapters/own-files.ts';
import { ownersOf } from '../../../src/core/adapters/owners.ts';
import { createSecretStores } from '../../../src/core/adapters/secret-store/choose.ts';
import { openDatabase } from '../../../src/core/adapters/state/database.ts';
import { systemClock } from '../../../src/core/adapters/system-clock.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { actingAs } from './delivery/bent-calls.ts';
import { file, folder, link, ownersOfTree } from './small-tree.ts';

const modeOf = (path: string) => statSync(path).mode & 0o7777;

function homeWith(modes: Readonly<Record<string, number>>): string {
  const home = realpathSync(tempFolder());
  for (const [name, mode] of Object.entries(modes)) {
    const path = join(home, name);
    if (name.endsWith('/')) mkdirSync(path, { recursive: true });
    else writeFileSync(path, name);
    chmodSync(path, mode);
  }
  return home;
}

describe('a home that others can write to', () => {
  it('is closed, with the files and folders of keyturn in it', async () => {
    const home = homeWith({
      'state.db': 0o666,
      'secrets/': 0o777,
      'secrets/identity.age': 0o622,
      'config.json5': 0o600,
      'theirs.txt': 0o666,
    });
    chmodSync(home, 0o777);
    const { closed, weaknesses } = await closeToOthers(home);
    expect(closed).toEqual([home, join(home, 'secrets'), join(home, 'secrets/identity.age'), join(home, 'state.db')]);
    expect(weaknesses).toEqual([]);
    expect(modeOf(home)).toBe(0o755);
    expect(modeOf(join(home, 'secrets/identity.age'))).toBe(0o600);
    expect(modeOf(join(home, 'theirs.txt'))).toBe(0o666);
    expect((await closeToOthers(home)).closed).toEqual([]);
  });

  it.each([0o700, 0o750, 0o755, 0o1777])('keeps mode %o, which lets nobody replace its files', async (mode) => {
    const home = homeWith({});
    chmodSync(home, mode);
    expect(await closeToOthers(home)).toEqual({ closed: [], weaknesses: [] });
    expect(modeOf(home)).toBe(mode);
  });

  it('is closed through a link of the user', async () => {
    const home = homeWith({});
    chmodSync(home, 0o777);
    const by = join(realpathSync(tempFolder()), 'link');
    symlinkSync(home, by);
    expect((await closeToOthers(by)).closed).toEqual([home]);
  });

  it("isn't changed where the folder or a link to it belongs to somebody else, and that is said", async () => {
    const home = homeWith({});
    chmodSync(home, 0o777);
    const by = join(realpathSync(tempFolder()), 'link');
    symlinkSync(home, by);
    const acting = (owners: Readonly<Record<string, number>>) =>
      ownersOf({
        calls: { ...actingAs(4242, { '/': 0, ...owners }), isBound: false },
        platform: 'linux',
        list: async () => '',
        isContainer: () => false,
      });
    expect(await closeToOthers(home, acting({ [home]: 1001 }))).toMatchObject({
      closed: [],
      weaknesses: [{ path: home, kind: 'foreign', problem: 'it belongs to user 1001' }],
    });
    expect(await closeToOthers(by, acting({ [by]: 1001, [home]: 4242 }))).toMatchObject({
      closed: [],
      weaknesses: [
        { path: by, part: 'link' },
        { path: home, kind: 'open' },
      ],
    });
    expect(modeOf(home)).toBe(0o777);
  });

  it('is no reason to stop if it can not be looked at', async () => {
    expect(await closeToOthers(join(tempFolder(), 'missing/home'))).toEqual({ closed: [], weaknesses: [] });
  });
});

describe('a file of keyturn that belongs to another user', () => {
  it('is refused with what to do', async () => {
    const tree = {
      '/h': folder({ uid: 1000 }),
      '/h/state.db': link('/g/s.db', { uid: 1001 }),
      '/g/s.db': file({ uid: 65534 }),
    };
    expect(await notYours('/h/state.db', ownersOfTree(tree))).toMatchObject({
      code: 'FileNotYours',
      exitCode: 2,
      message: "keyturn doesn't use /h/state.db: the link /h/state.db belongs to other (user 1001)",
      actions: [
        'If you trust it, take it over: `sudo chown -h 1000 /h/state.db /g/s.db`.',
        expect.stringContaining('`mv /h/state.db /h/state.db.not-mine`'),
        'Or run keyturn as the user it belongs to.',
      ],
    });
  });

  it('is not read', async () => {
    const home = homeWith({ 'config.json5': 0o644 });
    const path = join(home, 'config.json5');
    const owners = (owner: number) =>
      ownersOf({
        calls: { ...actingAs(4242, { [path]: owner }), isBound: false },
        platform: 'linux',
        list: async () => '',
        isContainer: () => false,
      });
    await expect(readOwnFile(path, owners(1001))).rejects.toMatchObject({ code: 'FileNotYours' });
    expect(String(await readOwnFile(path, owners(4242)))).toBe('config.json5');
    expect(String(await readOwnFile(path, owners(0)))).toBe('config.json5');
    expect(String(await readOwnFile(path))).toBe('config.json5');
    await expect(readOwnFile(join(home, 'gone'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(systemCalls.user).toBe(process.getuid?.());
  });
});

// Only root can give a file to somebody else.
if (process.getuid?.() === 0) {
  const nobody = 65_534;
  const planted = (path: string, content: string): string => {
    writeFileSync(path, content, { mode: 0o644 });
    chownSync(path, nobody, nobody);
    return path;
  };

  describe('what another user put into the home', () => {
    it('is not obeyed as settings, and the last good ones apply', async () => {
      const home = homeWith({});
      const path = join(home, 'config.json5');
      const read = settingsReader(home);
      writeFileSync(path, '{ stageAhead: "9d" }');
      expect((await read()).fault).toBe(null);
      chownSync(path, nobody, nobody);
      expect(await read()).toMatchObject({
        settings: { stageAheadMs: 9 * 86_400_000 },
        fault: { error: { code: 'FileNotYours' }, concerns: 'policy', inUse: 'last-good' },
      });
      planted(join(home, 'config.last-good.json'), '{"stageAhead":"3d"}');
      expect(await settingsReader(home)()).toMatchObject({ value: {}, fault: { inUse: 'defaults' } });
    });

    it.each(['state.db', 'state.db-wal', 'state.db-shm'])('is not obeyed as %s', async (name) => {
      const home = homeWith({});
      const init = { folder: home, clock: systemClock() };
      (await openDatabase(init)).close();
      planted(join(home, name), '');
      await expect(openDatabase(init)).rejects.toMatchObject({ code: 'FileNotYours' });
    });

    it.each(['secrets', 'secrets/pairs', 'secrets/identity.age', 'secrets/recipient.txt'])(
      'is not obeyed as %s',
      async (name) => {
        const home = homeWith({});
        const stores = createSecretStores({
          ...{ folder: home, isPractice: false, env: {}, isInteractive: false, workFactor: 4 },
        });
        await stores.open('file', new Secret('violin anchor mosaic 71'));
        stores.close();
        chownSync(join(home, name), nobody, nobody);
        const again = createSecretStores({
          ...{ folder: home, isPractice: false, env: {}, isInteractive: false, workFactor: 4 },
        });
        const opening = again.open('file', new Secret('violin anchor mosaic 71'));
        await expect(opening).rejects.toMatchObject({ code: 'FileNotYours' });
        again.close();
      },
    );

    it('gets no report', async () => {
      const home = homeWith({ 'incidents/': 0o755 });
      chownSync(join(home, 'incidents'), nobody, nobody);
      const writing = createIncidents(home).writeReport('run', { markdown: '', json: {} }, null);
      await expect(writing).rejects.toMatchObject({ code: 'FileNotYours' });
    });

    it('leads no log into another file', () => {
      const home = homeWith({ mine: 0o600 });
      const path = join(home, 'daemon.log');
      symlinkSync(join(home, 'mine'), path);
      boundedFile(path).write('1\n');
      expect(readFileSync(join(home, 'mine'), 'utf8')).toBe('mine1\n');
      lchownSync(path, nobody, nobody);
      boundedFile(path).write('2\n');
      expect(readFileSync(join(home, 'mine'), 'utf8')).toBe('mine1\n');
      expect(existsSync(path) && readFileSync(path, 'utf8')).toBe('2\n');
    });
  });
}
