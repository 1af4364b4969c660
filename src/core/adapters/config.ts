import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reason } from '../errors.ts';
import type { RotationPolicy, StoreReference } from '../watch/watched-app.ts';
import { fileProblem, systemCode } from './file-problem.ts';

/** What a person set in `config.json5`. Never a secret. */
export interface Settings {
  readonly store: StoreReference['kind'] | null;
  /** Policy of newly watched apps, as far as it is set. */
  readonly defaults: Partial<RotationPolicy>;
}

/**
 * Reads the settings of a home. The parser is loaded only when there is a file to parse, because most homes have none.
 * @throws ConfigInvalid
 */
export async function loadConfig(home: string): Promise<Settings> {
  const path = join(home, 'config.json5');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return { store: null, defaults: {} };
    throw reason('ConfigInvalid', { path, problem: `it can't be read: ${fileProblem(error)}` }, { cause: error });
  }
  const { parseSettings } = await import('./config-schema.ts');
  const parsed = parseSettings(text);
  if (!parsed.ok) throw reason('ConfigInvalid', { path, problem: parsed.problem });
  return parsed.value;
}
