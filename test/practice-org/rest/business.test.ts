import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/core/adapters/system-clock.ts';
import type { OrgModel } from '../../../src/practice-org/model/org.ts';
import type { Session } from '../../../src/practice-org/model/session.ts';
import type { ObjectPermission } from '../../../src/practice-org/model/user.ts';
import { createOrg } from '../../../src/practice-org/seeds/scenarios.ts';
import { ask, ids, send, signIn, smallOrg } from './small-org.ts';

const api = '/services/data/v65.0/sobjects';
const byName = "SELECT Id FROM Account WHERE Name = 'Evergreen Energy'";

function acme() {
  const org = createOrg('acme', systemClock().now());
  const sessionOf = (alias: string) => signIn(org, org.userNamed(`${alias}@${org.data.domain}`)?.id ?? '');
  return { org, admin: sessionOf('admin'), integration: sessionOf('int.billing'), sessionOf };
}

function allow(org: OrgModel, { userId }: Session, allows: ObjectPermission['allows']) {
  const id = org.newId('0PS');
  const set = { id, name: 'Sync', label: 'Sync', description: '', license: '', permissions: [], appIds: [] };
  org.data.permissionSets.push(set);
  org.data.assignments.push({ id: org.newId('0Pa'), userId, permissionSetId: id });
  org.data.objectPermissions = [{ id: org.newId('110'), parentId: id, object: 'Account', allows }];
}

describe('Accounts and contacts', () => {
  it('are there for people, with owners, parents and system fields', () => {
    const { org, sessionOf } = acme();
    const maria = sessionOf('maria.lopez');
    const soql =
      'SELECT Name, Email, Account.Name, Account.Owner.Name, CreatedBy.Username, SystemModstamp FROM Contact ' +
      "WHERE Account.BillingCountry = 'Germany' AND SystemModstamp < TODAY AND IsDeleted = false";
    expect(ask(org, maria, soql)).toMatchObject({
      totalSize: 1,
      records: [
        {
          Name: 'Jonas Petersen',
          Email: 'jonas.petersen@customer.example',
          Account: { Name: 'Nordwind Logistik', Owner: { Name: 'Maria Lopez' } },
          CreatedBy: { Username: `maria.lopez@${org.data.domain}` },
        },
      ],
    });
    expect(ask(org, maria, 'SELECT Type, COUNT(Id) n FROM Account GROUP BY Type ORDER BY Type').records).toHaveLength(
      3,
    );
    expect(send(org, maria, `${api}/Account/describe`)?.json).toMatchObject({
      name: 'Account',
      keyPrefix: '001',
      createable: true,
      updateable: true,
      deletable: true,
    });
  });

  it('are created, changed and deleted, an account with its contacts', () => {
    const { org, admin } = acme();
    const made = send(org, admin, `${api}/Account`, { method: 'POST', body: { Name: 'New', Phone: '1' } });
    expect(made).toMatchObject({ status: 201, json: { success: true } });
    const id = String(made?.json.id);
    const contact = send(org, admin, `${api}/Contact`, {
      method: 'POST',
      body: { LastName: 'Doe', AccountId: id.slice(0, 15) },
    });
    expect(send(org, admin, `${api}/Account/${id}`, { method: 'PATCH', body: { Phone: null } })?.status).toBe(204);
    expect(send(org, admin, `${api}/Contact/${contact?.json.id}?fields=Name,AccountId`)?.json).toMatchObject({
      Name: 'Doe',
      AccountId: id,
    });
    expect(send(org, admin, `${api}/Account/${id}`)?.json).toMatchObject({ Name: 'New', Phone: null });
    expect(send(org, admin, `${api}/Account/${id}`, { method: 'DELETE' })?.status).toBe(204);
    for (const path of [`Account/${id}`, `Contact/${contact?.json.id}`]) {
      expect(send(org, admin, `${api}/${path}`)?.status).toBe(404);
    }
  });

  it.each([
    [{ Phone: '1' }, 'REQUIRED_FIELD_MISSING'],
    [{ Name: 'x', ParentId: '003xx0000000001' }, 'INVALID_CROSS_REFERENCE_KEY'],
    [{ Name: 'x', OwnerId: '005xx0000000009' }, 'INVALID_CROSS_REFERENCE_KEY'],
    [{ Name: 'x', Id: '001xx0000000001' }, 'INVALID_FIELD_FOR_INSERT_UPDATE'],
    [{ Name: 'x', Nope: '' }, 'INVALID_FIELD'],
  ])('%j is refused with %s', (body, errorCode) => {
    const { org, admin } = acme();
    expect(send(org, admin, `${api}/Account`, { method: 'POST', body })?.json).toMatchObject([{ errorCode }]);
    expect(ask(org, admin, 'SELECT COUNT() FROM Account').totalSize).toBe(6);
  });

  it('need object permissions, which the profiles of integrations lack', () => {
    const { org, admin, integration } = acme();
    const id = String(ask(org, admin, byName).records[0].Id);
    const statuses = () => [
      send(org, integration, `/services/data/v65.0/query?q=${encodeURIComponent(byName)}`)?.status,
      send(org, integration, `${api}/Account/${id}`)?.status,
      send(org, integration, `${api}/Account`, { method: 'POST', body: { Name: 'x' } })?.status,
      send(org, integration, `${api}/Account/${id}`, { method: 'PATCH', body: { Name: 'y' } })?.status,
      send(org, integration, `${api}/Account/${id}`, { method: 'DELETE' })?.status,
    ];
    expect(statuses()).toEqual([400, 404, 404, 404, 404]);
    expect(ask(org, integration, byName)).toMatchObject([{ errorCode: 'INVALID_TYPE' }]);
    allow(org, integration, ['Read']);
    expect(statuses()).toEqual([200, 200, 400, 403, 403]);
    expect(send(org, integration, `${api}/Account`, { method: 'POST', body: { Name: 'x' } })?.json).toEqual([
      { errorCode: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', message: 'entity type cannot be inserted: Account' },
    ]);
    allow(org, integration, ['Read', 'Create', 'Edit', 'Delete']);
    expect(statuses()).toEqual([200, 200, 201, 204, 204]);
  });
});

describe('A user', () => {
  it('has system fields, a role and a manager, and its change is signed', () => {
    const { org, admin } = acme();
    const soql =
      'SELECT Id, Title, Department, CompanyName, UserRole.Name, Manager.Name, CreatedBy.Name, LastModifiedDate, ' +
      "SystemModstamp, LastModifiedBy.Name FROM User WHERE Username LIKE 'maria.lopez@%'";
    const [before] = ask(org, admin, soql).records;
    expect(before).toMatchObject({
      Title: 'Account Executive',
      Department: 'Sales',
      CompanyName: 'Acme Corp',
      UserRole: { Name: 'Sales' },
      Manager: { Name: 'Ada Admin' },
      CreatedBy: { Name: 'Ada Admin' },
    });
    const otto = signIn(org, org.userNamed(`otto.admin@${org.data.domain}`)?.id ?? '');
    const roles = ask(org, admin, "SELECT Id FROM UserRole WHERE Name = 'Service'").records;
    const body = { Title: 'Lead', UserRoleId: roles[0].Id, ManagerId: otto.userId };
    expect(send(org, otto, `${api}/User/${before.Id}`, { method: 'PATCH', body })?.status).toBe(204);
    const [after] = ask(org, admin, soql).records;
    expect(after).toMatchObject({
      Title: 'Lead',
      UserRole: { Name: 'Service' },
      Manager: { Name: 'Otto Olsen' },
      LastModifiedBy: { Name: 'Otto Olsen' },
    });
    expect(Date.parse(after.SystemModstamp)).toBeGreaterThan(Date.parse(before.SystemModstamp));
    const since = new Date(org.data.seededAt).toISOString();
    expect(ask(org, admin, `SELECT Id FROM User WHERE SystemModstamp >= ${since}`).records).toMatchObject([
      { Id: before.Id },
    ]);
  });
});

describe('What sync tools bookmark', () => {
  it.each([
    'Account',
    'Contact',
    'ExternalClientApplication',
    'Organization',
    'PermissionSet',
    'Profile',
    'User',
    'UserRole',
  ])('%s has all system fields', (object) => {
    const { org, admin } = acme();
    const columns = 'CreatedById, CreatedDate, LastModifiedById, LastModifiedDate, SystemModstamp';
    const soql = `SELECT ${columns} FROM ${object} WHERE SystemModstamp <= TOMORROW ORDER BY SystemModstamp LIMIT 1`;
    const [{ attributes: _, ...row }] = ask(org, admin, soql).records;
    expect(Object.values(row).filter((value) => !value)).toEqual([]);
  });
});

describe('What REST refuses', () => {
  it('shows the place in the query, and says of a usual object that the practice org has none', () => {
    const { org, admin } = acme();
    expect(ask(org, admin, 'SELECT Id, Nope FROM User')[0].message).toBe(
      "\nSELECT Id, Nope FROM User\n           ^\nERROR at Row:1:Column:12\nNo such column 'Nope' on entity 'User'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.",
    );
    const typeOf = (soql: string) => ask(org, admin, soql)[0].message;
    expect(typeOf('SELECT Id\nFROM Lead')).toMatch(
      /Row:2:Column:6\n.*'Lead'.* The practice org has no such object\.$/s,
    );
    expect(typeOf('SELECT Id FROM Nonsense')).toMatch(/Row:1:Column:16\n.*append the '__c' .*appropriate names\.$/s);
  });

  it.each([
    ['OPTIONS', '/limits', 'GET,HEAD'],
    ['PUT', '/sobjects/Account', 'GET,HEAD,POST'],
    ['PUT', `/sobjects/User/${ids.ada}`, 'GET,HEAD,PATCH'],
    ['POST', `/sobjects/PermissionSet/${ids.extraSet}`, 'DELETE,GET,HEAD'],
    ['DELETE', `/sobjects/Organization/${ids.ada}`, 'GET,HEAD'],
  ])('%s %s is answered with the methods that are allowed', (method, path, allowed) => {
    const { org, admin } = smallOrg();
    if (path.includes('Account')) org.data.permissionSets.length = 0;
    expect(send(org, admin, `/services/data/v65.0${path}`, { method })).toMatchObject({
      status: 405,
      json: [{ message: `HTTP Method '${method}' not allowed. Allowed are ${allowed}` }],
    });
  });

  it.each(['updated', 'deleted'])('the changes of an object (%s) are a resource it does not have', (kind) => {
    const { org, admin } = smallOrg();
    expect(send(org, admin, `${api}/User/${kind}?start=2026-01-01T00:00:00Z`)?.status).toBe(404);
  });
});
