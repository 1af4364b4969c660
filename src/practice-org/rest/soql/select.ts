import type { FieldType } from '@jetstreamapp/soql-parser-js';
import { restInstant } from '../../http/message.ts';
import { apiPath, type Caller } from '../caller.ts';
import type { Field, ObjectType, ParentOf, Value } from '../objects/object-type.ts';
import { parentObject } from '../objects/registry.ts';
import { type Column, columnOf, type Scope } from './column.ts';
import { malformed, SoqlError } from './soql-error.ts';

export type AnswerRecord = Record<string, unknown>;

/** The selected fields of an object and of its parents. */
export interface Selection {
  readonly object: ObjectType;
  readonly fields: Field[];
  readonly parents: { readonly parent: ParentOf<unknown>; readonly selection: Selection }[];
}

const mostForAllFields = 200;

/** @throws SoqlError for columns that don't exist, occur twice, or have an alias */
export function selectionOf(fields: readonly FieldType[], scope: Scope, limit: number | null): Selection {
  const selection = emptySelection(scope.object);
  for (const each of fields) {
    if (each.type === 'FieldFunctionExpression' && each.functionName.toUpperCase() === 'FIELDS') {
      selection.fields.push(...allFields(each.parameters, scope.object, limit));
      continue;
    }
    if (each.type !== 'Field' && each.type !== 'FieldRelationship') {
      throw malformed('only fields can be selected here');
    }
    if ('alias' in each && each.alias) throw malformed('only aggregate expressions use field aliasing');
    add(selection, columnOf(writtenName(each), scope));
  }
  return selection;
}

/** A selected field as written in the query. */
export function writtenName(field: Extract<FieldType, { field: string }> & { rawValue?: string }): string {
  if (field.type === 'FieldRelationship') return field.rawValue ?? [...field.relationships, field.field].join('.');
  return field.rawValue ?? field.field;
}

function allFields(parameters: readonly unknown[], object: ObjectType, limit: number | null): readonly Field[] {
  const group = String(parameters[0]).toUpperCase();
  if (group !== 'ALL' && group !== 'STANDARD') throw malformed(`FIELDS(${group}) is not supported`);
  if (group === 'ALL' && (limit === null || limit > mostForAllFields)) {
    throw malformed(`The SOQL FIELDS function must have a LIMIT of at most ${mostForAllFields}`);
  }
  return object.fields;
}

function emptySelection(object: ObjectType): Selection {
  return { object, fields: [], parents: [] };
}

function add(selection: Selection, { parents, field }: Column): void {
  let place = selection;
  for (const parent of parents) {
    const known = place.parents.find((each) => each.parent === parent);
    const object = parentObject(parent.object) ?? place.object;
    const next = known ?? { parent, selection: emptySelection(object) };
    if (!known) place.parents.push(next);
    place = next.selection;
  }
  if (place.fields.includes(field)) throw new SoqlError('INVALID_FIELD', `duplicate field selected: ${field.name}`);
  place.fields.push(field);
}

/** A row as the answer shows it. */
export function record(row: unknown, { object, fields, parents }: Selection, caller: Caller): AnswerRecord {
  const answer: AnswerRecord = { attributes: attributesOf(row, object, caller) };
  for (const field of fields) answer[field.name] = answerValue(field, field.read(row, caller));
  for (const { parent, selection } of parents) {
    const found = parent.find(row, caller);
    answer[parent.name] = found === null ? null : record(found, selection, caller);
  }
  return answer;
}

function attributesOf(row: unknown, object: ObjectType, caller: Caller) {
  const id = object.fields.find(({ name }) => name === 'Id')?.read(row, caller) ?? '';
  return { type: object.name, url: `${apiPath(caller)}/sobjects/${object.name}/${id}` };
}

export function answerValue(field: Field, value: Value): Value {
  return field.type === 'datetime' && typeof value === 'number' ? restInstant(value) : value;
}
