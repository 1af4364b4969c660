import type { Clock } from '../core/ports/ports.ts';
import type { KeyturnError } from '../core/reasons/errors.ts';
import type { WatchParts } from './watch-desk.ts';

/** The state can't be opened: everything that the watch reads or does fails with the reason. */
export function deskWithoutState(problem: KeyturnError, clock: Clock): WatchParts {
  const refuse = () => Promise.reject(problem);
  const desk = new Proxy({} as WatchParts['desk'], {
    get: (_, name) => (name === 'now' ? () => clock.now() : refuse),
  });
  return { desk, openEmergency: refuse };
}
