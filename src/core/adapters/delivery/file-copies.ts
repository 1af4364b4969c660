import { fileOf } from '../../model/new-file-access.ts';
import type { Copies } from '../../ports/copies.ts';
import { systemCalls } from '../file-calls.ts';
import { hasKeyOf, removeFromFile } from './pair-file.ts';
import { inWords } from './problem-words.ts';

/** @param own files and folders of keyturn, which are never touched */
export function createCopies(own: readonly string[] = []): Copies {
  const files = { own, calls: systemCalls };
  return {
    look: async (name, keys) => {
      const { path } = fileOf(name);
      let isOurs = false;
      const problem = await inWords(async () => {
        isOurs = await hasKeyOf(files, path, keys);
        return null;
      });
      if (problem !== null) return { problem };
      return isOurs ? 'ours' : 'other';
    },
    remove: (name, keys) => inWords(() => removeFromFile(files, fileOf(name).path, keys)),
  };
}
