import { fail, notFound } from '../../http/refusal.ts';
import type { BusinessObject, BusinessRecord } from '../../model/business-record.ts';
import type { Caller } from '../caller.ts';
import { fullId } from '../derived-id.ts';
import { account, contact, findRecord, mayOnObject, requiredOf } from '../objects/business-objects.ts';
import { userWithId } from '../objects/system-fields.ts';
import type { Input } from './input.ts';

/** Keeps the state file small. */
const mostRecords = 2_000;

/** @throws Refusal without the object permission, and for missing or wrong fields */
export function createBusinessRecord(object: BusinessObject): (input: Input, caller: Caller) => string {
  return (input, caller) => {
    const { org, user } = caller;
    if (!mayOnObject(caller, object, 'Create')) {
      throw fail(400, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', `entity type cannot be inserted: ${object}`);
    }
    input.require([requiredOf[object]]);
    const records = org.data.records ?? [];
    if (records.length >= mostRecords) throw fail(400, 'STORAGE_LIMIT_EXCEEDED', 'storage limit exceeded');
    const at = org.now();
    const blank = { ownerId: user.id, createdAt: at, createdById: user.id, modifiedAt: at, modifiedById: user.id };
    const keyPrefix = object === 'Account' ? account.keyPrefix : contact.keyPrefix;
    const record = changed({ id: org.newId(keyPrefix ?? ''), object, values: {}, ...blank }, input, caller);
    org.data.records = [...records, record];
    org.changed();
    return record.id;
  };
}

/** @throws Refusal for a missing record, without the object permission, and for missing or wrong fields */
export function updateBusinessRecord(object: BusinessObject): (id: string, input: Input, caller: Caller) => void {
  return (id, input, caller) => {
    const record = recordOf(object, id, caller);
    requireRight(caller, object, 'Edit');
    const next = changed(record, input, caller);
    const required = requiredOf[object];
    if (!next.values[required]) {
      throw fail(400, 'REQUIRED_FIELD_MISSING', `Required fields are missing: [${required}]`, [required]);
    }
    caller.org.data.records = caller.org.data.records?.map((one) => (one === record ? next : one)) ?? [];
    caller.org.changed();
  };
}

/** Deletes a record. An account takes its contacts along. @throws Refusal */
export function removeBusinessRecord(object: BusinessObject): (id: string, caller: Caller) => void {
  return (id, caller) => {
    const record = recordOf(object, id, caller);
    requireRight(caller, object, 'Delete');
    const { data } = caller.org;
    data.records = data.records?.filter((one) => one !== record && one.values.AccountId !== record.id) ?? [];
    caller.org.changed();
  };
}

function requireRight(caller: Caller, object: BusinessObject, right: 'Edit' | 'Delete'): void {
  if (mayOnObject(caller, object, right)) return;
  throw fail(403, 'INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
}

function recordOf(object: BusinessObject, id: string, caller: Caller): BusinessRecord {
  const record = findRecord(id, caller);
  if (record?.object !== object) throw notFound();
  return record;
}

function changed(record: BusinessRecord, input: Input, caller: Caller): BusinessRecord {
  const values = { ...record.values };
  for (const [name, value] of input.entries()) {
    if (name === 'OwnerId') continue;
    if (typeof value !== 'string' || value === '') delete values[name];
    else values[name] = value;
  }
  for (const name of ['AccountId', 'ParentId']) {
    if (input.text(name) !== null) {
      const isAccount = (id: string) => (findRecord(id, caller)?.object === 'Account' ? fullId(id) : undefined);
      values[name] = input.reference(name, isAccount);
    }
  }
  const ownerOf = (id: string) => userWithId(id, caller) ?? undefined;
  const ownerId = input.text('OwnerId') === null ? record.ownerId : input.reference('OwnerId', ownerOf).id;
  return { ...record, values, ownerId, modifiedAt: caller.org.now(), modifiedById: caller.user.id };
}
