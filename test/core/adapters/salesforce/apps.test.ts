import { afterEach, describe, expect, it } from 'vitest';
import { createOrgApps } from '../../../../src/core/adapters/salesforce/apps.ts';
import {
  connectionTo,
  type Received,
  type Reply,
  records,
  type SmallServer,
  startSmallServer,
} from './small-server.ts';

const appId = '0xI000000000001AAA';
const refusal = (status: number, errorCode: string, message: string): Reply => ({
  status,
  body: [{ errorCode, message }],
});

let server: SmallServer;
afterEach(() => server.close());

async function appsOf(answer: (request: Received) => Reply) {
  server = await startSmallServer(answer);
  return createOrgApps(connectionTo(server.url));
}

describe('the list of apps', () => {
  const noAccess = refusal(403, 'INSUFFICIENT_ACCESS', 'no');
  const application = { Id: appId, DeveloperName: 'Billing_Sync', MasterLabel: 'Billing Sync' };

  it('asks the Tooling API for what the data API does not know', async () => {
    const apps = await appsOf(({ path }) => {
      if (path.includes('/tooling/query') && path.includes('FROM ExternalClientApplication')) {
        return { body: records([application]) };
      }
      if (path.includes('/tooling/')) return { body: records([]) };
      return path.includes('/query') ? refusal(400, 'INVALID_TYPE', 'not supported') : noAccess;
    });
    await expect(apps.list()).resolves.toMatchObject([{ developerName: 'Billing_Sync', id: appId }]);
  });

  it('is there as long as one source answers', async () => {
    const apps = await appsOf(({ path }) =>
      path.includes('/apps/oauth/usage')
        ? { body: { apps: [{ developerName: 'Billing_Sync', identifier: appId, isFromPackage: false }] } }
        : noAccess,
    );
    await expect(apps.list()).resolves.toMatchObject([{ developerName: 'Billing_Sync', flow: { kind: 'unknown' } }]);
  });

  it('fails with the reason when no source answers', async () => {
    const apps = await appsOf(() => refusal(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'));
    await expect(apps.list()).rejects.toMatchObject({ code: 'RequestLimitExceeded' });
  });

  it('reads all pages of the usage data', async () => {
    const apps = await appsOf(({ path }) => {
      const page = Number(/page=(\d+)/.exec(path)?.[1] ?? -1);
      if (page < 0) return noAccess;
      const number = Math.max(0, Math.min(100, 730 - page * 100));
      return {
        body: {
          apps: Array.from({ length: number }, (_, index) => ({
            developerName: `App_${page}_${index}`,
            identifier: null,
          })),
          nextPageUrl: 'always there',
        },
      };
    });
    await expect(apps.list()).resolves.toHaveLength(730);
  });
});

describe('the consumers of an app', () => {
  it('have an id, a name and a key', async () => {
    const apps = await appsOf(() => ({ body: { consumers: [{ id: '888000000000001', key: '3MVG9', name: 'Sync' }] } }));
    await expect(apps.consumers(appId)).resolves.toEqual([
      { id: '888000000000001', name: 'Sync', consumerKey: '3MVG9' },
    ]);
  });

  it.each(['NOT_FOUND', 'INVALID_ID_FIELD'])('of an app that is gone: %s', async (code) => {
    const apps = await appsOf(() => refusal(404, code, 'The requested resource does not exist'));
    await expect(apps.consumers(appId)).rejects.toMatchObject({ code: 'AppUnknown' });
  });
});

describe('the staged secret', () => {
  it.each([
    [{ key: '3MVG9new', secret: 'shown' }, '3MVG9new', 'shown'],
    [{ key: '3MVG9new', secret: null }, '3MVG9new', null],
  ])('comes with its key: %o', async (body, consumerKey, secret) => {
    const apps = await appsOf(() => ({ body }));
    const found = await apps.stagedSecret(appId, '888', '0xS1');
    expect([found?.consumerKey, found?.secret?.reveal() ?? null]).toEqual([consumerKey, secret]);
  });

  it('is refused without a key', async () => {
    const apps = await appsOf(() => ({ body: { key: null, secret: 'shown' } }));
    await expect(apps.stagedSecret(appId, '888', '0xS1')).rejects.toMatchObject({ code: 'OrgAnswerUnreadable' });
  });

  it('is gone with its credentials', async () => {
    const apps = await appsOf(() => refusal(404, 'NOT_FOUND', 'The requested resource does not exist'));
    await expect(apps.stagedSecret(appId, '888', '0xS1')).resolves.toBeNull();
  });
});

describe('an answer of another kind is refused, not taken for an empty one', () => {
  it.each([{}, { totalSize: 5, records: [], nextRecordsUrl: '/services/data/v68.0/query/01g-1' }, { records: [] }])(
    '%o',
    async (body) => {
      const apps = await appsOf(() => ({ body }));
      const refused = { code: 'OrgAnswerUnreadable', exitCode: 75 };
      await expect(apps.staged(appId, '888')).rejects.toMatchObject(refused);
      await expect(apps.stagedSecret(appId, '888', '0xS1')).rejects.toMatchObject(refused);
      await expect(apps.consumers(appId)).rejects.toMatchObject(refused);
      await expect(apps.refreshTokenUsers(appId)).rejects.toMatchObject(refused);
      await expect(apps.list()).rejects.toMatchObject(refused);
    },
  );

  it('but an empty list is empty', async () => {
    const apps = await appsOf(() => ({ body: { stagedCredentials: [], users: null } }));
    await expect(apps.staged(appId, '888')).resolves.toEqual([]);
    await expect(apps.refreshTokenUsers(appId)).resolves.toEqual([]);
  });
});

describe('the pair of a consumer', () => {
  it('is read with both parts, its ids escaped, and prints as [secret]', async () => {
    const apps = await appsOf(() => ({ body: { id: '888', key: '3MVG9key', secret: 'very-secret', name: 'Sync' } }));
    const pair = await apps.readPair(appId, '888/../x?y');
    expect(server.received[0]?.path).toBe(
      `/services/data/v68.0/apps/oauth/credentials/${appId}/888/../x?y?part=keyandsecret`,
    );
    expect(pair.consumerKey).toBe('3MVG9key');
    expect(pair.consumerSecret.reveal()).toBe('very-secret');
    expect(JSON.stringify(pair)).not.toContain('very-secret');
  });

  it.each([{ key: '3MVG9key', secret: null }, { key: '3MVG9key' }, { key: '3MVG9key', secret: '' }, { secret: 'x' }])(
    'is unreadable when the org answers %o',
    async (body) => {
      const apps = await appsOf(() => ({ body }));
      await expect(apps.readPair(appId, '888')).rejects.toMatchObject({ code: 'SecretUnreadable' });
    },
  );

  it.each(['a\nLD_PRELOAD=/tmp/x.so', 'a b', "a'b", 'a"b', 'a`id`', 'a\\b', 'a\u0000b', 'a\u202eb', 'ä'])(
    'is refused with %j in it, before anything is stored',
    async (odd) => {
      for (const body of [
        { key: '3MVG9key', secret: odd },
        { key: odd, secret: 'very-secret' },
      ]) {
        const apps = await appsOf(() => ({ body: { id: '0xS1', state: 'Active', ...body } }));
        const what = body.key === odd ? 'key' : 'secret';
        const refusal = { code: 'CredentialsUnusable', message: expect.stringContaining(`The consumer ${what} of`) };
        await expect(apps.readPair(appId, '888')).rejects.toMatchObject(refusal);
        await expect(apps.stage(appId, '888')).rejects.toMatchObject(refusal);
        if (what === 'secret') await expect(apps.stagedSecret(appId, '888', '0xS1')).rejects.toMatchObject(refusal);
      }
    },
  );

  it.each<[number, string, string, string]>([
    [
      403,
      'FUNCTIONALITY_NOT_ENABLED',
      'This feature is not currently enabled for this organization.',
      'SecretAccessDisabled',
    ],
    [403, 'FORBIDDEN', 'The feature is not enabled.', 'SecretAccessDisabled'],
    [400, 'FUNCTIONALITY_NOT_ENABLED', 'Not currently enabled.', 'SecretAccessDisabled'],
    [403, 'FUNCTIONALITY_NOT_ENABLED', 'This feature is not enabled for this user.', 'PermissionMissing'],
    [400, 'BAD_REQUEST', 'This feature is not enabled for this user.', 'PermissionMissing'],
    [400, 'BAD_REQUEST', 'This feature is not enabled for this organization.', 'SecretAccessDisabled'],
    [403, 'INSUFFICIENT_ACCESS', 'Access to it is not enabled for this organization.', 'SecretAccessDisabled'],
    [403, 'FUNCTIONALITY_NOT_ENABLED', 'Not enabled for apps that come from a package.', 'AppIsPackaged'],
    [400, 'BAD_REQUEST', 'Invalid part', 'OrgRefused'],
    [403, 'INSUFFICIENT_ACCESS', 'You do not have the level of access necessary.', 'PermissionMissing'],
    [403, 'FORBIDDEN', 'You have no permission for it.', 'PermissionMissing'],
    [403, 'UNKNOWN_CODE', 'Something.', 'PermissionMissing'],
    [403, 'FORBIDDEN', 'Identity verification is required.', 'IdentityVerificationNeeded'],
    [401, 'TXN_SECURITY_TWO_FA_REQUIRED', 'Verify your identity', 'IdentityVerificationNeeded'],
    [403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.', 'RequestLimitExceeded'],
    [404, 'NOT_FOUND', 'The requested resource does not exist', 'OrgRefused'],
  ])(
    'refused with %i %s "%s" is %s, with the words of Salesforce in its cause',
    async (status, code, message, expected) => {
      const apps = await appsOf(() => refusal(status, code, message));
      await expect(apps.readPair(appId, '888')).rejects.toMatchObject({
        code: expected,
        cause: { status, code, message },
      });
    },
  );

  it('names the Setup page of the org for a verification', async () => {
    const apps = await appsOf(() => refusal(403, 'FORBIDDEN', 'Verify your identity'));
    await expect(apps.readPair(appId, '888')).rejects.toMatchObject({
      actions: [expect.stringContaining('/lightning/setup/ExternalClientApplicationSettings/home'), expect.any(String)],
    });
  });
});

describe('a promotion', () => {
  it.each<[string, unknown]>([
    ['the credentials', { id: '0xS1', key: '3MVG9', state: 'Rotated' }],
    ['only an id', { id: '0xS1', key: null, secret: null }],
    ['a collection', { stagedCredentials: [{ id: '0xS1' }] }],
    ['a list', [{ key: '3MVG9' }]],
  ])('is done if the answer is %s', async (_, body) => {
    const apps = await appsOf(() => ({ body }));
    await expect(apps.rotate(appId, '888', '0xS1')).resolves.toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['an empty list', []],
    ['credentials without anything', { id: null, key: null }],
    ['something else', { records: [], totalSize: 0, done: true }],
    ['a text', 'done'],
  ])('may not be done if the answer is %s', async (_, body) => {
    const apps = await appsOf(() => ({ body }));
    await expect(apps.rotate(appId, '888', '0xS1')).rejects.toMatchObject({
      code: 'OrgAnswerUnreadable',
      exitCode: 75,
    });
  });
});
