import { closeSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';

/** At most two files of this size are kept. */
const mostBytes = 1024 * 1024;
const longestText = 1_000;

export interface DaemonLogger {
  info(event: string, detail?: Record<string, unknown>): void;
  error(event: string, detail?: Record<string, unknown>): void;
}

/**
 * Writes one JSON object per line to standard output and to `daemon.log` in the daemon's folder, which keeps the newest
 * 1–2 MB. Cuts long texts, and blanks out fields whose names suggest secrets, in case one is logged by mistake.
 */
export function openDaemonLog(folder: string, now: () => number): DaemonLogger {
  const logger = pino(
    {
      base: null,
      timestamp: () => `,"at":"${new Date(now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      messageKey: 'event',
      redact: {
        paths: [
          '*.consumerSecret',
          '*.secret',
          '*.passphrase',
          '*.accessToken',
          'consumerSecret',
          'secret',
          'accessToken',
        ],
        censor: '[secret]',
      },
    },
    pino.multistream([{ stream: process.stdout }, { stream: boundedFile(join(folder, 'daemon.log')) }]),
  );
  return {
    info: (event, detail = {}) => logger.info(shortened(detail), event),
    error: (event, detail = {}) => logger.error(shortened(detail), event),
  };
}

function shortened(detail: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(detail).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.slice(0, longestText) : value,
    ]),
  );
}

function boundedFile(path: string): { write(line: string): void } {
  let file = openSync(path, 'a', 0o600);
  let size = statSync(path).size;
  return {
    write: (line) => {
      if (size > mostBytes) {
        closeSync(file);
        renameSync(path, `${path}.1`);
        file = openSync(path, 'a', 0o600);
        size = 0;
      }
      size += writeSync(file, line);
    },
  };
}
