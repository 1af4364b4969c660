import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuthInfo, Connection, WebOAuthServer } from '@salesforce/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startPracticeOrg } from '../../src/practice-org/start.ts';
import { appFiles, zipOf } from '../practice-org/metadata/soap-client.ts';
import { type OrgOverHttp, overHttp } from '../practice-org/support/running-org.ts';
import '../support/private-home.ts';

/** The library under the official CLI, with nothing of ours around it. */
let org: OrgOverHttp;
let signIn: AuthInfo;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'org-'));
  const running = await startPracticeOrg({ folder, now: Date.UTC(2026, 10, 24, 3) });
  org = overHttp(running, folder);
  const server = await WebOAuthServer.create({ oauthConfig: { loginUrl: running.instanceUrl } });
  await server.start();
  const signedIn = server.authorizeAndSave();
  await fetch(server.getAuthorizationUrl());
  signIn = await signedIn;
  return () => running.close();
});

describe('@salesforce/core on the practice org', () => {
  it('signs in with a browser', async () => {
    expect(signIn.getUsername()).toBe(org.running.username);
    const connection = await Connection.create({ authInfo: await AuthInfo.create({ username: org.running.username }) });
    expect(connection.getAuthInfoFields().orgId).toBe(org.running.orgId);
    expect(await connection.retrieveMaxApiVersion()).toBe('68.0');
  });

  it('refreshes its session when the org has ended it', async () => {
    const connection = await Connection.create({ authInfo: signIn });
    const before = connection.accessToken ?? '';
    await org.fetch('/services/oauth2/revoke', { method: 'POST', body: new URLSearchParams({ token: before }) });
    expect(await connection.query('SELECT Id FROM Organization')).toMatchObject({ totalSize: 1 });
    expect(connection.accessToken).not.toBe(before);
  });

  it.each([true, false])('deploys, over REST: %s', async (rest) => {
    const connection = await Connection.create({ authInfo: signIn });
    const zip = Buffer.from(zipOf(appFiles(rest ? 'Over_Rest' : 'Over_Soap')));
    const { id } = (await connection.deploy(zip, { rollbackOnError: true, rest })) as { id: string };
    await expect
      .poll(async () => (await connection.metadata.checkDeployStatus(id, true, rest)).status)
      .toBe('Succeeded');
    expect(await org.app(rest ? 'Over_Rest' : 'Over_Soap')).toBeDefined();
  });
});
