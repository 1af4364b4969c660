import type { Query } from '@jetstreamapp/soql-parser-js';
import type { Value } from '../objects/object-type.ts';
import { type Column, columnOf, type Scope } from './column.ts';
import { comparable, familyOf } from './comparable.ts';
import type { Expression } from './expression.ts';
import { literalsOf } from './literal.ts';
import { malformed, SoqlError } from './soql-error.ts';
import { oneOf, testOf } from './value-test.ts';

/** A compiled filter: a test for each row, and values that let an index find the rows. */
export interface Filter {
  readonly test: (row: unknown) => boolean;
  readonly lookup: { readonly field: string; readonly values: readonly string[] } | null;
}

export interface FilterContext {
  readonly scope: Scope;
  /** Returns the values of a sub-select's only column. */
  readonly select: (query: Query) => ReadonlySet<Value>;
}

type Test = Extract<Expression, { kind: 'test' }>['test'];

/** @throws SoqlError for an invalid filter, even if it would never be applied to a row */
export function filterOf(expression: Expression, context: FilterContext): Filter {
  switch (expression.kind) {
    case 'test':
      return filterOfTest(expression.test, context);
    case 'not': {
      const { test } = filterOf(expression.term, context);
      return { test: (row) => !test(row), lookup: null };
    }
    case 'and': {
      const filters = expression.terms.map((term) => filterOf(term, context));
      const lookup = filters.find((each) => each.lookup !== null)?.lookup ?? null;
      return { test: (row) => filters.every(({ test }) => test(row)), lookup };
    }
    case 'or': {
      if (expression.terms.some(isSubselect)) {
        throw malformed("Semi join sub-selects are not allowed with the 'OR' operator");
      }
      const filters = expression.terms.map((term) => filterOf(term, context));
      return { test: (row) => filters.some(({ test }) => test(row)), lookup: null };
    }
  }
}

function isSubselect(expression: Expression): boolean {
  return expression.kind === 'test' && 'valueQuery' in expression.test;
}

function filterOfTest(test: Test, context: FilterContext): Filter {
  if (!('field' in test)) throw malformed('functions are not supported in a filter');
  const column = columnOf(test.field, context.scope);
  if (!column.field.filterable) {
    throw new SoqlError('INVALID_FIELD', `field '${column.field.name}' can not be filtered in a query call`);
  }
  if ('valueQuery' in test) return subselect(column, test, context);
  const literals = literalsOf(test, context.scope.caller.org.now());
  const isList = Array.isArray(test.value);
  const accepts = testOf({ field: column.field, operator: test.operator, literals, isList });
  const isExact = test.operator === '=' || test.operator === 'IN';
  const texts = literals.flatMap((each) => (each.kind === 'text' && each.text !== '' ? [each.text] : []));
  return {
    test: (row) => accepts(column.read(row)),
    lookup: isExact && texts.length === literals.length ? lookupOf(column, texts, context) : null,
  };
}

function subselect(column: Column, test: Test & { valueQuery: Query }, context: FilterContext): Filter {
  if (test.operator !== 'IN' && test.operator !== 'NOT IN') throw malformed('unexpected token: SELECT');
  if (familyOf(column.field.type) !== 'id')
    throw malformed(`the field ${column.field.name} can't be used in a semi join`);
  const values = context.select(test.valueQuery);
  const isIn = oneOf(values, 'id');
  if (test.operator === 'NOT IN') return { test: (row) => !isIn(column.read(row)), lookup: null };
  const texts = [...values].filter((value) => typeof value === 'string');
  return {
    test: (row) => isIn(column.read(row)),
    lookup: values.has(null) ? null : lookupOf(column, texts, context),
  };
}

function lookupOf({ parents, field }: Column, texts: readonly string[], { scope }: FilterContext): Filter['lookup'] {
  if (parents.length > 0 || !Object.hasOwn(scope.object.indexes, field.name)) return null;
  const family = familyOf(field.type);
  const values = new Set(texts.map((text) => String(comparable(family, text))));
  return { field: field.name, values: [...values] };
}
