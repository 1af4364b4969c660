import type { OrgTouch } from '../../core/setup/setup-events.ts';
import type { Leave } from './leave.ts';
import { cut, dim, type Line, roomBeside, type StyledText, spread, widthOf } from './line.ts';
import { touchMarks, touchSentence } from './words.ts';

/** One entry of the key line. Those without a weight are never left out; the lightest go first. */
export interface Hint {
  readonly keys: string;
  readonly does: string;
  readonly weight?: number;
}

interface Header {
  readonly title: string;
  readonly right: string;
  readonly width: number;
}

export function headerLine({ title, right, width }: Header): Line {
  const name: Line = [{ text: ' keyturn', role: 'accent', bold: true }];
  const left: Line = [...name, { text: `  ${cut(title, width - 11)}` }];
  return spread(left, dim(`${cut(right, roomBeside(left, width) - 1)} `), width);
}

interface LeaveWords {
  /** What happens after a second ctrl+c, with what joins it to the sentence. */
  readonly asked: string;
  readonly leaving: string;
  readonly width: number;
}

/** The question whether to leave in the middle of a change; null while nobody leaves. */
export function leaveLine(leave: Leave, { asked, leaving, width }: LeaveWords): Line | null {
  if (leave === 'no') return null;
  if (leave === 'leaving') return [{ text: ` ${leaving}`, bold: true }];
  const long = ` ctrl+c again leaves${asked} · any other key stays`;
  const short = ' ctrl+c again leaves · any key stays';
  return [{ text: long.length <= width ? long : short, role: 'caution', bold: true }];
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
  return hints.flatMap(({ keys, does }, index): StyledText[] => [
    { text: index === 0 ? ' ' : '   ' },
    { text: keys, bold: true },
    { text: ` ${does}`, dim: true },
  ]);
}

export function touchLine(touch: OrgTouch, width: number): Line {
  const { symbol, role } = touchMarks[touch.kind];
  return [
    { text: ` ${symbol}`, role },
    { text: cut(touchSentence(touch), width - 2 - symbol.length), ...(role === 'caution' ? { role, bold: true } : {}) },
  ];
}
