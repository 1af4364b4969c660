/** Finds the texts in the source that people read, and leaves out what only programs read. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const forPrograms =
  /^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|PRAGMA|BEGIN|ROLLBACK|DROP|WITH|FROM|WHERE|on run |--|<\?xml|<\w+)/;
const columns = /^\p{Lu}[\w.]*(, \p{Lu}[\w.]*)+$/u;
const conditions = /\b[\w.]+ (!?= |IN \(|LIKE )/;

/** @typedef {{ file: string, line: number, text: string }} Text a text, and where it is */

/**
 * Every literal, template and JSX text under `folder`. Types, SQL, XML and errors for programmers are left out.
 * @param {string} root @param {string} folder below the root @param {(name: string) => boolean} [takes] by path below the folder
 * @returns {Text[]}
 */
export function textsOf(root, folder, takes = () => true) {
  const path = join(root, folder);
  return readdirSync(path, { recursive: true })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.tsx?$/.test(name) && takes(name))
    .toSorted()
    .flatMap((name) => textsOfSource(`${folder}/${name}`, readFileSync(join(path, name), 'utf8')));
}

/** @returns {Text[]} */
export function textsOfSource(file, code) {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || isProgrammersError(node)) return;
    const text = textOf(node);
    if (text !== null && ![forPrograms, columns, conditions].some((form) => form.test(text))) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push({ file, line: line + 1, text: text.replaceAll(/\s+/g, ' '), isValue: isValue(node) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The text of a literal, with `…` for each value that is put in; null for any other node. */
function textOf(node) {
  if (ts.isStringLiteralLike(node) || ts.isJsxText(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return null;
  return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
}

/** The name of a property, or a value that the code compares with or types by `satisfies`: a program reads it. */
function isValue({ parent, ...node }) {
  if (ts.isPropertyAssignment(parent)) return parent.name.pos === node.pos;
  if (ts.isBinaryExpression(parent)) return /^[!=]==$/.test(parent.operatorToken.getText());
  return ts.isCaseClause(parent) || ts.isElementAccessExpression(parent) || ts.isSatisfiesExpression(parent);
}

function isProgrammersError(node) {
  return ts.isNewExpression(node) && /^(Type|Range)?Error$/.test(node.expression.getText());
}
