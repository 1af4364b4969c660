import type { FieldType, OrderByClause, Query } from '@jetstreamapp/soql-parser-js';
import type { Value } from '../objects/object-type.ts';
import { type Column, columnOf, type Scope } from './column.ts';
import { comparable, compareValues, familyOf } from './comparable.ts';
import { inOrder } from './order.ts';
import { type AnswerRecord, answerValue, writtenName } from './select.ts';
import { malformed } from './soql-error.ts';

const functions = ['COUNT', 'COUNT_DISTINCT', 'MAX', 'MIN'] as const;
type FunctionName = (typeof functions)[number];

/** One column of an aggregate result: a grouped field, or a function over the rows of the group. */
export interface Output {
  readonly name: string;
  readonly column: Column | null;
  readonly function: FunctionName | null;
}

type Group = readonly unknown[];

/** Whether the answer has `AggregateResult` rows. A plain `COUNT()` has none. */
export function isAggregate({ fields = [], groupBy }: Query): boolean {
  return groupBy !== undefined || fields.some((field) => functionOf(field) !== null);
}

/** @throws SoqlError for unknown functions, and for fields that aren't grouped */
export function outputsOf({ fields = [], groupBy }: Query, scope: Scope): Output[] {
  const grouped = groupColumns(groupBy, scope);
  let unnamed = 0;
  const outputs = fields.map((field): Output => {
    const call = functionOf(field);
    if (call) {
      const name = call.alias ?? `expr${unnamed++}`;
      return { name, function: functionNamed(call.functionName), column: argumentOf(call.parameters, scope) };
    }
    if (field.type !== 'Field' && field.type !== 'FieldRelationship') throw malformed('only fields can be grouped');
    const column = columnOf(writtenName(field), scope);
    if (!grouped.some((each) => isSameColumn(each, column))) {
      throw malformed(`Field must be grouped or aggregated: ${column.field.name}`);
    }
    const alias = 'alias' in field ? field.alias : undefined;
    return { name: alias ?? column.field.name, function: null, column };
  });
  const names = outputs.map(({ name }) => name.toLowerCase());
  if (new Set(names).size < names.length) throw malformed('duplicate alias');
  return outputs;
}

/** The rows by group. Without GROUP BY there is one group, even if it is empty. */
export function groupsOf(rows: Iterable<unknown>, groupBy: Query['groupBy'], scope: Scope): Group[] {
  const columns = groupColumns(groupBy, scope);
  if (columns.length === 0) return [[...rows]];
  const groups = Map.groupBy(rows, (row) =>
    JSON.stringify(columns.map(({ field, read }) => comparable(familyOf(field.type), read(row)))),
  );
  return [...groups.values()];
}

export function orderedGroups(
  groups: readonly Group[],
  { orderBy, outputs, scope }: { orderBy: Query['orderBy']; outputs: readonly Output[]; scope: Scope },
): Group[] {
  return inOrder(groups, orderBy, (clause) => {
    const output = outputOfClause(clause, outputs, scope);
    return (group) => comparable(familyOf(output.column?.field.type ?? 'int'), valueIn(output, group));
  });
}

export function aggregateRecord(group: Group, outputs: readonly Output[]): AnswerRecord {
  const record: AnswerRecord = { attributes: { type: 'AggregateResult' } };
  for (const output of outputs) {
    const value = valueIn(output, group);
    record[output.name] = output.column && isOfField(output) ? answerValue(output.column.field, value) : value;
  }
  return record;
}

function isOfField(output: Output): boolean {
  return output.function === null || output.function === 'MAX' || output.function === 'MIN';
}

function valueIn({ function: name, column }: Output, group: Group): Value {
  if (column === null) return group.length;
  if (name === null) return group.length > 0 ? column.read(group[0]) : null;
  const values = group.map(column.read).filter((value) => value !== null);
  if (name === 'COUNT') return values.length;
  const family = familyOf(column.field.type);
  if (name === 'COUNT_DISTINCT') return new Set(values.map((value) => comparable(family, value))).size;
  const sign = name === 'MAX' ? 1 : -1;
  return values.reduce<Value>((best, value) => {
    const isBetter = best === null || sign * compareValues(comparable(family, value), comparable(family, best)) > 0;
    return isBetter ? value : best;
  }, null);
}

function outputOfClause(clause: OrderByClause, outputs: readonly Output[], scope: Scope): Output {
  if ('fn' in clause) {
    const { functionName = '', parameters = [] } = clause.fn;
    return { name: '', function: functionNamed(functionName), column: argumentOf(parameters, scope) };
  }
  const named = outputs.find(({ name }) => name.toLowerCase() === clause.field.toLowerCase());
  if (named) return named;
  const column = columnOf(clause.field, scope);
  const output = outputs.find((each) => each.function === null && each.column && isSameColumn(each.column, column));
  if (!output) throw malformed(`Ordered field must be grouped or aggregated: ${column.field.name}`);
  return output;
}

function groupColumns(groupBy: Query['groupBy'], scope: Scope): Column[] {
  return [groupBy ?? []].flat().map((clause) => {
    if (!('field' in clause)) throw malformed('functions are not supported in GROUP BY');
    return columnOf(clause.field, scope);
  });
}

function argumentOf(parameters: readonly unknown[], scope: Scope): Column | null {
  const [parameter] = parameters;
  if (parameter === undefined) return null;
  if (typeof parameter !== 'string' || parameters.length > 1) throw malformed('unexpected token: (');
  const column = columnOf(parameter, scope);
  const { name, type } = column.field;
  if (type === 'boolean') throw malformed(`field ${name} does not support aggregate operator`);
  return column;
}

function functionOf(field: FieldType) {
  return field.type === 'FieldFunctionExpression' && field.functionName.toUpperCase() !== 'FIELDS' ? field : null;
}

function functionNamed(written: string): FunctionName {
  const found = functions.find((name) => name === written.toUpperCase());
  if (!found) throw malformed(`unexpected token: ${written}`);
  return found;
}

function isSameColumn(one: Column, other: Column): boolean {
  return (
    one.field === other.field &&
    one.parents.length === other.parents.length &&
    one.parents.every((parent, index) => parent === other.parents[index])
  );
}
