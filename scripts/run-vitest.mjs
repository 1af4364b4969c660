/** Runs the tests of one kind and counts them; what is skipped counts as failed, because nobody looked at it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { runProgram } from './check-lanes.mjs';

/** `filters` are file names or parts of them, as vitest takes them. */
export async function runVitest({ root, mode = 'test', filters = [], env = process.env }) {
  const folder = mkdtempSync(join(tmpdir(), 'kt-report-'));
  const report = join(folder, 'report.json');
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  try {
    const args = [vitest, 'run', '--mode', mode, ...reporters, ...filters];
    const { isOk, output } = await runProgram(process.execPath, args, { cwd: root, env });
    return outcomeOf(root, readReport(report), isOk, output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function outcomeOf(root, report, isOk, output) {
  if (!report) return { passed: 0, failed: 1, shown: output };
  const tests = report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ status, fullName }) => ({ status, title: `${relative(root, name)}: ${fullName}` })),
  );
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const broken = tests.filter(({ status }) => status === 'failed').length;
  const skipped = tests.filter(({ status }) => status !== 'passed' && status !== 'failed');
  // A file that can't be loaded has failed without a single test.
  const files = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const counted = broken + files + skipped.length;
  const failed = isOk || counted > 0 ? counted : 1;
  const unrun = skipped.map(({ title }) => `skipped, which counts as failed: ${title}`).join('\n');
  return { passed, failed, shown: `${isOk ? '' : output}\n${unrun}` };
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
