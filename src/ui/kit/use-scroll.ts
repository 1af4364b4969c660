import { useState } from 'react';
import type { Line } from './line.ts';
import { type Scrolled, scrolled } from './plan-lines.ts';
import type { Press } from './presses.ts';
import { clamp } from './window.ts';

export interface Scroll extends Scrolled {
  /** True when the press moved the text, or would have. */
  takes(press: Press): boolean;
  /** For another text in the same place. */
  toTop(): void;
}

/**
 * A text that may be longer than its room. `hasSpace`: space reads on, where it is no character of a field. `from`: the row
 * that is on top at first.
 */
export function useScroll(lines: readonly Line[], height: number, hasSpace = true, from = 0): Scroll {
  const [wanted, setTop] = useState(from);
  const reading = scrolled(lines, wanted, height, hasSpace ? 'space' : 'page down');
  const by = (rows: number) => setTop((top) => clamp(clamp(top, 0, reading.lastTop) + rows, 0, reading.lastTop));
  const page = Math.max(1, reading.page - 1);
  return {
    ...reading,
    toTop: () => setTop(0),
    takes: (press) => {
      if (press.kind === 'char' && press.char === ' ' && hasSpace) by(page);
      else if (press.kind !== 'key') return false;
      else if (press.name === 'up' || press.name === 'down') by(press.name === 'up' ? -1 : 1);
      else if (press.name === 'pageUp' || press.name === 'pageDown') by(press.name === 'pageUp' ? -page : page);
      else return false;
      return true;
    },
  };
}
