import {
  chmodSync,
  constants,
  linkSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deliverToFile, settleFile } from '../../../../src/core/adapters/delivery/pair-file.ts';
import { systemCalls } from '../../../../src/core/adapters/file-calls.ts';
import { fileOf } from '../../../../src/core/model/new-file-access.ts';
import { Secret } from '../../../../src/core/model/secret.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { Killed, killedAt, withoutRoot } from './bent-calls.ts';

const pair = { consumerKey: '3MVG9new', consumerSecret: new Secret('canary+secret/1') };
const delivered = 'SALESFORCE_CONSUMER_KEY=3MVG9new\nSALESFORCE_CONSUMER_SECRET=canary+secret/1\n';
const alive = { own: [], calls: systemCalls };

/** Kills a delivery before each of its changes on disk. @returns how many there are */
async function killedAtEach(
  old: string | null,
  half: boolean,
  after: (path: string, change: number) => Promise<void>,
  rights = '',
): Promise<number> {
  for (let change = 1; ; change += 1) {
    const path = join(realpathSync(tempFolder()), 'app.env');
    if (old !== null) writeFileSync(path, old, { mode: 0o640 });
    const calls = killedAt(change, half);
    try {
      await deliverToFile({ own: [], calls }, fileOf(`${path}${rights}`), pair);
      return change - 1;
    } catch (error) {
      expect(error).toBeInstanceOf(Killed);
    }
    await after(path, change);
  }
}

const olds: readonly (readonly [string, string | null, number])[] = [
  ['a longer file', `A=1\nSALESFORCE_CONSUMER_SECRET=${'x'.repeat(60)}\nSALESFORCE_CONSUMER_KEY=old\nB=2\n`, 9],
  ['a shorter file', 'A=1\n', 8],
  ['no file', null, 6],
];

describe.each([
  ['before a write', false],
  ['in the middle of a write', true],
])('a delivery killed %s', (_when, half) => {
  it.each(olds)(
    'over %s is complete at the next start, or not begun, with nothing left behind',
    async (_w, old, least) => {
      const [before, full] = [old, old === null ? delivered : null];
      let torn = 0;
      const changes = await killedAtEach(old, half, async (path) => {
        const isThere = readdirSync(join(path, '..')).includes('app.env');
        const now = isThere ? readFileSync(path, 'utf8') : null;
        const left = readdirSync(join(path, '..')).filter((name) => name !== 'app.env');
        // What has the credentials in it is hidden, and only keyturn can read it.
        for (const name of left) {
          expect(name).toMatch(/^\.keyturn-/);
          expect(statSync(join(path, '..', name)).mode & 0o777).toBe(0o600);
        }
        await settleFile(alive, path);
        expect(readdirSync(join(path, '..'))).toEqual(isThere ? ['app.env'] : []);
        const then = isThere ? readFileSync(path, 'utf8') : null;
        const complete = full ?? then;
        expect([before, complete]).toContain(then);
        if (then !== before) expect(then).toContain('SALESFORCE_CONSUMER_SECRET=canary+secret/1\n');
        if (then !== now) torn += 1;
        await deliverToFile(alive, fileOf(path), pair);
        expect(readFileSync(path, 'utf8')).toContain('SALESFORCE_CONSUMER_KEY=3MVG9new\n');
        expect(readdirSync(join(path, '..'))).toEqual(['app.env']);
        if (old !== null) expect(statSync(path).mode & 0o777).toBe(0o640);
      });
      expect(changes).toBeGreaterThanOrEqual(least);
      // Some of the kills leave a file that only the saved copy can complete.
      if (old !== null && (half || old.length > delivered.length)) expect(torn).toBeGreaterThan(0);
    },
  );
});

describe('the next start', () => {
  const beside = (path: string) => join(path, '..');

  async function torn(): Promise<string> {
    let found = '';
    await killedAtEach('A=1\n', true, async (path) => {
      const now = readFileSync(path, 'utf8');
      if (now !== 'A=1\n' && !now.includes('canary+secret/1\n')) found = path;
    });
    expect(found).not.toBe('');
    return found;
  }

  it('leaves a file alone that somebody has edited since', async () => {
    const path = await torn();
    writeFileSync(path, 'EDITED=1\n');
    await settleFile(alive, path);
    expect(readFileSync(path, 'utf8')).toBe('EDITED=1\n');
    expect(readdirSync(beside(path))).toEqual(['app.env']);
  });

  it.each([
    ['removes it', systemCalls.unlink, 1],
    ['goes on without it', () => Promise.reject(Object.assign(new Error(), { code: 'EPERM', syscall: 'unlink' })), 2],
  ])("doesn't believe a file that somebody else left, and %s", async (_what, unlink, left) => {
    const path = await torn();
    const now = readFileSync(path, 'utf8');
    await settleFile({ own: [], calls: { ...systemCalls, user: (systemCalls.user ?? 0) + 1, unlink } }, path);
    expect(readFileSync(path, 'utf8')).toBe(now);
    expect(readdirSync(beside(path))).toHaveLength(left);
  });

  it('finds a file that its owner made read-only as it was', async () => {
    const path = join(realpathSync(tempFolder()), 'app.env');
    let widened = 0;
    for (let change = 1; ; change += 1) {
      writeFileSync(path, 'A=1\n', { mode: 0o640 });
      chmodSync(path, 0o440);
      const killed = await deliverToFile({ own: [], calls: withoutRoot(killedAt(change)) }, fileOf(path), pair).then(
        () => false,
        (error: unknown) => error instanceof Killed,
      );
      if (!killed) break;
      if ((statSync(path).mode & 0o777) !== 0o440) widened += 1;
      await settleFile({ own: [], calls: withoutRoot(systemCalls) }, path);
      expect([change, statSync(path).mode & 0o777, readdirSync(beside(path))]).toEqual([change, 0o440, ['app.env']]);
      await deliverToFile({ own: [], calls: withoutRoot(systemCalls) }, fileOf(path), pair);
      expect(readFileSync(path, 'utf8')).toContain('SALESFORCE_CONSUMER_KEY=3MVG9new\n');
      expect(statSync(path).mode & 0o777).toBe(0o440);
      chmodSync(path, 0o640);
    }
    expect(widened).toBeGreaterThan(0);
    expect(readFileSync(path, 'utf8')).toContain('SALESFORCE_CONSUMER_KEY=3MVG9new\n');
  });

  it('finds a new file with its rights, or none', async () => {
    const gid = process.getgid?.() ?? 0;
    const look = async (path: string) => {
      await settleFile(alive, path);
      const names = readdirSync(beside(path));
      expect([[], ['app.env']]).toContainEqual(names);
      if (names.length > 0) expect(statSync(path).mode & 0o777).toBe(0o640);
    };
    expect(await killedAtEach(null, false, look, `?group=${gid},mode=0640`)).toBeGreaterThan(8);
  });

  it("finishes a file that its owner made read-only, and doesn't stay in the way of the next delivery", async () => {
    const path = await torn();
    chmodSync(path, 0o440);
    // Root could write it all the same.
    const open: typeof systemCalls.open = async (at, flags, mode) => {
      const isWriting = (flags & constants.O_RDWR) !== 0 && (flags & constants.O_CREAT) === 0;
      if (isWriting && (statSync(at).mode & 0o200) === 0)
        throw Object.assign(new Error(), { code: 'EACCES', syscall: 'open' });
      return systemCalls.open(at, flags, mode);
    };
    const calls = { ...systemCalls, open };
    await deliverToFile({ own: [], calls }, fileOf(path), pair);
    expect(readFileSync(path, 'utf8')).toBe(`A=1\n${delivered}`);
    expect([statSync(path).mode & 0o777, readdirSync(beside(path))]).toEqual([0o440, ['app.env']]);
  });

  it('removes what earlier versions left, and nothing else', async () => {
    const path = join(realpathSync(tempFolder()), 'app.env');
    for (const name of [
      'app.env',
      'app.env.17513-b077efbe.tmp',
      'app.env.tmp',
      'b.env.17513-b077efbe.tmp',
      '.keyturn-x',
    ]) {
      writeFileSync(join(beside(path), name), 'A=1\n');
    }
    linkSync(path, join(beside(path), 'second.env'));
    await settleFile(alive, path);
    expect(readdirSync(beside(path)).sort()).toEqual(
      ['.keyturn-x', 'app.env', 'app.env.tmp', 'b.env.17513-b077efbe.tmp', 'second.env'].sort(),
    );
  });
});
