import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { type RunningPracticeOrg, startPracticeOrg } from '../../src/practice-org/start.ts';
import { type OrgState, overHttp } from '../practice-org/support/running-org.ts';
import { type Cli, cliIn } from './salesforce-cli.ts';

/** Every way into the org that needs no hand, and the commands that change an org for good. */
let org: RunningPracticeOrg;
let cli: Cli;
let home: string;
let folder: string;
let state: () => Promise<OrgState>;
let control: ReturnType<typeof overHttp>['control'];

const browser = fileURLToPath(new URL('browser.mjs', import.meta.url));
const keyturn = fileURLToPath(new URL('../../bin/keyturn.cjs', import.meta.url));
const app = 'ExternalClientApplication:Billing_Sync';

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'sf-'));
  folder = join(home, 'project');
  org = await startPracticeOrg({ folder: join(home, 'practice'), now: Date.UTC(2026, 10, 24, 3) });
  ({ state, control } = overHttp(org, home));
  cli = cliIn(home, folder, { BROWSER: browser });
  mkdirSync(join(folder, 'force-app'), { recursive: true });
  const project = {
    packageDirectories: [{ path: 'force-app', default: true }],
    namespace: '',
    sourceApiVersion: '64.0',
    oauthLocalPort: String(await freePort()),
  };
  writeFileSync(join(folder, 'sfdx-project.json'), JSON.stringify(project));
  await cli.ask(['org', 'login', 'web', '--instance-url', org.instanceUrl, '--alias', 'acme', '--set-default']);
  return () => org.close();
});

describe('the official CLI signs in', () => {
  it('with a browser', async () => {
    expect(await cli.ask(['org', 'display'])).toMatchObject({ id: org.orgId, connectedStatus: 'Connected' });
  });

  it('again by itself when its session has ended', async () => {
    const { accessToken } = (await cli
      .ask(['org', 'auth', 'show-access-token', '--no-prompt'])
      .catch(() => cli.ask(['org', 'display']))) as { accessToken: string };
    const ended = (await state()).sessions.filter(({ live }) => live).length;
    const body = new URLSearchParams({ token: accessToken });
    expect((await fetch(`${org.instanceUrl}/services/oauth2/revoke`, { method: 'POST', body })).status).toBe(200);
    expect((await state()).sessions.filter(({ live }) => live).length).toBe(ended - 1);
    expect(await cli.ask(['data', 'query', '-q', 'SELECT Id FROM Organization'])).toMatchObject({ totalSize: 1 });
  });

  it('with a signed statement', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const value = publicKey.export({ type: 'spki', format: 'pem' });
    await control('POST', '/act', { act: 'setCertificate', app: 'ERP_Bridge', value });
    for (const [field, policy] of [
      ['permittedUsersPolicyType', 'AdminApprovedPreAuthorized'],
      ['commaSeparatedProfile', 'Standard User'],
    ]) {
      await control('POST', '/act', { act: 'setPolicy', app: 'ERP_Bridge', field, value: policy });
    }
    const key = join(home, 'server.key');
    writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    const erp = (await state()).apps.find(({ developerName }) => developerName === 'ERP_Bridge');
    const clientId = erp?.consumers[0]?.pairs.find(({ slot }) => slot === 'primary')?.consumerKey ?? '';
    const login = ['org', 'login', 'jwt', '--client-id', clientId, '--jwt-key-file', key, '--alias', 'machine'];
    // Another user: a second alias for the same one would take the first away.
    const username = `maria.lopez@${org.username.split('@')[1]}`;
    await cli.ask([...login, '--username', username, '--instance-url', org.instanceUrl]);
    expect(await cli.ask(['org', 'display', '-o', 'machine'])).toMatchObject({ connectedStatus: 'Connected' });
  });
});

describe('the official CLI changes the org', () => {
  it('validates, and then deploys what it validated', async () => {
    await cli.ask(['project', 'retrieve', 'start', '-m', app]);
    const validated = (await cli.ask(['project', 'deploy', 'validate', '-m', app, '--wait', '5'])) as { id: string };
    expect(validated).toMatchObject({ status: 'Succeeded', checkOnly: true });
    const quick = await cli.ask(['project', 'deploy', 'quick', '--job-id', validated.id, '--wait', '5']);
    expect(quick).toMatchObject({ status: 'Succeeded', checkOnly: false });
  });

  it('deletes an app with its source', async () => {
    await cli.ask(['project', 'retrieve', 'start', '-m', 'ExternalClientApplication:Data_Lake']);
    await cli.ask([
      ...['project', 'delete', 'source', '-m', 'ExternalClientApplication:Data_Lake'],
      ...['--no-prompt', '--wait', '5'],
    ]);
    expect((await state()).apps.map(({ developerName }) => developerName)).not.toContain('Data_Lake');
    const left = readdirSync(join(folder, 'force-app'), { recursive: true, encoding: 'utf8' });
    expect(left.filter((file) => file.includes('Data_Lake.eca'))).toEqual([]);
  });
});

describe("the operator's kit", () => {
  it('is deployed by the CLI, and gives exactly what its task needs', async () => {
    const kit = join(home, 'kit');
    const env = {
      PATH: process.env.PATH,
      HOME: home,
      KEYTURN_HOME: join(home, 'keyturn'),
      SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
    };
    await new Promise<void>((resolve, reject) => {
      const args = [keyturn, 'doctor', '--target-org', 'acme', '--permission-set', kit];
      execFile(process.execPath, args, { env, cwd: folder }, (error) => (error ? reject(error) : resolve()));
    });
    const inKit = cliIn(home, kit);
    await inKit.ask(['project', 'deploy', 'start', '--source-dir', 'force-app', '--target-org', 'acme', '--wait', '5']);
    const operator = `maria.lopez@${org.username.split('@')[1]}`;
    const assign = ['org', 'assign', 'permset', '--name', 'Keyturn_Rotate', '--on-behalf-of', operator];
    await inKit.ask([...assign, '--target-org', 'acme']);
    const told = await new Promise<string>((resolve) => {
      const args = [keyturn, 'doctor', '--target-org', 'machine', '--json'];
      execFile(process.execPath, args, { env, cwd: folder }, (_error, stdout) => resolve(stdout));
    });
    const { lines } = (JSON.parse(told) as { result: { lines: { id: string; status: string }[] } }).result;
    const statusOf = (id: string) => lines.find((line) => line.id === id)?.status;
    expect(statusOf('permissions-rotate')).toBe('ok');
    expect(statusOf('permissions-emergency')).toBe('warning');
    expect(statusOf('credentials')).toBe('ok');
  });
});

describe('keyturn, with a sign-in of the official CLI', () => {
  it('sets an app up in a project, and the CLI deploys that project with the command that was printed', async () => {
    const passphrase = join(home, 'passphrase');
    writeFileSync(passphrase, 'violin anchor mosaic conformance', { mode: 0o600 });
    const user = `int.billing@${org.username.split('@')[1]}`;
    await cli.ask([
      ...['project', 'retrieve', 'start', '-m', app],
      ...['-m', 'ExtlClntAppOauthConfigurablePolicies:Billing_Sync_oauthPlcy'],
    ]);
    const told = await new Promise<string>((resolve) => {
      const choices = ['--app', 'Billing_Sync', '--execution-user', user, '--store', 'file', '--no-certificate'];
      const place = ['--target-org', 'acme', '--project-dir', folder];
      const args = [keyturn, 'setup', ...place, ...choices, '--no-consumers', '--yes', '--json'];
      const env = {
        PATH: process.env.PATH,
        HOME: home,
        KEYTURN_HOME: join(home, 'keyturn'),
        KEYTURN_PASSPHRASE_FILE: passphrase,
        SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
        SF_DISABLE_TELEMETRY: 'true',
        SF_DISABLE_LOG_FILE: 'true',
      };
      execFile(process.execPath, args, { env, cwd: folder }, (_error, stdout, stderr) => resolve(stdout || stderr));
    });
    const { status, result } = JSON.parse(told) as { status: number; result: { project: { command: string } } };
    expect(status).toBe(0);
    const isSet = async () => (await state()).apps.find(({ developerName }) => developerName === 'Billing_Sync');
    expect(await isSet()).toMatchObject({ flow: { app: true, policy: true }, executionUser: user });
    const flowOff = { method: 'POST', headers: { 'content-type': 'application/json' } };
    await fetch(`${org.controlUrl}/act`, { ...flowOff, body: '{"act":"flowOff","app":"Billing_Sync"}' });
    expect(await isSet()).toMatchObject({ flow: { app: false, policy: false } });
    expect(result.project.command).toMatch(/^sf project deploy start --manifest package\.xml --target-org \S+$/);
    await cli.ask(result.project.command.split(' ').slice(1));
    expect(await isSet()).toMatchObject({ flow: { app: true, policy: true }, executionUser: user });
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
