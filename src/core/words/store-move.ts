import { countOf } from '../plain/text.ts';

/** The name of the lease, for processes that must wait while secrets are moved. */
export const theStore = 'The secret store';

export const readsBackDifferently = 'reading it back gave a different value';

/** Moved secrets that the state doesn't name. They may be in use: `unwatch` changes nothing for consumers. */
export function othersMoved(count: number): string {
  return `Of no watched app: ${countOf(count, 'secret')}`;
}
