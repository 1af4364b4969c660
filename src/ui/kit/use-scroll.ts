import { useState } from 'react';
import { blank, dim, type Line } from './line.ts';
import { isKey, type Press, rowsBy } from './presses.ts';
import { clamp } from './window.ts';

interface Scrolled {
  readonly lines: readonly Line[];
  readonly top: number;
  /** The largest `top` that still fills the room; 0 if everything fits. */
  readonly lastTop: number;
  /** Rows of text that are visible. */
  readonly page: number;
}

export interface Scroll extends Scrolled {
  /** True if the press was a scroll key. */
  takes(press: Press): boolean;
  /** Call it when the text is replaced. */
  toTop(): void;
}

/**
 * Scrolls text that may be longer than its room. `hasSpace`: whether space, j and k scroll, because they aren't typed into a field.
 * `from`: the first row at the start.
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
      const rows = hasSpace || press.kind === 'key' ? rowsBy(press) : null;
      if (rows !== null) by(rows);
      else if (isKey(press, 'pageUp')) by(-page);
      else if (isKey(press, 'pageDown') || (hasSpace && isKey(press, ' '))) by(page);
      else return false;
      return true;
    },
  };
}

/** The visible part of a text, exactly as high as the room. The last row shows how much is below and which key scrolls. */
export function scrolled(lines: readonly Line[], wantedTop: number, height: number, key = 'space'): Scrolled {
  const room = Math.max(1, height);
  if (lines.length <= room) {
    return { lines: padded(lines, room), top: 0, lastTop: 0, page: room };
  }
  const page = Math.max(1, room - 1);
  const lastTop = lines.length - page;
  const top = clamp(wantedTop, 0, lastTop);
  const below = lines.length - top - page;
  const where =
    below > 0 ? `↓ ${below} more ${below === 1 ? 'row' : 'rows'} · ${key} to scroll` : '↑ page up to scroll back';
  const shown = padded(lines.slice(top, top + page), page);
  return { lines: room > 1 ? [...shown, dim(where)] : shown, top, lastTop, page };
}

function padded(lines: readonly Line[], height: number): readonly Line[] {
  return [...lines, ...Array.from({ length: Math.max(0, height - lines.length) }, () => blank)];
}
