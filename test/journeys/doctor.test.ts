import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { place } from '../support/keyturn.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe('keyturn doctor', () => {
  it('looks at the machine and at an org, and says the cure', async () => {
    const here = place(join(tempFolder(), 'home'));
    const told = await call(here, ['doctor', '--practice', '--json']);
    const { status, result } = JSON.parse(told.stdout);
    expect(status).toBe(0);
    expect(result.lines).toContainEqual(expect.objectContaining({ id: 'secret-access-on', cure: expect.any(String) }));
    const text = await call(here, ['doctor']);
    expect(text.stdout).toMatch(/^This computer\n/);
    expect(text.stdout).not.toContain('The org');
  });

  it('repairs a home that is open to others, and tells scripts what stands in the way', async () => {
    const here = place(join(tempFolder(), 'home'));
    await call(here, ['doctor']);
    chmodSync(here.home, 0o755);
    const unsafe = { ...here, env: { ...here.env, NODE_TLS_REJECT_UNAUTHORIZED: '0' } };
    expect((await call(unsafe, ['doctor', '--exit-code'])).code).toBe(4);
    const repaired = await call(here, ['doctor', '--repair']);
    expect(repaired.stdout).toContain('✔ Fixed: ');
    expect(statSync(here.home).mode & 0o777).toBe(0o700);
  });

  it("tells of a folder that is none, and of settings and a state that can't be read", async () => {
    const ids = async (here: ReturnType<typeof place>, ...args: string[]) => {
      const { result } = JSON.parse((await call(here, ['doctor', '--json', ...args])).stdout);
      const failed = (result.lines as { id: string; status: string; cure: string | null }[]).filter(
        ({ status }) => status === 'failed',
      );
      expect(failed.filter(({ cure }) => cure === null)).toEqual([]);
      return failed.map(({ id }) => id);
    };
    const here = place(join(tempFolder(), 'home'));
    writeFileSync(here.home, 'a file');
    expect(await ids(here, '--practice')).toEqual(['home']);
    rmSync(here.home);
    mkdirSync(here.home, { mode: 0o700 });
    writeFileSync(join(here.home, 'config.json5'), '{ nonsense');
    writeFileSync(join(here.home, 'state.db'), 'this is no database');
    expect(await ids(here)).toEqual(['config', 'state']);
  });

  it('writes the kit of an operator once', async () => {
    const here = place(join(tempFolder(), 'home'));
    const folder = join(here.home, '..', 'kit');
    const args = ['doctor', '--practice', '--permission-set', folder, '--json'];
    expect(JSON.parse((await call(here, args)).stdout).status).toBe(0);
    const sets = readdirSync(join(folder, 'force-app/main/default/permissionsets'));
    expect(sets.sort()).toEqual(
      ['Emergency', 'New_User', 'Rotate', 'Setup'].map((task) => `Keyturn_${task}.permissionset-meta.xml`),
    );
    expect(existsSync(join(folder, 'README.md'))).toBe(true);
    expect(JSON.parse((await call(here, args)).stdout)).toMatchObject({ name: 'FileExists' });
  });
});
