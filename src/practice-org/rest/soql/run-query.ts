import type { Query } from '@jetstreamapp/soql-parser-js';
import type { Caller } from '../caller.ts';
import { permittedObjects } from '../objects/object-permissions.ts';
import type { ObjectType, Value } from '../objects/object-type.ts';
import { hasRecords, objectNamed } from '../objects/registry.ts';
import { aggregateRecord, groupsOf, isAggregate, type Output, orderedGroups, outputsOf } from './aggregate.ts';
import { columnOf, type Scope } from './column.ts';
import { comparable, familyOf } from './comparable.ts';
import { expressionOf } from './expression.ts';
import { type Filter, filterOf } from './filter.ts';
import { inOrder } from './order.ts';
import { parse } from './parse.ts';
import { type AnswerRecord, record, type Selection, selectionOf, writtenName } from './select.ts';
import { located, malformed, SoqlError, unknownType } from './soql-error.ts';

/** The result of a query. Its records are created page by page. */
export interface Found {
  readonly object: ObjectType;
  readonly total: number;
  /** The number of records to page through; 0 if rows are only counted. */
  readonly size: number;
  /** The columns of the answer: fields, or aggregates. */
  readonly shape: { readonly selection: Selection } | { readonly outputs: readonly Output[] };
  records(from: number, to: number): AnswerRecord[];
}

/** Above this number of values, a scan of all rows is faster. */
const mostLookups = 2000;

/** @throws SoqlError */
export function runQuery(soql: string, caller: Caller): Found {
  try {
    return found(soql, caller);
  } catch (error) {
    throw error instanceof SoqlError ? located(error, soql) : error;
  }
}

function found(soql: string, caller: Caller): Found {
  const query = parse(soql);
  const scope = scopeOf(query, caller);
  const { fields = [] } = query;
  const [only] = fields;
  const isCount =
    only?.type === 'FieldFunctionExpression' &&
    only.functionName.toUpperCase() === 'COUNT' &&
    only.parameters.length === 0 &&
    fields.length === 1;
  if (isCount && query.groupBy === undefined) return countRows(query, scope);
  return isAggregate(query) ? aggregateRows(query, scope) : selectRows(query, scope);
}

function scopeOf(query: Query & { sObject: string }, caller: Caller): Scope {
  const object = objectNamed(query.sObject, caller);
  if (!object)
    throw unknownType(query.sObject, isMissingHere(query.sObject) ? ' The practice org has no such object.' : '');
  return { object, alias: query.sObjectAlias ?? null, caller };
}

/** An object that most orgs have. The same words without the note would blame the user's permissions. */
function isMissingHere(name: string): boolean {
  return !hasRecords(name) && permittedObjects.some((each) => each.toLowerCase() === name.toLowerCase());
}

function countRows(query: Query, scope: Scope): Found {
  if (query.orderBy !== undefined) throw malformed('Ordered field must be grouped or aggregated');
  let count = 0;
  for (const _ of matching(query, scope)) count += 1;
  const { limit = count, offset = 0 } = query;
  const total = Math.min(Math.max(0, count - offset), limit);
  return { object: scope.object, total, size: 0, shape: { outputs: [] }, records: () => [] };
}

/** The rows that OFFSET and LIMIT leave. */
function windowOf<Row>(rows: readonly Row[], { limit = rows.length, offset = 0 }: Query): readonly Row[] {
  return rows.slice(offset, offset + limit);
}

function aggregateRows(query: Query, scope: Scope): Found {
  if (!scope.object.aggregates) throw malformed(`${scope.object.name} does not support aggregate operators`);
  const outputs = outputsOf(query, scope);
  const { orderBy, groupBy } = query;
  const rows = matching(query, scope);
  const groups = orderedGroups(groupsOf(rows, groupBy, scope), { orderBy, outputs, scope });
  const shown = windowOf(groups, query);
  return {
    object: scope.object,
    total: shown.length,
    size: shown.length,
    shape: { outputs },
    records: (from, to) => shown.slice(from, to).map((group) => aggregateRecord(group, outputs)),
  };
}

function selectRows(query: Query, scope: Scope): Found {
  const { fields = [], limit } = query;
  const selection = selectionOf(fields, scope, limit ?? null);
  const all = inOrder(matching(query, scope), query.orderBy, (clause) => {
    if (!('field' in clause)) throw malformed('functions are not supported in ORDER BY');
    const { field, read } = columnOf(clause.field, scope);
    return (row) => comparable(familyOf(field.type), read(row));
  });
  const rows = windowOf(all, query);
  return {
    object: scope.object,
    total: rows.length,
    size: rows.length,
    shape: { selection },
    records: (from, to) => rows.slice(from, to).map((row) => record(row, selection, scope.caller)),
  };
}

/** The rows that match the filter, from an index if possible. The filter is checked before any row is read. */
function matching(query: Query, scope: Scope): Iterable<unknown> {
  const select = (subquery: Query) => valuesOf(subquery, scope.caller);
  const filter = query.where ? filterOf(expressionOf(query.where), { scope, select }) : null;
  if (filter === null) return scope.object.rows(scope.caller);
  return passing(candidates(filter, scope), filter);
}

function* passing(rows: Iterable<unknown>, { test }: Filter): Generator<unknown> {
  for (const row of rows) if (test(row)) yield row;
}

function* candidates({ lookup }: Filter, { object, caller }: Scope): Generator<unknown> {
  const index = lookup && lookup.values.length <= mostLookups ? object.indexes[lookup.field] : undefined;
  if (!lookup || !index) yield* object.rows(caller);
  else for (const value of lookup.values) yield* index(value, caller);
}

/** The values of a sub-select's only column, in comparable form. */
function valuesOf(query: Query, caller: Caller): ReadonlySet<Value> {
  const { sObject, fields = [] } = query;
  const [only] = fields;
  if (!sObject || fields.length !== 1 || (only?.type !== 'Field' && only?.type !== 'FieldRelationship')) {
    throw malformed('a semi join selects one field');
  }
  const hasMore = query.groupBy ?? query.orderBy ?? query.limit ?? query.offset;
  if (hasMore !== undefined) throw malformed('a semi join has no order, groups or limit');
  const scope = scopeOf({ ...query, sObject }, caller);
  const { field, read } = columnOf(writtenName(only), scope);
  if (familyOf(field.type) !== 'id') throw malformed(`The field ${field.name} can't be selected by a semi join`);
  if (query.where && JSON.stringify(query.where).includes('"valueQuery"')) {
    throw malformed('Nesting of semi join sub-selects is not supported');
  }
  const values = new Set<Value>();
  for (const row of matching(query, scope)) values.add(comparable('id', read(row)));
  return values;
}
