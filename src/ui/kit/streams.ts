import type { SignalSource } from './signals.ts';
import type { Timer } from './timer.ts';
import type { Wording } from './wording.ts';

/** The part of `process.stdin` that screens use. */
export interface TerminalInput extends NodeJS.ReadableStream {
  readonly isTTY?: boolean;
  setRawMode?(isRaw: boolean): unknown;
}

/** The part of `process.stdout` that screens use. */
export interface TerminalOutput extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** What a screen gets from the process. */
export interface TerminalIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: TerminalInput;
  readonly stdout: TerminalOutput;
  readonly signals: SignalSource;
  /** Applied to every text with a command. */
  readonly wording?: Wording;
  /** Default: the computer's timer. */
  readonly timer?: Timer;
}
