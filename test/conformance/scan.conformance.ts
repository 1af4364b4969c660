import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createSweep } from '../../src/core/adapters/sweep/sweep.ts';
import { tempFolder } from '../support/temp-folder.ts';

const secret = 'A1B2C3D4E5F60718293A4B5C6D7E8F90112233445566778899AABBCCDDEEFF01';
let folder = '';
let time = 0;

function git(...args: readonly string[]): string {
  time += 60;
  const date = `${1_760_000_000 + time} +0000`;
  const name = { GIT_AUTHOR_NAME: 'Ana', GIT_AUTHOR_EMAIL: 'ana@example.com' };
  const committer = { GIT_COMMITTER_NAME: 'Ana', GIT_COMMITTER_EMAIL: 'ana@example.com' };
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    ...name,
    ...committer,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_DATE: date,
  };
  return execFileSync('git', ['-C', folder, ...args], { env, encoding: 'utf8' }).trim();
}

function commit(message: string, files: Readonly<Record<string, string | null>> = {}): string {
  for (const [path, text] of Object.entries(files)) {
    if (text === null) rmSync(join(folder, path));
    else writeFileSync(join(folder, path), text);
  }
  git('add', '--all');
  git('commit', '--quiet', '--allow-empty', '--message', message);
  return git('rev-parse', 'HEAD');
}

/** Places whose text has the secret, as `kind path`; for an object the path and the first commit. */
async function found(path = folder, PATH = process.env.PATH): Promise<readonly string[]> {
  const sweep = createSweep({ PATH, HOME: folder });
  const places: string[] = [];
  for await (const swept of sweep.read(path)) {
    if ('skipped' in swept) places.push(`skipped ${swept.why}`);
    if (!('text' in swept) || !swept.text.includes(secret)) continue;
    const { place } = swept;
    if (place.kind === 'file') places.push(`file ${place.path.slice(folder.length + 1)}`);
    else {
      const { path: name, commit: first } = await sweep.originOf(place.repository, place.id);
      places.push(`object ${name} ${first}`);
    }
  }
  return places.toSorted();
}

beforeEach(() => {
  folder = tempFolder();
  git('init', '--quiet', '--initial-branch', 'main');
});

describe('the history of git', () => {
  it('names the first commit of a secret that was removed again', async () => {
    commit('Start', { 'a.txt': 'one\n' });
    const first = commit('Add', { '.env': `S=${secret}\n` });
    commit('Edit', { 'a.txt': 'two\n' });
    commit('Remove', { '.env': null });
    expect(await found()).toEqual([`object .env ${first}`]);
  });

  it('has other branches, merges, stashes, messages, and what only the reflog has', async () => {
    commit('Start', { 'a.txt': 'one\n' });
    git('switch', '--quiet', '--create', 'side');
    const onSide = commit('Side', { 'side.env': `1 ${secret}` });
    git('switch', '--quiet', 'main');
    const message = commit(`The secret is ${secret}`);
    const reset = commit('Reset', { 'reset.env': `2 ${secret}` });
    git('reset', '--quiet', '--hard', 'HEAD~1');
    git('merge', '--quiet', '--no-edit', 'side');
    git('rm', '--quiet', 'side.env');
    commit('Remove');
    writeFileSync(join(folder, 'a.txt'), `3 ${secret}`);
    git('stash', '--quiet');
    expect(await found()).toEqual(
      [
        `object a.txt ${git('rev-parse', 'stash')}`,
        `object null ${message}`,
        `object reset.env ${reset}`,
        `object side.env ${onSide}`,
      ].toSorted(),
    );
  });

  it('is read once for several worktrees, from a folder below, from a bare repository, and packed', async () => {
    mkdirSync(join(folder, 'below'));
    const first = commit('Add', { 'below/.env': secret });
    commit('Remove', { 'below/.env': null });
    git('gc', '--quiet');
    git('worktree', 'add', '--quiet', join(folder, 'tree'));
    git('clone', '--quiet', '--bare', folder, join(folder, 'bare.git'));
    const one = `object below/.env ${first}`;
    expect(await found()).toEqual([one, one]);
    mkdirSync(join(folder, 'below'), { recursive: true });
    expect(await found(join(folder, 'below'))).toEqual([one]);
    expect(await found(join(folder, 'bare.git'))).toEqual([one]);
  });

  it('runs nothing that a repository asks for', async () => {
    const first = commit('Add', { '.env': secret, '.gitattributes': '* diff=evil filter=evil\n' });
    commit('Remove', { '.env': null });
    const mark = join(tempFolder(), 'ran');
    const script = join(folder, '.git', 'evil.sh');
    writeFileSync(script, `#!/bin/sh\ntouch ${mark}\ncat\n`, { mode: 0o755 });
    for (const key of [
      'core.fsmonitor',
      'diff.evil.textconv',
      'diff.evil.command',
      'diff.external',
      'core.pager',
      'pager.log',
    ])
      git('config', key, script);
    expect(await found()).toEqual([`object .env ${first}`]);
    expect(() => rmSync(mark)).toThrow('ENOENT');
  });

  it.each([
    ['that is damaged', () => writeFileSync(join(folder, '.git', 'HEAD'), 'x')],
    ['without objects', () => rmSync(join(folder, '.git', 'objects'), { recursive: true })],
  ])('of a repository %s is left out, and its files are read', async (_what, damage) => {
    commit('Add', { '.env': secret });
    damage();
    const places = await found();
    expect(places).toContain('file .env');
    expect(places.filter((place) => place.startsWith('skipped'))).toEqual([
      expect.stringMatching(/git can't read its history/),
    ]);
  });

  it('is left out without the program git', async () => {
    commit('Add', { '.env': secret });
    expect(await found(folder, '/nowhere')).toEqual(['file .env', expect.stringContaining('no program git')]);
  });
});
