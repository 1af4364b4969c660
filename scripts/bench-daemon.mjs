/**
 * A daemon that has nothing to do, over two bells or more: its memory, and the processor time of an hour. It is started before
 * the other figures are taken and read after them, because it does not mind them, and they take as long as it needs.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';

/** What it does at its start is over by then. */
const settledMs = 8_000;
const watchedMs = 125_000;

/** @param keyturn arguments of Node that run the program @returns reads the rows once enough time has passed, and ends it */
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

/** Of all its threads, by the scheduler's own count: the usual one knows hundredths of a second only. */
function processorSeconds(pid) {
  return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => {
    const [nanoseconds] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
    return sum + Number(nanoseconds) / 1e9;
  }, 0);
}
