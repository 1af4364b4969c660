import jsforce from 'jsforce';
import { describe, expect, it } from 'vitest';
import { readZip } from '../../src/practice-org/metadata/zip/read-zip.ts';
import { appFiles, zipOf } from './metadata/soap-client.ts';
import { type OrgOverHttp, runOrg } from './support/running-org.ts';

const policy = 'ExtlClntAppOauthConfigurablePolicies' as never;

function signedIn({ running }: OrgOverHttp) {
  const { instanceUrl, accessToken } = running;
  const connection = new jsforce.Connection({ instanceUrl, accessToken, version: '65.0' });
  connection.metadata.pollInterval = 20;
  return connection;
}

describe('plain jsforce on a running org', () => {
  it('gets a token by client credentials, and works with it', async () => {
    const org = await runOrg();
    const pair = (await org.app('ERP_Bridge')).consumers[0]?.pairs[0];
    const connection = new jsforce.Connection({
      oauth2: {
        clientId: pair?.consumerKey ?? '',
        clientSecret: pair?.consumerSecret ?? '',
        loginUrl: org.running.instanceUrl,
      },
      version: '65.0',
    });
    const { id, organizationId } = await connection.authorize({ grant_type: 'client_credentials' });
    expect(organizationId).toBe(org.running.orgId);
    expect((await connection.query(`SELECT Username FROM User WHERE Id = '${id}'`)).records).toMatchObject([
      { Username: (await org.app('ERP_Bridge')).executionUser },
    ]);
  });

  it('describes the org and its objects', async () => {
    const connection = signedIn(await runOrg());
    const { sobjects } = await connection.describeGlobal();
    expect(sobjects.map(({ name }) => name)).toContain('User');
    const { fields } = await connection.describe('User');
    expect(fields.map(({ name }) => name)).toContain('Username');
    const { metadataObjects } = await connection.metadata.describe();
    expect(metadataObjects.map(({ xmlName }) => xmlName)).toContain('ExternalClientApplication');
  });

  it('reads, updates and upserts metadata', async () => {
    const connection = signedIn(await runOrg());
    const names = (await connection.metadata.list({ type: policy })).map(({ fullName }) => fullName);
    const read = (await connection.metadata.read(policy, names)) as unknown as Record<string, unknown>[];
    const erp = read.find(({ externalClientApplication }) => externalClientApplication === 'ERP_Bridge') ?? {};
    const changed = { ...erp, sessionTimeoutInMinutes: '15' };
    expect(await connection.metadata.update(policy, changed as never)).toMatchObject({ success: true });
    expect(await connection.metadata.upsert(policy, { ...erp, sessionTimeoutInMinutes: '30' } as never)).toMatchObject({
      success: true,
      created: false,
    });
    expect(await connection.metadata.read(policy, String(erp.fullName))).toMatchObject({
      sessionTimeoutInMinutes: '30',
    });
  });

  it('deploys a new app and retrieves it', async () => {
    const connection = signedIn(await runOrg());
    const deployed = await connection.metadata.deploy(Buffer.from(zipOf(appFiles())), {}).complete(true);
    expect(deployed).toMatchObject({ status: 'Succeeded', success: true });
    const unpackaged = { types: [{ name: 'ExternalClientApplication', members: ['*'] }], version: '65.0' };
    const { zipFile } = await connection.metadata.retrieve({ apiVersion: '65.0', unpackaged } as never).complete();
    expect([...readZip(Buffer.from(zipFile, 'base64')).keys()]).toContain('unpackaged/externalClientApps/Acme.eca');
  });
});
