/** Runs checks in parallel and counts what passed. */
import { spawn } from 'node:child_process';

/**
 * The result of a check. `shown` is what a person needs to see, mostly about a failure.
 * @typedef {{ passed: number, failed: number, shown: string }} Outcome
 */

/** Runs a program to its end. Resolves with both outputs as one text. */
export function runProgram(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (data) => {
      output += data;
    });
    child.stderr.on('data', (data) => {
      output += data;
    });
    child.on('error', (error) => resolve({ isOk: false, output: `${program}: ${error.message}` }));
    child.on('close', (code) => resolve({ isOk: code === 0, output }));
  });
}

/** A check that passes or fails as a whole. Shows its output if it fails, or always if it prints figures. */
export async function oneCheck(program, args, { printsFigures = false, ...options } = {}) {
  const { isOk, output } = await runProgram(program, args, options);
  return { passed: isOk ? 1 : 0, failed: isOk ? 0 : 1, shown: isOk && !printsFigures ? '' : output };
}

/**
 * Runs the checks of each lane in order and the lanes in parallel. Prints each result when it is there.
 *
 * @returns {Promise<Outcome>}
 */
export async function runLanes(lanes) {
  const total = { passed: 0, failed: 0, shown: '' };
  const runLane = async (lane) => {
    for (const { name, run } of lane) {
      const begun = performance.now();
      const { passed, failed, shown } = await run();
      total.passed += passed;
      total.failed += failed;
      const seconds = ((performance.now() - begun) / 1000).toFixed(1);
      process.stdout.write(`${failed > 0 ? '✗' : '✓'} ${name}: ${passed} passed, ${failed} failed (${seconds} s)\n`);
      if (shown.trim()) process.stdout.write(`${shown.trimEnd()}\n\n`);
    }
  };
  await Promise.all(lanes.map(runLane));
  return total;
}

/** Prints the last line of a run and sets the exit code. */
export function closingLine({ passed, failed }) {
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
