import type { SelfCheck } from '../model/self-check.ts';
import type { DaemonStatus, State } from '../ports/ports.ts';

/** Whether somebody keeps watch over this state. Instants are epoch ms. */
export interface DaemonSight {
  readonly running: boolean;
  /** null when it doesn't run. */
  readonly pid: number | null;
  readonly host: string | null;
  readonly startedAt: number | null;
  readonly lastTickAt: number | null;
  readonly nextTickAt: number | null;
  /** What it found where it runs since it was started; null while it has not looked, or doesn't run. */
  readonly selfCheck: SelfCheck | null;
}

/** From what the daemon writes down of itself; whether it lives is told by its lease. */
export async function readDaemon({ leases, daemon }: Pick<State, 'leases' | 'daemon'>): Promise<DaemonSight> {
  return sightOf(...(await Promise.all([leases.holder('daemon'), daemon.read(), daemon.lastCheck()])));
}

function sightOf(
  holder: Awaited<ReturnType<State['leases']['holder']>>,
  record: DaemonStatus | null,
  check: SelfCheck | null,
): DaemonSight {
  const running = holder !== null;
  const isOfThisRun = running && check !== null && check.at >= (record?.startedAt ?? 0);
  return {
    running,
    pid: holder?.pid ?? null,
    host: holder?.host ?? null,
    startedAt: running ? (record?.startedAt ?? null) : null,
    lastTickAt: record?.lastTickAt ?? null,
    nextTickAt: running ? (record?.nextTickAt ?? null) : null,
    selfCheck: isOfThisRun ? check : null,
  };
}

/** Before anything was ever remembered. */
export const noDaemon = sightOf(null, null, null);
