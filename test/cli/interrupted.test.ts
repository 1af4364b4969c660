import { expect, inject, it } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { commandOf, isDaemon, needsKeychain, oneOfEach, waitingLines } from '../support/interruption/lines.ts';
import { faultOf, inThisProcess, waitingBench } from '../support/interruption/run-waiting.ts';
import { some } from '../support/sample.ts';
import { tempFolder } from '../support/temp-folder.ts';

const { seed } = inject('sampling');
const signals = ['SIGINT', 'SIGTERM'] as const;

it('every command is among those that are interrupted while nobody answers', () => {
  const walked = new Set(waitingLines().map(({ args }) => commandOf(args)));
  expect(Object.keys(commands).filter((name) => !walked.has(name as keyof typeof commands))).toEqual([]);
});

it('a command that nobody answers ends within 5 s of an interruption, and says so', async () => {
  const bench = await waitingBench(tempFolder());
  try {
    // All of them, with both signals, take minutes: test/long has them.
    const all = oneOfEach(waitingLines().filter((line) => !isDaemon(line) && !needsKeychain(line)));
    // Those that change something wait for another process up to 4 s before they end.
    const [forState, others] = [all.filter(({ wait }) => wait === 'state'), all.filter(({ wait }) => wait !== 'state')];
    const faults: string[] = [];
    for (const [nth, line] of [...others, ...some(forState, 6)].entries()) {
      const signal = signals[(nth + seed) % 2] as (typeof signals)[number];
      const fault = faultOf(line, await bench.stopped(line, { signals: [signal], start: inThisProcess }));
      if (fault !== null) faults.push(`${signal}: ${fault}`);
    }
    expect(faults).toEqual([]);
  } finally {
    await bench.close();
  }
});
