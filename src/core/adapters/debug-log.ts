import { join } from 'node:path';
import type { Log } from '../ports/ports.ts';
import { boundedFile, loggerTo } from './daemon-log.ts';
import { keyturnHome } from './home.ts';

export const debugFile = 'debug.log';

/** What keyturn does, for a person who looks for a problem. */
export interface DebugLog extends Log {
  /** From now on, a screen has the terminal: the lines go to a file in keyturn's folder. */
  toFile(): void;
  /** The file that lines were written to; null without one. */
  path(): string | null;
}

export interface DebugLogInit {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  readonly write: (line: string) => void;
}

/** The same lines as in the daemon's log, without secrets. */
export function openDebugLog({ env, now, write }: DebugLogInit): DebugLog {
  let sink = { write };
  let file: string | null = null;
  const logger = loggerTo([{ stream: { write: (line: string) => sink.write(line) }, level: 'debug' }], now);
  return {
    debug: logger.debug,
    warn: logger.warn,
    toFile: () => {
      if (file !== null) return;
      // A folder that can't be written to is for the command to report.
      sink = { write: () => undefined };
      try {
        const path = join(keyturnHome(env), debugFile);
        sink = boundedFile(path);
        file = path;
      } catch {}
    },
    path: () => file,
  };
}
