/**
 * One element of a metadata type, as data. API versions outside `since` to `until` don't accept the element in a deploy and
 * don't return it in a retrieve. `default` is the text that the org stores if a replace leaves the element out. `shown` says
 * what a retrieve returns: `stored` returns the stored text, `hidden` returns nothing, `filled` returns a value of the org's
 * own.
 */
export interface FieldSpec {
  readonly name: string;
  readonly kind: FieldKind;
  readonly required: boolean;
  readonly since: number;
  readonly until: number;
  readonly default: string | null;
  readonly shown: 'stored' | 'hidden' | 'filled';
  /** How many times the element may occur in its parent; 1 except for lists. */
  readonly max: number;
}

export type FieldKind =
  | { readonly is: 'text' }
  | { readonly is: 'flag' }
  | { readonly is: 'number'; readonly low: number; readonly high: number; readonly allowed: readonly number[] | null }
  | { readonly is: 'choice'; readonly enumName: string; readonly values: readonly string[] }
  | { readonly is: 'scopes' }
  | { readonly is: 'email' }
  | { readonly is: 'group'; readonly typeName: string; readonly fields: readonly FieldSpec[] };

export type FieldOptions = Partial<Omit<FieldSpec, 'name' | 'kind'>>;

const PLAIN: Omit<FieldSpec, 'name' | 'kind'> = {
  required: false,
  since: 0,
  until: Number.POSITIVE_INFINITY,
  default: null,
  shown: 'stored',
  max: 1,
};

function field(name: string, kind: FieldKind, options: FieldOptions = {}): FieldSpec {
  return { name, kind, ...PLAIN, ...options };
}

export const text = (name: string, options?: FieldOptions) => field(name, { is: 'text' }, options);
export const email = (name: string, options?: FieldOptions) => field(name, { is: 'email' }, options);
export const scopes = (name: string, options?: FieldOptions) => field(name, { is: 'scopes' }, options);

/** A boolean that defaults to false. With `default: null` a missing one stays missing. */
export const flag = (name: string, options?: FieldOptions) =>
  field(name, { is: 'flag' }, { default: 'false', ...options });

/** A whole number from 0, or within `low` and `high` (inclusive), or one of `allowed`. */
export const number = (name: string, options: FieldOptions & NumberBounds = {}) => {
  const { allowed = null, low = 0, high = 2_147_483_647, ...rest } = options;
  return field(name, { is: 'number', low, high, allowed }, rest);
};

interface NumberBounds {
  readonly low?: number;
  readonly high?: number;
  readonly allowed?: readonly number[];
}

export const choice = (name: string, enumName: string, values: readonly string[], options?: FieldOptions) =>
  field(name, { is: 'choice', enumName, values }, options);

export const group = (name: string, typeName: string, fields: readonly FieldSpec[], options?: FieldOptions) =>
  field(name, { is: 'group', typeName, fields }, options);
