import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { commands } from '../../src/cli/commands.ts';
import { typedCommands } from '../../src/core/reasons/practice-commands.ts';

const folder = join(import.meta.dirname, '../../docs/reference/schemas');
const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, formats: { 'date-time': true } });
const validators = new Map<string, ValidateFunction>();

/** @throws Error unless the document fits its published schema. Strict: a field that the schema doesn't name fails, too. */
export function expectDocument(name: string, document: unknown): void {
  const validate = validators.get(name) ?? ajv.compile(closed(publishedSchema(name)) as object);
  validators.set(name, validate);
  if (validate(document)) return;
  const problems = validate.errors?.map(({ instancePath, message, params }) => {
    return `  ${instancePath || 'the whole'}: ${message} ${JSON.stringify(params)}`;
  });
  throw new Error(
    `This document does not fit ${name}.schema.json. Describe it in src/cli/documents, then run \`npm run reference\`.\n${problems?.join('\n')}\n${JSON.stringify(document, null, 2)}`,
  );
}

export function publishedSchema(name: string): unknown {
  return JSON.parse(readFileSync(join(folder, `${name}.schema.json`), 'utf8'));
}

/** Documents that were seen, for a test that wants to see all of them. */
export interface SeenDocuments {
  add(name: string): unknown;
}

/**
 * Checks what a command with `--json` has printed; everything else is left alone.
 * @param args of the command line
 */
export function expectPrinted(
  args: readonly string[],
  { code, stdout }: { readonly code: number; readonly stdout: string },
  seen?: SeenDocuments,
): void {
  // A program that was killed may have printed nothing, or half of it.
  if (!args.includes('--json') || code === -1) return;
  const document = JSON.parse(stdout) as { readonly status: number };
  const name = 'name' in document ? 'error' : schemaOf(args);
  expectDocument(name, document);
  if (args.includes('--practice')) expectTyped(document);
  seen?.add(name);
  if (name === 'error' && document.status !== code) throw new Error(`exit code ${code}, but status ${document.status}`);
}

/** Commands in the texts of a document are those of this call, and no place of Setup is named. */
function expectTyped(value: unknown, field = ''): void {
  if (typeof value === 'object' && value !== null) {
    for (const [name, of] of Object.entries(value)) expectTyped(of, Array.isArray(value) ? field : name);
  } else if (typeof value === 'string' && typedCommands(value, { isPractice: true }) !== value) {
    throw new Error(`${field} isn't for the practice org: ${value}`);
  }
}

/** Help and version, which every command line can ask for. */
const ofProgram: Readonly<Record<string, string>> = {
  ...{ help: 'help', '--help': 'help', '-h': 'help' },
  ...{ version: 'version', '--version': 'version', '-v': 'version' },
};

function schemaOf(args: readonly string[]): string {
  const [first, second] = args.filter((arg) => !arg.startsWith('-'));
  const asked = args.find((arg) => Object.hasOwn(ofProgram, arg));
  if (asked) return ofProgram[asked] ?? asked;
  const name = [`${first} ${second}`, first ?? 'status'].find((words) => words in commands);
  return (name ?? 'status').replace(' ', '-');
}

/** The schema without room for fields that it doesn't name. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in inner && !('additionalProperties' in inner)
    ? { ...inner, additionalProperties: false }
    : inner;
}
