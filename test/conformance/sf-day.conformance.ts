import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request as ask } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/core/adapters/system-clock.ts';
import { type RunningPracticeOrg, startPracticeOrg } from '../../src/practice-org/start.ts';
import { type Cli, cliIn } from './salesforce-cli.ts';

/** A client judges a certificate by the machine's time. */
const now = systemClock().now();

/** An org with HTTPS, as every real one has, and what an admin does with it in a day. */
let org: RunningPracticeOrg;
let cli: Cli;
let folder: string;

beforeAll(async () => {
  const home = mkdtempSync(join(tmpdir(), 'sf-'));
  folder = join(home, 'project');
  org = await startPracticeOrg({ folder: join(home, 'practice'), now, tls: true });
  cli = cliIn(home, folder, { NODE_EXTRA_CA_CERTS: org.certificatePath ?? '' });
  mkdirSync(join(folder, 'force-app'), { recursive: true });
  writeFileSync(
    join(folder, 'sfdx-project.json'),
    JSON.stringify({
      packageDirectories: [{ path: 'force-app', default: true }],
      namespace: '',
      sourceApiVersion: '64.0',
    }),
  );
  const login = ['org', 'login', 'access-token', '--instance-url', org.instanceUrl, '--no-prompt', '--alias', 'acme'];
  await cli.ask([...login, '--set-default'], { SF_ACCESS_TOKEN: org.accessToken });
  return () => org.close();
});

const app = 'ExternalClientApplication:Billing_Sync';
const control = (method: string, path: string, body: unknown) => controlOf(org, method, path, body);

describe('a day of the official CLI, over HTTPS', () => {
  it('lists the sign-ins, and opens the org without a browser', async () => {
    const { other } = (await cli.ask(['org', 'list'])) as { other?: { orgId: string }[] };
    const all = JSON.stringify(other ?? (await cli.ask(['org', 'list'])));
    expect(all).toContain(org.orgId);
    const { url } = (await cli.ask(['org', 'open', '--url-only'])) as { url: string };
    expect(new URL(url).origin).toBe(org.instanceUrl);
  });

  it('queries for people, for a person and for a program', async () => {
    expect(await cli.read(['data', 'query', '-q', 'SELECT Name, IsSandbox FROM Organization'])).toMatch(
      /Total number of records retrieved: 1/i,
    );
    const { totalSize, records } = (await cli.ask(['data', 'query', '-q', 'SELECT Id FROM User'], {
      SF_ORG_MAX_QUERY_LIMIT: '10000',
    })) as { totalSize: number; records: unknown[] };
    expect(records).toHaveLength(totalSize);
    expect(totalSize).toBeGreaterThan(400);
  });

  it('fetches a long list page after page', async () => {
    const large = await startPracticeOrg({ folder: join(folder, '..', 'large'), scenario: 'large', now });
    onTestFinished(() => large.close());
    const login = ['org', 'login', 'access-token', '--instance-url', large.instanceUrl, '--no-prompt'];
    await cli.ask([...login, '--alias', 'large'], { SF_ACCESS_TOKEN: large.accessToken });
    const soql = 'SELECT Id FROM User ORDER BY Id LIMIT 4500';
    const { records } = (await cli.ask(['data', 'query', '-o', 'large', '-q', soql])) as { records: { Id: string }[] };
    expect(new Set(records.map(({ Id }) => Id)).size).toBe(4500);
    const { calls } = (await (await fetch(`${large.controlUrl}/state`)).json()) as { calls: Record<string, number> };
    expect(Object.keys(calls).filter((call) => /\/query\/01g/.test(call))).toHaveLength(2);
  });

  it('asks REST for anything', async () => {
    const told = await cli.read(['api', 'request', 'rest', '/services/data/v64.0/limits']);
    expect(told).toContain('DailyApiRequests');
  });

  it('lists metadata types', async () => {
    const { metadataObjects } = (await cli.ask(['org', 'list', 'metadata-types'])) as {
      metadataObjects: { xmlName: string }[];
    };
    expect(metadataObjects.map(({ xmlName }) => xmlName)).toContain('ExtlClntAppOauthConfigurablePolicies');
  });

  it('writes a manifest from the org and retrieves it', async () => {
    await cli.ask(['project', 'generate', 'manifest', '--from-org', 'acme', '--name', 'all.xml']);
    expect(readFileSync(join(folder, 'all.xml'), 'utf8')).toContain('<members>Billing_Sync</members>');
    writeFileSync(
      join(folder, 'package.xml'),
      '<?xml version="1.0" encoding="UTF-8"?>\n<Package xmlns="http://soap.sforce.com/2006/04/metadata"><types><members>*</members><name>ExternalClientApplication</name></types><version>64.0</version></Package>\n',
    );
    await cli.ask(['project', 'retrieve', 'start', '--manifest', 'package.xml']);
    expect(files()).toEqual(expect.arrayContaining([expect.stringMatching(/ERP_Bridge\.eca-meta\.xml$/)]));
  });

  it('deploys over REST, and reports it', async () => {
    await retrieve();
    const deployed = (await cli.ask(['project', 'deploy', 'start', '-m', app, '--wait', '5'], {
      SF_ORG_METADATA_REST_DEPLOY: 'true',
    })) as { id: string; status: string };
    expect(deployed.status).toBe('Succeeded');
    expect(await cli.ask(['project', 'deploy', 'report', '--job-id', deployed.id])).toMatchObject({
      id: deployed.id,
      status: 'Succeeded',
    });
    const { calls } = (await await control('GET', '/state', undefined)) as { calls: Record<string, number> };
    expect(Object.keys(calls).some((call) => /^POST .*\/metadata\/deployRequest$/.test(call))).toBe(true);
  });

  it('starts a deploy without waiting, and resumes it', async () => {
    await retrieve();
    await control('PUT', '/knobs', { deployMs: 4000 });
    const { id } = (await cli.ask(['project', 'deploy', 'start', '-m', app, '--async'])) as { id: string };
    const resumed = await cli.ask(['project', 'deploy', 'resume', '--job-id', id, '--wait', '5']);
    expect(resumed).toMatchObject({ id, status: 'Succeeded' });
    await control('PUT', '/knobs', { deployMs: 300 });
  });

  it('cancels a deploy that runs', async () => {
    await retrieve();
    await control('PUT', '/knobs', { deployMs: 60_000 });
    const { id } = (await cli.ask(['project', 'deploy', 'start', '-m', app, '--async'])) as { id: string };
    await cli.call(['project', 'deploy', 'cancel', '--job-id', id, '--wait', '2']);
    const { deploys } = (await control('GET', '/state', undefined)) as { deploys: { id: string; status: string }[] };
    expect(deploys.find((deploy) => deploy.id.slice(0, 15) === id.slice(0, 15))?.status).toBe('Canceled');
    await control('PUT', '/knobs', { deployMs: 300 });
  });

  it('signs in with the address that another sign-in gives, and out again', async () => {
    const refreshToken = await refreshTokenOf(org);
    const { host } = new URL(org.instanceUrl);
    writeFileSync(join(folder, 'auth.txt'), `force://PlatformCLI::${refreshToken}@${host}`);
    await cli.ask(['org', 'login', 'sfdx-url', '--sfdx-url-file', 'auth.txt', '--alias', 'again']);
    expect(await cli.ask(['org', 'display', '-o', 'again'])).toMatchObject({
      id: org.orgId,
      connectedStatus: 'Connected',
    });
    await cli.ask(['org', 'logout', '-o', 'again', '--no-prompt']);
    expect((await cli.call(['org', 'display', '-o', 'again'])).status).not.toBe(0);
  });
});

async function retrieve(): Promise<void> {
  await cli.ask(['project', 'retrieve', 'start', '-m', app]);
}

function files(): string[] {
  return readdirSync(join(folder, 'force-app'), { recursive: true, encoding: 'utf8' });
}

/** The web sign-in's own steps: a code, then tokens. */
async function refreshTokenOf(running: RunningPracticeOrg): Promise<string> {
  const redirect = 'http://localhost:1717/OauthRedirect';
  const query = new URLSearchParams({ response_type: 'code', client_id: 'PlatformCLI', redirect_uri: redirect });
  const sent = await askOrg(running, `/services/oauth2/authorize?${query}`);
  const code = new URL(sent.location ?? '').searchParams.get('code') ?? '';
  const form = { grant_type: 'authorization_code', client_id: 'PlatformCLI', redirect_uri: redirect, code };
  const { body } = await askOrg(running, '/services/oauth2/token', {
    method: 'POST',
    type: 'application/x-www-form-urlencoded',
    body: new URLSearchParams(form).toString(),
  });
  return (JSON.parse(body) as { refresh_token: string }).refresh_token;
}

async function controlOf(running: RunningPracticeOrg, method: string, path: string, body: unknown): Promise<unknown> {
  const sent = { method, type: 'application/json', ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  return JSON.parse((await askOrg(running, `/practice${path}`, sent)).body);
}

interface Sending {
  readonly method?: string;
  readonly type?: string;
  readonly body?: string;
}

/** `fetch` can't be given a certificate to trust. */
function askOrg(running: RunningPracticeOrg, path: string, { method = 'GET', type, body }: Sending = {}) {
  return new Promise<{ body: string; location: string | undefined }>((resolve, reject) => {
    const headers = type === undefined ? {} : { 'content-type': type };
    const ca = readFileSync(running.certificatePath ?? '');
    const sent = ask(`${running.instanceUrl}${path}`, { method, headers, ca, agent: false }, (answer) => {
      text(answer).then((told) => resolve({ body: told, location: answer.headers.location }), reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
