import { useState } from 'react';
import { blank, dim, type Line } from './line.ts';
import { isKey, type Press } from './presses.ts';
import { clamp } from './window.ts';

interface Scrolled {
  readonly lines: readonly Line[];
  readonly top: number;
  /** The highest top that still fills the room; 0 when everything fits. */
  readonly lastTop: number;
  /** Rows of text that are visible. */
  readonly page: number;
}

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
      if (isKey(press, 'up')) by(-1);
      else if (isKey(press, 'down')) by(1);
      else if (isKey(press, 'pageUp')) by(-page);
      else if (isKey(press, 'pageDown') || (hasSpace && isKey(press, ' '))) by(page);
      else return false;
      return true;
    },
  };
}

/** Part of a long text, exactly as high as the room; the last row tells how much is below, and which key reads on. */
export function scrolled(lines: readonly Line[], wantedTop: number, height: number, key = 'space'): Scrolled {
  const room = Math.max(1, height);
  if (lines.length <= room) {
    return { lines: padded(lines, room), top: 0, lastTop: 0, page: room };
  }
  const page = Math.max(1, room - 1);
  const lastTop = lines.length - page;
  const top = clamp(wantedTop, 0, lastTop);
  const below = lines.length - top - page;
  const where = below > 0 ? `↓ ${below} more ${below === 1 ? 'row' : 'rows'} · ${key} reads on` : '↑ page up goes back';
  const shown = padded(lines.slice(top, top + page), page);
  return { lines: room > 1 ? [...shown, dim(where)] : shown, top, lastTop, page };
}

function padded(lines: readonly Line[], height: number): readonly Line[] {
  return [...lines, ...Array.from({ length: Math.max(0, height - lines.length) }, () => blank)];
}
