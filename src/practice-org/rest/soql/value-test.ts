import type { Operator } from '@jetstreamapp/soql-parser-js';
import { isId } from '../derived-id.ts';
import type { Field, Value } from '../objects/object-type.ts';
import { comparable, compareValues, type Family, familyOf } from './comparable.ts';
import type { Range } from './date-literal.ts';
import { likeTest } from './like.ts';
import type { Literal } from './literal.ts';
import { malformed, SoqlError } from './soql-error.ts';

type ValueTest = (value: Value) => boolean;

interface Asked {
  readonly field: Field;
  readonly operator: Operator;
  readonly literals: readonly Literal[];
  /** In parentheses, as IN requires. */
  readonly isList: boolean;
}

/** @throws SoqlError if the operator or the literal doesn't fit the field */
export function testOf({ field, operator, literals, isList }: Asked): ValueTest {
  const family = familyOf(field.type);
  const isIn = operator === 'IN' || operator === 'NOT IN';
  const [literal] = literals;
  if (isIn !== isList || !literal) throw malformed(`unexpected token: ${operator}`);
  if (operator === 'LIKE') return like(field, family, literal);
  if (isIn) {
    const isOne = oneOf(new Set(literals.map((each) => wantedValue(field, family, each))), family);
    return operator === 'IN' ? isOne : (value) => !isOne(value);
  }
  if (literal.kind === 'range') return inRange(field, operator, literal.range);
  return compared(field, operator, wantedValue(field, family, literal));
}

/** Tests whether a value is in a set of comparable values. */
export function oneOf(values: ReadonlySet<Value>, family: Family): ValueTest {
  const wanted = new Set([...values].map((value) => comparable(family, value)));
  return (value) => wanted.has(comparable(family, value));
}

function like(field: Field, family: Family, literal: Literal): ValueTest {
  if (family !== 'text') throw new SoqlError('INVALID_FIELD', `invalid operator on ${field.type} field`);
  if (literal.kind !== 'text') throw wrongType(field, 'string and should be enclosed in quotes');
  const matches = likeTest(literal.raw);
  return (value) => typeof value === 'string' && matches(value);
}

function compared(field: Field, operator: Operator, wanted: Value): ValueTest {
  const family = familyOf(field.type);
  if (operator === '=') return (value) => comparable(family, value) === wanted;
  if (operator === '!=') return (value) => comparable(family, value) !== wanted;
  if (wanted === null || family === 'boolean') {
    throw new SoqlError('INVALID_FIELD', `invalid operator on ${field.type} field`);
  }
  const holds = relation(operator);
  return (value) => {
    const given = comparable(family, value);
    return given !== null && holds(compareValues(given, wanted));
  };
}

function relation(operator: Operator): (order: number) => boolean {
  if (operator === '<') return (order) => order < 0;
  if (operator === '<=') return (order) => order <= 0;
  if (operator === '>') return (order) => order > 0;
  if (operator === '>=') return (order) => order >= 0;
  throw malformed(`unexpected token: ${operator}`);
}

function inRange(field: Field, operator: Operator, { start, end, isOpen }: Range): ValueTest {
  if (field.type !== 'datetime') throw wrongType(field, typeWords[familyOf(field.type)]);
  const tests: Partial<Record<Operator, (instant: number) => boolean>> = {
    '=': (instant) => instant >= start && instant < end,
    '!=': (instant) => instant < start || instant >= end,
    '<': (instant) => instant < start,
    '<=': (instant) => instant < end,
    '>': (instant) => (isOpen ? instant > start : instant >= end),
    '>=': (instant) => instant >= start,
  };
  const test = tests[operator];
  if (!test) throw malformed(`unexpected token: ${operator}`);
  return (value) => (typeof value === 'number' ? test(value) : operator === '!=');
}

const typeWords: Readonly<Record<Family, string>> = {
  id: 'string and should be enclosed in quotes',
  text: 'string and should be enclosed in quotes',
  boolean: 'boolean and should not be enclosed in quotes',
  number: 'int and should not be enclosed in quotes',
  instant: 'dateTime and should not be enclosed in quotes',
};

function wantedValue(field: Field, family: Family, literal: Literal): Value {
  if (literal.kind === 'null') return null;
  if (literal.kind !== (family === 'id' ? 'text' : family)) throw wrongType(field, typeWords[family]);
  if (literal.kind !== 'text') return literal.value;
  if (family === 'id' && literal.text !== '' && !isId(literal.text)) {
    throw new SoqlError('INVALID_QUERY_FILTER_OPERATOR', `invalid ID field: ${literal.text}`);
  }
  return comparable(family, literal.text);
}

function wrongType(field: Field, words: string): SoqlError {
  return new SoqlError('INVALID_FIELD', `value of filter criterion for field '${field.name}' must be of type ${words}`);
}
