import { type EndWords, endMarks, totalsOf } from '../../core/words/emergency-end.ts';
import { blank, type Line, marked, marks, plain, spaced, textOfLine, widthOf, wrapped } from '../kit/line.ts';
import type { EmergencyScreen } from './emergency-screen.ts';
import { type EmergencyView, failuresFirst } from './emergency-view.ts';
import { reportWords, titleOf, truthSentences, whatOf, whereOf } from './emergency-words.ts';
import { laneLines } from './lane-lines.ts';

/** The widest row that is still easy to read. */
const widest = 100;

interface Room {
  readonly width: number;
  /** People copy paths from the terminal, so the farewell never breaks them. */
  readonly widthOfPaths: number;
}

/** The outcome, failures first: what happened, whether integrations are affected, what to do next. */
export function endLines({ lanes, report }: EmergencyView, width: number): readonly Line[] {
  const isOne = lanes.length === 1;
  const room = { width, widthOfPaths: width };
  return spaced([
    ...failuresFirst(lanes).map(({ name, end }) => outcomeLines(end, isOne ? '' : `${name}: `, room)),
    ...(report === null ? [] : [reportLines(report, room, reportWords.all)]),
  ]);
}

function outcomeLines(end: EndWords | null, prefix: string, room: Room): readonly Line[] {
  if (end === null) return [];
  const { tone, titles, safe, report, steps } = end;
  const { width } = room;
  return [
    ...marked({ text: `${endMarks[tone]} `, role: tone }, `${prefix}${titles[0]}`, width, { bold: true }),
    ...(safe === null ? [] : marked({ text: '  ' }, safe, width)),
    ...(report === null ? [] : reportLines(report, room)),
    ...steps.flatMap((step) => marked(marks.bullet, step, width)),
  ];
}

function reportLines(path: string, { width, widthOfPaths }: Room, title: string = reportWords.one): readonly Line[] {
  const inOne = plain(`  ${title}: ${path}`);
  return widthOf(inOne) <= width ? [inOne] : [plain(`  ${title}:`), ...marked({ text: '  ' }, path, widthOfPaths)];
}

/** What stays in the terminal: every step with its time, the outcome, and what is true now. */
export function emergencyFarewell(
  view: EmergencyView,
  screen: Pick<EmergencyScreen, 'isDrill' | 'isPractice' | 'now'>,
  columns: number | undefined,
): string {
  const width = Math.min(columns || 80, widest);
  const room = { width, widthOfPaths: Number.POSITIVE_INFINITY };
  const { lanes, report } = view;
  const isOne = lanes.length === 1;
  const practice = screen.isPractice ? ' (practice org)' : '';
  const text = (sentence: string) => wrapped(sentence, width);
  const lines: readonly Line[] = [
    ...text(`${titleOf(screen)}  ${whatOf(lanes)} in ${whereOf(lanes)}${practice}`),
    ...(isOne ? [] : text(totalsOf(lanes.map(({ end }) => end)))),
    ...failuresFirst(lanes).flatMap((lane) => [
      blank,
      ...(isOne ? [] : text(lane.name)),
      ...laneLines({ ...lane, doing: null, waiting: null }, screen.now(), width),
      ...(lane.steps.length > 0 ? [blank] : []),
      ...outcomeLines(lane.end, '', room),
    ]),
    ...(report === null ? [] : [blank, ...reportLines(report, room, reportWords.all)]),
    ...(isOne && lanes[0]?.end && lanes[0].end.tone !== 'danger' ? [] : [blank, ...text(truthSentences(view)[0])]),
  ];
  return `\n${lines.map((line) => textOfLine(line).trimEnd()).join('\n')}\n`;
}
