import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { childEnvironment } from '../child-environment.ts';
import { isRunning } from '../durable-file.ts';

/** A process, distinguishable from any other that had or will have its id. */
export interface Holder {
  readonly host: string;
  /** Changes with every boot; null if the system doesn't show it. */
  readonly boot: string | null;
  readonly pid: number;
  /** When the process started, in the system's own unit; null if unknown. */
  readonly started: string | null;
}

export function thisProcess(): Holder {
  return { host: hostname(), boot: bootId(), pid: process.pid, started: startOf(process.pid) };
}

/** `unknown` for a process on another machine, and for one that is suspended: it may never wake. */
export function lifeOf(holder: Holder, us: Holder): 'alive' | 'gone' | 'unknown' {
  if (holder.host !== us.host) return 'unknown';
  if (holder.boot !== us.boot || !isRunning(holder.pid)) return 'gone';
  const started = startOf(holder.pid);
  if (started !== null && holder.started !== null && started !== holder.started) return 'gone';
  return isSuspended(holder.pid) ? 'unknown' : 'alive';
}

/** Whether a signal or a debugger has stopped the process. */
function isSuspended(pid: number): boolean {
  const state =
    process.platform === 'darwin' ? textFrom('/bin/ps', ['-o', 'stat=', '-p', String(pid)]) : statOf(pid)?.[0];
  return /^[Tt]/.test(state ?? '');
}

function bootId(): string | null {
  if (process.platform === 'linux') return readText('/proc/sys/kernel/random/boot_id');
  return process.platform === 'darwin' ? textFrom('/usr/sbin/sysctl', ['-n', 'kern.bootsessionuuid']) : null;
}

function startOf(pid: number): string | null {
  if (process.platform === 'linux') {
    return statOf(pid)?.[19] ?? null;
  }
  return process.platform === 'darwin' ? textFrom('/bin/ps', ['-o', 'lstart=', '-p', String(pid)]) : null;
}

/** The fields of a Linux process after its name, which may contain spaces and brackets: the first is its state. */
function statOf(pid: number): readonly string[] | null {
  const stat = readText(`/proc/${pid}/stat`);
  return stat === null ? null : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}

function textFrom(program: string, args: readonly string[]): string | null {
  try {
    return process
      .getBuiltinModule('node:child_process')
      .execFileSync(program, args, {
        env: childEnvironment('system'),
        encoding: 'utf8',
        timeout: 2_000,
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      .trim();
  } catch {
    return null;
  }
}
