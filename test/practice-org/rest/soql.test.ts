import { describe, expect, it } from 'vitest';
import { type Answer, ask, day, ids, smallOrg } from './small-org.ts';

const usernames = (answer: Answer) =>
  answer.records.map(({ Username }: { Username: string }) => Username.split('@', 1)[0]).join(' ');

describe('A filter on users', () => {
  it.each([
    ["Username = 'ADA@acme.example'", 'ada'],
    ["Username != 'ada@acme.example'", 'rea run old'],
    ["Username IN ('ada@acme.example', 'run@acme.example', 'no')", 'ada run'],
    ["Username NOT IN ('ada@acme.example', 'run@acme.example')", 'rea old'],
    [`Id = '${ids.run.slice(0, 15)}'`, 'run'],
    [`Id IN ('${ids.run}', '${ids.run.slice(0, 15)}')`, 'run'],
    ['IsActive = true', 'ada rea run'],
    ['IsActive = false OR FirstName = null', 'run old'],
    ["FirstName = ''", 'run'],
    ["FirstName != null AND (Username LIKE 'a%' OR Username LIKE 'o%')", 'ada old'],
    ['NOT IsActive = true', 'old'],
    ['NOT (IsActive = true AND FirstName = null)', 'ada rea old'],
    ["(NOT (IsActive = true)) AND Username != 'x@y.example'", 'old'],
    ["Name LIKE '%o\\'hara%'", 'rea'],
    ["Name LIKE '%\\_50\\%'", 'rea'],
    ["Username LIKE 'r__@%'", 'rea run'],
    ["Username LIKE 'r%a%m%'", 'rea run'],
    ["Username LIKE 'r'", ''],
    ["Username LIKE 'r\\_n%'", ''],
    ["Username LIKE 'r\\%'", ''],
    ["Profile.Name = 'integration'", 'run'],
    ["Profile.UserLicense.Name LIKE '%integr%'", 'run'],
    ['Profile.PermissionsApiUserOnly = true', 'run'],
    ['LastLoginDate > 2026-01-01T00:00:00Z', 'ada'],
    ['LastLoginDate <= 2026-01-05T01:00:00+01:00', 'ada'],
    ['LastLoginDate = null', 'rea run old'],
    ["Username > 'ada@acme.example' AND Username <= 'rea@acme.example'", 'rea old'],
    ["Username >= 'rea@acme.example' AND Username < 'run@acme.example'", 'rea'],
    ["Id IN (SELECT AssigneeId FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Extra')", 'rea'],
    ['Id IN (SELECT AssigneeId FROM PermissionSetAssignment WHERE PermissionSet.PermissionsApiUserOnly = true)', 'run'],
    ['Id NOT IN (SELECT UserId FROM UserLogin WHERE IsFrozen = true)', 'ada rea run'],
  ])('%s finds %s', (where, expected) => {
    const { org, admin } = smallOrg();
    expect(usernames(ask(org, admin, `SELECT Username FROM User WHERE ${where}`))).toBe(expected);
  });
});

describe('The order of users', () => {
  it.each([
    ['ORDER BY Username', 'ada old rea run'],
    ['ORDER BY Username DESC', 'run rea old ada'],
    ['ORDER BY IsActive, Username LIMIT 2', 'old ada'],
    ['ORDER BY FirstName, Username', 'run ada old rea'],
    ['ORDER BY FirstName NULLS LAST, Username', 'ada old rea run'],
    ['ORDER BY Profile.Name DESC, Username LIMIT 2 OFFSET 1', 'old rea'],
    ['ORDER BY Username LIMIT 0', ''],
  ])('is that of %s', (order, expected) => {
    const { org, admin } = smallOrg();
    expect(usernames(ask(org, admin, `SELECT Username FROM User ${order}`))).toBe(expected);
  });
});

describe('A query that is refused', () => {
  it.each([
    ['SELECT Id FROM ScratchOrgInfo LIMIT 1', 'INVALID_TYPE', "sObject type 'ScratchOrgInfo' is not supported."],
    ['SELECT Nope FROM User', 'INVALID_FIELD', "No such column 'Nope' on entity 'User'"],
    ['SELECT Profile.Nope FROM User', 'INVALID_FIELD', "No such column 'Nope' on entity 'Profile'"],
    ['SELECT Boss.Name FROM User', 'INVALID_FIELD', "relationship 'Boss'"],
    ['SELECT Id, id FROM User', 'INVALID_FIELD', 'duplicate field selected'],
    ["SELECT Id FROM User WHERE IsActive = 'true'", 'INVALID_FIELD', 'must be of type boolean'],
    ['SELECT Id FROM User WHERE Username = 5', 'INVALID_FIELD', 'must be of type string'],
    ["SELECT Id FROM User WHERE LastLoginDate > '2026-01-01'", 'INVALID_FIELD', 'must be of type dateTime'],
    ["SELECT Id FROM User WHERE Id LIKE '005%'", 'INVALID_FIELD', 'invalid operator on id field'],
    ["SELECT Id FROM User WHERE Id = 'x'", 'INVALID_QUERY_FILTER_OPERATOR', 'invalid ID field: x'],
    ["SELECT Id FROM LoginHistory WHERE Application = 'x'", 'INVALID_FIELD', 'can not be filtered'],
    ["SELECT Id FROM User WHERE Name = 'a' AND Name = 'b' OR Name = 'c'", 'MALFORMED_QUERY', 'unexpected token: OR'],
    ['SELECT Id FROM User WHERE NOT NOT IsActive = true', 'MALFORMED_QUERY', 'unexpected token: NOT'],
    ['SELECT Id FROM User WHERE IsActive = true OR Id IN (SELECT UserId FROM UserLogin)', 'MALFORMED_QUERY', "'OR'"],
    ['SELECT Id FROM User WHERE CALENDAR_YEAR(CreatedDate) = 2026', 'MALFORMED_QUERY', 'functions'],
    ['SELECT Id, (SELECT Id FROM Cases) FROM User', 'MALFORMED_QUERY', 'only fields'],
    ['SELECT Id FROM User USING SCOPE Mine', 'MALFORMED_QUERY', 'usingScope'],
    ['SELECT Id FROM User FOR VIEW', 'MALFORMED_QUERY', 'for'],
    ['SELECT Username, COUNT(Id) FROM User', 'MALFORMED_QUERY', 'must be grouped or aggregated: Username'],
    ['SELECT SUM(Id) FROM User', 'MALFORMED_QUERY', 'SUM'],
    ['SELECT COUNT(Id) FROM SetupAuditTrail', 'MALFORMED_QUERY', 'aggregate'],
    ['SELECT Id FROM User OFFSET 2001', 'NUMBER_OUTSIDE_VALID_RANGE', '2000'],
    ['SELECT FIELDS(ALL) FROM User', 'MALFORMED_QUERY', 'LIMIT of at most 200'],
    ['SELECT Id FROM', 'MALFORMED_QUERY', 'unexpected token'],
    ['', 'MALFORMED_QUERY', 'unexpected token'],
  ])('%s is answered %s', (soql, errorCode, words) => {
    const { org, admin } = smallOrg();
    expect(ask(org, admin, soql)).toEqual([{ errorCode, message: expect.stringContaining(words) }]);
  });
});

describe('Counting and grouping', () => {
  it.each([
    ['SELECT COUNT() FROM User WHERE IsActive = true', { totalSize: 3, done: true, records: [] }],
    ['SELECT COUNT() FROM User LIMIT 2', { totalSize: 2, done: true, records: [] }],
    ['SELECT COUNT(FirstName) FROM User', aggregate({ expr0: 3 })],
    ['SELECT COUNT(Id) n, MAX(Username) FROM User', aggregate({ n: 4, expr0: 'run@acme.example' })],
    ["SELECT COUNT(Id) FROM User WHERE Username = 'nobody@acme.example'", aggregate({ expr0: 0 })],
    [
      'SELECT Profile.Name, COUNT(Id) n FROM User GROUP BY Profile.Name ORDER BY COUNT(Id) DESC, Profile.Name LIMIT 2',
      aggregate({ Name: 'Standard User', n: 2 }, { Name: 'Integration', n: 1 }),
    ],
    ['SELECT MAX(LastLoginDate) latest FROM User', aggregate({ latest: '2026-01-05T00:00:00.000+0000' })],
    ['SELECT COUNT_DISTINCT(ProfileId) n, MIN(Username) m FROM User', aggregate({ n: 3, m: 'ada@acme.example' })],
  ])('%s', (soql, expected) => {
    const { org, admin } = smallOrg();
    expect(ask(org, admin, soql)).toEqual(expected);
  });
});

function aggregate(...rows: object[]) {
  const records = rows.map((row) => ({ attributes: { type: 'AggregateResult' }, ...row }));
  return { totalSize: rows.length, done: true, records };
}

describe('Date literals', () => {
  it.each([
    ['= TODAY', 'now'],
    ['< TODAY', 'before earlier'],
    ['>= LAST_N_DAYS:3', 'now before'],
    ['> LAST_N_DAYS:3', 'now before'],
    ['= N_DAYS_AGO:2', 'before'],
    ['!= LAST_90_DAYS', ''],
    ['= YESTERDAY', ''],
  ])('LoginTime %s finds %s', (test, expected) => {
    const { org, admin } = smallOrg();
    for (const [name, days] of [
      ['now', 0],
      ['before', 2],
      ['earlier', 40],
      ['forgotten', 200],
    ] as const) {
      org.addLogin({
        userId: ids.ada,
        application: name,
        loginType: 'Remote Access 2.0',
        loginSubType: '',
        sourceIp: '127.0.0.1',
        status: 'Success',
      }).at -= days * day;
    }
    const { records } = ask(org, admin, `SELECT Application FROM LoginHistory WHERE LoginTime ${test}`);
    expect(records.map((row: Answer) => row.Application).join(' ')).toBe(expected);
  });
});

describe('An answer', () => {
  it('has the proper names of fields and a record of its own for each parent', () => {
    const { org, admin } = smallOrg();
    const soql =
      "select u.name, PROFILE.userlicense.name, u.LASTLOGINDATE from user u where u.username = 'ada@acme.example'";
    expect(ask(org, admin, soql)).toEqual({
      totalSize: 1,
      done: true,
      records: [
        {
          attributes: { type: 'User', url: `/services/data/v65.0/sobjects/User/${ids.ada}` },
          Name: 'Ada Admin',
          LastLoginDate: '2026-01-05T00:00:00.000+0000',
          Profile: {
            attributes: { type: 'Profile', url: `/services/data/v65.0/sobjects/Profile/${ids.adminProfile}` },
            UserLicense: {
              attributes: { type: 'UserLicense', url: expect.stringContaining('/sobjects/UserLicense/100') },
              Name: 'Salesforce',
            },
          },
        },
      ],
    });
  });

  it('has null for a parent that is not there', () => {
    const { org, admin } = smallOrg();
    const soql = "SELECT Profile.Name FROM PermissionSet WHERE Name = 'Extra'";
    expect(ask(org, admin, soql).records[0].Profile).toBeNull();
  });
});
