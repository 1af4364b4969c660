import type { Choice } from '../../core/model/question.ts';
import { outsideError } from '../../core/plain/outside-text.ts';
import type { Timer } from '../kit/timer.ts';
import type { ListAction } from './choice-list.ts';

/** Long enough to type the next letter, too short to notice. */
const pauseMs = 200;

type Search = (text: string) => Promise<{ readonly choices: readonly Choice[]; readonly total: number }>;

export interface DebouncedSearch {
  /** Searches for the text after a short pause. Earlier requests and their answers are dropped. */
  request(text: string): void;
  cancel(): void;
}

export function createDebouncedSearch(
  search: Search,
  timer: Timer,
  dispatch: (action: ListAction) => void,
): DebouncedSearch {
  let latest = 0;
  let cancelTimer = () => {};
  const look = async (text: string, ticket: number) => {
    const action = await search(text).then(
      ({ choices, total }): ListAction => ({ kind: 'found', text, choices, total }),
      (error: unknown): ListAction => ({ kind: 'search-failed', text, why: wordsOf(error) }),
    );
    if (ticket === latest) dispatch(action);
  };
  const cancel = () => {
    latest += 1;
    cancelTimer();
  };
  return {
    cancel,
    request: (text) => {
      cancel();
      if (text.trim() === '') return;
      const ticket = latest;
      cancelTimer = timer(pauseMs, () => void look(text, ticket));
    },
  };
}

function wordsOf(error: unknown): string {
  return `The search failed: ${outsideError(error, 500)}. Keep typing to search again.`;
}
