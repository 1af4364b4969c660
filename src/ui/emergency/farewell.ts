import { blank, type Line, textOf, wrap } from '../kit/line.ts';
import type { EmergencyScreen } from './emergency-screen.ts';
import { type EmergencyView, whatOf, whereOf } from './emergency-view.ts';
import { outcomeLines } from './end-lines.ts';
import { byUrgency, totalsOf, truthSentences } from './end-words.ts';
import { laneLines } from './lane-lines.ts';
import { titleOf } from './surround.ts';

/** Longer rows are hard to read. */
const widest = 100;

/** What stays on the normal screen: every step with its time, how it ended, what is true now. */
export function emergencyFarewell(
  view: EmergencyView,
  screen: Pick<EmergencyScreen, 'isDrill' | 'isPractice' | 'now'>,
  columns: number | undefined,
): string {
  const width = Math.min(columns ?? 80, widest);
  const { lanes } = view;
  const isOne = lanes.length === 1;
  const practice = screen.isPractice ? ' (practice org)' : '';
  const title = `${titleOf(screen)}  ${whatOf(lanes)} in ${whereOf(lanes)}${practice}`;
  const lines: readonly Line[] = [
    ...textLines(title, width),
    ...(isOne ? [] : textLines(totalsOf(lanes), width)),
    ...byUrgency(lanes).flatMap((lane) => [
      blank,
      ...(isOne ? [] : textLines(lane.name, width)),
      ...laneLines({ ...lane, doing: null, waiting: null }, screen.now(), width),
      ...(lane.steps.length > 0 ? [blank] : []),
      ...outcomeLines(lane, '', { width, widthOfPaths: Number.POSITIVE_INFINITY }),
    ]),
    ...(isOne && lanes[0]?.outcome?.ok ? [] : [blank, ...textLines(truthSentences(view)[0], width)]),
  ];
  return `\n${lines.map((line) => textOf(line).trimEnd()).join('\n')}\n`;
}

function textLines(text: string, width: number): readonly Line[] {
  return wrap(text, width).map((row): Line => [{ text: row }]);
}
