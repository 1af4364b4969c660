import { type KeyturnError, reason } from '../core/reasons/errors.ts';
import { untouched } from '../core/reasons/reason.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ctrl-C, a closed terminal, and a service that stops. A second one ends the process at once. */
export interface Interruption {
  /** Its signal, for a command that stops by itself and says what is true then. All others end at once. */
  take(): AbortSignal;
  /** Rejects when the process is asked to stop and no command has taken the signal. */
  readonly ended: Promise<never>;
  /** The error that a run ends with if it was interrupted. Other errors are returned unchanged. */
  errorFor(error: unknown): unknown;
  release(): void;
}

/** @param command what was typed, without `keyturn` */
export function listenForInterruption(command: string, processLike: NodeJS.Process = process): Interruption {
  const controller = new AbortController();
  const { signal } = controller;
  let isTaken = false;
  let reject: (error: KeyturnError) => void = () => undefined;
  const ended = new Promise<never>((_resolve, fail) => {
    reject = fail;
  });
  ended.catch(() => undefined);
  const interrupted = (safe: { readonly safe?: string }, cause?: unknown) =>
    reason('Interrupted', { doing: `keyturn ${command}`.trim().concat(' was running'), command }, { ...safe, cause });
  const stop = () => {
    release();
    controller.abort();
    if (isTaken) return;
    reject(interrupted({ safe: untouched }));
    // The message needs a moment. After that, nothing of the command may go on.
    setTimeout(() => processLike.exit(130), 200).unref();
  };
  const release = () => {
    for (const name of signals) processLike.off(name, stop);
  };
  for (const name of signals) processLike.on(name, stop);
  return {
    take: () => {
      isTaken = true;
      return signal;
    },
    ended,
    errorFor: (error) => (signal.aborted && isAbort(error) ? interrupted({}, error) : error),
    release,
  };
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
