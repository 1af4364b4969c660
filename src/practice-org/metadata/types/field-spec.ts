/**
 * One element of a metadata type, as data. `since`/`until` are API versions; a version outside them neither accepts
 * the element on deploy nor returns it on retrieve. `default` is the text the org stores when the element is left
 * out of a replace. `shown` says what a retrieve does with it: most are `stored`; `hidden` ones are accepted and kept
 * but never returned; `filled` ones are written by the org whatever the file says.
 */
export interface FieldSpec {
  readonly name: string;
  readonly kind: FieldKind;
  readonly required: boolean;
  readonly since: number;
  readonly until: number;
  readonly default: string | null;
  readonly shown: 'stored' | 'hidden' | 'filled';
  /** How often the element may stand in its parent; 1 for all but lists. */
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

/** A boolean that is false when left out, unless `default` says otherwise (null: absent stays absent). */
export const flag = (name: string, options?: FieldOptions) =>
  field(name, { is: 'flag' }, { default: 'false', ...options });

/** A whole number from 0, unless `low`/`high` (inclusive) or a list of `allowed` values say otherwise. */
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
