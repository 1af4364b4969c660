import type { Composition } from '../compose.ts';
import { plainText } from '../core/plain/text.ts';
import { cronBell } from '../scheduler/cron-bell.ts';
import { runDaemon, type TickReport } from '../scheduler/daemon.ts';
import type { DaemonParts } from './daemon-parts.ts';

/** The daemon on this machine; a tick is this program with `tickArgs`, in a process that gives back what it loads. */
export async function keepWatching(composition: Composition, tickArgs: readonly string[]): Promise<void> {
  const [parts, state] = await Promise.all([composition.daemonParts(), composition.state()]);
  await runDaemon({
    state,
    clock: composition.freshClock,
    pid: process.pid,
    bell: cronBell,
    runTick: (signal) => runTick(parts, tickArgs, signal),
    log: parts.log,
    heartbeat: parts.heartbeat,
    signals: process,
  });
}

async function runTick(
  { runOwnProgram }: DaemonParts,
  args: readonly string[],
  signal: AbortSignal,
): Promise<TickReport> {
  // A log channel without a file writes there.
  const passOn = (text: string) => void process.stderr.write(text);
  const { code, stdout, stderr } = await runOwnProgram(args, signal, passOn);
  try {
    const { status, result, message } = JSON.parse(stdout) as Told;
    if (status !== 0 || !result) return { ok: false, problem: message ?? `it ended with ${status}` };
    const { actions, notices, nextTickAt } = result;
    return { ok: true, actions: actions.length, notices: notices.length, nextTickAt };
  } catch {
    return { ok: false, problem: `it ended with ${code}: ${plainText(stderr, 500)}` };
  }
}

interface Told {
  readonly status: number;
  readonly message?: string;
  readonly result?: {
    readonly actions: readonly unknown[];
    readonly notices: readonly unknown[];
    readonly nextTickAt: string;
  };
}
