/**
 * Memory and processor time of an idle daemon, over at least two ticks of its clock. It starts before the other benchmarks
 * and is read after them: they don't disturb it, and they take long enough.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';

/** Start-up work is done by then. */
const settledMs = 8_000;
const watchedMs = 125_000;

/**
 *
 * @param keyturn arguments of Node that run the program
 * @returns a function that waits long enough, returns the rows and ends the daemon
 */
export async function startIdleDaemon({ keyturn, env, residentMegabytes }) {
  const child = spawn(process.execPath, [keyturn, 'daemon'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'exit');
  await new Promise((resolve) => setTimeout(resolve, settledMs));
  const begun = performance.now();
  const before = processorSeconds(child.pid);
  return {
    async rows() {
      const left = watchedMs - (performance.now() - begun);
      if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
      const anHour = ((processorSeconds(child.pid) - before) * 3_600_000) / (performance.now() - begun);
      const memory = residentMegabytes(child.pid);
      return [
        { name: 'memory of the idle daemon', value: memory, unit: 'MB', limit: '≤ 70 MB', isOk: memory <= 70 },
        {
          name: '  its processor time in an hour',
          value: anHour * 1000,
          unit: 'ms',
          limit: '≤ 1000 ms',
          isOk: anHour <= 1,
        },
      ];
    },
    async end() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Processor time of all threads from the scheduler's statistics. The usual counter has a resolution of 10 ms. */
function processorSeconds(pid) {
  return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => {
    const [nanoseconds] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
    return sum + Number(nanoseconds) / 1e9;
  }, 0);
}
