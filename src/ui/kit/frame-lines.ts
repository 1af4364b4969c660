import type { OrgTouch } from '../../core/setup/setup-events.ts';
import { cut, dim, type Line, roomBeside, type StyledText, spread, widthOf } from './line.ts';
import { touchMarks, touchSentence } from './words.ts';

/** One entry of the key line. In a narrow window, entries with the lowest weight go first; those without a weight always stay. */
export interface Hint {
  readonly keys: string;
  readonly does: string;
  readonly weight?: number;
}

interface Header {
  readonly title: string;
  /** One text, or several from long to short, of which the first one that fits is shown. */
  readonly right: string | readonly string[];
  readonly width: number;
}

export function headerLine({ title, right, width }: Header): Line {
  const name: Line = [{ text: ' keyturn', role: 'accent', bold: true }];
  const left: Line = [...name, { text: `  ${cut(title, width - 11)}` }];
  const room = roomBeside(left, width) - 1;
  const texts = typeof right === 'string' ? [right] : right;
  const whole = texts.find((text) => widthOf([{ text }]) <= room) ?? texts.at(-1) ?? '';
  return spread(left, dim(`${cut(whole, room)} `), width);
}

/** What quitting waits for; null if the person isn't quitting. */
export function leaveLine(isLeaving: boolean, waits: string | null, width: number): Line | null {
  return isLeaving ? [{ text: ` ${cut(waits ?? 'Quitting…', width - 2)}`, bold: true }] : null;
}

export function ruleLine(width: number): Line {
  return dim('─'.repeat(width));
}

/** As many keys as fit into the row. */
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

/** @param hasEarlierRun whether an earlier run may have changed the org */
export function touchLine(touch: OrgTouch, width: number, hasEarlierRun = false): Line {
  const { symbol, role } = touchMarks[touch.kind];
  return [
    { text: ` ${symbol}`, role },
    {
      text: cut(touchSentence(touch, hasEarlierRun), width - 2 - symbol.length),
      ...(role === 'caution' ? { role, bold: true } : {}),
    },
  ];
}
