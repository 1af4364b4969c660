import type { Leaving } from './leave.ts';

/** The part of `process` that reports signals. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
}

/**
 * Quits on signals. SIGINT may ask first, like ctrl+c. `kill` and a closed terminal never ask, because nobody may be there.
 * @returns a function that stops listening
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
