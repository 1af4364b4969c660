import { outsideError } from '../core/plain/outside-text.ts';
import { day, hour, minute } from '../core/plain/time.ts';
import type { Clock, State } from '../core/ports/ports.ts';
import { isKeyturnError, type ReasonCode } from '../core/reasons/errors.ts';
import type { DaemonNews } from '../core/words/daemon-talk.ts';

/** Everything the daemon needs between two ticks. */
export interface DaemonPorts {
  readonly state: State;
  /** Asked at every ring, because the practice org's clock can jump. */
  readonly clock: () => Promise<Clock>;
  readonly pid: number;
  /** Rings about once a minute until it is stopped. */
  readonly bell: (ring: () => void) => { readonly stop: () => void };
  /** Runs one tick in a separate process. `signal` asks it to stop after the current step. */
  readonly runTick: (signal: AbortSignal) => Promise<TickReport>;
  readonly log: DaemonLog;
  /** Speaks to a person at the terminal; missing if nobody reads. */
  readonly speak?: ((news: DaemonNews) => void) | undefined;
  /** Reports that every check has failed since then (epoch ms). Decides itself when that is due, and never throws. */
  readonly alarm?: ((failure: { readonly since: number; readonly problem: string }) => Promise<void>) | undefined;
  /** Touches a file that monitoring can watch. */
  readonly heartbeat: (at: number) => Promise<void>;
  /** Aborted when the daemon is asked to stop. */
  readonly signal: AbortSignal;
  /** Reports SIGHUP, which asks for a check now. */
  readonly hangUps: {
    on(signal: 'SIGHUP', listener: () => void): unknown;
    off(signal: 'SIGHUP', listener: () => void): unknown;
  };
}

/** The result of a tick's process. */
export type TickReport =
  | {
      readonly ok: true;
      readonly actions: number;
      readonly notices: number;
      readonly nextTickAt: string;
      /** Why the pass wasn't good, in words; null if it was. */
      readonly problem: string | null;
      /** What the tick had to do without, and the work that ended with an error. */
      readonly warnings: readonly string[];
      /** The same in detail, for a person. */
      readonly told?: Pick<Extract<DaemonNews, { kind: 'tick' }>, 'acts' | 'notices' | 'warnings'>;
    }
  | { readonly ok: false; readonly problem: string; readonly isBusy: boolean };

/** Never throws. */
export interface DaemonLog {
  info(event: string, detail?: Record<string, unknown>): void;
  error(event: string, detail?: Record<string, unknown>): void;
}

/**
 * Runs until `signal` stops it. Each ring reads one instant from the state. Only if that is due, a tick runs in a separate
 * process. Ticks never overlap, and a failed tick doesn't stop the daemon.
 * @throws AnotherAtWork while another daemon uses the same state, TakenOver once another one has it, StateReplaced
 */
export async function runDaemon(ports: DaemonPorts): Promise<void> {
  const { state, log, signal, hangUps, pid, speak = () => undefined } = ports;
  const lease = await state.leases.acquire('daemon', 'The watch list');
  const over = Promise.withResolvers<void>();
  let running: Promise<void> | null = null;
  const startedAt = (await ports.clock()).now();
  let lastTickAt: number | null = null;
  let { lastGoodTickAt = null, lastFailure = null } = (await state.daemon.read()) ?? {};
  /** A failed tick is repeated at the next ring, even if nothing is due. */
  let hasFailed = false;
  let failingSince: number | null = null;

  const save = (nextTickAt: number | null) =>
    state.daemon.save({ pid, startedAt, lastTickAt, nextTickAt, lastGoodTickAt, lastFailure });
  const saveNext = async () => {
    const now = (await ports.clock()).now();
    const due = await nextDue(state, now);
    // The next ring repeats a tick that broke off.
    const atRing = hasFailed ? now + minute : Number.POSITIVE_INFINITY;
    const next = Math.min(due ?? Number.POSITIVE_INFINITY, atRing);
    await save(Number.isFinite(next) ? next : null);
  };
  const noteFailure = async (problem: string) => {
    hasFailed = true;
    lastFailure = { at: (await ports.clock()).now(), problem };
    failingSince ??= lastFailure.at;
    // Not awaited: a channel that doesn't answer mustn't keep the daemon from trying again.
    void ports.alarm?.({ since: failingSince, problem });
  };
  const tick = async (why: string) => {
    lastTickAt = (await ports.clock()).now();
    await save(null);
    const report = await ports.runTick(signal);
    hasFailed = false;
    if (report.ok) failingSince = null;
    if (report.ok && report.problem === null) lastGoodTickAt = (await ports.clock()).now();
    // Trying again every minute doesn't help here: the next pass is due when something is.
    else if (report.ok) lastFailure = { at: (await ports.clock()).now(), problem: report.problem ?? '' };
    // A tick of another process, or one that was told to stop, is no failure.
    else if (!report.isBusy && !signal.aborted) await noteFailure(report.problem);
    if (report.ok) {
      const { ok, actions, notices, nextTickAt, warnings } = report;
      log.info('tick', { why, ok, actions, notices, nextTickAt });
      for (const problem of warnings) log.error('warning', { problem });
    } else log.error('tick failed', { why, problem: report.problem });
    await saveNext();
    await tell(report);
  };
  const tell = async (report: TickReport) => {
    if (!ports.speak || signal.aborted) return;
    if (!report.ok) return speak(report.isBusy ? { kind: 'busy' } : { kind: 'failed', problem: report.problem });
    const now = (await ports.clock()).now();
    const told = report.told ?? { acts: [], notices: [], warnings: report.warnings };
    speak({ kind: 'tick', ...told, nextAt: await nextDue(state, now), now });
  };
  /** The daemon starts even if that can't be read now. The first check reports why. */
  const sayWhatIsWatched = async () => {
    const apps = await state.apps.list().catch(() => null);
    if (apps === null) return;
    speak({ kind: 'watching', apps: apps.length, orgs: new Set(apps.map(({ orgId }) => orgId)).size });
  };
  const ring = async (why: string) => {
    const now = (await ports.clock()).now();
    await lease.heartbeat();
    await ports.heartbeat(now);
    const due = await nextDue(state, now);
    if (why === 'bell' && !hasFailed && (due === null || due > now)) return;
    await tick(why);
  };
  /** Somebody asked for a check during a tick, which may not have seen what changed. */
  let isAsked = false;
  // A ring during a tick only says that this daemon is alive. What is due then is still due at the next ring.
  const once = (why: string) => {
    if (running && !signal.aborted) void lease.heartbeat().catch(() => undefined);
    if (running || signal.aborted) return;
    running = ring(why)
      .catch(async (error: unknown) => {
        log.error('daemon', { problem: sentenceOf(error) });
        speak({ kind: 'failed', problem: sentenceOf(error) });
        if (isKeyturnError(error) && isOver.has(error.code)) return over.reject(error);
        await noteFailure(sentenceOf(error));
        await saveNext();
      })
      // The state itself may be what can't be written.
      .catch(() => undefined)
      .finally(() => {
        running = null;
        if (signal.aborted) over.resolve();
        else if (isAsked) hangUp();
      });
  };
  // A tick that is running ends by itself.
  const leave = () => {
    speak({ kind: 'leaving', isWorking: running !== null });
    if (!running) over.resolve();
  };
  const hangUp = () => {
    isAsked = running !== null;
    once('asked to');
  };
  // It may have been asked before.
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });
  hangUps.on('SIGHUP', hangUp);
  const bell = ports.bell(() => once('bell'));
  try {
    log.info('watching', { pid });
    if (ports.speak) await sayWhatIsWatched();
    once('start');
    await over.promise;
    log.info('leaving', { pid });
    speak({ kind: 'left' });
  } finally {
    bell.stop();
    signal.removeEventListener('abort', leave);
    hangUps.off('SIGHUP', hangUp);
    // The file that has the lease may be gone.
    await lease.release().catch((error: unknown) => log.error('daemon', { problem: sentenceOf(error) }));
  }
}

/** Why a daemon ends: another one has its watch list, or its state. */
const isOver: ReadonlySet<ReasonCode> = new Set(['TakenOver', 'StateReplaced']);

/** In epoch ms; now for what is due at once, such as an app that was saved since the last tick. */
async function nextDue(state: State, now: number): Promise<number | null> {
  const [app, message, { nextAt }] = await Promise.all([
    state.due.next(now),
    state.reminders.nextOutgoing(now),
    state.health.read(),
  ]);
  // A step more than a day ahead means that the clock was set back.
  const own = nextAt !== null && nextAt > now + day + hour ? 0 : nextAt;
  const dues = [app, message, own].filter((at) => at !== null);
  if (dues.length === 0) return null;
  const next = Math.min(...dues);
  return next === 0 ? now : next;
}

function sentenceOf(error: unknown): string {
  return outsideError(error);
}
