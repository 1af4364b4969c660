import { finishMs } from '../core/plain/over-after.ts';
import { isKeyturnError, type KeyturnError, reason } from '../core/reasons/errors.ts';
import { seeHistory, untouched } from '../core/reasons/reason.ts';
import { stoppingWords } from '../core/words/waiting.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** When a command that is still stopping says so. In ms. */
const sayMs = 700;
/** When it is ended, unless the org is being changed: one that stops by itself, and any other. In ms. */
const endMs = { taken: 4_000, other: 200 };
const closeMs = 500;
const lookMs = 100;
/** What the message says is looked up for at most this long, and then the command is closed for `closeMs`. */
const knowMs = 100;
/** The message needs both, and a moment. */
const messageMs = knowMs + closeMs + 200;

/** Ctrl-C, a closed terminal, and a service that stops. A second one ends the process at once. */
export interface Interruption {
  /** Requests and waits that nothing depends on end with it. */
  readonly signal: AbortSignal;
  /**
   * The same, for a command that stops by itself and says what is true then. All others end within a moment.
   * @param say says that the command is stopping; missing on a screen, which shows it
   */
  take(say?: (text: string) => void): AbortSignal;
  /** SIGHUP asks this command for something else. @param isGone whether it came because the terminal was closed */
  spareHangUp(isGone: () => boolean): void;
  /** The org is being changed: the process isn't ended before what this returns was called, or the time for it is over. */
  hold(): () => void;
  /** Rejects when the process is asked to stop and the command doesn't stop by itself. */
  readonly ended: Promise<never>;
  /** @throws Interrupted if the process was asked to stop and the command doesn't stop by itself: its result has gaps */
  requireResult(): void;
  /** Closes a command by `work`; after an interruption it waits only for a moment. */
  patient(work: Promise<unknown>): Promise<unknown>;
  /** What `work` makes of an error; after an interruption the error itself, if that would take long. */
  known(error: unknown, work: (error: unknown) => Promise<unknown>): Promise<unknown>;
  /** The error that a run ends with if it was interrupted. Other errors are returned unchanged. */
  errorFor(error: unknown): unknown;
  release(): void;
}

/** @param command what was typed, without `keyturn` */
export function listenForInterruption(command: string, processLike: NodeJS.Process = process): Interruption {
  const controller = new AbortController();
  const { signal } = controller;
  const timers: NodeJS.Timeout[] = [];
  let isTaken = false;
  let isHangUpSpared = () => false;
  let say: (text: string) => void = () => undefined;
  let holds = 0;
  let wasHeld = false;
  let reject: (error: KeyturnError) => void = () => undefined;
  const ended = new Promise<never>((_resolve, fail) => {
    reject = fail;
  });
  ended.catch(() => undefined);
  const interrupted = (safe: { readonly safe?: string }, cause?: unknown) =>
    reason('Interrupted', { doing: `keyturn ${command}`.trim().concat(' was running'), command }, { ...safe, cause });
  const later = (ms: number, run: () => void) => void timers.push(setTimeout(run, ms));
  /** Waits for `work`, after an interruption only for `ms`. */
  const atMost = (ms: number, work: Promise<unknown>, late?: unknown) => {
    const over = new Promise((resolve) => {
      const end = () => later(ms, () => resolve(late));
      if (signal.aborted) end();
      else signal.addEventListener('abort', end, { once: true });
    });
    return Promise.race([work, over]);
  };
  const interruptedNow = () => interrupted({ safe: isTaken || wasHeld ? seeHistory : untouched });
  const end = () => {
    reject(interruptedNow());
    // After the message, nothing of the command may go on.
    setTimeout(() => processLike.exit(130), messageMs).unref();
  };
  const endUnlessHeld = (waited: number) => {
    if (holds > 0 && waited < finishMs) later(lookMs, () => endUnlessHeld(waited + lookMs));
    else end();
  };
  const stop = (signalName?: NodeJS.Signals) => {
    if (signalName === 'SIGHUP' && isHangUpSpared()) return;
    for (const name of signals) processLike.off(name, stop);
    controller.abort();
    const ms = isTaken ? endMs.taken : endMs.other;
    later(sayMs, () => say(holds > 0 ? stoppingWords.finishing : stoppingWords.stopping));
    later(ms, () => endUnlessHeld(ms));
  };
  for (const name of signals) processLike.on(name, stop);
  return {
    signal,
    take: (says) => {
      isTaken = true;
      if (says) say = says;
      return signal;
    },
    spareHangUp: (isGone) => {
      isHangUpSpared = () => !isGone();
    },
    hold: () => {
      holds += 1;
      wasHeld = true;
      return () => {
        holds -= 1;
      };
    },
    ended,
    requireResult: () => {
      if (signal.aborted && !isTaken) throw interruptedNow();
    },
    patient: (work) => atMost(closeMs, work),
    known: (error, work) => atMost(knowMs, work(error), error),
    errorFor: (error) => {
      if (!signal.aborted) return error;
      if (isAbort(error)) return interrupted({}, error);
      // A request that was interrupted doesn't know its command. One that stops by itself has said what is true.
      return !isTaken && isKeyturnError(error) && error.code === 'Interrupted' ? interruptedNow() : error;
    },
    release: () => {
      for (const name of signals) processLike.off(name, stop);
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
