import { expect } from 'vitest';
import type { PracticeOrg } from '../../../src/practice-org/embed.ts';
import { type Check, checksOf, orgForTest, rest, tokenOf } from './check.ts';

interface Credentials {
  readonly id: string;
  readonly key: string;
  readonly secret: string;
  readonly state: string;
  readonly url: string;
}

type Call = ReturnType<typeof rest>;

/** The address of an app's first OAuth consumer, found as each of these tools finds it. */
async function consumerOf(call: Call, name: string): Promise<string> {
  const { body: usage } = await call('GET', '/apps/oauth/usage');
  const app = usage.apps.find(({ developerName }: { developerName: string }) => developerName === name);
  const { body } = await call('GET', `/apps/oauth/credentials/${app.identifier}`);
  return `/apps/oauth/credentials/${app.identifier}/${body.consumers[0].id}`;
}

async function stage(call: Call, consumer: string): Promise<Credentials> {
  const { status, body } = await call('POST', `${consumer}/staged`, {});
  expect(status).toBe(201);
  return body.stagedCredentials[0];
}

const promote = (call: Call, path: string) => call('PATCH', path, { command: 'rotate' });
const primary = async (call: Call, consumer: string) => (await call('GET', `${consumer}?part=keyandsecret`)).body;

/** Looks into the slot and empties it, stages, promotes, reads the current credentials, and deletes the previous ones. */
async function rotateAsHardis(call: Call, consumer: string) {
  const { body: before } = await call('GET', `${consumer}/staged`);
  for (const { id } of before.stagedCredentials as Credentials[]) {
    expect((await call('DELETE', `${consumer}/staged/${id}`)).status).toBe(204);
  }
  const staged = await stage(call, consumer);
  expect((await promote(call, `${consumer}/staged/${staged.id}`)).status).toBe(200);
  expect(await primary(call, consumer)).toMatchObject({ key: staged.key, secret: staged.secret });
  const { body: after } = await call('GET', `${consumer}/staged`);
  for (const { id, state } of after.stagedCredentials as Credentials[]) {
    expect(state).toBe('Rotated');
    expect((await call('DELETE', `${consumer}/staged/${id}`)).status).toBe(204);
  }
  return staged;
}

const under = (path: string) => path.replace('/services/data/v65.0', '');

/** Stages, promotes by the address of the staged credentials, and deletes those of the rotation before the last one. */
async function rotateAsInfisical(call: Call, consumer: string, kept: string[]): Promise<number> {
  const { status, body } = await call('POST', `${consumer}/staged`, {});
  if (status !== 201) return status;
  const [staged] = body.stagedCredentials as [Credentials];
  expect((await promote(call, under(staged.url))).status).toBe(200);
  kept.push(under(staged.url));
  const old = kept.length > 2 ? kept.shift() : undefined;
  if (old !== undefined) expect([204, 404]).toContain((await call('DELETE', old)).status);
  return status;
}

async function selfRotation(org: PracticeOrg) {
  const { consumerKey: key, consumerSecret: secret } = await org.credentials('ERP_Bridge');
  const { token } = await tokenOf(org, { key, secret });
  const consumer = await consumerOf(rest(org, org.accessToken), 'ERP_Bridge');
  return { call: rest(org, token), consumer };
}

export const rotatorChecks: readonly Check[] = [
  ...checksOf('sfdx-hardis (call order)', [
    [
      'finds the apps in use, rotates credentials and deletes the previous ones',
      'works',
      async () => {
        const org = await orgForTest({ knobs: { usageHidesUnused: true } });
        const call = rest(org, org.accessToken);
        for (const app of ['ERP_Bridge', 'Data_Lake', 'Mailer']) {
          const before = await org.credentials(app);
          const fresh = await rotateAsHardis(call, await consumerOf(call, app));
          expect((await tokenOf(org, fresh)).status).toBe(200);
          const old = { key: before.consumerKey, secret: before.consumerSecret };
          expect((await tokenOf(org, old)).status).toBe(400);
        }
      },
    ],
    [
      'rotates an app from a package',
      'refused, as by Salesforce',
      async () => {
        const org = await orgForTest();
        const call = rest(org, org.accessToken);
        const { body } = await call('GET', '/apps/oauth/usage');
        const app = body.apps.find(({ isFromPackage }: { isFromPackage: boolean }) => isFromPackage);
        const { status, body: refusal } = await call('GET', `/apps/oauth/credentials/${app.identifier}`);
        expect([app.developerName, status, refusal]).toMatchObject([
          'Partner_Feed',
          403,
          [{ message: expect.stringContaining('come from a package') }],
        ]);
      },
    ],
  ]),
  ...checksOf('Infisical (call order)', [
    [
      'rotates credentials once',
      'works',
      async () => {
        const org = await orgForTest();
        const call = rest(org, org.accessToken);
        expect(await rotateAsInfisical(call, await consumerOf(call, 'ERP_Bridge'), [])).toBe(201);
      },
    ],
    [
      'rotates again within 30 days',
      'depends on `rotatedBlocksStage`',
      async () => {
        for (const rotatedBlocksStage of [true, false]) {
          const org = await orgForTest({ knobs: { rotatedBlocksStage } });
          const call = rest(org, org.accessToken);
          const consumer = await consumerOf(call, 'ERP_Bridge');
          const statuses: number[] = [];
          const kept: string[] = [];
          for (let round = 0; round < 4; round += 1) statuses.push(await rotateAsInfisical(call, consumer, kept));
          expect(statuses).toEqual(rotatedBlocksStage ? [201, 409, 409, 409] : [201, 201, 201, 201]);
        }
      },
    ],
  ]),
  ...checksOf('AWS Secrets Manager (call order)', [
    [
      'rotates with the token of the app, without permissions of the execution user',
      'refused, as by Salesforce',
      async () => {
        const { call, consumer } = await selfRotation(await orgForTest());
        expect((await call('POST', `${consumer}/staged`, {})).status).toBe(403);
      },
    ],
    [
      'does so with *External Client App Developer* and *View Client Secret*',
      'works',
      async () => {
        const org = await orgForTest();
        const { call, consumer } = await selfRotation(org);
        const app = (await org.state()).apps.find(({ developerName }) => developerName === 'ERP_Bridge');
        const username = app?.executionUser ?? '';
        for (const permission of ['ExternalClientAppViewer', 'ExternalClientAppDeveloper', 'ViewClientSecret']) {
          await org.act('grantPermission', { username, permission });
        }
        const before = await primary(call, consumer);
        const staged = await stage(call, consumer);
        expect((await promote(call, `${consumer}/staged/${staged.id}`)).status).toBe(200);
        expect(await primary(call, consumer)).toMatchObject({ key: staged.key, secret: staged.secret });
        for (const pair of [before, staged]) expect((await tokenOf(org, pair)).status).toBe(200);
      },
    ],
  ]),
];
