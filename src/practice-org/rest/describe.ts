import { apiPath, type Caller } from './caller.ts';
import { type Field, fieldTypes, type ObjectType } from './objects/object-type.ts';
import { changesOf } from './records/record-resource.ts';

/** An object's entry in `/sobjects`. */
export function objectSummary(object: ObjectType, caller: Caller) {
  const path = `${apiPath(caller)}/sobjects/${object.name}`;
  return {
    name: object.name,
    label: object.label,
    labelPlural: `${object.label}s`,
    keyPrefix: object.keyPrefix,
    custom: false,
    ...changesOf(object),
    queryable: true,
    retrieveable: true,
    searchable: false,
    urls: { sobject: path, describe: `${path}/describe`, rowTemplate: `${path}/{ID}` },
  };
}

export function describeObject(object: ObjectType, caller: Caller) {
  return {
    ...objectSummary(object, caller),
    childRelationships: [],
    recordTypeInfos: [],
    fields: object.fields.map((field) => describeField(field, object)),
  };
}

function describeField(field: Field, object: ObjectType) {
  const parent = object.parents.find(({ name }) => `${name}Id` === field.name);
  return {
    name: field.name,
    label: field.label,
    type: field.type,
    soapType: fieldTypes[field.type].soap,
    length: fieldTypes[field.type].length,
    filterable: field.filterable,
    sortable: field.filterable,
    groupable: field.filterable && field.type !== 'datetime',
    aggregatable: field.filterable && field.type !== 'boolean',
    createable: field.createable,
    updateable: field.updateable,
    nillable: field.type !== 'id' && field.type !== 'boolean',
    custom: false,
    defaultedOnCreate: false,
    picklistValues: field.values.map((value) => ({ active: true, defaultValue: false, label: value, value })),
    referenceTo: field.refersTo === null ? [] : [field.refersTo],
    relationshipName: parent?.name ?? null,
  };
}
