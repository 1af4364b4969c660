import { blank, dim, type Line } from './line.ts';
import { clamp } from './window.ts';

export interface Scrolled {
  readonly lines: readonly Line[];
  readonly top: number;
  /** The highest top that still fills the room; 0 when everything fits. */
  readonly lastTop: number;
  /** Rows of text that are visible. */
  readonly page: number;
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
