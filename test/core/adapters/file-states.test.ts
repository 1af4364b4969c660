import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateX25519Identity } from 'age-encryption';
import { describe, expect, it } from 'vitest';
import { readAnswersFile } from '../../../src/cli/answers-file.ts';
import { lockOf } from '../../../src/core/adapters/backup-file/read-backup.ts';
import { settingsReader } from '../../../src/core/adapters/config.ts';
import { holdsPair, withPair } from '../../../src/core/adapters/delivery/pair-content.ts';
import { readText } from '../../../src/core/adapters/files.ts';
import { recordsIn } from '../../../src/core/adapters/kept-records.ts';
import { forceIgnoreOf } from '../../../src/core/adapters/project/force-ignore.ts';
import { openProject } from '../../../src/core/adapters/project/open-project.ts';
import { replacementsOf } from '../../../src/core/adapters/project/replacements.ts';
import { identitiesIn } from '../../../src/core/adapters/sealing/identities.ts';
import { readPublicKeys } from '../../../src/core/adapters/sealing/public-keys.ts';
import { findPassphrase } from '../../../src/core/adapters/secret-store/passphrase-source.ts';
import { createServiceHost } from '../../../src/core/adapters/service-manager.ts';
import { openSettingsFile } from '../../../src/core/adapters/settings-file.ts';
import { tryReading } from '../../../src/core/external-client-app/metadata-xml.ts';
import { readCertificate } from '../../../src/core/model/certificate.ts';
import { recordText } from '../../../src/core/model/containment-record.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { isKeyturnError } from '../../../src/core/reasons/errors.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { ed25519Pair } from './sealing/key-fixtures.ts';

type Write = (path: string, text: string) => void;

const put = (path: string, content: string | Buffer, mode = 0o600) => writeFileSync(path, content, { mode });

/** How other programs and people leave a file. */
const states: Readonly<Record<string, Write>> = {
  plain: put,
  'byte order mark': (path, text) => put(path, `\ufeff${text}`),
  'Windows line ends': (path, text) => put(path, text.replaceAll('\n', '\r\n')),
  'UTF-16 LE': (path, text) => put(path, Buffer.from(`\ufeff${text}`, 'utf16le')),
  'UTF-16 BE': (path, text) => put(path, Buffer.from(`\ufeff${text}`, 'utf16le').swap16()),
  'UTF-16 without a mark': (path, text) => put(path, Buffer.from(text, 'utf16le')),
  'an invalid byte': (path, text) =>
    put(path, Buffer.concat([Buffer.from(`${text}\n`), Buffer.from([0x20, 0xe4, 0x20])])),
  empty: (path) => put(path, ''),
  'a dangling link': (path) => symlinkSync('/nowhere/at/all', path),
  'a folder': (path) => mkdirSync(path),
  'without rights': (path, text) => put(path, text, 0o000),
  'a pipe': (path) => execFileSync('mkfifo', ['-m', '600', path]),
  'a device': (path) => symlinkSync('/dev/zero', path),
};
// Root may read everything, and Windows has no such files.
const impossible = [
  ...(process.getuid?.() === 0 ? ['without rights'] : []),
  ...(process.platform === 'win32' ? ['without rights', 'a pipe', 'a device'] : []),
];

const ssh = ed25519Pair();
const credentials = { consumerKey: '3MVG9.key', consumerSecret: new Secret('3F2504E04F8911D39A0C0305E82C3301') };
const record = {
  ...({ orgId: '00D000000000001EAA', org: 'acme', app: 'X', consumerId: '0x', by: 'flow', wasSo: false } as const),
  ...{ intendedAt: 1, containedAt: 2, confirmedAt: 1, leakedSince: null },
};
const rules = [{ glob: '*.xml', stringToReplace: 'KEY', replaceWithFile: 'value.txt' }];

function delivered(name: string, path: string): string {
  const content = withPair(name, readFileSync(path), credentials);
  return holdsPair(name, content, credentials) ? content.toString('latin1') : 'without them';
}

/** Reads such a file. @returns what it says, or `absent` */
interface Kind {
  readonly name: string;
  readonly text: string;
  read(folder: string, path: string): Promise<string>;
  /** A part of its own reads the file, or its callers give the problem a reason. */
  readonly isPart?: true;
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
    isPart: true,
    read: async (_folder, path) => {
      const read = tryReading(readFileSync(path));
      if ('problem' in read) throw new Error(read.problem);
      return read.root.name;
    },
  },
  'a manifest': {
    name: 'package.xml',
    text: '<?xml version="1.0"?>\n<Package/>',
    isPart: true,
    read: async (folder) => {
      put(join(folder, 'sfdx-project.json'), '{ "packageDirectories": [{ "path": "" }] }');
      const [manifest] = (await openProject(folder))?.manifests ?? [];
      if (!manifest?.content) return 'left alone';
      const read = tryReading(manifest.content);
      if ('problem' in read) throw new Error(read.problem);
      return read.root.name;
    },
  },
  'a .forceignore': {
    name: '.forceignore',
    text: '*.cls\n*.xml',
    read: async (folder) => {
      const { ignoresFile } = await forceIgnoreOf(folder);
      return ignoresFile(join(folder, 'x.cls')) ? 'ignored' : 'deployed';
    },
  },
  'the value of a replacement': {
    name: 'value.txt',
    text: 'new',
    isPart: true,
    read: async (folder) => {
      const filled = await replacementsOf(folder, rules, {})(join(folder, 'a.xml'), Buffer.from('KEY'));
      if ('problem' in filled) throw new Error(filled.problem);
      return Buffer.from(filled.content).toString();
    },
  },
  answers: {
    name: 'answers.json5',
    text: "{\n  version: 1,\n  answers: { app: 'X' },\n}",
    read: async (_folder, path) => JSON.stringify((await readAnswersFile(path)).answers),
  },
  'a certificate': {
    name: 'app.pem',
    text: '-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----',
    read: async (_folder, path) => readCertificate(await readText(path), path),
  },
  'public keys': {
    name: 'ops.pub',
    text: `# Ops\n${ssh.line}`,
    read: async (_folder, path) => (await readPublicKeys(await readText(path), path)).join(),
  },
  'a private age key': {
    name: 'key.txt',
    text: `# Ops\n${await generateX25519Identity()}`,
    read: async (_folder, path) => `${(await identitiesIn(path)).length} key`,
  },
  'a private SSH key': {
    name: 'id_ed25519',
    text: ssh.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    read: async (_folder, path) => `${(await identitiesIn(path)).length} key`,
  },
  'a passphrase': {
    name: 'passphrase',
    text: 'four unrelated words\n',
    read: async (_folder, path) => (await findPassphrase({ KEYTURN_PASSPHRASE_FILE: path }))?.reveal() ?? 'absent',
  },
  'a backup': {
    name: 'backup.age',
    text: 'age-encryption.org/v1\n-> scrypt AAAA 17\nAAAA\n--- AAAA\n',
    read: (_folder, path) => lockOf(path),
  },
  'the record of a containment': {
    name: 'keyturn-containment-1.json',
    text: recordText(record, '/home/ada/.keyturn'),
    read: async (folder) => (await recordsIn(folder, [folder]))[0]?.record.app ?? 'absent',
  },
  'the file of a service': {
    name: 'keyturn.service',
    text: '[Unit]\nDescription=keyturn',
    read: async (_folder, path) => ((await createServiceHost({}).read(path)) ?? 'absent').trim().slice(-7),
  },
  "a consumer's JSON file": {
    name: 'app.json',
    text: '{\n    "city": "Oslo"\n}',
    isPart: true,
    read: async (_folder, path) => delivered('app.json', path),
  },
  "a consumer's env file": {
    name: 'app.env',
    text: 'SALESFORCE_CONSUMER_KEY=old\nCITY=Oslo',
    isPart: true,
    read: async (_folder, path) => delivered('app.env', path),
  },
};
/** Another part opens these, and refuses what is no file: it has its own tests. */
const onlyContent = ['metadata', "a consumer's JSON file", "a consumer's env file"];
const noFiles = ['a dangling link', 'a folder', 'without rights', 'a pipe', 'a device'];

const utf16 = 'it is in UTF-16. Save it as UTF-8';
const invalid = (line: number) => expect.stringContaining(`line ${line} has a byte that is not UTF-8 (offset`);
const all = (states_: readonly string[], answer: unknown) =>
  Object.fromEntries(states_.map((state) => [state, answer]));
const utf16s = ['UTF-16 LE', 'UTF-16 BE', 'UTF-16 without a mark'];
const noFile = 'is a folder|not a regular file|permission denied|does not exist';
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
  'a manifest': { usual: 'Package', ...all(noFiles, 'left alone'), 'an invalid byte': invalid(3) },
  // As the Salesforce CLI: it goes on with what is UTF-8 of it, and without a file that it may not read.
  'a .forceignore': {
    ...{ usual: 'ignored', 'an invalid byte': 'ignored', empty: 'deployed' },
    ...all(['a dangling link', 'without rights'], 'deployed'),
  },
  'the value of a replacement': { usual: 'new', 'an invalid byte': invalid(2) },
  answers: { usual: '{"app":"X"}', 'an invalid byte': invalid(5) },
  'a certificate': { usual: expect.stringContaining('MAA='), 'an invalid byte': invalid(4) },
  'public keys': { usual: ssh.line, 'an invalid byte': invalid(3) },
  'a private age key': { usual: '1 key', 'an invalid byte': invalid(3) },
  'a private SSH key': { usual: '1 key', 'an invalid byte': invalid(5) },
  'a passphrase': {
    usual: 'four unrelated words',
    ...all(utf16s, expect.stringContaining('\0')),
    'an invalid byte': expect.stringContaining('\ufffd'),
  },
  'a backup': {
    usual: 'passphrase',
    'an invalid byte': 'passphrase',
    ...all(['byte order mark', 'Windows line ends', ...utf16s], expect.stringContaining('backup')),
  },
  'the record of a containment': {
    usual: 'X',
    ...all(['an invalid byte', 'empty', ...utf16s, ...noFiles], 'absent'),
  },
  // Windows writes its own in UTF-16 with a byte order mark.
  'the file of a service': {
    usual: 'keyturn',
    'a dangling link': 'absent',
    ...all(['UTF-16 LE'], 'keyturn'),
    ...all(['UTF-16 BE', 'UTF-16 without a mark', 'an invalid byte', 'empty'], expect.any(String)),
  },
  "a consumer's JSON file": {
    usual: expect.stringMatching(/^(ï»¿)?\{\r?\n {4}"city": "Oslo",\n {4}"SALES/),
    empty: expect.stringContaining('"SALES'),
    'an invalid byte': invalid(4),
  },
  "a consumer's env file": {
    usual: expect.stringMatching(
      /^(ï»¿)?SALESFORCE_CONSUMER_KEY=3MVG9.key\r?\nCITY=Oslo\r?\nSALESFORCE_CONSUMER_SECRET=/,
    ),
    empty: expect.stringContaining('SALES'),
    'an invalid byte': expect.stringContaining('CITY=Oslo\n \xe4 \nSALES'),
    ...all(utf16s, 'it is not a text file in UTF-8 or Latin-1'),
  },
};

describe('a file that keyturn reads', () => {
  const table = Object.keys(kinds).flatMap((kind) =>
    Object.keys(states)
      .filter((state) => !impossible.includes(state) && !(onlyContent.includes(kind) && noFiles.includes(state)))
      .map((state) => [kind, state] as const),
  );
  it.each(table)('%s: %s', async (kind, state) => {
    const { name, text, read, isPart = false } = kinds[kind] as Kind;
    const folder = tempFolder();
    const path = join(folder, name);
    states[state]?.(path, text);
    const answer = await read(folder, path).catch((error: Error) => {
      expect(isKeyturnError(error) || isPart, String(error)).toBe(true);
      return error.message;
    });
    const { usual, ...others } = told[kind] ?? {};
    const isRead = ['plain', 'byte order mark', 'Windows line ends'].includes(state);
    const refused = utf16s.includes(state) ? utf16 : new RegExp(noFiles.includes(state) ? noFile : '');
    const expected = others[state] ?? (isRead ? usual : expect.stringMatching(refused));
    expect(answer).toEqual(expected);
    if (state === 'byte order mark') expect(answer).not.toContain('\ufeff');
  });

  it.each(['UTF-16 LE', 'an invalid byte', 'a dangling link'])(
    'is never changed by `settings set`: %s',
    async (state) => {
      const folder = tempFolder();
      states[state]?.(join(folder, 'config.json5'), kinds.settings?.text ?? '');
      const problem = state === 'a dangling link' ? 'link to a file' : 'Save it as UTF-8';
      await expect(openSettingsFile(folder).set(['timeZone'], 'Asia/Seoul')).rejects.toMatchObject({
        code: 'FileUnreadable',
        message: expect.stringContaining(problem),
      });
    },
  );
});
