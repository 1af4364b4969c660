import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from './durable-file.ts';
import { readOwnFile } from './own-files.ts';

/** Where the last good settings are, beside the settings file. */
export const lastGoodFile = 'config.last-good.json';

export interface LastGoodSettings {
  /** The plain value of the settings, or undefined if there is none that can be read. */
  find(): Promise<unknown>;
  /** Stores a value, or nothing for null. Never throws: a folder that can't be written to stops no command. */
  keep(value: unknown): Promise<void>;
}

/** The settings that were last read without an error, for all later processes. The settings never contain a secret. */
export function lastGoodSettings(home: string): LastGoodSettings {
  const path = join(home, lastGoodFile);
  /** For this process, if the file can't be written. */
  let kept: unknown;
  return {
    find: async () => {
      try {
        return JSON.parse(String(await readOwnFile(path)));
      } catch {
        return kept;
      }
    },
    keep: async (value) => {
      kept = value ?? undefined;
      try {
        if (value === null) await rm(path, { force: true });
        else {
          const content = `${JSON.stringify(value, null, 2)}\n`;
          const before = await readOwnFile(path).catch(() => null);
          if (before?.toString() !== content) await writeDurably({ path, content });
        }
      } catch {
        // The settings apply all the same. Only a later process won't find them.
      }
    },
  };
}
