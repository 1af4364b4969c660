/** Runs a task of the clone with the right Node and the locked packages: `node scripts/run.cjs <task> [args]`. */
const path = require('node:path');
const { environmentOf, ready, root } = require('./bootstrap.cjs');
const { handOver } = require('./hand-over.cjs');

const biome = 'node_modules/@biomejs/biome/bin/biome';
const vitest = 'node_modules/vitest/vitest.mjs';

/** The command of each task, run in the clone's folder. `needsBuild` if it needs the bundle. */
const tasks = {
  dev: { run: ['node_modules/tsx/dist/cli.mjs', 'src/cli/main.ts'] },
  build: { run: ['scripts/build.mjs'] },
  typecheck: { run: ['node_modules/typescript-native/bin/tsc', '--noEmit', '-p', '.'] },
  lint: { run: [biome, 'ci'] },
  format: { run: [biome, 'check', '--write'] },
  borders: { run: ['scripts/borders.mjs'] },
  sentences: { run: ['scripts/sentences.mjs'] },
  vocabulary: { run: ['scripts/vocabulary.mjs'] },
  facts: { run: ['scripts/facts.mjs'], needsBuild: true },
  test: { run: ['scripts/check.mjs'] },
  full: { run: ['scripts/check.mjs', '--full'] },
  runbook: { run: ['node_modules/tsx/dist/cli.mjs', 'scripts/runbook.ts'] },
  reference: { run: ['node_modules/tsx/dist/cli.mjs', 'scripts/reference.ts'] },
  vitest: { run: [vitest, 'run'], needsBuild: true },
  conformance: { run: ['scripts/conformance.mjs'], needsBuild: true },
  mutation: { run: ['scripts/mutation.mjs'] },
  long: { run: ['scripts/check.mjs', '--only', 'long'], needsBuild: true },
  bench: { run: ['scripts/bench.mjs'], needsBuild: true },
};

const [name, ...args] = process.argv.slice(2);
const task = tasks[name];
if (!task) {
  process.stderr.write(`keyturn: unknown task ${name}. Use one of ${Object.keys(tasks).join(', ')}.\n`);
  process.exit(2);
}
const node = ready({ needsBuild: task.needsBuild === true });
const [script, ...first] = task.run;
handOver(node.program, [path.join(root, script), ...first, ...args], { cwd: root, env: environmentOf(node) });
