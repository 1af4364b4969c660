import { closeSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';

/** Two files of this size are the most that is kept. */
const mostBytes = 1024 * 1024;
const longestText = 1_000;

export interface DaemonLogger {
  info(event: string, detail?: Record<string, unknown>): void;
  error(event: string, detail?: Record<string, unknown>): void;
}

/**
 * One JSON object a line, to the daemon's standard output and to `daemon.log` in its folder, where the newest megabyte or two
 * are kept. Long texts are cut; names under which secrets go are blotted out, though nobody should log them.
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
