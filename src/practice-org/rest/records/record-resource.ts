import { empty, json, type PracticeRequest, type PracticeResponse } from '../../http/message.ts';
import { fail, notFound, wrongMethod } from '../../http/refusal.ts';
import type { Caller } from '../caller.ts';
import { isId } from '../derived-id.ts';
import { findSession } from '../objects/auth-sessions.ts';
import { type Field, fieldNamed, type ObjectType } from '../objects/object-type.ts';
import { userOf, userOfLogin } from '../objects/users.ts';
import { comparable } from '../soql/comparable.ts';
import { record } from '../soql/select.ts';
import { unknownField } from '../soql/soql-error.ts';
import { type Input, readInput } from './input.ts';
import { createBusinessRecord, removeBusinessRecord, updateBusinessRecord } from './write-business.ts';
import {
  assignLicense,
  assignPermissionSet,
  createPermissionSet,
  permitObject,
  removeAssignment,
  removePermissionSet,
} from './write-permission-set.ts';
import { createUser, updateUser, updateUserLogin } from './write-user.ts';

const creators: Readonly<Record<string, (input: Input, caller: Caller) => string>> = {
  Account: createBusinessRecord('Account'),
  Contact: createBusinessRecord('Contact'),
  User: createUser,
  PermissionSet: createPermissionSet,
  PermissionSetAssignment: assignPermissionSet,
  PermissionSetLicenseAssign: assignLicense,
  ObjectPermissions: permitObject,
};

const updaters: Readonly<Record<string, (id: string, input: Input, caller: Caller) => void>> = {
  Account: updateBusinessRecord('Account'),
  Contact: updateBusinessRecord('Contact'),
  User: (id, input, caller) => updateUser(found(userOf(id, caller)), input, caller),
  UserLogin: (id, input, caller) => updateUserLogin(found(userOfLogin(id, caller)), input, caller),
};

const removers: Readonly<Record<string, (id: string, caller: Caller) => void>> = {
  Account: removeBusinessRecord('Account'),
  Contact: removeBusinessRecord('Contact'),
  AuthSession: endSession,
  PermissionSet: removePermissionSet,
  PermissionSetAssignment: removeAssignment,
};

/** The changes that an object allows, as its describe result shows them. */
export function changesOf({ name }: ObjectType) {
  return { createable: name in creators, updateable: name in updaters, deletable: name in removers };
}

export function createRecord(object: ObjectType, request: PracticeRequest, caller: Caller): PracticeResponse {
  const create = creators[object.name];
  if (!create || request.method !== 'POST') {
    throw wrongMethod(request.method, ['GET', 'HEAD', ...(create ? ['POST'] : [])]);
  }
  const id = create(readInput(request, object, 'createable'), caller);
  return json(201, { id, success: true, errors: [] });
}

/** Answers GET, PATCH and DELETE of one record. */
export function oneRecord(
  { object, id }: { object: ObjectType; id: string },
  request: PracticeRequest,
  caller: Caller,
): PracticeResponse {
  if (!isId(id)) throw fail(400, 'MALFORMED_ID', `malformed id ${id}`);
  if (request.method === 'GET' || request.method === 'HEAD') return showRecord({ object, id }, request, caller);
  const update = updaters[object.name];
  const remove = removers[object.name];
  if (request.method === 'PATCH' && update) update(id, readInput(request, object, 'updateable'), caller);
  else if (request.method === 'DELETE' && remove) remove(id, caller);
  else {
    const changes = [...(update ? ['PATCH'] : []), ...(remove ? ['DELETE'] : [])];
    throw wrongMethod(request.method, ['GET', 'HEAD', ...changes]);
  }
  return empty(204);
}

function showRecord(
  { object, id }: { object: ObjectType; id: string },
  request: PracticeRequest,
  caller: Caller,
): PracticeResponse {
  const fields = fieldsIn(request.query.get('fields'), object);
  const idField = object.fields.find(({ name }) => name === 'Id');
  const rows = object.indexes.Id?.(id, caller) ?? object.rows(caller);
  for (const row of rows) {
    if (comparable('id', idField?.read(row, caller) ?? null) !== comparable('id', id)) continue;
    return json(200, record(row, { object, fields, parents: [] }, caller));
  }
  throw notFound();
}

/** The requested fields and the id; all fields if none are requested. */
function fieldsIn(list: string | null, object: ObjectType): Field[] {
  if (list === null || list.trim() === '') return [...object.fields];
  const asked = new Set(object.fields.filter(({ name }) => name === 'Id'));
  for (const name of list.split(',').map((each) => each.trim())) {
    const field = fieldNamed(object, name);
    if (!field) throw unknownField(name, object.name);
    asked.add(field);
  }
  return [...asked];
}

/** A session that the caller may not see is answered like a missing one. */
function endSession(id: string, caller: Caller): void {
  found(findSession(id, caller)).isEnded = true;
  caller.org.changed();
}

function found<Row>(row: Row | null): Row {
  if (row === null) throw notFound();
  return row;
}
