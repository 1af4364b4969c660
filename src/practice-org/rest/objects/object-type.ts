import type { Caller } from '../caller.ts';

/** Instants are epoch ms here and become text only in an answer. */
export type Value = string | number | boolean | null;

const text = { apex: 'String', soap: 'xsd:string', length: 255, family: 'text' } as const;
const id = { apex: 'Id', soap: 'tns:ID', length: 18, family: 'id' } as const;

/** What each type is called elsewhere, the length of its text, and the family in which its values are compared. */
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
  /** Object that a reference points at. */
  readonly refersTo: string | null;
  readonly values: readonly string[];
  read(row: Row, caller: Caller): Value;
}

/** A parent that a query reaches by its name, as in `Profile.Name`. */
export interface ParentOf<Row> {
  readonly name: string;
  /** Name of the parent's object. */
  readonly object: string;
  find(row: Row, caller: Caller): unknown;
}

/** One sObject: its fields and parents as functions of a row of the model. Rows are made only when they are asked for. */
export interface ObjectOf<Row> {
  readonly name: string;
  readonly label: string;
  readonly keyPrefix: string | null;
  /** Which API has it. */
  readonly api: 'data' | 'tooling' | 'both';
  /** False where only `COUNT()` is allowed of all aggregates. */
  readonly aggregates: boolean;
  readonly fields: readonly FieldOf<Row>[];
  readonly parents: readonly ParentOf<Row>[];
  /** Rows that this caller may see. */
  rows(caller: Caller): Iterable<Row>;
  /** Fields whose rows are found without going through all of them; a row may also be one the filter then drops. */
  readonly indexes: Readonly<Record<string, (value: string, caller: Caller) => Iterable<Row>>>;
  /** Whether this caller's org has the object at all. */
  isThere?(caller: Caller): boolean;
}

/** Rows of any one object: which type they have is known to their own object alone. */
export type ObjectType = ObjectOf<unknown>;
export type Field = FieldOf<unknown>;

type FieldOptions = Partial<Omit<Field, 'name' | 'type' | 'read'>>;

/** A field; its label is its name taken apart, unless given. */
export function field<Row>(
  name: string,
  type: FieldType,
  read: (row: Row, caller: Caller) => Value,
  options: FieldOptions = {},
): FieldOf<Row> {
  const usual = { filterable: true, createable: false, updateable: false, refersTo: null, values: [] };
  return { name, type, read, label: wordsOf(name), ...usual, ...options };
}

/** The field of this name in any letter case. */
export function fieldNamed({ fields }: ObjectType, name: string): Field | undefined {
  return fields.find((each) => each.name.toLowerCase() === name.toLowerCase());
}

function wordsOf(name: string): string {
  return name.replace(/Id$/, ' ID').replace(/(?<=[a-z])(?=[A-Z])/g, ' ');
}

type Given<Row> = Pick<ObjectOf<Row>, 'name' | 'fields' | 'rows'> & Partial<ObjectOf<Row>>;

/** An object of the data API, and called by its name taken apart, unless said otherwise. */
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
