import type { Question } from '../../core/model/question.ts';
import { type HelpKey, helpLines } from './help-lines.ts';
import type { Line } from './line.ts';
import { isKey, type Press } from './presses.ts';
import { useLiveReducer } from './use-live-reducer.ts';
import { useScreen } from './use-screen.ts';

export interface Help {
  /** One page of it; null while it is closed. */
  readonly lines: readonly Line[] | null;
  /** True when the press was for the help: it opens on `?`, any key turns its pages, and closes it after the last. */
  takes(press: Press): boolean;
}

/** The overlay on `?`: what the question means, all of its notes, and every key. */
export function useHelp(question: Question | null, keys: readonly HelpKey[]): Help {
  const { panel } = useScreen().layout;
  const page = useLiveReducer(turnTo, () => -1);
  const rows = page.state < 0 ? [] : helpLines({ question, keys, width: panel.width });
  const lastPage = Math.ceil(rows.length / panel.height) - 1;
  const shown = Math.min(page.state, lastPage);
  return {
    lines: page.state < 0 ? null : rows.slice(shown * panel.height, (shown + 1) * panel.height),
    takes: (press) => {
      const isOpen = page.read() >= 0;
      const takes = isOpen || isKey(press, '?');
      if (takes) page.dispatch(isOpen && page.read() >= lastPage ? -1 : page.read() + 1);
      return takes;
    },
  };
}

/** Less than 0 is closed. */
function turnTo(_old: number, page: number): number {
  return page;
}
