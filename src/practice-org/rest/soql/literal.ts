import type { LiteralType } from '@jetstreamapp/soql-parser-js';
import { type Range, rangeOf } from './date-literal.ts';
import { malformed } from './soql-error.ts';
import { textOfLiteral, withoutQuotes } from './text-literal.ts';

export type Literal =
  | { readonly kind: 'text'; readonly text: string; readonly raw: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'instant'; readonly value: number }
  | { readonly kind: 'range'; readonly range: Range }
  | { readonly kind: 'null' };

interface Written {
  readonly value: string | string[];
  readonly literalType?: LiteralType | LiteralType[];
}

/** The literals of a condition: one, or a list. */
export function literalsOf({ value, literalType }: Written, now: number): Literal[] {
  const values = Array.isArray(value) ? value : [value];
  return values.map((each, index) => {
    const type = Array.isArray(literalType) ? literalType[index] : literalType;
    return literalOf(each, type, now);
  });
}

function literalOf(value: string, type: LiteralType | undefined, now: number): Literal {
  switch (type) {
    case 'STRING':
      return { kind: 'text', text: textOfLiteral(value), raw: withoutQuotes(value) };
    case 'INTEGER':
    case 'DECIMAL':
      return { kind: 'number', value: Number(value) };
    case 'BOOLEAN':
      return { kind: 'boolean', value: value.toLowerCase() === 'true' };
    case 'NULL':
      return { kind: 'null' };
    case 'DATETIME':
      return { kind: 'instant', value: instantOf(value) };
    case 'DATE_LITERAL':
    case 'DATE_N_LITERAL':
      return { kind: 'range', range: rangeOf(value, now) };
    default:
      throw malformed(`unexpected token: ${value}`);
  }
}

function instantOf(text: string): number {
  const instant = Date.parse(text);
  if (Number.isNaN(instant)) throw malformed(`unexpected token: ${text}`);
  return instant;
}
