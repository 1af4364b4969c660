import { type FieldType, fieldTypes, type Value } from '../objects/object-type.ts';

export type Family = (typeof fieldTypes)[FieldType]['family'];

/** How values of a type are compared. */
export function familyOf(type: FieldType): Family {
  return fieldTypes[type].family;
}

/** A value in its comparable form: 15 characters of an id, text in lower case, null for empty text. */
export function comparable(family: Family, value: Value): Value {
  if (typeof value !== 'string') return value;
  if (value === '') return null;
  return family === 'id' ? value.slice(0, 15) : value.toLowerCase();
}

/** Compares two comparable values of one family. Null is the smallest. */
export function compareValues(one: Value, other: Value): number {
  if (one === other) return 0;
  if (one === null) return -1;
  if (other === null) return 1;
  return one < other ? -1 : 1;
}
