import { chmodSync, chownSync, lchownSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { OwnerFacts } from '../../../src/core/adapters/owners.ts';
import { foreignAt, weaknessesOf } from '../../../src/core/adapters/trusted-path.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { file, folder, link, ownersOfTree, type Tree } from './small-tree.ts';

type Facts = Partial<OwnerFacts> & { readonly user?: number | null };

const mine = { uid: 1000, gid: 1000 };
const others = { uid: 1001, gid: 1001 };
const tmp = folder({ mode: 0o1777 });

async function problems(path: string, tree: Tree, facts: Facts = {}): Promise<readonly string[]> {
  return (await weaknessesOf(path, ownersOfTree(tree, facts))).map(({ problem }) => problem);
}

describe('a path that only root and the user can change', () => {
  it.each<[string, string, Tree, Facts?]>([
    ["the user's own file", '/home/me/run', { '/home/me': folder(mine), '/home/me/run': file(mine) }],
    ['a file of root', '/usr/bin/run', { '/usr/bin/run': file() }],
    [
      'a group whose only member is the user',
      '/home/me/run',
      { '/home/me': folder({ ...mine, mode: 0o775 }), '/home/me/run': file({ ...mine, mode: 0o664 }) },
    ],
    [
      'a group whose only other member is root',
      '/srv/run',
      { '/srv': folder({ gid: 2001, mode: 0o775 }), '/srv/run': file({ gid: 2001, mode: 0o664 }) },
    ],
    ["root's own group", '/opt/run', { '/opt': folder({ mode: 0o775 }), '/opt/run': file() }],
    ['a sticky folder, and an entry of the user', '/tmp/run', { '/tmp': tmp, '/tmp/run': file(mine) }],
    ['a sticky folder, and an entry of root', '/tmp/x/run', { '/tmp': tmp, '/tmp/x': folder(), '/tmp/x/run': file() }],
    [
      'a secret as Kubernetes mounts it',
      '/etc/keyturn/passphrase',
      {
        '/etc/keyturn': folder({ mode: 0o3777, gid: 2001 }),
        '/etc/keyturn/..data': link('..2026_11_30'),
        '/etc/keyturn/..2026_11_30': folder({ mode: 0o2755, gid: 2001 }),
        '/etc/keyturn/..2026_11_30/passphrase': file({ mode: 0o440, gid: 2001 }),
        '/etc/keyturn/passphrase': link('..data/passphrase'),
      },
    ],
    [
      "a folder of systemd's DynamicUser",
      '/var/lib/keyturn/state.db',
      {
        '/var/lib/keyturn': link('private/keyturn'),
        '/var/lib/private': folder({ mode: 0o700 }),
        '/var/lib/private/keyturn': folder(mine),
        '/var/lib/private/keyturn/state.db': file(mine),
      },
    ],
    [
      'a credential of systemd',
      '/run/credentials/keyturn.service/keyturn-passphrase',
      {
        '/run/credentials/keyturn.service': folder({ mode: 0o500, ...mine }),
        '/run/credentials/keyturn.service/keyturn-passphrase': file({ mode: 0o400, ...mine }),
      },
    ],
    [
      "macOS' /tmp and /var",
      '/tmp/run',
      { '/tmp': link('private/tmp'), '/private/tmp': tmp, '/private/tmp/run': file({ uid: 1000, gid: 20 }) },
      { platform: 'darwin' },
    ],
    [
      "the user's own Homebrew",
      '/opt/homebrew/bin/run',
      {
        '/opt/homebrew': folder({ uid: 1000, gid: 80, mode: 0o775 }),
        '/opt/homebrew/bin': folder({ uid: 1000, gid: 80, mode: 0o775 }),
        '/opt/homebrew/bin/run': link('../Cellar/run/1.0/bin/run', { uid: 1000, gid: 80 }),
        '/opt/homebrew/Cellar/run/1.0/bin/run': file({ uid: 1000, gid: 80 }),
      },
      { platform: 'darwin' },
    ],
    [
      'a volume of another user, as root in a container',
      '/data/state.db',
      { '/data': folder({ ...others, dev: 7 }), '/data/state.db': file({ ...others, dev: 7 }) },
      { user: 0, isContainer: () => true },
    ],
    [
      'a single file that is mounted into a container',
      '/etc/passphrase',
      { '/etc/passphrase': file({ ...others, dev: 7 }) },
      { user: 0, isContainer: () => true },
    ],
    [
      'a group that a container has no name for',
      '/data/run',
      { '/data': folder({ gid: 4321, mode: 0o2775 }), '/data/run': file(mine) },
      { isContainer: () => true },
    ],
    [
      "root's files in a user namespace",
      '/usr/run',
      { '/': folder({ uid: 65534 }), '/usr': folder({ uid: 65534 }), '/usr/run': file({ uid: 65534 }) },
    ],
    ['a file that is not there yet', '/home/me/new', { '/home/me': folder(mine), '/home/me/other': file(mine) }],
    ['Windows, where modes say nothing', '/x/run', { '/x': folder({ mode: 0o777 }), '/x/run': file() }, { user: null }],
  ])('is %s', async (_what, path, tree, facts) => {
    expect(await problems(path, tree, facts)).toEqual([]);
  });
});

describe('a path that somebody else can change', () => {
  it.each<[string, string, Tree, readonly string[], Facts?]>([
    ['a file that all can write', '/run', { '/run': file({ mode: 0o646 }) }, ['other users can write to it']],
    [
      'a file that a group can write',
      '/run',
      { '/run': file({ ...mine, gid: 2000, mode: 0o664 }) },
      ['other users can write to it'],
    ],
    ['a file of another user', '/run', { '/run': file(others) }, ['it belongs to other (user 1001)']],
    [
      'a folder far above it that belongs to another user',
      '/g/p/bin/run',
      { '/g': folder(others), '/g/p/bin': folder(), '/g/p/bin/run': file() },
      ['the folder /g belongs to other (user 1001)'],
    ],
    [
      'a folder far above it that all can write',
      '/g/p/bin/run',
      { '/g': folder({ mode: 0o777 }), '/g/p/bin/run': file() },
      ['other users can write to the folder /g'],
    ],
    [
      'an entry of another user in a sticky folder',
      '/tmp/x/run',
      { '/tmp': tmp, '/tmp/x': folder(others), '/tmp/x/run': file() },
      ['other users can write to the folder /tmp', 'the folder /tmp/x belongs to other (user 1001)'],
    ],
    [
      'a sticky folder that belongs to another user',
      '/drop/run',
      { '/drop': folder({ ...others, mode: 0o1777 }), '/drop/run': file(mine) },
      ['the folder /drop belongs to other (user 1001)'],
    ],
    [
      'a link of another user',
      '/shared/run',
      { '/shared/run': link('/usr/run', others), '/usr/run': file() },
      ['the link /shared/run belongs to other (user 1001)'],
    ],
    [
      'a good link into a folder that all can write',
      '/home/me/run',
      {
        '/home/me': folder(mine),
        '/home/me/run': link('/open/run', mine),
        '/open': folder({ mode: 0o777 }),
        '/open/run': file(mine),
      },
      ['other users can write to the folder /open'],
    ],
    [
      'a folder on the way of a link that leads back',
      '/open/../usr/run',
      { '/open': folder({ mode: 0o777 }), '/usr/run': file() },
      ['other users can write to the folder /open'],
    ],
    [
      'a group that no list has',
      '/data/run',
      { '/data': folder({ gid: 4321, mode: 0o775 }), '/data/run': file(mine) },
      ['other users can write to the folder /data'],
    ],
    [
      "macOS' group of all users",
      '/Users/Shared/run',
      { '/Users/Shared': folder({ gid: 20, mode: 0o775 }), '/Users/Shared/run': file(mine) },
      ['other users can write to the folder /Users/Shared'],
      { platform: 'darwin' },
    ],
    [
      "another user's volume, for root outside of a container",
      '/data/run',
      { '/data': folder({ ...others, dev: 7 }), '/data/run': file({ dev: 7 }) },
      ['the folder /data belongs to other (user 1001)'],
      { user: 0 },
    ],
    [
      'a file in a volume that belongs to neither its owner nor root',
      '/data/run',
      { '/data': folder({ ...mine, dev: 7 }), '/data/run': file({ ...others, dev: 7 }) },
      ['it belongs to other (user 1001)'],
      { user: 0, isContainer: () => true },
    ],
    [
      'a file of another user on the disk of the container',
      '/run',
      { '/run': file(others) },
      ['it belongs to other (user 1001)'],
      { user: 0, isContainer: () => true },
    ],
  ])('has %s', async (_what, path, tree, expected, facts) => {
    expect(await problems(path, tree, facts)).toEqual(expected);
  });

  it('says how to change that', async () => {
    const tree = { "/a'b": folder({ mode: 0o777 }), "/a'b/run": link('/c d', others), '/c d': file({ ...others }) };
    const found = await weaknessesOf("/a'b/run", ownersOfTree(tree));
    expect(found.map(({ cure }) => cure)).toEqual([
      "Run `chmod go-w '/a'\\''b'` as its owner.",
      "If you trust it, take it over: `sudo chown -h 1000 '/a'\\''b/run'`.",
      "If you trust it, take it over: `sudo chown -h 1000 '/c d'`.",
    ]);
  });
});

describe('what somebody else put at a path', () => {
  it.each<[string, Tree, readonly string[]]>([
    ['is nothing in a loose folder, where the file is mine', { '/h': folder({ mode: 0o777 }), '/h/f': file(mine) }, []],
    ['is nothing where nothing is', { '/h': folder({ mode: 0o777 }), '/h/other': file(mine) }, []],
    ['is their file', { '/h': folder({ mode: 0o777 }), '/h/f': file(others) }, ['/h/f']],
    ['is their link to a file of mine', { '/h/f': link('/g', others), '/g': file(mine) }, ['/h/f']],
    ['is my link to their file', { '/h/f': link('/g', mine), '/g': file(others) }, ['/g']],
    ['is their link to nothing', { '/h/f': link('/g', others) }, ['/h/f']],
  ])('%s', async (_what, tree, expected) => {
    expect((await foreignAt('/h/f', ownersOfTree(tree))).map(({ path }) => path)).toEqual(expected);
  });
});

// Only root can give a file to somebody else.
if (process.getuid?.() === 0) {
  describe('files of this computer', () => {
    const nobody = 65_534;

    function place(): { readonly folder: string; readonly path: string } {
      const home = realpathSync(tempFolder());
      mkdirSync(join(home, 'g/bin'), { recursive: true });
      const path = join(home, 'g/bin/run');
      writeFileSync(path, '');
      return { folder: home, path };
    }

    it('are checked up to the root', async () => {
      const { folder: home, path } = place();
      expect(await weaknessesOf(path)).toEqual([]);
      chownSync(join(home, 'g'), nobody, nobody);
      expect(await weaknessesOf(path)).toMatchObject([{ path: join(home, 'g'), kind: 'foreign', part: 'folder' }]);
      chownSync(join(home, 'g'), 0, 0);
      chmodSync(join(home, 'g'), 0o777);
      expect(await weaknessesOf(path)).toMatchObject([{ path: join(home, 'g'), kind: 'open', part: 'folder' }]);
      chmodSync(join(home, 'g'), 0o1777);
      expect(await weaknessesOf(path)).toEqual([]);
    });

    it('are checked with their links', async () => {
      const { folder: home, path } = place();
      const by = join(home, 'link');
      symlinkSync(path, by);
      expect(await weaknessesOf(by)).toEqual([]);
      lchownSync(by, nobody, nobody);
      expect(await weaknessesOf(by)).toMatchObject([{ path: by, kind: 'foreign', part: 'link' }]);
    });
  });
}
