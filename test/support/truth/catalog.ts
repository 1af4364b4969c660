import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { reasons } from '../../../src/core/reasons/errors.ts';

const folder = join(import.meta.dirname, '../../../src/core/words');

/**
 * The names of all texts in `core/words` and `core/reasons`, such as `daemonWords.off` and `reasons.NoDelivery.safe`. A list
 * of texts, or a question, has one name.
 */
export async function catalog(): Promise<readonly string[]> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  const modules = await Promise.all(
    files.map((name) => import(join(folder, name)) as Promise<Record<string, unknown>>),
  );
  const words = modules.flatMap((one) => Object.entries(one).flatMap(([name, value]) => namesIn(name, value)));
  const codes = Object.keys(reasons).flatMap((code) => [`reasons.${code}.message`, `reasons.${code}.safe`]);
  return [...new Set([...words, ...codes])].toSorted();
}

function namesIn(name: string, value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Set) return [name];
  const entries = Object.entries(value);
  if ('kind' in value && 'id' in value) return [name];
  return entries.flatMap(([key, inner]) => namesIn(`${name}.${key}`, inner));
}
