/**
 * Reads the texts that people see, in the program and in the docs, and names the right word for each wrong one.
 * Names in code marks are left out: commands, flags, reason codes and settings keep their spelling.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { textsOf } from './texts.mjs';
import { wrongWords } from './wrong-words.mjs';

const { root } = createRequire(import.meta.url)('./bootstrap.cjs');
const folders = ['src/core/words', 'src/core/reasons', 'src/cli', 'src/ui', 'src/scheduler', 'src/practice-org'];
const pages = ['README.md', 'CHANGELOG.md', 'ARCHITECTURE.md'];

const twoWords = /\p{L}[,:]? \p{L}/u;
const inProgram = folders
  .flatMap((folder) => textsOf(root, folder))
  .filter(({ text, isValue }) => !isValue && twoWords.test(text));

function linesOf(page) {
  let isCode = false;
  return readFileSync(join(root, page), 'utf8')
    .split('\n')
    .map((text, index) => {
      if (text.trimStart().startsWith('```')) isCode = !isCode;
      return { file: page, line: index + 1, text: isCode ? '' : text };
    });
}

const inDocs = [
  ...pages,
  ...readdirSync(join(root, 'docs'), { recursive: true })
    .filter((name) => name.endsWith('.md'))
    .toSorted()
    .map((name) => `docs/${name.replaceAll('\\', '/')}`),
].flatMap(linesOf);

const texts = [...inProgram, ...inDocs];
const found = texts.flatMap(({ file, line, text }) =>
  wrongWords(text).map((wrong) => ({ file, line, text, ...wrong })),
);
for (const { file, line, text, word, write } of found) {
  process.stdout.write(`${file}:${line}: “${word}”, write ${write}: ${text.trim().slice(0, 160)}\n`);
}
process.stdout.write(`${texts.length} texts read, ${found.length} wrong words\n`);
process.exitCode = found.length > 0 ? 1 : 0;
