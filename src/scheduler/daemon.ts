import type { Clock, State } from '../core/ports/ports.ts';

/** What the daemon runs on; nothing in it is loaded between two ticks. */
export interface DaemonPorts {
  readonly state: State;
  /** Asked at every bell: the practice org's time goes its own way. */
  readonly clock: () => Promise<Clock>;
  readonly pid: number;
  /** Rings about once a minute until it is stopped. */
  readonly bell: (ring: () => void) => { readonly stop: () => void };
  /** Runs one tick to its end in a process of its own; `signal` asks it to leave after the step under way. */
  readonly runTick: (signal: AbortSignal) => Promise<TickReport>;
  readonly log: DaemonLog;
  /** Says that the daemon lives: the time of a file that monitors can look at. */
  readonly heartbeat: (at: number) => Promise<void>;
  readonly signals: {
    on(signal: NodeJS.Signals, listener: () => void): unknown;
    off(signal: NodeJS.Signals, listener: () => void): unknown;
  };
}

/** What a tick's process told. */
export type TickReport =
  | { readonly ok: true; readonly actions: number; readonly notices: number; readonly nextTickAt: string }
  | { readonly ok: false; readonly problem: string };

export interface DaemonLog {
  info(event: string, detail?: Record<string, unknown>): void;
  error(event: string, detail?: Record<string, unknown>): void;
}

/**
 * Keeps watch until it is told to leave. Rings are cheap: whether anything is due is one look at the state; only then a tick
 * runs, in a process that ends. Ticks never overlap, and one that fails does not end the daemon.
 * @throws AnotherAtWork while another daemon watches the same state
 */
export async function runDaemon(ports: DaemonPorts): Promise<void> {
  const { state, log, signals, pid } = ports;
  const lease = await state.leases.acquire('daemon', 'The watch');
  const leaving = new AbortController();
  const over = Promise.withResolvers<void>();
  let running: Promise<void> | null = null;
  const startedAt = (await ports.clock()).now();
  let lastTickAt: number | null = null;

  const save = (nextTickAt: number | null) => state.daemon.save({ pid, startedAt, lastTickAt, nextTickAt });
  const tick = async (why: string) => {
    lastTickAt = (await ports.clock()).now();
    await save(null);
    const report = await ports.runTick(leaving.signal);
    if (report.ok) log.info('tick', { why, ...report });
    else log.error('tick failed', { why, problem: report.problem });
    await save(await nextDue(state));
  };
  const ring = async (why: string) => {
    const now = (await ports.clock()).now();
    await lease.heartbeat();
    await ports.heartbeat(now);
    const due = await nextDue(state);
    if (why === 'bell' && (due === null || due > now)) return;
    await tick(why);
  };
  // A ring while a tick runs is no second one; what is due then is still due at the next.
  const once = (why: string) => {
    if (running || leaving.signal.aborted) return;
    running = ring(why)
      .catch((error: unknown) => log.error('daemon', { problem: sentenceOf(error) }))
      .finally(() => {
        running = null;
        if (leaving.signal.aborted) over.resolve();
      });
  };
  const leave = () => {
    leaving.abort();
    if (!running) over.resolve();
  };
  const hangUp = () => once('asked to');
  signals.on('SIGTERM', leave);
  signals.on('SIGINT', leave);
  signals.on('SIGHUP', hangUp);
  const bell = ports.bell(() => once('bell'));
  try {
    log.info('watching', { pid });
    once('start');
    await over.promise;
    log.info('leaving', { pid });
  } finally {
    bell.stop();
    signals.off('SIGTERM', leave);
    signals.off('SIGINT', leave);
    signals.off('SIGHUP', hangUp);
    await lease.release();
  }
}

async function nextDue(state: State): Promise<number | null> {
  const [app, message] = await Promise.all([state.due.next(), state.reminders.nextOutgoing()]);
  return app === null ? message : message === null ? app : Math.min(app, message);
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
