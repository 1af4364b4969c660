/** Runs the tests of one kind and counts them. A skipped test counts as failed. */
import { randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { runProgram } from './check-lanes.mjs';

/** `filters` are file names or parts of them, as for vitest. */
export async function runVitest({ root, mode = 'test', filters = [], env = process.env }) {
  const folder = mkdtempSync(join(tmpdir(), 'kt-report-'));
  const report = join(folder, 'report.json');
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  const seed = env.RANDOM_SEED ?? String(randomInt(2 ** 31));
  try {
    const args = [vitest, 'run', '--mode', mode, ...reporters, ...filters];
    const { isOk, output } = await runProgram(process.execPath, args, {
      cwd: root,
      env: { ...env, RANDOM_SEED: seed },
    });
    const told = readReport(report);
    const outcome = outcomeOf(root, told, isOk, output);
    return { ...outcome, shown: [outcome.shown.trim(), ...noteOf(root, told, seed, mode)].filter(Boolean).join('\n') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How to repeat the run, and how to make it shorter. */
function noteOf(root, report, seed, mode) {
  const seeded = `  seed ${seed}; repeat with RANDOM_SEED=${seed}`;
  if (!report || mode === 'test') return [seeded];
  const slowest = report.testResults
    .map(({ name, startTime, endTime }) => ({ name: relative(root, name), seconds: (endTime - startTime) / 1000 }))
    .toSorted((one, other) => other.seconds - one.seconds)
    .slice(0, 10)
    .map(({ name, seconds }) => `  ${seconds.toFixed(1).padStart(6)} s  ${name}`);
  return [seeded, '  slowest files:', ...slowest];
}

function outcomeOf(root, report, isOk, output) {
  if (!report) return { passed: 0, failed: 1, shown: output };
  const tests = report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ status, fullName }) => ({ status, title: `${relative(root, name)}: ${fullName}` })),
  );
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const broken = tests.filter(({ status }) => status === 'failed').length;
  const skipped = tests.filter(({ status }) => status !== 'passed' && status !== 'failed');
  // A file that can't be loaded counts as a failure, although it has no failed test.
  const files = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const counted = broken + files + skipped.length;
  const failed = isOk || counted > 0 ? counted : 1;
  const unrun = skipped.map(({ title }) => `skipped (counts as failed): ${title}`).join('\n');
  return { passed, failed, shown: `${isOk ? '' : output}\n${unrun}` };
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
