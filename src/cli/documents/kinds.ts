/**
 * Builders for the descriptions of JSON documents. Only the reference and the tests load this folder; the program uses its
 * types. JSON Schema has no place for what a value means, so the meanings become part of the description.
 */
import { z } from 'zod';
import { reasons } from '../../core/reasons/errors.ts';

export const text = (description: string) => z.string().describe(description);
export const textOrNull = (description: string) => z.string().nullable().describe(description);
export const flag = (description: string) => z.boolean().describe(description);
export const flagOrNull = (description: string) => z.boolean().nullable().describe(description);
export const count = (description: string) => z.int().min(0).describe(description);
export const countOrNull = (description: string) => z.int().min(0).nullable().describe(description);
export const texts = (description: string) => z.array(z.string()).describe(description);

const isoInstant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  .meta({ format: 'date-time' });

export const instant = (description: string) => isoInstant.describe(description);
export const instantOrNull = (description: string) => isoInstant.nullable().describe(description);

/** One of the values of a type. Doesn't compile while a value is missing or unknown; an empty meaning is left out. */
export function oneOf<Value extends string>(description: string, meanings: Readonly<Record<Value, string>>) {
  const values = Object.keys(meanings) as Value[];
  const told = values.filter((value) => meanings[value] !== '').map((value) => `\`${value}\`: ${meanings[value]}`);
  return z.enum(values).describe(told.length > 0 ? `${description} ${told.join('; ')}.` : description);
}

/** A text of which the code only promises that it is one, and that is one of these values. */
export function knownText(description: string, values: readonly string[]) {
  return z.string().describe(description).meta({ enum: values });
}

export const reasonCodes = Object.keys(reasons).toSorted();

type Values = readonly unknown[];
/** What a document may hold: the code hands out lists that nobody changes. */
export type ReadOnly<Value> = Value extends Values
  ? readonly ReadOnly<Value[number]>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: ReadOnly<Value[Key]> }
    : Value;

export type DocumentOf<Kind extends z.ZodType> = ReadOnly<z.output<Kind>>;
