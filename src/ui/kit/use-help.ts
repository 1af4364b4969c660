import type { Question } from '../../core/model/question.ts';
import { type HelpKey, helpLines } from './help-lines.ts';
import type { Line } from './line.ts';
import { isKey, type Press } from './presses.ts';
import { useLiveReducer } from './use-live-reducer.ts';
import { useScreen } from './use-screen.ts';

export interface Help {
  /** The current page; null while the help is closed. */
  readonly lines: readonly Line[] | null;
  /** Whether another page follows. */
  readonly hasMore: boolean;
  /** True if the help used the press: `?` opens it, esc and `q` close it, any other key shows the next page or closes it after the last. */
  takes(press: Press): boolean;
}

/** The overlay for `?`: help and notes of the question, and every key. */
export function useHelp(question: Question | null, keys: readonly HelpKey[]): Help {
  const { panel } = useScreen().layout;
  const page = useLiveReducer(turnTo, () => -1);
  const rows = page.state < 0 ? [] : helpLines({ question, keys, width: panel.width });
  const lastPage = Math.ceil(rows.length / panel.height) - 1;
  const shown = Math.min(page.state, lastPage);
  const isClosing = (press: Press) => page.read() >= lastPage || isKey(press, 'escape', 'q');
  return {
    lines: page.state < 0 ? null : rows.slice(shown * panel.height, (shown + 1) * panel.height),
    hasMore: page.state >= 0 && shown < lastPage,
    takes: (press) => {
      const isOpen = page.read() >= 0;
      const takes = isOpen || isKey(press, '?');
      if (takes) page.dispatch(isOpen && isClosing(press) ? -1 : page.read() + 1);
      return takes;
    },
  };
}

/** A page below 0 means closed. */
function turnTo(_old: number, page: number): number {
  return page;
}
