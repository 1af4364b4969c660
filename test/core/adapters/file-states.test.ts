import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { settingsReader } from '../../../src/core/adapters/config.ts';
import { readText } from '../../../src/core/adapters/files.ts';
import { openProject } from '../../../src/core/adapters/project/open-project.ts';
import { openSettingsFile } from '../../../src/core/adapters/settings-file.ts';
import { tryReading } from '../../../src/core/external-client-app/metadata-xml.ts';
import { isKeyturnError } from '../../../src/core/reasons/errors.ts';

type Write = (path: string, text: string) => void;

/** How other programs and people leave a file. */
const states: Readonly<Record<string, Write>> = {
  plain: (path, text) => writeFileSync(path, text),
  'byte order mark': (path, text) => writeFileSync(path, `\ufeff${text}`),
  'Windows line ends': (path, text) => writeFileSync(path, text.replaceAll('\n', '\r\n')),
  'UTF-16 LE': (path, text) => writeFileSync(path, Buffer.from(`\ufeff${text}`, 'utf16le')),
  'UTF-16 BE': (path, text) => writeFileSync(path, Buffer.from(`\ufeff${text}`, 'utf16le').swap16()),
  'UTF-16 without a mark': (path, text) => writeFileSync(path, Buffer.from(text, 'utf16le')),
  'an invalid byte': (path, text) =>
    writeFileSync(path, Buffer.concat([Buffer.from(`${text}\n`), Buffer.from([0x20, 0xe4, 0x20])])),
  empty: (path) => writeFileSync(path, ''),
  'a dangling link': (path) => symlinkSync('/nowhere/at/all', path),
  'a folder': (path) => symlinkSync(tmpdir(), path),
};

/** Reads such a file. @returns what it says, or `absent` */
interface Kind {
  readonly name: string;
  readonly text: string;
  read(folder: string, path: string): Promise<string>;
}

const kinds: Readonly<Record<string, Kind>> = {
  settings: {
    name: 'config.json5',
    text: "{\n  timeZone: 'Asia/Tokyo',\n}",
    read: async (folder) => {
      const { settings, fault } = await settingsReader(folder)();
      if (fault) throw fault.error;
      return settings.timeZone;
    },
  },
  'a text file of a flag': {
    name: 'answers.json5',
    text: "{\n  app: 'X',\n}",
    read: async (_folder, path) => readText(path),
  },
  'a project': {
    name: 'sfdx-project.json',
    text: '{\n  "packageDirectories": [{ "path": "" }]\n}',
    read: async (folder) => ((await openProject(folder)) ? 'project' : 'absent'),
  },
  metadata: {
    name: 'x.ecaPlcy-meta.xml',
    text: '<?xml version="1.0"?>\n<a/>',
    read: async (_folder, path) => {
      const { readFile } = await import('node:fs/promises');
      const read = tryReading(await readFile(path));
      if ('problem' in read) throw new Error(read.problem);
      return read.root.name;
    },
  },
};

const utf16 = 'it is in UTF-16. Save it as UTF-8';
const invalid = (line: number) => expect.stringContaining(`line ${line} has a byte that is not UTF-8 (offset`);
const told: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  settings: {
    usual: 'Asia/Tokyo',
    empty: Intl.DateTimeFormat().resolvedOptions().timeZone,
    'a dangling link': expect.stringContaining('it is a link to a file that does not exist'),
    'an invalid byte': invalid(4),
  },
  'a text file of a flag': { usual: expect.stringContaining("app: 'X'"), empty: '', 'an invalid byte': invalid(4) },
  'a project': { usual: 'project', 'a dangling link': 'absent', 'an invalid byte': invalid(4) },
  metadata: { usual: 'a', 'an invalid byte': invalid(3) },
};

describe('a file that keyturn reads', () => {
  const table = Object.keys(kinds).flatMap((kind) => Object.keys(states).map((state) => [kind, state] as const));
  it.each(table)('%s: %s', async (kind, state) => {
    const { name, text, read } = kinds[kind] as Kind;
    const folder = mkdtempSync(join(tmpdir(), 'kt-state-'));
    const path = join(folder, name);
    states[state]?.(path, text);
    const answer = await read(folder, path).catch((error: Error) => {
      expect(isKeyturnError(error) || kind === 'metadata', String(error)).toBe(true);
      return error.message;
    });
    const { usual, ...others } = told[kind] ?? {};
    const isRead = ['plain', 'byte order mark', 'Windows line ends'].includes(state);
    const isUtf16 = state.startsWith('UTF-16');
    const expected = others[state] ?? (isRead ? usual : isUtf16 ? expect.stringContaining(utf16) : expect.any(String));
    expect(answer).toEqual(expected);
    if (state === 'byte order mark') expect(answer).not.toContain('\ufeff');
  });

  it.each(['UTF-16 LE', 'an invalid byte', 'a dangling link'])(
    'is never changed by `settings set`: %s',
    async (state) => {
      const folder = mkdtempSync(join(tmpdir(), 'kt-state-'));
      states[state]?.(join(folder, 'config.json5'), kinds.settings?.text ?? '');
      const problem = state === 'a dangling link' ? 'link to a file' : 'Save it as UTF-8';
      await expect(openSettingsFile(folder).set(['timeZone'], 'Asia/Seoul')).rejects.toMatchObject({
        code: 'FileUnreadable',
        message: expect.stringContaining(problem),
      });
    },
  );
});
