import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { createNetwork } from '../../../../src/core/adapters/network.ts';
import type { AllowedHosts } from '../../../../src/core/adapters/salesforce/trusted-origin.ts';
import { createCliSignIns } from '../../../../src/core/adapters/sign-ins/cli-sign-ins.ts';
import { instantClock, silentLog } from '../salesforce/small-server.ts';
import { browse, type LoginOrg, startLoginOrg } from './login-org.ts';

const username = 'admin@acme.example';
let home: string;
let org: LoginOrg;
let port: number;
let environment: Record<string, string>;
const opened: { close(): void }[] = [];

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'keyturn-signins-'));
  port = await freePort();
  const project = { packageDirectories: [{ path: 'force-app', default: true }], oauthLocalPort: port };
  writeFileSync(join(home, 'sfdx-project.json'), JSON.stringify(project));
  environment = { HOME: home, USERPROFILE: home, SF_USE_GENERIC_UNIX_KEYCHAIN: 'true' };
  org = await startLoginOrg(username);
});

afterEach(async () => {
  for (const each of opened.splice(0)) each.close();
  await org.close();
  rmSync(home, { recursive: true, force: true });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, 'localhost', () => {
      const { port: free } = probe.address() as AddressInfo;
      probe.close(() => resolve(free));
    });
  });
}

function signIns(hosts: AllowedHosts = { named: [], watchedAt: async () => [] }) {
  const made = createCliSignIns({
    clock: instantClock(),
    log: silentLog,
    environment,
    folder: home,
    network: createNetwork(environment),
    hosts,
  });
  opened.push(made);
  return made;
}

function signIn(ports = signIns()) {
  return ports.login({ loginUrl: org.url, openBrowser: false, onAddress: browse });
}

it('is an empty list in a home where nobody ever signed in', async () => {
  const ports = signIns();
  await expect(Promise.all([ports.list(), ports.defaultOrg(), ports.list()])).resolves.toEqual([[], null, []]);
});

it('signs in through the browser and is listed then, without any token', async () => {
  const ports = signIns();
  const expected = {
    username,
    aliases: [],
    orgId: '00D000000000001EAA',
    instanceUrl: org.url,
    kind: 'production',
    isDefault: false,
    broken: null,
    ending: null,
  };
  await expect(signIn(ports)).resolves.toEqual(expected);
  await expect(ports.list()).resolves.toEqual([expected]);
  const authorization = org.received.find(({ path }) => path.startsWith('/services/oauth2/authorize'));
  expect(authorization?.path).toContain('client_id=PlatformCLI');
  expect(authorization?.path).toContain('code_challenge=');
});

it('opens the org by its alias, speaks its highest version and renews a session once', async () => {
  const ports = signIns();
  await signIn(ports);
  writeFileSync(join(home, '.sfdx', 'alias.json'), JSON.stringify({ orgs: { acme: username } }));
  const opened = await ports.open('acme');
  expect(opened).toMatchObject({
    name: 'acme',
    username,
    apiVersion: '68.0',
    instanceUrl: org.url,
    hasOpaqueSession: true,
  });
  org.expireTokens();
  await expect(opened.facts()).resolves.toMatchObject({ kind: 'production', edition: 'Enterprise Edition' });
  expect(org.grants).toEqual({ authorization_code: 1, refresh_token: 1 });
  const next = await ports.open(username);
  await expect(next.facts()).resolves.toMatchObject({ name: 'Acme' });
  expect(org.grants.refresh_token).toBe(1);
});

it('asks for one new token when the org refuses every token', async () => {
  const ports = signIns();
  await signIn(ports);
  // Sign-ins of older programs don't have these, and the library asks the org for them after each renewal.
  const file = join(home, '.sfdx', `${username}.json`);
  const { orgEdition, namespacePrefix, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
  expect(orgEdition).toBe('Enterprise Edition');
  writeFileSync(file, JSON.stringify(rest));
  const opened = await ports.open(username);
  org.expireForGood();
  await expect(opened.facts()).rejects.toMatchObject({ code: 'SessionExpired' });
  expect(org.grants.refresh_token).toBe(1);
});

it('says that the session has expired when the sign-in was revoked', async () => {
  const ports = signIns();
  await signIn(ports);
  const opened = await ports.open(username);
  org.expireTokens();
  org.revoke();
  await expect(opened.facts()).rejects.toMatchObject({
    code: 'SessionExpired',
    actions: [expect.stringContaining(`sf org login web --alias ${username}`)],
  });
});

/** What the file of the sign-in says, with these differences. */
function changeFile(change: Readonly<Record<string, unknown>>): void {
  const file = join(home, '.sfdx', `${username}.json`);
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...change }));
}

it('sends nothing to an address at which the apps of the org are not watched', async () => {
  await signIn();
  const sent = org.received.length;
  const watched = { named: [], watchedAt: async () => [{ app: 'ERP', instanceUrl: 'https://acme.my.salesforce.com' }] };
  const refused = { code: 'HostNotAllowed', message: expect.stringContaining('acme.my.salesforce.com') };
  await expect(signIns(watched).open(username)).rejects.toMatchObject(refused);
  expect(org.received).toHaveLength(sent);
  const allowed = await signIns({ ...watched, named: [new URL(org.url).host] }).open(username);
  expect(allowed).toMatchObject({ instanceUrl: org.url, allowedHost: new URL(org.url).host });
});

it.each([
  ['outside Salesforce', 'https://login.evil.example', 'HostNotAllowed'],
  ['without encryption', 'http://acme.my.salesforce.com', 'HostNotEncrypted'],
])('sends nothing to an address %s', async (_what, instanceUrl, code) => {
  await signIn();
  changeFile({ instanceUrl });
  await expect(signIns().open(username)).rejects.toMatchObject({ code, exitCode: 3 });
});

it('renews no sign-in at an address outside Salesforce', async () => {
  const ports = signIns();
  await signIn(ports);
  changeFile({ loginUrl: 'https://login.evil.example' });
  const opened = await ports.open(username);
  org.expireTokens();
  await expect(opened.facts()).rejects.toMatchObject({ code: 'HostNotAllowed' });
  expect(org.grants.refresh_token).toBeUndefined();
});

it('renews no sign-in whose file names another address than before', async () => {
  const ports = signIns();
  await signIn(ports);
  const opened = await ports.open(username);
  changeFile({ instanceUrl: 'https://login.evil.example' });
  org.expireTokens();
  await expect(opened.facts()).rejects.toMatchObject({ code: 'SessionExpired' });
  expect(org.grants.refresh_token).toBeUndefined();
});

it('opens no org while certificates are not checked, and still lists the sign-ins', async () => {
  await signIn();
  environment = { ...environment, NODE_TLS_REJECT_UNAUTHORIZED: '0' };
  const ports = signIns();
  await expect(ports.open(username)).rejects.toMatchObject({ code: 'TlsUnchecked' });
  await expect(ports.login({ loginUrl: org.url, openBrowser: false, onAddress: browse })).rejects.toMatchObject({
    code: 'TlsUnchecked',
  });
  await expect(ports.list()).resolves.toMatchObject([{ username }]);
});

it('renews a sign-in past a proxy that NO_PROXY excludes, and with an address without http://', async () => {
  environment = { ...environment, HTTPS_PROXY: '127.0.0.1:9', HTTP_PROXY: '127.0.0.1:9' };
  const ports = signIns();
  await signIn(ports);
  const opened = await ports.open(username);
  org.expireTokens();
  await expect(opened.facts()).resolves.toMatchObject({ name: 'Acme' });
  expect(org.grants.refresh_token).toBe(1);
});

it('lists a damaged sign-in as broken, next to the others', async () => {
  const ports = signIns();
  await signIn(ports);
  writeFileSync(join(home, '.sfdx', 'old@acme.example.json'), '{ not json');
  writeFileSync(join(home, '.sfdx', 'half@acme.example.json'), JSON.stringify({ username: 'half@acme.example' }));
  const list = await ports.list();
  expect(list.map(({ username: name, broken }) => [name, broken !== null])).toEqual([
    [username, false],
    ['half@acme.example', true],
    ['old@acme.example', true],
  ]);
  await expect(ports.open('half@acme.example')).rejects.toMatchObject({ code: 'SignInBroken' });
});

it.skipIf(process.platform === 'win32')('lists each sign-in whatever state the file of another one is in', async () => {
  const ports = signIns();
  await signIn(ports);
  const folder = join(home, '.sfdx');
  const text = readFileSync(join(folder, `${username}.json`), 'utf8').replaceAll(username, 'bom@acme.example');
  const place = (name: string) => join(folder, `${name}@acme.example.json`);
  writeFileSync(place('bom'), `\ufeff${text}`);
  writeFileSync(place('utf16'), Buffer.from(`\ufeff${text}`, 'utf16le'));
  writeFileSync(place('invalid'), Buffer.concat([Buffer.from(text), Buffer.from([0xe4])]));
  writeFileSync(place('empty'), '');
  symlinkSync('/nowhere/at/all', place('dangling'));
  mkdirSync(place('folder'));
  execFileSync('mkfifo', [place('pipe')]);
  symlinkSync('/dev/zero', place('device'));
  const list = await ports.list();
  expect(list.find((one) => one.username === username)?.broken).toBeNull();
  const broken = list.filter((one) => one.broken !== null).map((one) => one.username.replace(/@.*/, ''));
  expect(broken).toEqual(['dangling', 'device', 'empty', 'folder', 'invalid', 'pipe', 'utf16']);
  await expect(ports.open(username)).resolves.toMatchObject({ username });
  for (const name of broken) {
    await expect(ports.open(`${name}@acme.example`), name).rejects.toMatchObject({
      code: 'SignInBroken',
      message: expect.stringContaining(['pipe', 'device'].includes(name) ? 'not a regular file' : ''),
    });
  }
});

it("knows which sign-ins can't be renewed, and which orgs end", async () => {
  const ports = signIns();
  await signIn(ports);
  const folder = join(home, '.sfdx');
  const { refreshToken, ...rest } = JSON.parse(readFileSync(join(folder, `${username}.json`), 'utf8'));
  expect(refreshToken).toEqual(expect.any(String));
  const key = join(home, 'server.key');
  writeFileSync(key, 'a key');
  const lost = join(home, 'lost.key');
  const files = {
    'ends@acme.example': { ...rest, refreshToken, expirationDate: '2026-12-01' },
    'jwt@acme.example': { ...rest, privateKey: key },
    'lost@acme.example': { ...rest, privateKey: lost },
    'token@acme.example': rest,
  };
  for (const [name, file] of Object.entries(files)) {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify({ ...file, username: name }));
  }
  const list = await ports.list();
  expect(list.map(({ username: name, ending }) => [name, ending && [ending.at, ending.problem]])).toEqual([
    [username, null],
    ['ends@acme.example', [Date.UTC(2026, 11, 1), 'the org expires on 2026-12-01']],
    ['jwt@acme.example', null],
    ['lost@acme.example', [null, expect.stringContaining(lost)]],
    ['token@acme.example', [null, "this session can't be renewed"]],
  ]);
});

it('names the sign-ins there are when it knows none of that name', async () => {
  const ports = signIns();
  await signIn(ports);
  await expect(ports.open('nobody')).rejects.toMatchObject({
    code: 'OrgUnknown',
    actions: [`Use one of: ${username}.`, expect.any(String)],
  });
});

it("knows the CLI's default org", async () => {
  const ports = signIns();
  await signIn(ports);
  mkdirSync(join(home, '.sf'), { recursive: true });
  writeFileSync(join(home, '.sf', 'config.json'), JSON.stringify({ 'target-org': username }));
  await expect(ports.defaultOrg()).resolves.toBe(username);
  await expect(ports.list()).resolves.toMatchObject([{ username, isDefault: true }]);
});

it('says so when the keyring keeps nothing', async () => {
  const program = join(home, 'secret-tool');
  // As the real one without a Secret Service.
  writeFileSync(program, '#!/bin/sh\ncat > /dev/null\necho "Cannot autolaunch D-Bus" >&2\nexit 1\n');
  chmodSync(program, 0o755);
  environment = { ...environment, SF_USE_GENERIC_UNIX_KEYCHAIN: 'false', SFDX_SECRET_TOOL_PATH: program };
  await expect(signIn()).rejects.toMatchObject({ code: 'SignInNotSaved' });
});

it('names the port that another program has taken', async () => {
  const other = createServer().listen(port, 'localhost');
  await expect(signIn()).rejects.toMatchObject({
    code: 'LoginPortTaken',
    message: expect.stringContaining(String(port)),
  });
  other.close();
});

it('stops waiting for the browser when the person does, and gives the port back', async () => {
  const controller = new AbortController();
  const interrupted = new Error('Ctrl-C');
  const onAddress = () => controller.abort(interrupted);
  const request = { loginUrl: org.url, openBrowser: false, onAddress, signal: controller.signal };
  await expect(signIns().login(request)).rejects.toBe(interrupted);
  await expect(signIn()).resolves.toMatchObject({ username });
});

it.skipIf(process.platform !== 'linux')('gives the helper no variable that it does not need', async () => {
  const [program, told] = [join(home, 'secret-tool'), join(home, 'told')];
  writeFileSync(program, `#!/bin/sh\nenv > ${told}\nexit 1\n`);
  chmodSync(program, 0o700);
  environment = { ...environment, SF_USE_GENERIC_UNIX_KEYCHAIN: 'false', SFDX_SECRET_TOOL_PATH: program };
  const given = { KEYTURN_PASSPHRASE_FILE: '/secret/place', GITHUB_TOKEN: 'canary', SSH_AUTH_SOCK: '/tmp/agent' };
  const needed = { LD_LIBRARY_PATH: '/opt/lib', USE_GENERIC_UNIX_KEYCHAIN: 'false' };
  for (const [name, value] of Object.entries({ ...given, ...needed })) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  await signIn().catch(() => null);
  const names = readFileSync(told, 'utf8')
    .split('\n')
    .map((line) => line.split('=')[0]);
  expect(names).toEqual(expect.arrayContaining(['PATH', ...Object.keys(needed)]));
  for (const name of Object.keys(given)) expect(names).not.toContain(name);
});

it.each([
  ['empty', ''],
  ['cut off', '{"orgs":{"acme":'],
  ['not an object', 'null'],
  ['a byte order mark', '\ufeff{"orgs":{}}'],
  ['UTF-16', Buffer.from('{"orgs":{}}', 'utf16le')],
])('opens a sign-in by its username while the aliases are damaged: %s', async (_what, content) => {
  const ports = signIns();
  await signIn(ports);
  writeFileSync(join(home, '.sfdx', 'alias.json'), content);
  expect(await ports.list()).toMatchObject([{ username, aliases: [], broken: null }]);
  await expect(ports.open(username)).resolves.toMatchObject({ username });
  await expect(ports.open('acme')).rejects.toMatchObject({
    code: 'AliasesUnreadable',
    message: expect.stringContaining('~/.sfdx/alias.json'),
    actions: [expect.stringContaining(username), expect.stringContaining('mv ~/.sfdx/alias.json')],
  });
  expect(readFileSync(join(home, '.sfdx', 'alias.json'))).toEqual(Buffer.from(content));
});

it.each(['.sf/config.json', '.sfdx/sfdx-config.json'])('opens a sign-in while %s is damaged', async (file) => {
  const ports = signIns();
  await signIn(ports);
  mkdirSync(join(home, file, '..'), { recursive: true });
  writeFileSync(join(home, file), '{"target-org":');
  expect(await ports.list()).toMatchObject([{ username, broken: null }]);
  await expect(ports.defaultOrg()).resolves.toBeNull();
  await expect(ports.open(username)).resolves.toMatchObject({ username });
});

/** Files of the CLI that its library reads beside those of sign-ins, below the home. */
const filesOfCli = [
  '.sfdx/alias.json',
  '.sfdx/key.json',
  '.sf/config.json',
  '.sfdx/sfdx-config.json',
  'sfdx-project.json',
];

it.skipIf(process.platform === 'win32').each(filesOfCli)(
  'no kind of %s keeps the list of sign-ins waiting',
  async (name) => {
    await signIn();
    const path = join(home, name);
    mkdirSync(dirname(path), { recursive: true });
    for (const make of [
      () => execFileSync('mkfifo', [path]),
      () => symlinkSync('/dev/zero', path),
      () => mkdirSync(path),
      () => symlinkSync('/nowhere/at/all', path),
    ]) {
      rmSync(path, { recursive: true, force: true });
      make();
      await expect(signIns().list()).resolves.toMatchObject([{ username }]);
    }
  },
);
