/**
 * Counts the texts for people that `src/core` and `src/compose` build outside of `core/words` and `core/reasons`, and says where they are.
 * A text for people has three or more words in a row.
 */
import { createRequire } from 'node:module';
import { textsOf } from './texts.mjs';

const { root } = createRequire(import.meta.url)('./bootstrap.cjs');
const dictionaries = /^(words|reasons)\//;
const threeWords = /(^|[\s(“"])[\p{L}…''-]{1,},? [\p{L}…''-]{2,},? [\p{L}…''-]{2,}/u;

const found = ['src/core', 'src/compose']
  .flatMap((folder) => textsOf(root, folder, (name) => !dictionaries.test(name)))
  .filter(({ text }) => threeWords.test(text));
for (const { file, line, text } of found) process.stdout.write(`${file}:${line}: ${text}\n`);
process.stdout.write(`${found.length} texts for people outside of core/words and core/reasons\n`);
process.exitCode = found.length > 0 ? 1 : 0;
