import type { OrgTouch } from '../../core/setup/events.ts';
import { touchMarks, touchSentence } from '../words.ts';
import { cut, dim, type Line, roomBeside, type Span, spread, widthOf } from './line.ts';

/** One entry of the key line. Those without a weight are never left out; the lightest go first. */
export interface Hint {
  readonly keys: string;
  readonly does: string;
  readonly weight?: number;
}

export function headerLine({ right, width }: { readonly right: string; readonly width: number }): Line {
  const left: Line = [{ text: ' keyturn', role: 'accent', bold: true }, { text: '  guided setup' }];
  return spread(left, dim(`${cut(right, roomBeside(left, width) - 1)} `), width);
}

export function ruleLine(width: number): Line {
  return dim('─'.repeat(width));
}

/** As many keys as toWidth into the row. */
export function hintLine(hints: readonly Hint[], width: number): Line {
  let shown = hints;
  while (widthOf(drawn(shown)) > width) {
    const lightest = Math.min(...shown.map(({ weight }) => weight ?? Number.POSITIVE_INFINITY));
    const dropped = shown.findLastIndex(({ weight }) => weight === lightest);
    if (lightest === Number.POSITIVE_INFINITY || dropped < 0) break;
    shown = shown.toSpliced(dropped, 1);
  }
  return drawn(shown);
}

function drawn(hints: readonly Hint[]): Line {
  return hints.flatMap(({ keys, does }, index): Span[] => [
    { text: index === 0 ? ' ' : '   ' },
    { text: keys, bold: true },
    { text: ` ${does}`, dim: true },
  ]);
}

export function touchLine(touch: OrgTouch, width: number): Line {
  const { symbol, role } = touchMarks[touch.kind];
  return [
    { text: ` ${symbol}`, ...(role ? { role } : {}) },
    { text: cut(touchSentence(touch), width - 2 - symbol.length), ...(role === 'caution' ? { role, bold: true } : {}) },
  ];
}
