import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { type Place, program } from './keyturn.ts';

export interface DaemonLine {
  readonly level: string;
  readonly event: string;
  readonly [detail: string]: unknown;
}

export interface DaemonProcess {
  readonly pid: number;
  /** All log lines. */
  readonly lines: readonly DaemonLine[];
  /** Resolves with the next line of this event. */
  next(event: string): Promise<DaemonLine>;
  /** Its standard error. */
  said(): string;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<number | null>;
}

/** Runs the real daemon until the end of the test. */
export function startDaemon({ env }: Place, flags: readonly string[] = ['--practice']): DaemonProcess {
  const child = spawn(process.execPath, [program, 'daemon', ...flags], { env: { ...process.env, ...env } });
  const lines: DaemonLine[] = [];
  const waiting: (() => void)[] = [];
  let read = 0;
  let said = '';
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(JSON.parse(line) as DaemonLine);
    for (const wake of waiting.splice(0)) wake();
  });
  child.stderr.on('data', (data) => {
    said += data;
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  void ended.then(() => {
    for (const wake of waiting.splice(0)) wake();
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const next = async (event: string): Promise<DaemonLine> => {
    for (;;) {
      for (; read < lines.length; read += 1) {
        const line = lines[read];
        if (line?.event === event) {
          read += 1;
          return line;
        }
      }
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`the daemon ended before ${event}: ${said}`);
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  return {
    said: () => said,
    pid: child.pid ?? 0,
    lines,
    next,
    kill: (signal) => void child.kill(signal),
    ended,
  };
}
