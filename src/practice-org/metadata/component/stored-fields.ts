import type { FieldMap } from '../../model/component.ts';
import type { FieldSpec } from '../types/field-spec.ts';
import { fieldsAt, type MetadataType } from '../types/metadata-type.ts';

/** Elements that act on one deploy and are then off again. */
const ONE_SHOT: ReadonlySet<string> = new Set(['shouldRotateConsumerKey', 'shouldRotateConsumerSecret']);

/** Elements that keep their value when a file leaves them out. */
const KEPT: ReadonlySet<string> = new Set(['label']);

export interface StoreOptions {
  readonly type: MetadataType;
  /** The current fields of the component; empty for a new one. */
  readonly before: FieldMap;
  readonly version: number;
  /** For elements missing from the file: `replace` sets the default, `merge` keeps the value. */
  readonly mode: 'replace' | 'merge';
}

/**
 * The fields that the org stores for a deployed component, without those that it fills itself or hides. Elements that the
 * deploy's API version doesn't have keep their value.
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
