import type { Caller } from '../caller.ts';
import { type Field, fieldNamed, type ObjectType, type ParentOf, type Value } from '../objects/object-type.ts';
import { parentObject } from '../objects/registry.ts';
import { SoqlError, unknownField } from './soql-error.ts';

/** The context in which a query's column names are looked up. */
export interface Scope {
  readonly object: ObjectType;
  readonly alias: string | null;
  readonly caller: Caller;
}

export interface Column {
  readonly parents: readonly ParentOf<unknown>[];
  readonly field: Field;
  readonly read: (row: unknown) => Value;
}

const mostParents = 5;

/**
 * Finds a column by its name in the query, without case, also through parents.
 *
 * @throws SoqlError INVALID_FIELD
 */
export function columnOf(written: string, scope: Scope): Column {
  const names = namesIn(written, scope);
  const last = names.pop() ?? '';
  const parents: ParentOf<unknown>[] = [];
  let { object } = scope;
  for (const name of names) {
    const parent = object.parents.find((each) => isSame(each.name, name));
    const next = parent ? parentObject(parent.object) : null;
    if (!parent || !next || parents.length >= mostParents) throw unknownRelationship(name);
    parents.push(parent);
    object = next;
  }
  const field = fieldNamed(object, last);
  if (!field) throw unknownField(last, object.name, written);
  return { parents, field, read: reader(parents, field, scope.caller) };
}

function namesIn(written: string, { object, alias }: Scope): string[] {
  const names = written.split('.');
  const [first = ''] = names;
  const isPrefix = (alias !== null && isSame(first, alias)) || isSame(first, object.name);
  const isParent = object.parents.some(({ name }) => isSame(name, first));
  return names.length > 1 && isPrefix && !isParent ? names.slice(1) : names;
}

function reader(parents: readonly ParentOf<unknown>[], field: Field, caller: Caller): (row: unknown) => Value {
  if (parents.length === 0) return (row) => field.read(row, caller);
  return (row) => {
    let current = row;
    for (const parent of parents) {
      current = parent.find(current, caller);
      if (current === null) return null;
    }
    return field.read(current, caller);
  };
}

function unknownRelationship(name: string): SoqlError {
  return new SoqlError(
    'INVALID_FIELD',
    `Didn't understand relationship '${name}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`,
  );
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
