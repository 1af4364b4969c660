import type { FieldMap, FieldValue } from '../../model/component.ts';
import type { FieldSpec } from '../types/field-spec.ts';
import { fieldsAt, type MetadataType } from '../types/metadata-type.ts';
import type { XmlFields, XmlValue } from '../xml/write-xml.ts';

/**
 * A component as retrieve and readMetadata show it at an API version: in alphabetical order, with defaults, with the org's
 * own values from `filled`, and without hidden elements.
 */
export function shownFields(type: MetadataType, stored: FieldMap, filled: FieldMap, version: number): XmlFields {
  return shown(type.fields, { ...stored, ...filled }, version);
}

function shown(specs: readonly FieldSpec[], values: FieldMap, version: number): XmlFields {
  const fields: Record<string, XmlValue> = {};
  for (const spec of fieldsAt(specs, version)) {
    if (spec.shown === 'hidden') continue;
    const value = values[spec.name] ?? spec.default;
    if (value !== null && value !== undefined) fields[spec.name] = shownValue(spec, value, version);
  }
  return fields;
}

function shownValue(spec: FieldSpec, value: FieldValue, version: number): XmlValue {
  if (Array.isArray(value)) return value.map((item) => shownValue(spec, item, version));
  if (spec.kind.is === 'group') return typeof value === 'string' ? {} : shown(spec.kind.fields, value, version);
  return typeof value === 'string' ? value : '';
}
