/** Finds the ways around the gate for text from outside (docs/adr/0010-one-gate-for-text-from-outside.md). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const gate = 'src/core/plain/outside-text.ts';
const answers = 'src/core/adapters/salesforce/wire/text.ts';
const adapters = 'src/core/adapters/';

/**
 * The files that talk with the outside, and to whom. Each has a row in `test/core/outside`, where the other side repeats every secret
 * that it gets.
 */
export const talkers = {
  'src/core/adapters/salesforce/transport.ts': 'org',
  'src/core/adapters/salesforce/jsforce.ts': 'org',
  'src/core/adapters/sign-ins/sign-in-broker.ts': 'sign-ins',
  'src/core/adapters/sign-ins/open-browser.ts': 'browser',
  'src/core/adapters/notify/post.ts': 'chat',
  'src/core/adapters/notify/mail.ts': 'mail',
  'src/core/adapters/notify/desktop.ts': 'desktop',
  'src/core/adapters/exec-program.ts': 'program',
  'src/core/adapters/service-manager.ts': 'service',
  'src/core/adapters/sweep/git.ts': 'git',
  'src/core/adapters/broker.ts': 'helper',
  'src/core/adapters/proxy.ts': 'org',
  'src/core/adapters/durable-file.ts': 'processes',
  'src/core/adapters/own-program.ts': 'keyturn',
  'src/core/adapters/secret-store/keychain-broker.ts': 'keychain',
  'src/core/adapters/state/holder.ts': 'processes',
  'src/core/adapters/practice-clock.ts': 'practice-org',
};
const channels =
  /^(?:(?:node:)?(?:child_process|net|tls|http|https|http2|dgram)|nodemailer|jsforce|@salesforce\/core|keytar)(?:\/|$)/;

/** @typedef {{ file: string, line: number, why: string }} Way */

/** @param {string} root @returns {Way[]} */
export function waysAround(root) {
  return readdirSync(join(root, 'src'), { recursive: true })
    .map((name) => `src/${name.replaceAll('\\', '/')}`)
    .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('src/practice-org/'))
    .toSorted()
    .flatMap((name) => waysIn(name, readFileSync(join(root, name), 'utf8')));
}

/** @param {string} file its path from the root @param {string} code @returns {Way[]} */
export function waysIn(file, code) {
  if (file === gate) return [];
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    const why = wayOf(file, node);
    if (why) found.push({ file, line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1, why });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function wayOf(file, node) {
  if (ts.isAsExpression(node) && node.type.getText() === 'CleanText') return 'only the gate makes clean text';
  if (isErrorWords(node)) return 'the message of an unknown error: use outsideError';
  if (!file.startsWith(adapters)) return isFetch(node) ? 'only an adapter talks with the outside' : null;
  if (file !== answers && isOpenString(file, node)) return 'a string of an answer: describe it with wire/text.ts';
  if (!(file in talkers) && (isFetch(node) || isChannel(node)))
    return 'a file that talks with the outside: name it in scripts/outside.mjs, and add its row to test/core/outside';
  return null;
}

/** `error instanceof Error ? error.message : …` and `String(error)` */
function isErrorWords(node) {
  if (ts.isConditionalExpression(node))
    return / instanceof Error$/.test(node.condition.getText()) && /\.message\b/.test(node.whenTrue.getText());
  return ts.isCallExpression(node) && /^String\((error|cause|thrown)\)$/.test(node.getText());
}

/** Settings are the user's own, and their schema refuses what doesn't fit. */
function isOpenString(file, node) {
  if (!/^src\/core\/adapters\/(salesforce|sign-ins|notify)\//.test(file)) return false;
  return ts.isPropertyAccessExpression(node) && /^z\.(string|any)$/.test(node.getText());
}

function isFetch(node) {
  return ts.isCallExpression(node) && /(^|\?\? )fetch\)?$/.test(node.expression.getText());
}

function isChannel(node) {
  if (ts.isImportDeclaration(node))
    return !node.importClause?.isTypeOnly && !areTypes(node) && channels.test(node.moduleSpecifier.text);
  return (
    ts.isCallExpression(node) &&
    node.expression.kind === ts.SyntaxKind.ImportKeyword &&
    channels.test(node.arguments[0]?.text ?? '')
  );
}

function areTypes({ importClause }) {
  const names = importClause?.namedBindings;
  return names !== undefined && ts.isNamedImports(names) && names.elements.every(({ isTypeOnly }) => isTypeOnly);
}
