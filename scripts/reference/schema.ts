import { z } from 'zod';
import type { JsonDocument } from '../../src/cli/documents/documents.ts';
import { settingsSchema } from '../../src/core/adapters/config-schema.ts';

/** What this reference uses of JSON Schema. */
export interface Schema {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly propertyNames?: Schema;
  readonly additionalProperties?: Schema | boolean;
}

export function schemaFileOf(name: string): string {
  return `schemas/${name}.schema.json`;
}

/** The published schema of a document. What a newer version adds to a document stays valid. */
export function schemaOf({ kind, title, where }: JsonDocument): Schema {
  const { $schema, ...schema } = jsonSchemaOf(kind);
  return { $schema, ...schema, title, description: where } as Schema;
}

/** The settings as a person writes them. */
export function settingsJsonSchema(): Schema {
  const { $schema, ...schema } = jsonSchemaOf(settingsSchema);
  return { $schema, ...schema, title: 'Settings', description: "`config.json5` in keyturn's folder." } as Schema;
}

/** As input, so that objects stay open unless keyturn itself refuses unknown keys. */
function jsonSchemaOf(kind: z.ZodType) {
  return z.toJSONSchema(kind, {
    io: 'input',
    target: 'draft-2020-12',
    override: ({ jsonSchema }) => {
      // The bounds of every whole number say nothing.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
}
