import type { DaemonHealth } from '../model/daemon-health.ts';
import type { SelfCheck } from '../model/self-check.ts';
import type { DaemonStatus, State } from '../ports/ports.ts';

/** Whether a daemon runs on this state. Instants are epoch ms. */
export interface DaemonSight {
  readonly running: boolean;
  /** null when it isn't running. */
  readonly pid: number | null;
  readonly host: string | null;
  readonly startedAt: number | null;
  readonly lastTickAt: number | null;
  /** When it works next. In the past while a tick is late or has failed. */
  readonly nextTickAt: number | null;
  readonly lastGoodTickAt: number | null;
  /** The last tick that failed as a whole, whether or not a later one was good. */
  readonly lastFailure: DaemonStatus['lastFailure'];
  /** Its last tick failed, or without a daemon the last pass that was started otherwise, for example by cron. */
  readonly isFailing: boolean;
  /** The self-check of the running daemon; null before the first one, or when it isn't running. */
  readonly selfCheck: SelfCheck | null;
}

/** Reads the daemon's record. Its lease shows whether it is running. */
export async function readDaemon({
  leases,
  daemon,
  health,
}: Pick<State, 'leases' | 'daemon' | 'health'>): Promise<DaemonSight> {
  const [holder, record, check, passes] = await Promise.all([
    leases.holder('daemon'),
    daemon.read(),
    daemon.lastCheck(),
    health.read(),
  ]);
  const sight = sightOf(holder, record, check);
  const { lastGoodTickAt } = passes;
  // Passes without a daemon, for example from cron, have no other record.
  if (!sight.running) return { ...sight, ...lastPasses(passes, sight) };
  return sight.lastGoodTickAt === null ? { ...sight, lastGoodTickAt } : sight;
}

/** What is known of the passes while no daemon runs. A daemon that broke off left its record. */
function lastPasses(
  { lastGoodTickAt, lastFailure }: Pick<DaemonHealth, 'lastGoodTickAt' | 'lastFailure'>,
  { lastFailure: ofDaemon, lastTickAt: daemonTickAt }: DaemonSight,
): Pick<DaemonSight, 'lastTickAt' | 'lastGoodTickAt' | 'lastFailure' | 'isFailing'> {
  const failure = (ofDaemon?.at ?? 0) > (lastFailure?.at ?? 0) ? ofDaemon : lastFailure;
  const passes = [daemonTickAt, lastGoodTickAt, failure?.at ?? null].filter((at) => at !== null);
  const lastTickAt = passes.length === 0 ? null : Math.max(...passes);
  return {
    lastTickAt,
    lastGoodTickAt,
    lastFailure: failure,
    isFailing: failure !== null && failure.at > (lastGoodTickAt ?? 0),
  };
}

function sightOf(
  holder: Awaited<ReturnType<State['leases']['holder']>>,
  record: DaemonStatus | null,
  check: SelfCheck | null,
): DaemonSight {
  const running = holder !== null;
  const { lastGoodTickAt = null, lastFailure = null } = record ?? {};
  const isOfThisRun = running && check !== null && check.at >= (record?.startedAt ?? 0);
  return {
    running,
    pid: holder?.pid ?? null,
    host: holder?.host ?? null,
    startedAt: running ? (record?.startedAt ?? null) : null,
    lastTickAt: record?.lastTickAt ?? null,
    nextTickAt: running ? (record?.nextTickAt ?? null) : null,
    lastGoodTickAt,
    lastFailure,
    isFailing: running && lastFailure !== null && lastFailure.at > (lastGoodTickAt ?? 0),
    selfCheck: isOfThisRun ? check : null,
  };
}

/** For a computer without a state. */
export const noDaemon = sightOf(null, null, null);
