import fc from 'fast-check';
import { inject } from 'vitest';
import { Broken } from '../rotation/story.ts';
import { orgOfSeveral } from './several-borrowers.ts';

const step = fc.record({
  act: fc.constantFrom('begin', 'begin', 'finish', 'finish', 'die', 'suspend', 'wake', 'wake', 'pass'),
  which: fc.nat(20),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

interface Process {
  state: 'waiting' | 'working' | 'over' | 'dead';
  readonly finish: () => void;
  readonly die: () => void;
}

/**
 * Processes that need REST access to secrets begin, end, die and are suspended before a request, in any order. Whoever works has
 * it on, and in the end it is off. @throws with the seed and the shortest case that breaks this
 */
export async function sharedAtRandom(numRuns: number): Promise<string> {
  const { seed } = inject('sampling');
  const tally = { processes: 0, suspended: 0, died: 0 };
  const property = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => oneCase(steps, tally));
  await fc.assert(property, { numRuns, seed });
  const { processes, suspended, died } = tally;
  return `shared setting: ${numRuns} cases of seed ${seed}, ${processes} processes, ${suspended} suspended, ${died} died, 0 broken promises`;
}

async function oneCase(steps: readonly Step[], tally: { processes: number; suspended: number; died: number }) {
  const several = orgOfSeveral();
  const processes: Process[] = [];
  /** What wakes the processes that are suspended. */
  const asleep: (() => void)[] = [];
  const begin = () => {
    const one = several.process(`app ${processes.length}`);
    const end = Promise.withResolvers<void>();
    const process: Process = {
      state: 'waiting',
      finish: () => end.resolve(),
      die: () => several.memory.kill(one.state),
    };
    const work = async () => {
      process.state = 'working';
      await end.promise;
    };
    one.borrow(work).then(
      () => Object.assign(process, { state: 'over' }),
      (error: unknown) => Object.assign(process, { state: error }),
    );
    processes.push(process);
    tally.processes += 1;
  };
  const suspend = async () => {
    several.hooks.suspend = null;
    tally.suspended += 1;
    const { promise, resolve } = Promise.withResolvers<void>();
    asleep.push(resolve);
    await promise;
  };
  for (const { act, which } of steps) {
    const working = processes.filter(({ state }) => state === 'working');
    const chosen = working[which % Math.max(1, working.length)];
    if (act === 'begin') begin();
    else if (act === 'finish') chosen?.finish();
    else if (act === 'suspend') several.hooks.suspend = suspend;
    else if (act === 'wake') asleep.splice(which % Math.max(1, asleep.length), 1)[0]?.();
    else if (act === 'pass') several.clock.advance(31_000);
    else if (chosen) {
      chosen.die();
      chosen.state = 'dead';
      tally.died += 1;
    }
    await settled();
    check(processes, several.setting.isOn);
  }
  several.hooks.suspend = null;
  for (const wake of asleep) wake();
  await settled();
  check(processes, several.setting.isOn);
  for (const process of processes) process.finish();
  await settled();
  await several.process('the next start').goBack();
  const left = processes.filter(({ state }) => state !== 'over' && state !== 'dead');
  if (left.length > 0) throw new Broken(`a process doesn't end: ${String(left[0]?.state)}`);
  if (several.setting.isOn) throw new Broken('the setting stays on');
  if (several.memory.openIntents.length > 0) throw new Broken('an intent stays open');
}

function check(processes: readonly Process[], isOn: boolean): void {
  if (!isOn && processes.some(({ state }) => state === 'working'))
    throw new Broken('it is off under a process that needs it');
}

/** Every process goes as far as it can, also one that waits for its turn. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 300; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
