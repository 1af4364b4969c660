import type { ConditionWithValueQuery, WhereClause } from '@jetstreamapp/soql-parser-js';
import { malformed } from './soql-error.ts';

type Test = Extract<ConditionWithValueQuery, { operator: string }>;

/** A filter as a tree. The parser returns a chain with parenthesis counts. */
export type Expression =
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Expression[] }
  | { readonly kind: 'not'; readonly term: Expression }
  | { readonly kind: 'test'; readonly test: Test };

type Token = '(' | ')' | 'AND' | 'OR' | 'NOT' | Test;

const deepest = 100;

/** @throws SoqlError for AND next to OR without parentheses, and for unbalanced parentheses */
export function expressionOf(where: WhereClause): Expression {
  const tokens = tokensOf(where);
  const reader = new Reader(tokens);
  const expression = reader.readChain(0);
  if (!reader.isAtEnd) throw malformed('unexpected token: )');
  return expression;
}

function tokensOf(where: WhereClause): Token[] {
  const tokens: Token[] = [];
  let clause: WhereClause | null = where;
  while (clause !== null) {
    const { left } = clause;
    for (let count = left?.openParen ?? 0; count > 0; count -= 1) tokens.push('(');
    if (left && 'operator' in left) {
      tokens.push(left);
      for (let count = left.closeParen ?? 0; count > 0; count -= 1) tokens.push(')');
    }
    if ('operator' in clause) tokens.push(clause.operator);
    clause = 'right' in clause ? clause.right : null;
  }
  return tokens;
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  readChain(depth: number): Expression {
    if (depth > deepest) throw malformed('the filter is nested too deeply');
    const terms = [this.#readTerm(depth)];
    const joint = this.#tokens[this.#at];
    if (joint !== 'AND' && joint !== 'OR') return terms[0] as Expression;
    while (this.#tokens[this.#at] === joint) {
      this.#at += 1;
      terms.push(this.#readTerm(depth));
    }
    const next = this.#tokens[this.#at];
    if (next === 'AND' || next === 'OR') throw malformed(`unexpected token: ${next}`);
    return { kind: joint === 'AND' ? 'and' : 'or', terms };
  }

  #readTerm(depth: number): Expression {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    if (token === 'NOT') {
      if (this.#tokens[this.#at] === 'NOT') throw malformed('unexpected token: NOT');
      return { kind: 'not', term: this.#readTerm(depth + 1) };
    }
    if (token === '(') {
      const inner = this.readChain(depth + 1);
      if (this.#tokens[this.#at] !== ')') throw malformed('expecting a right parentheses');
      this.#at += 1;
      return inner;
    }
    if (token === undefined || typeof token === 'string') throw malformed(`unexpected token: ${token ?? '<EOF>'}`);
    return { kind: 'test', test: token };
  }
}
