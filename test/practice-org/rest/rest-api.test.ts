import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordId } from '../../../src/practice-org/model/ids.ts';
import type { User } from '../../../src/practice-org/model/user.ts';
import { processorTime } from '../../support/processor-time.ts';
import { type Answer, ask, day, ids, person, send, signIn, smallOrg } from './small-org.ts';

function* crowd(count: number): Generator<User> {
  for (let number = 0; number < count; number += 1) {
    yield person(recordId('005', 'xx', 1000 + number), `user${number}@acme.example`, { lastName: `Person ${number}` });
  }
}

describe('The addresses of the REST API', () => {
  it('lists the versions to anybody, uncounted and oldest first', () => {
    const { org } = smallOrg();
    const answer = send(org, null, '/services/data');
    expect(answer?.json).toEqual([
      { label: "Summer '23", url: '/services/data/v58.0', version: '58.0' },
      { label: "Winter '26", url: '/services/data/v65.0', version: '65.0' },
      { label: "Spring '26", url: '/services/data/v66.0', version: '66.0' },
    ]);
    expect(answer?.headers).not.toHaveProperty('sforce-limit-info');
    expect(org.data.apiCalls.used).toBe(0);
  });

  it.each([
    ['/services/data/v65.0', true, 200],
    ['/services/data/v65.0/', true, 200],
    ['/services/data/v65.0/tooling', true, 200],
    ['/services/data/v65.0/limits', true, 200],
    ['/services/data/v51.0/sobjects', true, 200],
    ['/services/data/v65.0', false, 401],
    ['/services/data/v65.0/query?q=SELECT+Id+FROM+User', false, 401],
    ['/services/data/v67.0', true, 404],
    ['/services/data/v65.5', true, 404],
    ['/services/data/v7.0', true, 404],
    ['/services/data/65.0', true, 404],
    ['/services/data/v65.0/nope', true, 404],
    ['/services/data/v65.0/limits/nope', true, 404],
    ['/services/data/v65.0/tooling/sobjects/SourceMember/describe', true, 404],
    ['/services/data/v65.0/query', true, 400],
    ['/services/data/v65.0/query/01gxx-2000', true, 400],
  ])('%s, signed in: %s, is answered %i', (path, isSignedIn, status) => {
    const { org, admin } = smallOrg();
    expect(send(org, isSignedIn ? admin : null, path)?.status).toBe(status);
  });

  it.each([
    '/services/data/v65.0/apps/oauth/usage',
    '/services/data/v65.0/metadata/deployRequest',
    '/services/oauth2/token',
    '/',
  ])('leaves %s to others', (path) => {
    const { org, admin } = smallOrg();
    expect(send(org, admin, path)).toBeNull();
  });

  it('says what a missing session is in the words of Salesforce', () => {
    const { org } = smallOrg();
    expect(send(org, null, '/services/data/v65.0/limits')?.json).toEqual([
      { errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' },
    ]);
  });

  it('refuses a token without a scope for the API', () => {
    const { org } = smallOrg();
    const session = signIn(org, ids.ada, { scopes: ['openid'] });
    expect(send(org, session, '/services/data/v65.0')).toMatchObject({
      status: 401,
      json: [{ message: 'This session is not valid for use with the REST API' }],
    });
  });
});

describe('The calls of a day', () => {
  it('are counted in a header and end with the limit', () => {
    const { org, admin } = smallOrg();
    org.data.apiCalls = { used: 998, max: 1000 };
    expect(send(org, admin, '/services/data/v65.0')?.headers).toMatchObject({
      'sforce-limit-info': 'api-usage=999/1000',
    });
    expect(send(org, admin, '/services/data/v65.0/limits')?.json).toEqual({
      DailyApiRequests: { Max: 1000, Remaining: 0 },
    });
    expect(send(org, admin, '/services/data/v65.0')).toMatchObject({
      status: 403,
      json: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED' }],
      headers: { 'sforce-limit-info': 'api-usage=1000/1000' },
    });
  });

  it('are reset after exactly one day', () => {
    const { org } = smallOrg();
    const call = () => send(org, signIn(org, ids.ada), '/services/data/v65.0');
    call();
    org.data.apiCalls.used = 1000;
    org.data.clockOffset += day - 5000;
    expect(call()?.status).toBe(403);
    org.data.clockOffset += 5000;
    expect(call()?.headers).toMatchObject({ 'sforce-limit-info': 'api-usage=1/1000' });
  });
});

describe('Pages of a query', () => {
  const first = `/services/data/v65.0/query?q=${encodeURIComponent('SELECT Id FROM User ORDER BY Id')}`;

  it('hold every row once, as many as the header asks', () => {
    const { org, admin } = smallOrg(crowd(446));
    const found: string[] = [];
    const sizes: number[] = [];
    let next: string | undefined = first;
    while (next && sizes.length < 10) {
      const answer: Answer = send(org, admin, next, { headers: { 'sforce-query-options': 'batchSize=200' } })?.json;
      expect(answer).toMatchObject({ totalSize: 450, done: answer.nextRecordsUrl === undefined });
      sizes.push(answer.records.length);
      found.push(...answer.records.map(({ Id }: { Id: string }) => Id));
      next = answer.nextRecordsUrl;
    }
    expect([sizes, new Set(found).size]).toEqual([[200, 200, 50], 450]);
  });

  it('hold 2000 rows when nothing else is asked, and are not for others', () => {
    const { org, admin, reader } = smallOrg(crowd(2000));
    const answer = send(org, admin, first)?.json;
    expect(answer.records).toHaveLength(2000);
    expect(answer.nextRecordsUrl).toMatch(/^\/services\/data\/v65\.0\/query\/01g[\w-]+-2000$/);
    expect(send(org, reader, answer.nextRecordsUrl)?.json[0].errorCode).toBe('INVALID_QUERY_LOCATOR');
  });
});

describe('The columns of a query', () => {
  it('are described without rows', () => {
    const { org, admin } = smallOrg();
    const soql = encodeURIComponent('SELECT Id, IsActive, Profile.Name FROM User');
    expect(send(org, admin, `/services/data/v65.0/query?q=${soql}&columns=true`)?.json).toMatchObject({
      columnMetadata: [
        { columnName: 'Id', apexType: 'Id', aggregate: false, textType: true },
        { columnName: 'IsActive', apexType: 'Boolean', booleanType: true },
        { columnName: 'Profile', joinColumns: [{ columnName: 'Name', apexType: 'String' }] },
      ],
      entityName: 'User',
      groupBy: false,
      idSelected: true,
      keyPrefix: '005',
    });
  });
});

describe('An org of 50,000 users', () => {
  const { org, admin } = smallOrg(crowd(50_000));
  it.each([
    ["SELECT Id FROM User WHERE Name LIKE '%person 4999%' ORDER BY Name LIMIT 50", 11],
    ["SELECT COUNT() FROM User WHERE IsActive = true AND (Name LIKE '%son 1%' OR Username LIKE '%r1%')", 11_111],
    ["SELECT Id, Profile.Name FROM User WHERE Username = 'user777@acme.example'", 1],
    [`SELECT PermissionSet.Name FROM PermissionSetAssignment WHERE AssigneeId = '${ids.rea}'`, 2],
    ['SELECT Id FROM User WHERE IsActive = true ORDER BY Name, Username LIMIT 50', 50],
    [
      'SELECT Id FROM User WHERE Id IN (SELECT AssigneeId FROM PermissionSetAssignment WHERE PermissionSet.PermissionsApiUserOnly = true)',
      1,
    ],
  ])('answers %s quickly', (soql, totalSize) => {
    ask(org, admin, soql);
    // Going through rows in the wrong way takes seconds.
    expect(processorTime(() => expect(ask(org, admin, soql).totalSize).toBe(totalSize))).toBeLessThan(500);
  });
});

describe('Any text as a query', () => {
  const words = fc.constantFrom(
    ...'SELECT FROM WHERE AND OR NOT IN LIKE ( ) , = != < >= Id Name Profile.Name User LoginHistory COUNT() COUNT(Id)'.split(
      ' ',
    ),
    ..."GROUP_BY ORDER_BY LIMIT OFFSET 5 null true TODAY LAST_N_DAYS:5 'a%' '' 2026-01-01T00:00:00Z ASC NULLS FIRST"
      .split(' ')
      .map((word) => word.replace('_BY', ' BY')),
  );
  const tail = fc.array(words, { maxLength: 12 }).map((each) => each.join(' '));
  const query = fc.oneof(
    fc.string(),
    tail,
    tail.map((text) => `SELECT Id FROM User WHERE ${text}`),
    tail.map((text) => `SELECT ${text}`),
  );

  it('gets rows or an error of the API, never an exception', () => {
    const { org, admin } = smallOrg();
    org.data.apiCalls.max = 1_000_000;
    fc.assert(
      fc.property(query, fc.constantFrom('', '/tooling'), (soql, api) => {
        const answer = ask(org, admin, soql, api);
        expect(Array.isArray(answer) ? typeof answer[0].errorCode : typeof answer.totalSize).toMatch(/string|number/);
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ['parentheses', `SELECT Id FROM User WHERE ${'('.repeat(3000)}Name = 'a'${')'.repeat(3000)}`],
    ['negations', `SELECT Id FROM User WHERE ${'NOT '.repeat(3000)}Name = 'a'`],
    ['length', `SELECT Id FROM User WHERE Name = '${'a'.repeat(200_000)}'`],
  ])('is refused for too many: %s', (_, soql) => {
    const { org, admin } = smallOrg();
    expect(ask(org, admin, soql)[0].errorCode).toBe('MALFORMED_QUERY');
  });
});
