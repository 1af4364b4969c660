import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readText, writeNew } from '../../../src/core/adapters/files.ts';
import { createIncidents } from '../../../src/core/adapters/incidents.ts';
import { openProject } from '../../../src/core/adapters/project/open-project.ts';
import { openToWrite, writeMark } from '../../../src/core/adapters/regular-file.ts';
import { tempFolder } from '../../support/temp-folder.ts';

let folder: string;
beforeEach(() => {
  folder = tempFolder();
});

const others: readonly [string, (path: string) => unknown][] = [
  ['a device without an end', (path) => symlinkSync('/dev/zero', path)],
  ['a device that takes nothing', (path) => symlinkSync('/dev/full', path)],
  ['a pipe', (path) => execFileSync('mkfifo', [path])],
];

function make(name: string, at: (path: string) => unknown): string {
  const path = join(folder, name);
  at(path);
  return path;
}

const notWritten = { code: 'FileNotWritten', exitCode: 2, message: expect.stringContaining('is not a regular file') };
const unreadable = { ...notWritten, code: 'FileUnreadable' };

describe.runIf(process.platform === 'linux').each(others)('%s', (_, at) => {
  it('is never read as a text', async () => {
    await expect(readText(make('answers.json5', at))).rejects.toMatchObject(unreadable);
  });

  it('is never replaced by a new file', async () => {
    await expect(writeNew(make('new.env', at), '')).rejects.toMatchObject({ code: 'FileExists', exitCode: 2 });
  });

  it('is never a card', async () => {
    await expect(createIncidents(folder).writeCard(make('card.md', at), '')).rejects.toMatchObject(notWritten);
  });

  it.each(['leak', 'leak.md', 'leak.json'])('is never a report: %s', async (name) => {
    make(name, at);
    const { inspectReport, writeReport } = createIncidents(folder);
    const to = join(folder, 'leak');
    await expect(inspectReport('run-1', to)).rejects.toMatchObject(notWritten);
    await expect(writeReport('run-1', { markdown: '', json: {} }, to)).rejects.toMatchObject(notWritten);
  });

  it('is never a project', async () => {
    make('sfdx-project.json', at);
    await expect(openProject(folder)).rejects.toMatchObject({ ...unreadable, code: 'ProjectUnreadable' });
  });
});

describe('a text that a person names', () => {
  it('is read whole, also through a link', async () => {
    const path = join(folder, 'text');
    writeFileSync(path, `ü${'x'.repeat(100_000)}`);
    symlinkSync(path, join(folder, 'link'));
    await expect(readText(join(folder, 'link'))).resolves.toBe(`ü${'x'.repeat(100_000)}`);
  });

  it('may be empty', async () => {
    writeFileSync(join(folder, 'empty'), '');
    await expect(readText(join(folder, 'empty'))).resolves.toBe('');
  });

  it.each([
    ['a folder', (path: string) => mkdirSync(path), 'it is a folder'],
    ['nothing', () => undefined, 'it does not exist'],
    [
      'too large',
      (path: string) => {
        writeFileSync(path, '');
        truncateSync(path, 1_000_001);
      },
      'it is larger than 1 MB',
    ],
  ])('is refused if it is %s', async (_, at, problem) => {
    const message = expect.stringContaining(problem);
    await expect(readText(make('text', at))).rejects.toMatchObject({ code: 'FileUnreadable', message });
  });
});

describe('a log or a mark of keyturn', () => {
  it.each(others)('is never written into %s, which would wait forever', (name, at) => {
    const path = make(name, at);
    expect(() => openToWrite(path, true)).toThrow();
    expect(() => writeMark(path, 'x')).toThrow();
  });

  it('is replaced as a whole', () => {
    const path = join(folder, 'mark');
    writeMark(path, 'a longer mark');
    writeMark(path, 'short');
    expect(readFileSync(path, 'utf8')).toBe('short');
  });
});
