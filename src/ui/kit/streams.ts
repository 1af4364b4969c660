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

/** How the process is asked to stop, by a signal or by ctrl+c. */
export interface Stopping {
  /** Aborted by the first request. */
  readonly signal: AbortSignal;
  /** Aborted by the second request, which ends everything at once. */
  readonly again: AbortSignal;
  ask(): void;
  /** Resolves when work that stops now has had its time: some seconds, or until nothing in an org is being changed any more. */
  timeIsUp(): Promise<void>;
}

/** What a screen gets from the process. */
export interface TerminalIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: TerminalInput;
  readonly stdout: TerminalOutput;
  readonly stopping: Stopping;
  /** Applied to every text with a command. */
  readonly wording?: Wording;
  /** Default: the computer's timer. */
  readonly timer?: Timer;
}
