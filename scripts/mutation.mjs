/**
 * Mutation tests: `npm run test:mutation [--anew] [group or file …]`. Stryker breaks the code in one place at a time and
 * runs the quick tests that reach it. Prints the score of each group and every surviving mutant. Each survivor needs a
 * reason in `test/mutation/survivors.json`, which explains it but doesn't raise the score.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, matchesGlob, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { closingLine } from './check-lanes.mjs';

const { root } = createRequire(import.meta.url)('./bootstrap.cjs');
const reasonsFile = join(root, 'test/mutation/survivors.json');

/** What is mutated, and the lowest score in percent. */
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
  // Results stay valid while neither the code nor its tests change. `--anew` repeats all.
  incremental: true,
  incrementalFile: '.toolchain/mutation.json',
  force: values.anew,
  // Ends only mutants that hang, because the computer may be busy.
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
    process.stdout.write(
      `    ${mutant.status} ${titleOf(mutant)}: ${reasonOf(mutant) ?? 'no reason in survivors.json'}\n`,
    );
  total.passed += isEnough ? 1 : 0;
  total.failed += (isEnough ? 0 : 1) + (unexplained.length > 0 ? 1 : 0);
}
closingLine(total);

/** The reason for this mutant, or for a whole file that runs in its own process, which no mutant reaches. */
function reasonOf(mutant) {
  return reasons[titleOf(mutant)] ?? reasons[fileOf(mutant)];
}

function fileOf({ fileName }) {
  return relative(root, fileName).replaceAll('\\', '/');
}

/** A group by its name. A file must reach the score of its group. */
function chosenAs(one) {
  const group = groups.find(({ name, mutate }) => name === one || matchesGlob(one, mutate));
  if (group?.name === one) return group;
  return group && existsSync(one) ? { ...group, name: one, mutate: one } : undefined;
}

/** A mutant's name. It contains no line number, because that changes with every edit above. */
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
