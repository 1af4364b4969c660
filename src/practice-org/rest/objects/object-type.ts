import type { Caller } from '../caller.ts';

/** Times are epoch ms here and become text in the answer. */
export type Value = string | number | boolean | null;

const text = { apex: 'String', soap: 'xsd:string', length: 255, family: 'text' } as const;
const id = { apex: 'Id', soap: 'tns:ID', length: 18, family: 'id' } as const;

/** For each field type: its name in other APIs, its text length, and the family for comparing values. */
export const fieldTypes = {
  id,
  reference: id,
  string: text,
  email: text,
  picklist: text,
  boolean: { apex: 'Boolean', soap: 'xsd:boolean', length: 0, family: 'boolean' },
  int: { apex: 'Integer', soap: 'xsd:int', length: 0, family: 'number' },
  datetime: { apex: 'Datetime', soap: 'xsd:dateTime', length: 0, family: 'instant' },
} as const;

export type FieldType = keyof typeof fieldTypes;

export interface FieldOf<Row> {
  readonly name: string;
  readonly type: FieldType;
  readonly label: string;
  readonly filterable: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  /** The object that a reference refers to. */
  readonly refersTo: string | null;
  readonly values: readonly string[];
  read(row: Row, caller: Caller): Value;
}

/** A parent that a query can reach by name, as in `Profile.Name`. */
export interface ParentOf<Row> {
  readonly name: string;
  /** Name of the parent's object. */
  readonly object: string;
  find(row: Row, caller: Caller): unknown;
}

/** An sObject: its fields and parents as functions of a model row. Rows are created on demand. */
export interface ObjectOf<Row> {
  readonly name: string;
  readonly label: string;
  readonly keyPrefix: string | null;
  /** The APIs that have the object. */
  readonly api: 'data' | 'tooling' | 'both';
  /** False if `COUNT()` is the only aggregate that the object allows. */
  readonly aggregates: boolean;
  readonly fields: readonly FieldOf<Row>[];
  readonly parents: readonly ParentOf<Row>[];
  /** Rows that this caller may see. */
  rows(caller: Caller): Iterable<Row>;
  /** Fields that find rows without a scan. They may return too many rows; the filter drops those. */
  readonly indexes: Readonly<Record<string, (value: string, caller: Caller) => Iterable<Row>>>;
  /** Whether the caller's org has this object. */
  isThere?(caller: Caller): boolean;
}

/** Any object. Only the object itself knows the type of its rows. */
export type ObjectType = ObjectOf<unknown>;
export type Field = FieldOf<unknown>;

type FieldOptions = Partial<Omit<Field, 'name' | 'type' | 'read'>>;

/** A field. Its label is derived from its name unless given. */
export function field<Row>(
  name: string,
  type: FieldType,
  read: (row: Row, caller: Caller) => Value,
  options: FieldOptions = {},
): FieldOf<Row> {
  const usual = { filterable: true, createable: false, updateable: false, refersTo: null, values: [] };
  return { name, type, read, label: wordsOf(name), ...usual, ...options };
}

/** The field with this name, without case. */
export function fieldNamed({ fields }: ObjectType, name: string): Field | undefined {
  return fields.find((each) => each.name.toLowerCase() === name.toLowerCase());
}

function wordsOf(name: string): string {
  return name.replace(/Id$/, ' ID').replace(/(?<=[a-z])(?=[A-Z])/g, ' ');
}

type Given<Row> = Pick<ObjectOf<Row>, 'name' | 'fields' | 'rows'> & Partial<ObjectOf<Row>>;

/** An object. By default it is in the data API, and its label is derived from its name. */
export function objectType<Row>(given: Given<Row>): ObjectType {
  const whole: ObjectOf<Row> = {
    label: wordsOf(given.name),
    keyPrefix: null,
    api: 'data',
    aggregates: true,
    parents: [],
    indexes: {},
    ...given,
  };
  return whole as ObjectType;
}
