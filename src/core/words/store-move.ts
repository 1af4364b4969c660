import type { StoreReference } from '../model/watched-app.ts';
import { countOf, plainText } from '../plain/text.ts';

/** The name of the lease, for processes that must wait while secrets are moved. */
export const theStore = 'The secret store';

export const readsBackDifferently = 'reading it back gave a different value';

/** Entries of the old store that can't be read. */
export const unreadableWords = {
  entry: (app: string | null, problem: string) =>
    `${plainText(problem, 500)}. ${app === null ? 'The entry stays where it is.' : `All credentials of ${plainText(app, 80)} stay where they are.`}`,
  safe: (count: number, from: StoreReference['kind']) =>
    `Left in the ${from} as they are: ${countOf(count, 'secret')}. keyturn read back each secret that it moved.`,
  action: (to: StoreReference['kind']) => `Then run \`keyturn store move ${to}\` again. It moves what is left.`,
} as const;

/** Moved secrets that the state doesn't name. They may be in use: `unwatch` changes nothing for consumers. */
export function othersMoved(count: number): string {
  return `Of no watched app: ${countOf(count, 'secret')}`;
}
