import type { Clock } from '../core/ports/ports.ts';
import type { DaemonLog } from '../scheduler/daemon.ts';

/** What the daemon needs of this computer beside its state. */
export interface DaemonParts {
  readonly log: DaemonLog;
  /** Sets the time of a file by which monitors see that the daemon lives. */
  readonly heartbeat: (at: number) => Promise<void>;
  /** Runs this very program with other arguments, in a process that ends. */
  readonly runOwnProgram: typeof import('../core/adapters/own-program.ts').runOwnProgram;
}

export async function daemonParts(folder: string, freshClock: () => Promise<Clock>): Promise<DaemonParts> {
  const [{ openDaemonLog }, { runOwnProgram }, { writeFile }, { join }] = await Promise.all([
    import('../core/adapters/daemon-log.ts'),
    import('../core/adapters/own-program.ts'),
    import('node:fs/promises'),
    import('node:path'),
  ]);
  const clock = await freshClock();
  const path = join(folder, 'daemon.heartbeat');
  return {
    log: openDaemonLog(folder, () => clock.now()),
    heartbeat: (at) => writeFile(path, `${new Date(at).toISOString()}\n`, { mode: 0o600 }),
    runOwnProgram,
  };
}
