import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import jsforce from 'jsforce';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMetadataApi, type MetadataApi } from '../../../src/practice-org/metadata/metadata-api.ts';
import { readZip } from '../../../src/practice-org/metadata/zip/read-zip.ts';
import { ADMIN_TOKEN, type MiniOrg, miniOrg } from './mini-org.ts';
import { appFiles, policyFiles, zipOf } from './soap-client.ts';

let org: MiniOrg;
let server: Server;
let connection: InstanceType<typeof jsforce.Connection>;

beforeEach(async () => {
  org = miniOrg();
  server = serve(createMetadataApi(org));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const instanceUrl = `http://127.0.0.1:${port}`;
  connection = new jsforce.Connection({ instanceUrl, accessToken: ADMIN_TOKEN, version: '65.0' });
  connection.metadata.pollInterval = 5;
  connection.metadata.pollTimeout = 5000;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Just enough of a server: every request takes the org 100 ms further. */
function serve(api: MetadataApi): Server {
  return createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const body = await bytesOf(request);
    org.time += 100;
    const soap = /^\/services\/Soap\/m\/([^/]+)$/.exec(url.pathname);
    if (soap) {
      const told = api.soap(soap[1] ?? '', body.toString('utf8'));
      return response.writeHead(told.status, { 'content-type': 'text/xml;charset=UTF-8' }).end(told.body);
    }
    const answer = await api.deployRequest({
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers as Record<string, string>,
      body,
      origin: url.origin,
    });
    return response.writeHead(answer?.status ?? 404, answer?.headers).end(answer?.body);
  });
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const zip = (files: Record<string, string>) => Buffer.from(zipOf(files));
const OPTIONS = { singlePackage: true, rollbackOnError: true };
const POLICY = {
  clientCredentialsFlowUser: 'run@acme.example',
  externalClientApplication: 'Acme',
  isClientCredentialsFlowEnabled: 'true',
};

describe('jsforce', () => {
  it('deploys and polls, lists, reads and describes', async () => {
    const result = await connection.metadata.deploy(zip(appFiles()), OPTIONS).complete(true);
    expect(result).toMatchObject({
      status: 'Succeeded',
      success: true,
      numberComponentsDeployed: 3,
      numberComponentErrors: 0,
    });
    expect(result.details?.componentSuccesses).toHaveLength(4);
    const listed = await connection.metadata.list([{ type: 'ExternalClientApplication' }]);
    expect(listed).toMatchObject([{ fullName: 'Acme', fileName: 'externalClientApps/Acme.eca' }]);
    const policy = await connection.metadata.read(
      'ExtlClntAppOauthConfigurablePolicies' as never,
      'Acme_oauth_defaultPolicy',
    );
    expect(policy).toMatchObject({ externalClientApplication: 'Acme', isClientCredentialsFlowEnabled: 'false' });
    const described = await connection.metadata.describe();
    expect(described).toMatchObject({ testRequired: true, partialSaveAllowed: false });
    expect(described.metadataObjects.map((each) => each.xmlName)).toContain('ExtlClntAppGlobalOauthSettings');
  });

  it('reads a failed deploy row by row', async () => {
    await connection.metadata.deploy(zip(appFiles()), OPTIONS).complete();
    const result = await connection.metadata
      .deploy(zip(policyFiles({ ...POLICY, clientCredentialsFlowUser: 'no@body' })), OPTIONS)
      .complete(true);
    expect(result.status).toBe('Failed');
    expect(result.details?.componentFailures).toMatchObject([
      { fullName: 'Acme_oauth_defaultPolicy', problem: 'No such user: no@body', success: false },
    ]);
  });

  it('retrieves and polls', async () => {
    await connection.metadata.deploy(zip(appFiles()), OPTIONS).complete();
    const unpackaged = { types: [{ name: 'ExternalClientApplication', members: ['*'] }], version: '65.0' };
    const result = await connection.metadata.retrieve({ apiVersion: '65.0', unpackaged } as never).complete();
    expect(result).toMatchObject({ status: 'Succeeded', success: true });
    expect([...readZip(Buffer.from(result.zipFile, 'base64')).keys()]).toEqual([
      'unpackaged/externalClientApps/Acme.eca',
      'unpackaged/package.xml',
    ]);
  });

  it('updates a record', async () => {
    await connection.metadata.deploy(zip(appFiles()), OPTIONS).complete();
    const saved = await connection.metadata.update(
      'ExtlClntAppOauthConfigurablePolicies' as never,
      { fullName: 'Acme_oauth_defaultPolicy', ...POLICY } as never,
    );
    expect(saved).toMatchObject({ fullName: 'Acme_oauth_defaultPolicy', success: true, errors: [] });
    expect(
      org.byName.get('Acme')?.components.ExtlClntAppOauthConfigurablePolicies?.fields.clientCredentialsFlowUser,
    ).toBe('run@acme.example');
  });

  it('deploys over REST, asks there, and repeats a validation', async () => {
    const sent = await connection.metadata.deployRest(zip(appFiles()), { ...OPTIONS, checkOnly: true });
    expect(sent.id).toMatch(/^0Af/);
    const found = await until(() => connection.metadata.checkDeployStatus(sent.id ?? '', true, true));
    expect(found).toMatchObject({ status: 'Succeeded', checkOnly: true, details: { componentFailures: [] } });
    expect(org.byName.size).toBe(0);
    const quick = String(await connection.metadata.deployRecentValidation({ id: sent.id ?? '', rest: true }));
    await until(() => connection.metadata.checkDeployStatus(quick, false, true));
    expect(org.byName.has('Acme')).toBe(true);
  });

  it('cancels over SOAP and over REST', async () => {
    org.knobs.deployMs = 60_000;
    const running = await connection.metadata.deploy(zip(appFiles('One')), OPTIONS);
    const waiting = await connection.metadata.deploy(zip(appFiles('Two')), OPTIONS);
    const url = `/services/data/v65.0/metadata/deployRequest/${waiting.id}`;
    const patched = await connection.request({
      method: 'PATCH',
      url,
      body: JSON.stringify({ deployResult: { status: 'Canceling' } }),
      headers: { 'content-type': 'application/json' },
    });
    expect(patched).toMatchObject({ deployResult: { status: 'Canceled' } });
    await (connection.metadata as unknown as { cancelDeploy(id: string): Promise<unknown> }).cancelDeploy(
      running.id ?? '',
    );
    const ended = await until(() => connection.metadata.checkDeployStatus(running.id ?? ''));
    expect(ended).toMatchObject({ status: 'Canceled', canceledByName: 'Ada Admin' });
  });

  it('gets the code of a refusal', async () => {
    connection.accessToken = 'nope';
    await expect(connection.metadata.list([{ type: 'ExternalClientApplication' }])).rejects.toMatchObject({
      errorCode: 'sf:INVALID_SESSION_ID',
    });
    await expect(connection.metadata.checkDeployStatus('0Af', true, true)).rejects.toMatchObject({
      errorCode: 'INVALID_SESSION_ID',
    });
  });
});

/** Asks again until the deploy is done; every ask takes the org further. */
async function until<Result extends { done: boolean }>(ask: () => Promise<Result>): Promise<Result> {
  for (let asked = 0; asked < 20; asked += 1) {
    const result = await ask();
    if (result.done) return result;
  }
  throw new Error('the deploy did not end');
}
