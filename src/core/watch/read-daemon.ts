import type { State } from '../ports.ts';

/** Whether somebody keeps watch over this state. Instants are epoch ms. */
export interface DaemonSight {
  readonly running: boolean;
  /** null when it doesn't run. */
  readonly pid: number | null;
  readonly host: string | null;
  readonly startedAt: number | null;
  readonly lastTickAt: number | null;
  readonly nextTickAt: number | null;
}

/** From what the daemon writes down of itself; whether it lives is told by its lease. */
export async function readDaemon({ leases, daemon }: Pick<State, 'leases' | 'daemon'>): Promise<DaemonSight> {
  const [holder, record] = await Promise.all([leases.holder('daemon'), daemon.read()]);
  const running = holder !== null;
  return {
    running,
    pid: holder?.pid ?? null,
    host: holder?.host ?? null,
    startedAt: running ? (record?.startedAt ?? null) : null,
    lastTickAt: record?.lastTickAt ?? null,
    nextTickAt: running ? (record?.nextTickAt ?? null) : null,
  };
}

/** Before anything was ever remembered. */
export const noDaemon: DaemonSight = {
  running: false,
  pid: null,
  host: null,
  startedAt: null,
  lastTickAt: null,
  nextTickAt: null,
};
