import { afterEach, describe, expect, it } from 'vitest';
import { createSessions } from '../../../../src/core/adapters/salesforce/sessions.ts';
import { createUsers } from '../../../../src/core/adapters/salesforce/users.ts';
import {
  connectionTo,
  type Received,
  type Reply,
  records,
  type SmallServer,
  startSmallServer,
} from './small-server.ts';

const userId = '005000000000001AAA';
const since = Date.UTC(2026, 10, 1);
const allowed = records([{ PermissionsApiEnabled: true, PermissionsManageUsers: true }]);
const notAllowed = records([
  { PermissionsApiEnabled: true, PermissionsManageUsers: false, PermissionsMonitorLoginHistory: false },
]);

let server: SmallServer;
afterEach(() => server.close());

async function orgWith(answer: (request: Received) => Reply | undefined) {
  server = await startSmallServer((request) => answer(request) ?? { body: records([]) });
  const org = connectionTo(server.url);
  return { sessions: createSessions(org), users: createUsers(org) };
}

const rows = (object: string, found: readonly unknown[]) =>
  orgWith(({ path }) => (path.includes(`FROM ${object}`) ? { body: records(found) } : { body: allowed }));
const refusal = (errorCode: string, status = 400): Reply => ({ status, body: [{ errorCode, message: errorCode }] });

describe('live sessions', () => {
  const row = {
    Id: '0Ak000000000001AAA',
    LoginHistoryId: null,
    SessionType: 'Oauth2\u001b[31m',
    SourceIp: '192.0.2.1',
    LastModifiedDate: '2026-11-20T10:00:00.000+0000',
    IsCurrent: false,
  };

  it('are listed without our own, their text made harmless', async () => {
    const { sessions } = await rows('AuthSession', [row, { ...row, Id: '0Ak000000000002AAA', IsCurrent: true }]);
    await expect(sessions.list(userId)).resolves.toEqual([
      {
        id: row.Id,
        loginHistoryId: null,
        sessionType: 'Oauth2',
        sourceIp: '192.0.2.1',
        lastUsedAt: Date.UTC(2026, 10, 20, 10),
      },
    ]);
    expect(server.received).toHaveLength(1);
  });

  it("tell our own address by the one that is current, and none where that isn't listed", async () => {
    const own = { ...row, SourceIp: '192.0.2.9', IsCurrent: true };
    const { sessions } = await rows('AuthSession', [row, own]);
    await expect(sessions.ownAddress(userId)).resolves.toBe('192.0.2.9');
    await server.close();
    const unlisted = await rows('AuthSession', [row]);
    await expect(unlisted.sessions.ownAddress(userId)).resolves.toBeNull();
  });

  it('are none only for those who may see them', async () => {
    const { sessions } = await rows('AuthSession', []);
    await expect(sessions.list(userId)).resolves.toEqual([]);
    await server.close();
    const blind = await orgWith(({ path }) =>
      path.includes('UserPermissionAccess') ? { body: notAllowed } : undefined,
    );
    await expect(blind.sessions.list(userId)).rejects.toMatchObject({
      code: 'PermissionMissing',
      message: expect.stringContaining('Manage Internal Users (ManageUsers)'),
    });
  });

  it('are asked for by a literal that nobody breaks out of', async () => {
    const { sessions } = await rows('AuthSession', [row]);
    await sessions.list("x' OR Id != '");
    expect(server.received[0]?.path).toContain("UsersId = 'x\\' OR Id != \\''");
  });

  it('end by their id, sent once; one that is gone is fine, and any other refusal is told', async () => {
    let reply: Reply = { status: 204, body: '' };
    const { sessions } = await orgWith(() => reply);
    await sessions.end(row.Id);
    reply = refusal('NOT_FOUND', 404);
    await sessions.end(row.Id);
    expect(server.received.map(({ method, path }) => `${method} ${path}`)).toEqual(
      Array(2).fill(`DELETE /services/data/v68.0/sobjects/AuthSession/${row.Id}`),
    );
    reply = refusal('INSUFFICIENT_ACCESS', 403);
    await expect(sessions.end(row.Id)).rejects.toMatchObject({ code: 'PermissionMissing' });
    reply = refusal('UNKNOWN_EXCEPTION');
    await expect(sessions.end(row.Id)).rejects.toMatchObject({ code: 'OrgRefused' });
    reply = { fault: 'reset' };
    await expect(sessions.end(row.Id)).rejects.toMatchObject({ code: 'OrgUnreachable' });
    expect(server.received).toHaveLength(5);
  });
});

describe('sign-ins of a user', () => {
  const row = {
    Id: '0Ya000000000001AAA',
    LoginTime: '2026-11-20T10:00:00.000+0000',
    SourceIp: null,
    Application: `ERP\u202e\n${'x'.repeat(500)}`,
    LoginType: 'Remote Access 2.0',
    LoginSubType: null,
    Status: 'Invalid Password',
  };

  it('are told whatever their flow, with bounded text', async () => {
    const { users } = await rows('LoginHistory', [row, { ...row, LoginTime: null }]);
    const [entry, ...rest] = await users.signIns(userId, since);
    expect(rest).toEqual([]);
    expect(entry).toMatchObject({
      id: row.Id,
      at: Date.UTC(2026, 10, 20, 10),
      sourceIp: 'unknown',
      loginType: 'Remote Access 2.0',
      loginSubType: '',
      status: 'Invalid Password',
    });
    expect(entry?.application).toMatch(/^ERP x{100,195}…$/);
    expect(server.received[0]?.path).toContain('LoginTime >= 2026-11-01T00:00:00.000Z');
    expect(server.received[0]?.path).not.toContain('LoginSubType =');
  });

  it('are none only for those who may see them', async () => {
    const { users } = await orgWith(({ path }) =>
      path.includes('UserPermissionAccess') ? { body: notAllowed } : undefined,
    );
    await expect(users.signIns(userId, since)).rejects.toMatchObject({ code: 'PermissionMissing' });
  });
});

describe('changes in Setup', () => {
  const row = {
    Id: '0Ym000000000001AAA',
    CreatedDate: '2026-11-20T10:00:00.000+0000',
    Action: 'createduser',
    Section: 'Manage Users',
    Display: 'Created\u001b[2J x',
  };

  it('are those of one user, since an instant', async () => {
    const { users } = await rows('SetupAuditTrail', [row]);
    await expect(users.setupChanges(userId, since)).resolves.toEqual([
      {
        id: row.Id,
        at: Date.UTC(2026, 10, 20, 10),
        action: 'createduser',
        section: 'Manage Users',
        display: 'Created x',
      },
    ]);
    expect(server.received[0]?.path).toContain(`CreatedById = '${userId}'`);
  });

  it.each([
    ['INVALID_TYPE', 400],
    ['INSUFFICIENT_ACCESS', 403],
  ] as const)('need a permission where the org says %s', async (code, status) => {
    const { users } = await orgWith(() => refusal(code, status));
    await expect(users.setupChanges(userId, since)).rejects.toMatchObject({
      code: 'PermissionMissing',
      message: expect.stringContaining('View Setup and Configuration'),
    });
  });
});

describe('freezing', () => {
  it('is one change of the row that tells of it', async () => {
    const { users } = await orgWith(({ method }) =>
      method === 'PATCH'
        ? { status: 204, body: '' }
        : { body: records([{ Id: '0Yw000000000001AAA', IsFrozen: false }]) },
    );
    const state = await users.freezeState(userId);
    expect(state).toEqual({ loginId: '0Yw000000000001AAA', isFrozen: false });
    await users.setFrozen(state, true);
    expect(server.received[1]).toMatchObject({
      method: 'PATCH',
      path: '/services/data/v68.0/sobjects/UserLogin/0Yw000000000001AAA',
      body: '{"IsFrozen":true}',
    });
  });

  it('needs to see the row, and to be allowed to change it', async () => {
    const { users } = await orgWith(({ method }) =>
      method === 'PATCH' ? refusal('INSUFFICIENT_ACCESS', 403) : undefined,
    );
    await expect(users.freezeState(userId)).rejects.toMatchObject({ code: 'PermissionMissing' });
    const state = { loginId: '0Yw000000000001AAA', isFrozen: false };
    await expect(users.setFrozen(state, true)).rejects.toMatchObject({ code: 'PermissionMissing' });
  });

  it('is sent once when its answer is lost', async () => {
    const { users } = await orgWith(() => ({ fault: 'reset' }));
    const state = { loginId: '0Yw000000000001AAA', isFrozen: false };
    await expect(users.setFrozen(state, true)).rejects.toMatchObject({ code: 'OrgUnreachable' });
    expect(server.received).toHaveLength(1);
  });
});

describe('the apps that run as a user', () => {
  const policy = (number: number, user: string, isOn = true) => ({
    ExternalClientApplicationId: `0xI00000000000${number}AAA`,
    IsClientCredentialsFlowEnabled: isOn,
    ClientCredentialsFlowUser: user,
    PermittedUsersPolicyType: null,
  });
  const app = (number: number, DeveloperName: string) => ({ Id: `0xI00000000000${number}AAA`, DeveloperName });
  const answers =
    (isTooling: boolean) =>
    ({ path }: Received): Reply | undefined => {
      if (path.includes('FROM User ')) return { body: records([{ Id: userId }]) };
      if (isTooling && !path.includes('/tooling/')) return refusal('INVALID_TYPE');
      if (path.includes('ExtlClntAppOauthPlcyCnfg')) {
        const policies = [
          policy(1, 'Run@acme.example'),
          policy(2, 'run@acme.example', false),
          policy(3, userId),
          policy(4, 'x'),
        ];
        return { body: records(policies) };
      }
      return { body: records([app(1, 'One'), app(2, 'Two'), app(3, 'Three'), app(4, 'Four')]) };
    };

  it.each([false, true])('are found by username or id (only in the Tooling API: %s)', async (isTooling) => {
    const { users } = await orgWith(answers(isTooling));
    await expect(users.appsRunningAs('run@acme.example')).resolves.toEqual(['One', 'Three']);
  });

  it('are not known where the org shows no policies, which is not none', async () => {
    const { users } = await orgWith(() => refusal('INVALID_TYPE'));
    await expect(users.appsRunningAs('run@acme.example')).resolves.toBeNull();
    await server.close();
    const busy = await orgWith(() => ({ status: 503, body: {}, headers: { 'retry-after': '60' } }));
    await expect(busy.users.appsRunningAs('run@acme.example')).rejects.toMatchObject({ code: 'OrgUnavailable' });
  });
});
