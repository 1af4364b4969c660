import type { Leaving } from './leave.ts';

/** The part of `process` that tells of signals. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
}

/**
 * Signals leave as keys do. A `kill` and a closed terminal don't wait for an answer: nobody may be there to give one.
 * @returns stops listening
 */
export function leaveOnSignals(source: SignalSource, leaving: Pick<Leaving, 'request' | 'force'>): () => void {
  const request = () => leaving.request();
  const force = () => leaving.force();
  source.on('SIGINT', request);
  source.on('SIGTERM', force);
  source.on('SIGHUP', force);
  return () => {
    source.off('SIGINT', request);
    source.off('SIGTERM', force);
    source.off('SIGHUP', force);
  };
}
