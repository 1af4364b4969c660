import { anchor, code } from './markdown.ts';
import type { Schema } from './schema.ts';

/** One row for each field of an object and of the objects in it: path, type, meaning. */
export function fieldRows(schema: Schema, path = ''): readonly (readonly string[])[] {
  const required = new Set(schema.required);
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const here = path === '' ? name : `${path}.${name}`;
    const optional = required.has(name) ? '' : ', may be missing';
    return [[code(here), `${typeWords(field)}${optional}`, meaningOf(field)], ...inside(field, here)];
  });
  return own;
}

function inside(field: Schema, path: string): readonly (readonly string[])[] {
  const { items, properties, propertyNames, additionalProperties, title } = unwrapped(field);
  // What several documents hold is explained once.
  if (title) return [];
  if (items) return inside(items, `${path}[]`);
  if (properties) return fieldRows(unwrapped(field), path);
  if (typeof additionalProperties !== 'object' || !propertyNames?.enum) return [];
  const names = propertyNames.enum.map((name) => code(String(name))).join(', ');
  return [[code(`${path}.<name>`), `${typeWords(additionalProperties)}, may be missing`, `The names are ${names}.`]];
}

/** Objects that several documents hold, by their titles. */
export function sharedObjects(schemas: readonly Schema[]): ReadonlyMap<string, Schema> {
  const found = new Map<string, Schema>();
  const visit = (schema: Schema, isForm: boolean) => {
    const inner = unwrapped(schema);
    if (inner.title && !isForm) found.set(inner.title, inner);
    for (const field of Object.values(inner.properties ?? {})) visit(field, false);
    for (const form of inner.anyOf ?? []) visit(form, true);
    if (inner.items) visit(inner.items, false);
  };
  for (const schema of schemas) visit(schema, true);
  return new Map([...found].toSorted(([one], [other]) => one.localeCompare(other)));
}

/** Without null. */
export function unwrapped(schema: Schema): Schema {
  if (Array.isArray(schema.type)) return { ...schema, type: schema.type.filter((type) => type !== 'null').join() };
  const rest = schema.anyOf?.filter(({ type }) => type !== 'null') ?? [];
  return rest.length === 1 && rest[0] ? rest[0] : schema;
}

function mayBeNull({ type, anyOf }: Schema): boolean {
  return Array.isArray(type) ? type.includes('null') : anyOf?.some((one) => one.type === 'null') === true;
}

function link(title: string): string {
  return `[${title}](${anchor(title)})`;
}

function meaningOf(field: Schema): string {
  return field.description ?? unwrapped(field).description ?? unwrapped(field).items?.description ?? '';
}

/** More values than this are explained elsewhere. */
const mostValues = 40;

export function typeWords(field: Schema): string {
  const orNull = mayBeNull(field) ? ' or null' : '';
  const kind = unwrapped(field);
  if (kind.title) return `${link(kind.title)}${orNull}`;
  if (kind.const !== undefined) return `${code(JSON.stringify(kind.const))}${orNull}`;
  if (kind.enum) return `${valuesOf(kind.enum, meaningOf(field))}${orNull}`;
  if (kind.type === 'array') return `list of ${pluralOf(kind.items ?? {})}${orNull}`;
  if (kind.anyOf ?? kind.oneOf) return [...new Set((kind.anyOf ?? kind.oneOf ?? []).map(typeWords))].join(' or ');
  if (kind.format === 'date-time') return `instant${orNull}`;
  return `${names[String(kind.type)] ?? 'any value'}${orNull}`;
}

function valuesOf(values: readonly unknown[], meaning: string): string {
  if (values.length > mostValues) return '[reason code](reason-codes.md)';
  if (values.every((value) => meaning.includes(`\`${value}\`:`))) return 'one of these texts';
  return values.map((value) => code(String(value))).join(', ');
}

function pluralOf(items: Schema): string {
  if (items.title) return link(items.title);
  if (items.enum) return items.enum.map((value) => code(String(value))).join(', ');
  return plurals[String(unwrapped(items).type)] ?? 'values';
}

const names: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  object: 'object',
  null: 'null',
};
const plurals: Readonly<Record<string, string>> = {
  string: 'texts',
  integer: 'whole numbers',
  object: 'objects',
};
