import { closeSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { pino, type StreamEntry } from 'pino';
import { withoutSecrets } from '../plain/mask.ts';
import { fileProblem } from './file-problem.ts';
import { dropForeignLink } from './own-files.ts';
import { openToWrite } from './regular-file.ts';

/** At most two files of this size are kept. */
const mostBytes = 1024 * 1024;
const longestText = 1_000;
export const daemonFile = 'daemon.log';

export interface DaemonLogger {
  info(event: string, detail?: Record<string, unknown>): void;
  error(event: string, detail?: Record<string, unknown>): void;
}

/**
 * Writes one JSON object per line to `daemon.log` in the daemon's folder, which keeps the newest 1–2 MB, and to standard output.
 * @param isRead a person reads standard output, where something else writes
 */
export function openDaemonLog(folder: string, now: () => number, { isRead = false } = {}): DaemonLogger {
  const path = join(folder, daemonFile);
  const lines = isRead ? [] : [{ stream: process.stdout }];
  try {
    return loggerTo([...lines, { stream: boundedFile(path) }], now);
  } catch (error) {
    // The daemon's work is worth more than its log.
    const logger = loggerTo([{ stream: isRead ? process.stderr : process.stdout }], now);
    logger.error('log', { path, problem: fileProblem(error) });
    return logger;
  }
}

type Write = (event: string, detail?: Record<string, unknown>) => void;

/** One JSON object per line. Cuts long texts, and blanks out what looks like a secret, in case one is logged by mistake. */
export function loggerTo(
  streams: readonly StreamEntry[],
  now: () => number,
): Readonly<Record<'debug' | 'info' | 'warn' | 'error', Write>> {
  const logger = pino(
    {
      base: null,
      level: 'debug',
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
    pino.multistream([...streams]),
  );
  return {
    debug: (event, detail = {}) => logger.debug(cleaned(detail), event),
    info: (event, detail = {}) => logger.info(cleaned(detail), event),
    warn: (event, detail = {}) => logger.warn(cleaned(detail), event),
    error: (event, detail = {}) => logger.error(cleaned(detail), event),
  };
}

function cleaned(detail: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(detail).map(([name, value]) => [
      name,
      typeof value === 'string' ? withoutSecrets(value.slice(0, longestText)) : value,
    ]),
  );
}

/** Appends to a file with mode 0600. When it is full, it becomes `<path>.1`, and a new one starts. */
export function boundedFile(path: string): { write(line: string): void } {
  dropForeignLink(path);
  let file = openToWrite(path, true);
  let size = statSync(path).size;
  return {
    write: (line) => {
      if (size > mostBytes) {
        closeSync(file);
        renameSync(path, `${path}.1`);
        file = openToWrite(path, true);
        size = 0;
      }
      size += writeSync(file, line);
    },
  };
}
