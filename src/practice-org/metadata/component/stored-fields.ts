import type { FieldMap } from '../../model/component.ts';
import type { FieldSpec } from '../types/field-spec.ts';
import { fieldsAt, type MetadataType } from '../types/metadata-type.ts';

/** Elements that act on one deploy and are off again afterwards. */
const ONE_SHOT: ReadonlySet<string> = new Set(['shouldRotateConsumerKey', 'shouldRotateConsumerSecret']);

/** Names that stay as they are when a file leaves them out. */
const KEPT: ReadonlySet<string> = new Set(['label']);

export interface StoreOptions {
  readonly type: MetadataType;
  /** What the component holds now; empty for a new one. */
  readonly before: FieldMap;
  readonly version: number;
  /** `replace`: what is left out goes to its default. `merge`: it stays. */
  readonly mode: 'replace' | 'merge';
}

/**
 * What the org keeps of a deployed component. What it fills itself and what it hides is not among the fields; elements
 * newer or older than the deploy's API version stay as they are.
 */
export function storedFields(given: FieldMap, options: StoreOptions): FieldMap {
  const { type, before, version, mode } = options;
  const known = new Set(fieldsAt(type.fields, version).map((spec) => spec.name));
  const stored: FieldMap = {};
  for (const spec of type.fields) {
    const left = leftOut(spec, before, mode === 'merge' || !known.has(spec.name));
    const value = known.has(spec.name) && !ONE_SHOT.has(spec.name) ? (given[spec.name] ?? left) : left;
    if (value !== undefined && spec.shown === 'stored') stored[spec.name] = value;
  }
  return stored;
}

function leftOut(spec: FieldSpec, before: FieldMap, keeps: boolean) {
  if (keeps || KEPT.has(spec.name)) return before[spec.name];
  return spec.default ?? undefined;
}
