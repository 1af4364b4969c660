import { describe, expect, it } from 'vitest';
import { withCheck } from '../../../src/practice-org/model/ids.ts';
import { ask, ids, send, signIn, smallOrg } from './small-org.ts';

const api = '/services/data/v65.0/sobjects';
const loginId = (userId: string) => withCheck(`0Yw${userId.slice(3, 15)}`);
const newUser = {
  Username: 'new@acme.example',
  LastName: 'New',
  Email: 'new@acme.example',
  Alias: 'new',
  TimeZoneSidKey: 'GMT',
  LocaleSidKey: 'en_US',
  EmailEncodingKey: 'UTF-8',
  LanguageLocaleKey: 'en_US',
  ProfileId: ids.adminProfile,
};
const assignment = { AssigneeId: ids.ada, PermissionSetId: ids.extraSet };

describe('A change by the admin', () => {
  it('freezes a user, once and lastingly', () => {
    const { org, admin, durableChanges } = smallOrg();
    const answer = send(org, admin, `${api}/UserLogin/${loginId(ids.run)}`, {
      method: 'PATCH',
      body: { IsFrozen: true },
    });
    expect(answer).toMatchObject({ status: 204, body: '' });
    expect([org.userById(ids.run)?.isFrozen, durableChanges()]).toEqual([true, 1]);
    expect(ask(org, admin, `SELECT Id, IsFrozen FROM UserLogin WHERE UserId = '${ids.run}'`).records).toMatchObject([
      { Id: loginId(ids.run), IsFrozen: true },
    ]);
  });

  it('is in the audit trail once, with both users, for those who may see Setup', () => {
    const { org, admin, reader } = smallOrg();
    for (const IsFrozen of [true, true, false]) {
      send(org, admin, `${api}/UserLogin/${loginId(ids.run)}`, { method: 'PATCH', body: { IsFrozen } });
    }
    const soql = 'SELECT Section, Display, CreatedById FROM SetupAuditTrail ORDER BY Id';
    const row = { Section: 'Manage Users', CreatedById: ids.ada };
    expect(ask(org, admin, soql).records).toMatchObject([
      { ...row, Display: 'Froze user run@acme.example' },
      { ...row, Display: 'Unfroze user run@acme.example' },
    ]);
    expect(ask(org, reader, soql)[0].errorCode).toBe('INVALID_TYPE');
  });

  it('deactivates a user', () => {
    const { org, admin } = smallOrg();
    send(org, admin, `${api}/User/${ids.run}`, { method: 'PATCH', body: { isactive: false } });
    expect(org.userById(ids.run)?.isActive).toBe(false);
  });

  it('makes a user, a permission set and an assignment, which are there at once', () => {
    const { org, admin, durableChanges } = smallOrg();
    const made = send(org, admin, `${api}/User`, { method: 'POST', body: newUser });
    expect(made).toMatchObject({ status: 201, json: { success: true, errors: [] } });
    const body = { Name: 'Sync_Access', Label: 'Sync access', PermissionsApiEnabled: true };
    const set = send(org, admin, `${api}/PermissionSet`, { method: 'POST', body });
    const ids = { AssigneeId: made?.json.id, PermissionSetId: set?.json.id };
    expect(send(org, admin, `${api}/PermissionSetAssignment`, { method: 'POST', body: ids })?.status).toBe(201);
    const user = org.userNamed('new@acme.example');
    expect(user && org.permissionSetsOf(user)).toMatchObject([{ name: 'Sync_Access', permissions: ['ApiEnabled'] }]);
    expect(durableChanges()).toBe(3);
  });

  it('takes a permission set away', () => {
    const { org, admin } = smallOrg();
    const [row] = org.data.assignments;
    const answer = send(org, admin, `${api}/PermissionSetAssignment/${row?.id}`, { method: 'DELETE' });
    expect([answer?.status, org.data.assignments]).toEqual([204, []]);
  });

  it("ends another user's session", () => {
    const { org, admin } = smallOrg();
    const session = signIn(org, ids.run, { kind: 'client-credentials' });
    expect(send(org, admin, `${api}/AuthSession/${session.id}`, { method: 'DELETE' })?.status).toBe(204);
    expect(org.sessionOf(session.token)).toBeNull();
    expect(send(org, admin, `${api}/AuthSession/${session.id}`, { method: 'DELETE' })?.status).toBe(404);
  });
});

describe('A change that is refused', () => {
  const assign = `${api}/PermissionSetAssignment`;
  it.each([
    ['PATCH', `${api}/User/${ids.run}`, { Nope: 1 }, 400, 'INVALID_FIELD'],
    ['PATCH', `${api}/User/${ids.run}`, { Id: ids.ada }, 400, 'INVALID_FIELD_FOR_INSERT_UPDATE'],
    ['PATCH', `${api}/User/${ids.run}`, { IsActive: 'no' }, 400, 'JSON_PARSER_ERROR'],
    ['PATCH', `${api}/User/${ids.run}`, '{', 400, 'JSON_PARSER_ERROR'],
    ['PATCH', `${api}/User/abc`, {}, 400, 'MALFORMED_ID'],
    ['PATCH', `${api}/User/${ids.app}`, {}, 404, 'NOT_FOUND'],
    ['PATCH', `${api}/User/${ids.run}`, { Username: 'ada@acme.example' }, 400, 'DUPLICATE_USERNAME'],
    ['PATCH', `${api}/User/${ids.rea}`, { ProfileId: ids.integrationProfile }, 400, 'LICENSE_LIMIT_EXCEEDED'],
    ['PATCH', `${api}/UserLogin/${loginId(ids.run)}`, { IsPasswordLocked: true }, 400, 'FIELD_INTEGRITY_EXCEPTION'],
    ['POST', `${api}/User`, { ...newUser, LastName: '' }, 400, 'REQUIRED_FIELD_MISSING'],
    ['POST', `${api}/User`, { ...newUser, Username: 'new' }, 400, 'INVALID_EMAIL_ADDRESS'],
    ['POST', `${api}/User`, { ...newUser, ProfileId: ids.app }, 400, 'INVALID_CROSS_REFERENCE_KEY'],
    ['POST', `${api}/PermissionSet`, { Name: 'extra', Label: 'x' }, 400, 'DUPLICATE_DEVELOPER_NAME'],
    ['POST', `${api}/PermissionSet`, { Name: 'a b', Label: 'x' }, 400, 'FIELD_INTEGRITY_EXCEPTION'],
    ['POST', assign, { ...assignment, AssigneeId: ids.rea }, 400, 'DUPLICATE_VALUE'],
    ['POST', assign, { ...assignment, PermissionSetId: ids.app }, 400, 'INVALID_CROSS_REFERENCE_KEY'],
    ['DELETE', `${assign}/${ids.app}`, undefined, 404, 'NOT_FOUND'],
    ['DELETE', `${api}/User/${ids.run}`, undefined, 405, 'METHOD_NOT_ALLOWED'],
    ['POST', `${api}/ExternalClientApplication`, {}, 405, 'METHOD_NOT_ALLOWED'],
  ])('%s %s %j is answered %i %s and changes nothing', (method, path, body, status, errorCode) => {
    const { org, admin, durableChanges } = smallOrg();
    const answer = send(org, admin, path, { method, body });
    expect(answer).toMatchObject({ status, json: [{ errorCode }] });
    expect(durableChanges()).toBe(0);
  });

  it.each([
    ['PATCH', `${api}/UserLogin/${loginId(ids.rea)}`, { IsFrozen: true }, 403],
    ['PATCH', `${api}/User/${ids.run}`, { IsActive: false }, 403],
    ['POST', `${api}/User`, newUser, 403],
    ['POST', `${api}/PermissionSet`, { Name: 'New', Label: 'New' }, 403],
    ['POST', `${api}/PermissionSetAssignment`, assignment, 403],
    ['GET', '/services/data/v65.0/limits', undefined, 403],
  ])('%s %s needs a permission', (method, path, body, status) => {
    const { org, reader, durableChanges } = smallOrg();
    expect(send(org, reader, path, { method, body })).toMatchObject({
      status,
      json: [{ errorCode: 'INSUFFICIENT_ACCESS' }],
    });
    expect(durableChanges()).toBe(0);
  });

  it("hides another user's session from a caller without Manage Users", () => {
    const { org, admin, reader } = smallOrg();
    expect(send(org, reader, `${api}/AuthSession/${admin.id}`, { method: 'DELETE' })?.status).toBe(404);
    expect(org.sessionOf(admin.token)).not.toBeNull();
  });

  it('never assigns a set of another license', () => {
    const { org, admin } = smallOrg();
    const [set] = org.data.permissionSets;
    if (set) set.license = 'Salesforce Integration';
    const answer = send(org, admin, `${api}/PermissionSetAssignment`, { method: 'POST', body: assignment });
    expect(answer?.json[0]).toMatchObject({ errorCode: 'FIELD_INTEGRITY_EXCEPTION', fields: ['PermissionSetId'] });
  });
});

describe('One record', () => {
  it('has all fields, or the id and those that are asked for', () => {
    const { org, admin } = smallOrg();
    const all = send(org, admin, `/services/data/v51.0/sobjects/User/${ids.ada}`)?.json;
    expect(all).toMatchObject({ Username: 'ada@acme.example', Name: 'Ada Admin', UserType: 'Standard' });
    const some = send(org, admin, `${api}/User/${ids.ada.slice(0, 15)}?fields=username`)?.json;
    expect(Object.keys(some)).toEqual(['attributes', 'Id', 'Username']);
  });

  it.each([
    [`${api}/User/${ids.ada}?fields=Nope`, 400, 'INVALID_FIELD'],
    [`${api}/User/${ids.app}`, 404, 'NOT_FOUND'],
    [`${api}/Nope/${ids.app}`, 404, 'NOT_FOUND'],
  ])('%s is answered %i %s', (path, status, errorCode) => {
    const { org, admin } = smallOrg();
    expect(send(org, admin, path)).toMatchObject({ status, json: [{ errorCode }] });
  });
});
