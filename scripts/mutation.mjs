/**
 * Mutation tests: `npm run test:mutation [--anew] [group or file …]`. Stryker breaks the code in one place at a time and runs the quick tests
 * that reach it. Prints the score of each group and every mutant that survived; a survivor needs its reason in
 * `test/mutation/survivors.json`, so that nobody has to find out twice why it is harmless. A reason explains a survivor, it doesn't
 * lift a score.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, matchesGlob, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { closingLine } from './check-lanes.mjs';

const { root } = createRequire(import.meta.url)('./bootstrap.cjs');
const reasonsFile = join(root, 'test/mutation/survivors.json');

/** What is mutated, and the least share of mutants that a test must notice, in percent. */
const groups = [
  { name: 'machine', mutate: 'src/core/machine/**/*.ts', least: 95 },
  { name: 'rotation', mutate: 'src/core/rotation/**/*.ts', least: 85 },
  { name: 'proof', mutate: 'src/core/proof/**/*.ts', least: 85 },
  { name: 'reminders', mutate: 'src/core/reminders/**/*.ts', least: 85 },
  { name: 'secret-store', mutate: 'src/core/adapters/secret-store/**/*.ts', least: 85 },
  { name: 'leases', mutate: 'src/core/adapters/state/leases.ts', least: 85 },
];

process.chdir(root);
const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { anew: { type: 'boolean', default: false } },
});
const chosen = wanted.length === 0 ? groups : wanted.map(chosenAs);
const unknown = wanted.filter((_, index) => chosen[index] === undefined);
if (unknown.length > 0) {
  process.stderr.write(
    `There is no group and no file ${unknown.join(', ')}; there are the groups ${groups.map(({ name }) => name).join(', ')}.\n`,
  );
  process.exit(2);
}
const mutants = await new Stryker({
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts' },
  mutate: chosen.map(({ mutate }) => mutate),
  coverageAnalysis: 'perTest',
  concurrency: 2,
  reporters: ['progress-append-only'],
  tempDirName: '.toolchain/mutation',
  ignorePatterns: ['/.toolchain', '/dist', '/docs'],
  cleanTempDir: 'always',
  // What neither the code nor its tests have changed since holds, unless it is asked for anew.
  incremental: true,
  incrementalFile: '.toolchain/mutation.json',
  force: values.anew,
  // Only what hangs is ended: a busy computer is no test.
  timeoutMS: 20_000,
  allowConsoleColors: false,
}).runMutationTest();

const reasons = existsSync(reasonsFile) ? JSON.parse(readFileSync(reasonsFile, 'utf8')) : {};
const total = { passed: 0, failed: 0 };
for (const { name, mutate, least } of chosen) {
  const folder = mutate.replace(/\*\*.*$/, '');
  const own = mutants.filter((mutant) => fileOf(mutant).startsWith(folder));
  const caught = own.filter(({ status }) => status === 'Killed' || status === 'Timeout').length;
  const missed = own.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
  const score = (100 * caught) / Math.max(1, caught + missed.length);
  const isEnough = score >= least;
  process.stdout.write(
    `${isEnough ? '✓' : '✗'} ${name}: ${caught} of ${caught + missed.length} mutants caught, ${score.toFixed(1)} % (at least ${least} %)\n`,
  );
  const unexplained = missed.filter((mutant) => reasonOf(mutant) === undefined);
  for (const mutant of missed)
    process.stdout.write(`    ${mutant.status} ${titleOf(mutant)}: ${reasonOf(mutant) ?? 'no reason given'}\n`);
  total.passed += isEnough ? 1 : 0;
  total.failed += (isEnough ? 0 : 1) + (unexplained.length > 0 ? 1 : 0);
}
closingLine(total);

/** Given for the mutant alone, or for all of a file that runs in a process of its own, which no mutant reaches. */
function reasonOf(mutant) {
  return reasons[titleOf(mutant)] ?? reasons[fileOf(mutant)];
}

function fileOf({ fileName }) {
  return relative(root, fileName).replaceAll('\\', '/');
}

/** A group by its name; a file has to score what its group has to. */
function chosenAs(one) {
  const group = groups.find(({ name, mutate }) => name === one || matchesGlob(one, mutate));
  if (group?.name === one) return group;
  return group && existsSync(one) ? { ...group, name: one, mutate: one } : undefined;
}

/** Names a mutant by what it does and not by its line, which moves with every edit above it. */
function titleOf(mutant) {
  const { fileName, location, mutatorName, replacement } = mutant;
  const lines = readFileSync(fileName, 'utf8')
    .split('\n')
    .slice(location.start.line - 1, location.end.line);
  const last = lines.length - 1;
  lines[last] = lines[last].slice(0, location.end.column - 1);
  lines[0] = lines[0].slice(location.start.column - 1);
  const original = lines.join(' ').replaceAll(/\s+/g, ' ');
  return `${fileOf(mutant)}: ${mutatorName}: ${original} → ${replacement?.replaceAll(/\s+/g, ' ')}`;
}
