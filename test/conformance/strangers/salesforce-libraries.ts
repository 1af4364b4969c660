import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AuthInfo, Connection, Org, User } from '@salesforce/core';
import jsforce from 'jsforce';
import { expect } from 'vitest';
import type { PracticeOrg } from '../../../src/practice-org/embed.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { type Check, checksOf, type Foreign, foreign, orgForTest } from './check.ts';

async function withJsforce() {
  const org = await orgForTest();
  const { instanceUrl, accessToken } = org;
  return { org, connection: new jsforce.Connection({ instanceUrl, accessToken, version: '65.0' }) };
}

const notFound = { errorCode: 'NOT_FOUND' };

/** How a library of the Salesforce CLI is signed in. */
async function signIn(core: Foreign, { accessToken, instanceUrl }: PracticeOrg) {
  const accessTokenOptions = { accessToken, instanceUrl, loginUrl: instanceUrl };
  const authInfo = await core.AuthInfo.create({ username: accessToken, accessTokenOptions });
  return core.Connection.create({ authInfo });
}

async function sourceOf(types: readonly string[]) {
  const core: Foreign = (await foreign('salesforce-cli', '@salesforce/core/lib/index.js')).default;
  const { ComponentSet }: Foreign = (
    await foreign('salesforce-cli', '@salesforce/source-deploy-retrieve/lib/src/index.js')
  ).default;
  const org = await orgForTest();
  const connection = await signIn(core, org);
  const output = join(tempFolder(), 'force-app');
  const set = new ComponentSet(types.map((type) => ({ fullName: '*', type })));
  const polling = { frequency: 20, timeout: 60 };
  const retrieval = await set.retrieve({ usernameOrConnection: connection, output, merge: false });
  const retrieved = await retrieval.pollStatus(polling.frequency, polling.timeout);
  return { org, ComponentSet, connection, output, retrieved, polling };
}

const appTypes = [
  'ExternalClientApplication',
  'ExtlClntAppOauthSettings',
  'ExtlClntAppGlobalOauthSettings',
  'ExtlClntAppConfigurablePolicies',
  'ExtlClntAppOauthConfigurablePolicies',
];

export const libraryChecks: readonly Check[] = [
  ...checksOf('jsforce', [
    [
      'creates, reads, changes, finds and deletes a record',
      'works',
      async () => {
        const { connection } = await withJsforce();
        const account = connection.sobject('Account');
        const made = await account.create({ Name: 'Stranger' });
        await account.update({ Id: made.id ?? '', Phone: '+49 1' });
        expect(await account.retrieve(made.id ?? '')).toMatchObject({ Name: 'Stranger', Phone: '+49 1' });
        expect(await account.find({ Name: 'Stranger' }, ['Id', 'Owner.Name'])).toHaveLength(1);
        await account.destroy(made.id ?? '');
        expect(await account.count({ Name: 'Stranger' })).toBe(0);
      },
    ],
    [
      'pages through a query',
      'works',
      async () => {
        const { connection } = await withJsforce();
        const all = await connection.query('SELECT Id, SystemModstamp FROM User', { autoFetch: true, maxFetch: 5_000 });
        expect(all.records).toHaveLength(all.totalSize ?? 0);
      },
    ],
    [
      'creates several records in one call (composite)',
      'missing',
      async () => {
        const { connection } = await withJsforce();
        const several = connection.sobject('Account').create([{ Name: 'One' }, { Name: 'Two' }]);
        await expect(several).rejects.toMatchObject(notFound);
      },
    ],
    [
      'searches',
      'missing',
      async () => {
        const { connection } = await withJsforce();
        await expect(connection.search('FIND {One}')).rejects.toMatchObject(notFound);
      },
    ],
    [
      'exports with Bulk API 2.0',
      'missing',
      async () => {
        const { connection } = await withJsforce();
        await expect(connection.bulk2.query('SELECT Id FROM Account')).rejects.toMatchObject(notFound);
      },
    ],
    [
      'subscribes to events (streaming)',
      'missing',
      async () => {
        const { connection } = await withJsforce();
        const { StreamingExtension }: Foreign = await import('jsforce/lib/api/streaming.js');
        const refused = await new Promise((resolve) => {
          const client = connection.streaming.createClient([new StreamingExtension.AuthFailure(resolve)]);
          client.subscribe('/event/Something__e', () => undefined);
        });
        expect(refused).toMatchObject({ error: '403::Handshake denied', advice: { reconnect: 'none' } });
      },
    ],
  ]),
  ...checksOf('@salesforce/core', [
    [
      'reads users, assigns a permission set, and refuses to assign it twice',
      'works',
      async () => {
        const practice = await orgForTest();
        const connection: Connection = await signIn({ AuthInfo, Connection }, practice);
        const org = await Org.create({ connection });
        const user = await User.create({ org });
        const set = await connection.sobject('PermissionSet').create({ Name: 'Stranger', Label: 'Stranger' });
        expect(set.success).toBe(true);
        const { Id } = await connection.singleRecordQuery<{ Id: string }>(
          "SELECT Id FROM User WHERE Username LIKE 'maria.lopez@%'",
        );
        await user.assignPermissionSets(Id, ['Stranger']);
        await expect(user.assignPermissionSets(Id, ['Stranger'])).rejects.toThrow(/DUPLICATE_VALUE|duplicate value/i);
      },
    ],
    [
      'is signed in to two practice orgs at once, and keeps them apart',
      'works',
      async () => {
        const orgs = await Promise.all([orgForTest(), orgForTest({ scenario: 'sandbox' })]);
        for (const { username, accessToken, instanceUrl } of orgs) {
          const accessTokenOptions = { accessToken, instanceUrl, loginUrl: instanceUrl };
          const authInfo = await AuthInfo.create({ username, accessTokenOptions });
          await authInfo.save();
        }
        for (const { username, orgId } of orgs) {
          const connection = await Connection.create({ authInfo: await AuthInfo.create({ username }) });
          const { Id } = await connection.singleRecordQuery<{ Id: string }>('SELECT Id FROM Organization');
          expect([connection.getAuthInfoFields().orgId, Id]).toEqual([orgId, orgId]);
        }
      },
    ],
    [
      'creates a user (SCIM)',
      'missing',
      async () => {
        const practice = await orgForTest();
        const connection: Connection = await signIn({ AuthInfo, Connection }, practice);
        const user = await User.create({ org: await Org.create({ connection }) });
        const fields = { username: 'new@acme.example', email: 'new@acme.example', lastName: 'New', profileId: '00e' };
        await expect(user.createUser(fields as never)).rejects.toThrow(/no SCIM interface|404/);
      },
    ],
  ]),
  ...checksOf('source-deploy-retrieve', [
    [
      'retrieves every app as source files, and deploys them again unchanged',
      'works',
      async () => {
        const { org, ComponentSet, connection, output, retrieved, polling } = await sourceOf(appTypes);
        expect(retrieved.response.status).toBe('Succeeded');
        const files = readdirSync(output, { recursive: true, encoding: 'utf8' });
        expect(files.filter((name) => name.endsWith('-meta.xml'))).toHaveLength(30);
        const deploying = await ComponentSet.fromSource(output).deploy({ usernameOrConnection: connection });
        const deployed = await deploying.pollStatus(polling.frequency, polling.timeout);
        expect(deployed.response).toMatchObject({ status: 'Succeeded', numberComponentErrors: 0 });
        expect((await org.state()).deploys).toHaveLength(1);
      },
    ],
    [
      'quick-deploys a validation after another deployment',
      'refused, as by Salesforce',
      async () => {
        const { ComponentSet, connection, output, polling } = await sourceOf(['ExtlClntAppOauthConfigurablePolicies']);
        const deploy = async (checkOnly: boolean) => {
          const options = { usernameOrConnection: connection, apiOptions: { checkOnly } };
          const deploying = await ComponentSet.fromSource(output).deploy(options);
          return deploying.pollStatus(polling.frequency, polling.timeout);
        };
        const { response } = await deploy(true);
        await deploy(false);
        const quick = connection.metadata.deployRecentValidation({ id: response.id, rest: true });
        await expect(quick).rejects.toThrow(/validation/i);
      },
    ],
  ]),
];
