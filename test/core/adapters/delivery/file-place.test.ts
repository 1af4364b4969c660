import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDeliveries } from '../../../../src/core/adapters/delivery/deliveries.ts';
import { type FileCalls, systemCalls } from '../../../../src/core/adapters/file-calls.ts';
import { Secret } from '../../../../src/core/model/secret.ts';
import type { HandOver } from '../../../../src/core/ports/ports.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { actingAs } from './bent-calls.ts';

const handOver: HandOver = {
  event: 'staged',
  org: 'acme',
  app: 'Billing_Sync',
  pair: { consumerKey: '3MVG9new', consumerSecret: new Secret('canary+secret/1') },
  previousConsumerKey: '3MVG9old',
  tokenUrl: 'https://acme.my.salesforce.com/services/oauth2/token',
};
const delivered = 'SALESFORCE_CONSUMER_KEY=3MVG9new\nSALESFORCE_CONSUMER_SECRET=canary+secret/1\n';

function deliver(path: string, calls: FileCalls = systemCalls) {
  return createDeliveries({}, [], calls).deliver({ kind: 'file', name: path }, handOver);
}

function inspect(path: string, calls: FileCalls = systemCalls) {
  return createDeliveries({}, [], calls).inspect({ kind: 'file', name: path });
}

/** A folder, with its own path without links. */
function realFolder(): string {
  return realpathSync(tempFolder());
}

function fileIn(folder: string, name: string, content = 'A=1\n'): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('a delivery stays with the same file', () => {
  it('under each of its names, wherever it is mounted, and for everyone who may read it', async () => {
    const folder = realFolder();
    const path = fileIn(folder, 'app.env');
    chmodSync(path, 0o640);
    linkSync(path, join(folder, 'second-name.env'));
    const before = statSync(path);
    // As a container sees it, into which this file alone is mounted.
    const mounted = openSync(path, 'r');
    expect(await deliver(path)).toBe(null);
    expect(readFileSync(mounted, 'utf8')).toBe(`A=1\n${delivered}`);
    expect(readFileSync(join(folder, 'second-name.env'), 'utf8')).toBe(`A=1\n${delivered}`);
    const { ino, mode, uid, gid } = statSync(path);
    expect({ ino, mode, uid, gid }).toEqual({ ino: before.ino, mode: before.mode, uid: before.uid, gid: before.gid });
    expect(readdirSync(folder).sort()).toEqual(['app.env', 'second-name.env']);
  });

  it("is for the owner's reading, too, where the owner made it read-only", async () => {
    const path = fileIn(realFolder(), 'app.env');
    chmodSync(path, 0o440);
    const { user, open } = systemCalls;
    // Root may write to any file, so the refusal is played.
    const calls: FileCalls = {
      ...systemCalls,
      open: async (at, flags, mode) => {
        const isWriting = (flags & 0o3) !== 0 && (flags & 0o100) === 0;
        if (isWriting && (statSync(path).mode & 0o200) === 0 && at.endsWith('/app.env')) {
          throw Object.assign(new Error('EACCES'), { code: 'EACCES', syscall: 'open' });
        }
        return open(at, flags, mode);
      },
    };
    expect(await inspect(path, calls)).toBe(null);
    expect(await deliver(path, calls)).toBe(null);
    expect(readFileSync(path, 'utf8')).toBe(`A=1\n${delivered}`);
    expect(statSync(path).mode & 0o777).toBe(0o440);
    chmodSync(path, 0o440);
    expect(await inspect(path, { ...calls, user: (user ?? 0) + 1 })).toBe('permission denied');
  });

  it('says so when the rights are different afterwards', async () => {
    const path = fileIn(realFolder(), 'app.env');
    const calls: FileCalls = {
      ...systemCalls,
      unlink: async (at) => {
        chmodSync(path, 0o600);
        return systemCalls.unlink(at);
      },
    };
    expect(await deliver(path, calls)).toMatch(/reading it back/);
  });

  it('puts the old content back when the disk refuses the new one', async () => {
    const folder = realFolder();
    const path = fileIn(folder, 'app.env', 'A=1\nB=2\n');
    const calls: FileCalls = {
      ...systemCalls,
      open: async (at, flags, mode) => {
        const file = await systemCalls.open(at, flags, mode);
        if (!at.endsWith('/app.env')) return file;
        const write = file.write.bind(file);
        file.write = (async (content: Buffer, from: number, length: number, position: number) => {
          if (!content.includes('3MVG9new')) return write(content, from, length, position);
          await write(content, from, 20, position);
          throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'write' });
        }) as typeof file.write;
        return file;
      },
    };
    expect(await deliver(path, calls)).toBe('the disk is full');
    expect(readFileSync(path, 'utf8')).toBe('A=1\nB=2\n');
    expect(readdirSync(folder)).toEqual(['app.env']);
  });
});

const me = 1000;
const service = 2000;
const nobody = 65_534;
const planted = 'another user placed the link';

describe('a link to a file', () => {
  /** `shared/app.env` leads to `real.env`. */
  function linked() {
    const folder = realFolder();
    const file = fileIn(folder, 'real.env');
    mkdirSync(join(folder, 'shared'));
    const link = join(folder, 'shared', 'app.env');
    symlinkSync('../real.env', link);
    return { folder, file, link, shared: join(folder, 'shared') };
  }

  it.each([
    ['root', 0, 0],
    ['the user of this process', me, 0],
    ['the owner of the file', service, service],
  ])('counts if it belongs to %s', async (_who, ofLink, ofFile) => {
    const { link, file, shared } = linked();
    const calls = actingAs(me, { [link]: ofLink, [shared]: ofLink, [file]: ofFile });
    expect(await inspect(link, calls)).toBe(null);
    expect(await deliver(link, calls)).toBe(null);
    expect(readFileSync(file, 'utf8')).toBe(`A=1\n${delivered}`);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
  });

  it.each([
    ['root', 0],
    ['the user of this process', me],
    ['a third user', service],
  ])("counts for nothing if somebody else placed it to write to %s's file", async (_whose, ofFile) => {
    for (const user of [0, me]) {
      const { link, file, shared } = linked();
      const calls = actingAs(user, { [link]: nobody, [shared]: nobody, [file]: ofFile });
      expect(await inspect(link, calls)).toContain(planted);
      expect(await deliver(link, calls)).toContain(planted);
      expect(readFileSync(file, 'utf8')).toBe('A=1\n');
    }
  });

  it('counts for nothing in the middle of a path, either', async () => {
    const folder = realFolder();
    mkdirSync(join(folder, 'etc'));
    symlinkSync(join(folder, 'etc'), join(folder, 'conf'));
    const calls = actingAs(0, { [join(folder, 'conf')]: nobody });
    expect(await deliver(join(folder, 'conf', 'new.env'), calls)).toContain(planted);
    expect(readdirSync(join(folder, 'etc'))).toEqual([]);
    expect(await deliver(join(folder, 'conf', 'new.env'), actingAs(0, {}))).toBe(null);
    expect(readdirSync(join(folder, 'etc'))).toEqual(['new.env']);
  });

  it('makes the file that it leads to, where there is none', async () => {
    const folder = realFolder();
    mkdirSync(join(folder, 'real'));
    const link = join(folder, 'app.env');
    symlinkSync('./real/app.env', link);
    const foreign = actingAs(0, { [link]: nobody });
    expect(await deliver(link, foreign)).toContain(planted);
    expect(await inspect(link, actingAs(0, { [link]: service, [join(folder, 'real')]: service }))).toBe(null);
    expect(await deliver(link)).toBe(null);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'real', 'app.env'), 'utf8')).toBe(delivered);
    expect(statSync(join(folder, 'real', 'app.env')).mode & 0o777).toBe(0o600);
    symlinkSync('missing/app.env', join(folder, 'lost.env'));
    expect(await deliver(join(folder, 'lost.env'))).toBe(`the folder ${join(folder, 'missing')} does not exist`);
  });

  it('that leads to itself ends', async () => {
    const path = join(realFolder(), 'app.env');
    symlinkSync('app.env', path);
    expect(await deliver(path)).toBe('its links form a loop');
  });
});

describe('a hard link', () => {
  it.each([
    ['in a folder of its owner', service, service, 0o755, null],
    ['in a folder of root', 0, service, 0o755, null],
    ['in a folder of the user', me, service, 0o755, null],
    ["to root's file, in a folder of somebody else", nobody, 0, 0o755, 'it is a hard link'],
    ['in a folder that everyone can write', 0, 0, 0o1777, 'it is a hard link'],
  ])('%s', async (_what, ofFolder, ofFile, mode, problem) => {
    const folder = realFolder();
    const file = fileIn(folder, 'real.env');
    mkdirSync(join(folder, 'app'));
    chmodSync(join(folder, 'app'), mode);
    linkSync(file, join(folder, 'app', 'app.env'));
    const calls = actingAs(me, { [join(folder, 'app')]: ofFolder, [file]: ofFile });
    const expected = problem === null ? null : expect.stringContaining(problem);
    expect(await inspect(join(folder, 'app', 'app.env'), calls)).toEqual(expected);
    expect(await deliver(join(folder, 'app', 'app.env'), calls)).toEqual(expected);
    expect(readFileSync(file, 'utf8')).toBe(problem === null ? `A=1\n${delivered}` : 'A=1\n');
  });
});

it('works the same where files can only be opened by their whole path', async () => {
  const folder = realFolder();
  mkdirSync(join(folder, 'real'));
  symlinkSync('./real', join(folder, 'link'));
  const path = join(folder, 'link', '..', 'link', 'app.env');
  const calls = { ...systemCalls, isBound: false };
  expect(await inspect(path, calls)).toBe(null);
  expect(await deliver(path, calls)).toBe(null);
  expect(readFileSync(join(folder, 'real', 'app.env'), 'utf8')).toBe(delivered);
  const beyond = join(folder, 'real', 'app.env', 'b.env');
  expect(await deliver(beyond, calls)).toBe('part of the path is a file, not a folder');
  expect(await deliver(beyond)).toBe('part of the path is a file, not a folder');
});

describe("a service user's file in its own folder", () => {
  it('is the normal case', async () => {
    const folder = realFolder();
    const file = fileIn(folder, 'app.env');
    expect(await deliver(file, actingAs(0, { [folder]: service, [file]: service }))).toBe(null);
    expect(await deliver(join(folder, 'new.env'), actingAs(0, { [folder]: service }))).toBe(null);
    expect(readFileSync(file, 'utf8')).toBe(`A=1\n${delivered}`);
  });
});

describe('what is swapped between two calls', () => {
  /** Does something right before the nth call of a name with this ending. */
  function rightBefore(call: 'open' | 'lstat' | 'readlink', ending: string, swap: () => void): FileCalls {
    let isDone = false;
    return {
      ...systemCalls,
      [call]: (...given: readonly [string, number, number?]) => {
        if (!isDone && given[0].endsWith(ending)) {
          isDone = true;
          swap();
        }
        return (systemCalls[call] as (...all: readonly unknown[]) => unknown)(...given);
      },
    };
  }

  it.each([
    ['a link', (path: string, victim: string) => symlinkSync(victim, path)],
    ['a hard link', (path: string, victim: string) => linkSync(victim, path)],
  ])('a file for %s', async (_what, place) => {
    const folder = realFolder();
    const [path, victim] = [fileIn(folder, 'app.env'), fileIn(folder, 'victim.conf', 'V=1\n')];
    const swap = () => {
      rmSync(path);
      place(path, victim);
    };
    for (const isBound of [systemCalls.isBound, false]) {
      const calls = { ...rightBefore('open', '/app.env', swap), isBound };
      expect(await deliver(path, calls)).toMatch(/somebody replaced it/);
      expect(readFileSync(victim, 'utf8')).toBe('V=1\n');
      rmSync(path);
      writeFileSync(path, 'A=1\n');
    }
  });

  it('a folder for a link to another one', async () => {
    const folder = realFolder();
    for (const name of ['app', 'etc']) mkdirSync(join(folder, name));
    const victim = fileIn(join(folder, 'etc'), 'app.env', 'V=1\n');
    fileIn(join(folder, 'app'), 'app.env');
    const swap = () => {
      renameSync(join(folder, 'app'), join(folder, 'moved'));
      symlinkSync('etc', join(folder, 'app'));
    };
    expect(await deliver(join(folder, 'app', 'app.env'), rightBefore('open', '/app', swap))).not.toBe(null);
    expect(readFileSync(victim, 'utf8')).toBe('V=1\n');
    rmSync(join(folder, 'app'));
    renameSync(join(folder, 'moved'), join(folder, 'app'));
    // The open folder is still the one that was checked, but its path no longer leads to it.
    expect(await deliver(join(folder, 'app', 'app.env'), rightBefore('lstat', '/app.env', swap))).toMatch(
      /somebody replaced/,
    );
    expect(readFileSync(victim, 'utf8')).toBe('V=1\n');
    expect(readFileSync(join(folder, 'moved', 'app.env'), 'utf8')).toBe('A=1\n');
  });

  it('a link for another one', async () => {
    const folder = realFolder();
    const [file, victim] = [fileIn(folder, 'real.env'), fileIn(folder, 'victim.conf', 'V=1\n')];
    const link = join(folder, 'app.env');
    symlinkSync(file, link);
    const swap = () => {
      rmSync(link);
      symlinkSync(victim, link);
    };
    expect(await deliver(link, rightBefore('readlink', '/app.env', swap))).toMatch(/somebody replaced it/);
    expect(readFileSync(victim, 'utf8')).toBe('V=1\n');
  });

  it('a new file that somebody else makes first', async () => {
    const path = join(realFolder(), 'app.env');
    const calls: FileCalls = {
      ...systemCalls,
      link: (from, to) => {
        writeFileSync(path, 'theirs');
        return systemCalls.link(from, to);
      },
    };
    expect(await deliver(path, calls)).toMatch(/somebody replaced it/);
    expect(readFileSync(path, 'utf8')).toBe('theirs');
  });
});

describe('a new file', () => {
  const group = process.getgid?.() ?? 0;

  it('has the rights that its target names, and an existing one keeps its own', async () => {
    const folder = realFolder();
    const path = join(folder, 'app.env');
    expect(await inspect(`${path}?group=${group},mode=0640`)).toBe(null);
    expect(await deliver(`${path}?group=${group},mode=0640`)).toBe(null);
    expect(statSync(path)).toMatchObject({ mode: 0o100640, gid: group });
    expect(readdirSync(folder)).toEqual(['app.env']);
    chmodSync(path, 0o600);
    expect(await deliver(`${path}?mode=0640`)).toBe(null);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('belongs to the owner that its target names', async () => {
    const path = join(realFolder(), 'app.env');
    const given: number[][] = [];
    const calls: FileCalls = {
      ...systemCalls,
      user: 0,
      open: async (...all) => {
        const file = await systemCalls.open(...all);
        file.chown = async (uid, gid) => void given.push([uid, gid]);
        return file;
      },
    };
    expect(await deliver(`${path}?owner=root,group=2001`, calls)).toBe(null);
    expect(given).toEqual([[0, 2001]]);
  });

  it.each([
    ['?owner=2000', 'only root can make a file for another user or group'],
    ['?group=2000', 'only root can make a file for another user or group'],
    ['?owner=no.such-user', '/etc/passwd has no no.such-user. Write the number instead'],
    ['?mode=0666', 'after the question mark, name owner=, group= or mode='],
  ])("isn't made where that can't be (%s)", async (rights, problem) => {
    const folder = realFolder();
    const path = `${join(folder, 'app.env')}${rights}`;
    const calls = { ...systemCalls, user: me };
    expect(await inspect(path, calls)).toContain(problem);
    expect(await deliver(path, calls)).toContain(problem);
    expect(readdirSync(folder)).toEqual([]);
  });
});

it('waits only so long for a path that never answers', async () => {
  const path = fileIn(realFolder(), 'app.env');
  const never = () => new Promise<never>(() => undefined);
  const calls = { ...systemCalls, open: never, lstat: never };
  const asked: number[] = [];
  const deliveries = createDeliveries({}, [], calls, (ms) => {
    asked.push(ms);
    const over = new AbortController();
    setImmediate(() => over.abort());
    return over.signal;
  });
  const target = { kind: 'file', name: path } as const;
  expect(await deliveries.inspect(target)).toMatch(/^the path doesn't answer/);
  expect(await deliveries.places(target)).toEqual([path]);
  expect(await deliveries.recheck(target, { consumerKey: 'key' })).toMatch(/^the path doesn't answer/);
  expect(asked).toEqual([10_000, 3_000, 10_000]);
});
