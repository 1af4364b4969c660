import { afterEach, describe, expect, it } from 'vitest';
import { createUsers } from '../../../../src/core/adapters/salesforce/users.ts';
import {
  connectionTo,
  type Received,
  type Reply,
  records,
  type SmallServer,
  startSmallServer,
} from './small-server.ts';

const refusal = (errorCode: string, status = 400): Reply => ({ status, body: [{ errorCode, message: errorCode }] });

function user(number: number, name: string, license = 'Salesforce') {
  return {
    Id: `005${String(number).padStart(12, '0')}AAA`,
    Username: `${name.toLowerCase()}@acme.example`,
    Name: name,
    IsActive: true,
    UserType: 'Standard',
    LastLoginDate: '2026-11-20T10:00:00.000+0000',
    Profile: { Name: 'Some Profile', PermissionsApiUserOnly: false, UserLicense: { Name: license } },
  };
}
const billing = user(1, 'Billing', 'Salesforce Integration');
const loader = user(2, 'Loader');
const ada = user(3, 'Ada');
const appId = '0xI000000000001AAA';

interface World {
  readonly assignments?: readonly unknown[];
  readonly answer?: (path: string) => Reply | undefined;
}

let server: SmallServer;
afterEach(() => server.close());

async function usersOf(world: World = {}) {
  server = await startSmallServer((request: Received) => world.answer?.(request.path) ?? answerOf(request.path, world));
  return createUsers(connectionTo(server.url));
}

function answerOf(path: string, { assignments = [] }: World): Reply {
  if (path.includes('COUNT()')) return { body: { totalSize: 50_000, done: true, records: [] } };
  if (path.includes('FROM ExtlClntAppOauthPlcyCnfg')) {
    const row = { ExternalClientApplicationId: appId, IsClientCredentialsFlowEnabled: true };
    return { body: records([{ ...row, ClientCredentialsFlowUser: 'BILLING@acme.example' }]) };
  }
  if (path.includes('FROM ExternalClientApplication'))
    return { body: records([{ Id: appId, DeveloperName: 'Data_Lake' }]) };
  if (path.includes('FROM UserLogin'))
    return {
      body: records([
        { UserId: ada.Id, IsFrozen: true },
        { UserId: billing.Id, IsFrozen: false },
      ]),
    };
  if (path.includes('FROM LoginHistory'))
    return { body: records([{ UserId: ada.Id, latest: '2026-11-21T08:00:00.000+0000' }]) };
  if (path.includes('Salesforce Integration')) return { body: records([billing]) };
  if (path.includes('SELECT AssigneeId FROM')) return { body: records([loader, billing]) };
  if (path.includes('FROM PermissionSetAssignment')) return { body: records(assignments) };
  return { body: records([ada, billing, loader]) };
}

describe('the first screen of candidates', () => {
  it('has integration users first, then API-only users, then the others, each once', async () => {
    const users = await usersOf();
    const page = await users.search({ text: '', limit: 10 });
    expect(page.users.map(({ name }) => name)).toEqual(['Billing', 'Loader', 'Ada']);
    expect(page.total).toBe(50_000);
  });

  it('has everybody even where the org does not take the query for API-only users', async () => {
    const users = await usersOf({
      answer: (path) => (path.includes('SELECT AssigneeId FROM') ? refusal('MALFORMED_QUERY') : undefined),
    });
    const page = await users.search({ text: '', limit: 10 });
    expect(page.users.map(({ name }) => name)).toEqual(['Billing', 'Ada', 'Loader']);
  });

  it('takes two round trips, whatever the size of the org', async () => {
    const users = await usersOf();
    await users.search({ text: '', limit: 2 });
    const facts = server.received.findIndex(({ path }) => path.includes('FROM UserLogin'));
    const second = server.received.filter(({ path }) => /FROM (UserLogin|LoginHistory)|AssigneeId IN/.test(path));
    expect(second).toHaveLength(3);
    expect(server.received).toHaveLength(9);
    expect(facts).toBeGreaterThanOrEqual(6);
    const asked = server.received.filter(({ path }) => path.includes('FROM User WHERE') && !path.includes('COUNT()'));
    expect(asked.every(({ path }) => path.endsWith('ORDER BY Name, Username LIMIT 2'))).toBe(true);
  });

  it('finds what was typed on the server, with quotes and wildcards taken literally', async () => {
    const users = await usersOf();
    await users.search({ text: " O'Brien_% ", limit: 5 });
    const asked = server.received.filter(({ path }) => path.includes('FROM User WHERE'));
    expect(asked).toHaveLength(4);
    const pattern = "'%O\\'Brien\\_\\%%'";
    expect(asked.every(({ path }) => path.includes(`(Name LIKE ${pattern} OR Username LIKE ${pattern})`))).toBe(true);
  });
});

describe('the facts about a user', () => {
  const set = (user: { Id: string }, PermissionSet: object) => ({ AssigneeId: user.Id, PermissionSet });

  it('come from profile, permission sets, logins and policies together', async () => {
    const users = await usersOf({
      assignments: [
        set(billing, { Name: 'X00ex', IsOwnedByProfile: true, PermissionsViewAllData: true }),
        set(billing, { Name: 'Billing_API', IsOwnedByProfile: false, PermissionsApiUserOnly: true }),
        set(ada, {
          Name: 'Admins',
          IsOwnedByProfile: false,
          PermissionsModifyAllData: true,
          PermissionsAuthorApex: true,
        }),
      ],
    });
    const page = await users.search({ text: '', limit: 10 });
    expect(page.users).toMatchObject([
      {
        username: 'billing@acme.example',
        isApiOnly: true,
        isFrozen: false,
        powers: ['ViewAllData'],
        permissionSets: ['Billing_API'],
        otherApps: ['Data_Lake'],
        licenseName: 'Salesforce Integration',
        lastLoginAt: Date.UTC(2026, 10, 20, 10),
        lastUiLoginAt: null,
      },
      { username: 'loader@acme.example', isApiOnly: false, isFrozen: null, powers: [], otherApps: [] },
      {
        username: 'ada@acme.example',
        isFrozen: true,
        powers: ['ModifyAllData', 'AuthorApex'],
        lastUiLoginAt: Date.UTC(2026, 10, 21, 8),
      },
    ]);
  });

  it.each(['UserLogin', 'LoginHistory', 'ExtlClntAppOauthPlcyCnfg'])(
    'are there when %s is hidden from the person',
    async (object) => {
      const users = await usersOf({
        answer: (path) => (path.includes(`FROM ${object}`) ? refusal('INSUFFICIENT_ACCESS', 403) : undefined),
      });
      const page = await users.search({ text: '', limit: 10 });
      expect(page.users).toHaveLength(3);
      if (object === 'UserLogin') expect(page.users.map(({ isFrozen }) => isFrozen)).toEqual([null, null, null]);
    },
  );

  it('are never without the powers: a user whose permissions are hidden would look harmless', async () => {
    const users = await usersOf({
      answer: (path) => (path.includes('AssigneeId IN') ? refusal('INSUFFICIENT_ACCESS', 403) : undefined),
    });
    await expect(users.search({ text: '', limit: 10 })).rejects.toMatchObject({ code: 'PermissionMissing' });
  });

  it('have the last login in a browser where logins can not be grouped, too', async () => {
    const users = await usersOf({
      answer: (path) => {
        if (path.includes('GROUP BY')) return refusal('MALFORMED_QUERY');
        const rows = ['2026-11-21T08:00:00.000+0000', '2026-11-19T08:00:00.000+0000'];
        return path.includes('FROM LoginHistory')
          ? { body: records(rows.map((LoginTime) => ({ UserId: ada.Id, LoginTime }))) }
          : undefined;
      },
    });
    const { users: found } = await users.search({ text: '', limit: 10 });
    expect(found[2]?.lastUiLoginAt).toBe(Date.UTC(2026, 10, 21, 8));
  });
});

it('finds a user by username, whatever their state, or nobody', async () => {
  const users = await usersOf({
    answer: (path) => {
      if (!path.includes('FROM User WHERE')) return undefined;
      return { body: records(path.includes("Username IN ('ada@acme.example') ") ? [{ ...ada, IsActive: false }] : []) };
    },
  });
  await expect(users.find('ada@acme.example')).resolves.toMatchObject({ id: ada.Id, isActive: false });
  await expect(users.find("x' OR Name != '")).resolves.toBeNull();
});

it('names the permission sets through which an app admits users, without those of profiles', async () => {
  const users = await usersOf({
    answer: () => ({
      body: records([
        { Parent: { Name: 'Billing_API', IsOwnedByProfile: false } },
        { Parent: { Name: 'X00ex', IsOwnedByProfile: true } },
        { Parent: { Name: 'Billing_API', IsOwnedByProfile: false } },
      ]),
    }),
  });
  await expect(users.permissionSetsOfApp(appId)).resolves.toEqual(['Billing_API']);
});

describe('granting a permission set', () => {
  const grant = async (created: Reply, found: readonly unknown[] = [{ Id: '0PS000000000001' }]) => {
    const users = await usersOf({
      answer: (path) => (path.includes('FROM PermissionSet ') ? { body: records(found) } : created),
    });
    return users.grantPermissionSet(billing.Id, 'Billing_API');
  };

  it('sends one assignment', async () => {
    await grant({ status: 201, body: { id: '0Pa000000000001', success: true } });
    const sent = server.received.filter(({ method }) => method === 'POST');
    expect(sent.map(({ body }) => JSON.parse(body))).toEqual([
      { AssigneeId: billing.Id, PermissionSetId: '0PS000000000001' },
    ]);
  });

  it('is fine when it was granted already', async () => {
    await expect(grant(refusal('DUPLICATE_VALUE'))).resolves.toBeUndefined();
  });

  it('names a set that does not exist', async () => {
    await expect(grant({}, [])).rejects.toMatchObject({ message: 'The org has no permission set Billing_API' });
  });

  it('is not sent again when the answer is lost', async () => {
    await expect(grant({ fault: 'reset' })).rejects.toMatchObject({ code: 'OrgUnreachable' });
    expect(server.received.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });
});
