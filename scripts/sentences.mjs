/**
 * Counts the texts for people that `src/core` builds outside of `core/words` and `core/reasons`, and says where they are.
 * A text for people is a literal or template with three or more words in a row. Not counted: types, what a program reads
 * (SQL, SOQL, XML, shell), and errors of the programmer (`new Error`), which nobody should ever see. Parts of a query are
 * known by their form: columns are capitalized names with commas between them, and a condition compares a field by `=`,
 * `IN (` or `LIKE`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';

const { root } = createRequire(import.meta.url)('./bootstrap.cjs');
const dictionaries = /^(words|reasons)\//;
const forPrograms =
  /^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|PRAGMA|BEGIN|ROLLBACK|DROP|WITH|FROM|WHERE|on run |--|<\?xml|<\w+)/;
const columns = /^\p{Lu}[\w.]*(, \p{Lu}[\w.]*)+$/u;
const conditions = /\b[\w.]+ (!?= |IN \(|LIKE )/;

/** @returns {{ file: string, line: number, text: string }[]} */
export function sentences() {
  const core = join(root, 'src/core');
  return readdirSync(core, { recursive: true })
    .filter((name) => /\.tsx?$/.test(name) && !dictionaries.test(name.replaceAll('\\', '/')))
    .toSorted()
    .flatMap((name) => sentencesOf(name, readFileSync(join(core, name), 'utf8')));
}

function sentencesOf(name, source) {
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || isProgrammersError(node)) return;
    const text = textOf(node);
    if (text !== null && isSentence(text)) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart());
      found.push({ file: `src/core/${name}`, line: line + 1, text: text.replaceAll(/\s+/g, ' ') });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** The text of a literal, with `…` for each value that is put in; null for any other node. */
function textOf(node) {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return null;
  return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
}

function isSentence(text) {
  const isForProgram = [forPrograms, columns, conditions].some((form) => form.test(text));
  return !isForProgram && /(^|[\s(“"])[\p{L}…’'-]{1,},? [\p{L}…’'-]{2,},? [\p{L}…’'-]{2,}/u.test(text);
}

function isProgrammersError(node) {
  return ts.isNewExpression(node) && /^(Type|Range)?Error$/.test(node.expression.getText());
}

if (process.argv[1] === import.meta.filename) {
  const found = sentences();
  for (const { file, line, text } of found) process.stdout.write(`${file}:${line}: ${text}\n`);
  process.stdout.write(`${found.length} texts for people outside of core/words and core/reasons\n`);
  process.exitCode = found.length > 0 ? 1 : 0;
}
