/**
 * Runs all checks of the clone in two parallel lanes. The last line is `N passed, N failed`.
 * `--full` runs all tests with whole tables instead of samples.
 * `--only <name>` (repeatable) runs only some checks. Other arguments select test files by name.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { closingLine, oneCheck, runLanes } from './check-lanes.mjs';
import { runVitest } from './run-vitest.mjs';
import { installCli, sf } from './salesforce-cli.mjs';

const { root } = createRequire(import.meta.url)('./bootstrap.cjs');
const longestFile = 300;

const { values, positionals: filters } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string', multiple: true }, full: { type: 'boolean', default: false } },
});

const reading = [
  { name: 'lint', run: () => tool('@biomejs/biome/bin/biome', ['ci', '--colors=off', '--error-on-warnings']) },
  { name: 'types', run: () => tool('typescript-native/bin/tsc', ['--noEmit', '-p', '.']) },
  { name: 'borders', run: () => figures('borders.mjs') },
  { name: 'sentences', run: () => figures('sentences.mjs') },
  { name: 'vocabulary', run: () => figures('vocabulary.mjs') },
  { name: 'size', run: async () => checkSizes() },
];
const running = [
  { name: 'build', run: () => oneCheck(process.execPath, [join(root, 'scripts/build.mjs')], { cwd: root }) },
  { name: 'unit', run: () => runVitest({ root, mode: values.full ? 'full' : 'test', filters }) },
];
const onDemand = [{ name: 'long', run: runLong }];

const only = new Set(values.only);
const all = [...reading, ...running, ...onDemand];
const unknown = [...only].filter((name) => !all.some((check) => check.name === name));
if (unknown.length > 0) {
  process.stderr.write(`Unknown check ${unknown.join(', ')}. Use one of ${all.map(({ name }) => name).join(', ')}.\n`);
  process.exit(2);
}
const lanes = only.size > 0 ? [all.filter(({ name }) => only.has(name))] : [reading, running];
closingLine(await runLanes(lanes));

/** Some of these tests ask the official Salesforce CLI. */
async function runLong() {
  const installed = await installCli();
  const ran = await runVitest({ root, mode: 'long', filters, env: { ...process.env, KEYTURN_SF: sf } });
  return { passed: ran.passed, failed: ran.failed + installed.failed, shown: `${installed.shown}${ran.shown}` };
}

function tool(path, args) {
  return oneCheck(process.execPath, [join(root, 'node_modules', path), ...args], { cwd: root });
}

function figures(script) {
  return oneCheck(process.execPath, [join(root, 'scripts', script)], { cwd: root, printsFigures: true });
}

/** A file that is too long must be split into two, each with its own name. */
function checkSizes() {
  const tooLong = readdirSync(join(root, 'src'), { recursive: true })
    .filter((name) => ['.ts', '.tsx'].includes(extname(name)))
    .map((name) => ({ name, lines: readFileSync(join(root, 'src', name), 'utf8').split('\n').length - 1 }))
    .filter(({ lines }) => lines > longestFile);
  const shown = tooLong
    .map(({ name, lines }) => `src/${name} has ${lines} lines, and the limit is ${longestFile}`)
    .join('\n');
  return { passed: shown ? 0 : 1, failed: shown ? 1 : 0, shown };
}
