import { jsonText, type PracticeRequest } from '../../http/message.ts';
import { fail } from '../../http/refusal.ts';
import { fullId } from '../derived-id.ts';
import { type Field, fieldNamed, type ObjectType } from '../objects/object-type.ts';

/** Fields of a new or changed record under their exact names, with values of the right type. */
export class Input {
  readonly #values: ReadonlyMap<string, unknown>;

  constructor(values: ReadonlyMap<string, unknown>) {
    this.#values = values;
  }

  text(name: string): string | null {
    const value = this.#values.get(name);
    return typeof value === 'string' ? value : null;
  }

  flag(name: string): boolean | null {
    const value = this.#values.get(name);
    return typeof value === 'boolean' ? value : null;
  }

  /** The record whose id is in a field. @throws Refusal if there is none */
  reference<Found>(name: string, find: (id: string) => Found | undefined): Found {
    const found = find(fullId(this.text(name) ?? ''));
    if (found !== undefined) return found;
    throw fail(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [name]);
  }

  /** All given fields. */
  entries(): Iterable<readonly [name: string, value: unknown]> {
    return this.#values;
  }

  /** Names of the flags set to true. */
  trueFlags(): string[] {
    return [...this.#values].flatMap(([name, value]) => (value === true ? [name] : []));
  }

  /** @throws Refusal REQUIRED_FIELD_MISSING with all missing names */
  require(names: readonly string[]): void {
    const missing = names.filter((name) => (this.#values.get(name) ?? '') === '');
    if (missing.length === 0) return;
    throw fail(400, 'REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing.join(', ')}]`, missing);
  }
}

/** @throws Refusal for a body that isn't an object, for unknown fields, and for read-only ones */
export function readInput(request: PracticeRequest, object: ObjectType, use: 'createable' | 'updateable'): Input {
  const values = new Map<string, unknown>();
  for (const [name, value] of Object.entries(readObject(request))) {
    if (name === 'attributes') continue;
    const field = fieldNamed(object, name);
    if (!field) {
      throw fail(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${object.name}`);
    }
    if (!field[use]) throw notWritable(field);
    requireKind(field, value);
    values.set(field.name, value);
  }
  return new Input(values);
}

function readObject(request: PracticeRequest): object {
  let body: unknown;
  try {
    body = JSON.parse(jsonText(request));
  } catch {
    throw fail(400, 'JSON_PARSER_ERROR', 'The HTTP entity body is required to be valid JSON.');
  }
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  throw fail(400, 'JSON_PARSER_ERROR', 'The HTTP entity body is required to be a JSON object.');
}

function notWritable({ name }: Field) {
  return fail(
    400,
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    `Unable to create/update fields: ${name}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`,
    [name],
  );
}

function requireKind({ name, type }: Field, value: unknown): void {
  const isFlag = type === 'boolean';
  if (typeof value === (isFlag ? 'boolean' : 'string') || (value === null && !isFlag)) return;
  throw fail(400, 'JSON_PARSER_ERROR', `Cannot deserialize ${name}: a ${isFlag ? 'boolean' : 'string'} is expected`);
}
