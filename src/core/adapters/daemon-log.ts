import { closeSync, fstatSync, ftruncateSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { pino, type StreamEntry } from 'pino';
import { withoutSecrets } from '../plain/mask.ts';
import { fileProblem, systemCode } from './file-problem.ts';
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

/**
 * One JSON object per line. Cuts long texts, and blanks out what looks like a secret, in case one is logged by mistake.
 * Never throws: the work is worth more than its log, and a full disk refuses each line.
 */
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
    pino.multistream(streams.map((entry) => ({ ...entry, stream: { write: (line) => writeIfPossible(entry, line) } }))),
  );
  return {
    debug: (event, detail = {}) => logger.debug(cleaned(detail), event),
    info: (event, detail = {}) => logger.info(cleaned(detail), event),
    warn: (event, detail = {}) => logger.warn(cleaned(detail), event),
    error: (event, detail = {}) => logger.error(cleaned(detail), event),
  };
}

function writeIfPossible({ stream }: StreamEntry, line: string): void {
  try {
    stream.write(line);
  } catch {}
}

function cleaned(detail: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(detail).map(([name, value]) => [
      name,
      typeof value === 'string' ? withoutSecrets(value.slice(0, longestText)) : value,
    ]),
  );
}

/**
 * Appends to a file with mode 0600. When it is full, it becomes `<path>.1`, and a new one starts. As long as that fails, lines
 * go to the same file, which loses the oldest ones when it has twice the size.
 * @returns `write` throws the system's error if the line can't be written
 */
export function boundedFile(path: string, open = openToWrite): { write(line: string): void } {
  dropForeignLink(path);
  let file = open(path, true);
  let { size } = fstatSync(file);
  /** The full file stays open until there is a new one: its number could soon be that of another file. */
  const startNew = () => {
    try {
      renameSync(path, `${path}.1`);
    } catch (error) {
      // Renamed before, when no new one could be opened.
      if (systemCode(error) !== 'ENOENT') throw error;
    }
    const full = file;
    file = open(path, true);
    size = fstatSync(file).size;
    closeSync(full);
  };
  return {
    write: (line) => {
      if (size > mostBytes) {
        try {
          startNew();
        } catch {}
      }
      if (size > 2 * mostBytes) {
        ftruncateSync(file);
        size = 0;
      }
      size += writeSync(file, line);
    },
  };
}
