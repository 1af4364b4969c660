import type { Question } from '../../core/setup/question.ts';
import { type HelpKey, helpLines } from '../lines/help-lines.ts';
import type { Line } from '../lines/line.ts';
import type { Press } from '../state/presses.ts';
import { useLiveReducer } from './use-live-reducer.ts';
import { useScreen } from './use-screen.ts';

export interface Help {
  readonly lines: readonly Line[] | null;
  /** True when the press was for the help: it opens on `?` and closes with any key. */
  takes(press: Press): boolean;
}

/** The overlay on `?`: what the question means, all of its notes, and every key. */
export function useHelp(question: Question | null, keys: readonly HelpKey[]): Help {
  const { layout } = useScreen();
  const { state: isOpen, dispatch: toggle, read } = useLiveReducer(flip, () => false);
  return {
    lines: isOpen ? helpLines({ question, keys, width: layout.panel.width }).slice(0, layout.panel.height) : null,
    takes: (press) => {
      const takes = read() || (press.kind === 'char' && press.char === '?');
      if (takes) toggle(null);
      return takes;
    },
  };
}

function flip(isOpen: boolean, _press: null): boolean {
  return !isOpen;
}
