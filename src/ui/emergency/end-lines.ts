import { foldLine } from '../../core/plain/fold.ts';
import { type EndWords, endMarks, totalsOf } from '../../core/words/emergency-end.ts';
import { blank, type Line, marked, marks, plain, spaced, textOfLine, widthOf, wrapped } from '../kit/line.ts';
import type { EmergencyScreen } from './emergency-screen.ts';
import { type EmergencyView, failuresFirst } from './emergency-view.ts';
import { reportWords, titleOf, truthSentences, whatOf, whereOf } from './emergency-words.ts';
import { laneLines } from './lane-lines.ts';

/** The widest row that is still easy to read. */
const widest = 100;

/** The outcome, failures first: what happened, whether integrations are affected, what to do next. */
export function endLines({ lanes, report }: EmergencyView, width: number): readonly Line[] {
  const isOne = lanes.length === 1;
  return spaced([
    ...failuresFirst(lanes).map(({ name, end }) => outcomeLines(end, isOne ? '' : `${name}: `, width)),
    ...(report === null ? [] : [reportLines(report, width, reportWords.all)]),
  ]);
}

function outcomeLines(end: EndWords | null, prefix: string, width: number): readonly Line[] {
  if (end === null) return [];
  const { tone, titles, safe, report, steps } = end;
  return [
    ...marked({ text: `${endMarks[tone]} `, role: tone }, `${prefix}${titles[0]}`, width, { bold: true }),
    ...(safe === null ? [] : marked({ text: '  ' }, safe, width)),
    ...(report === null ? [] : reportLines(report, width)),
    ...steps.flatMap((step) => marked(marks.bullet, step, width)),
  ];
}

function reportLines(path: string, width: number, title: string = reportWords.one): readonly Line[] {
  const inOne = plain(`  ${title}: ${path}`);
  return widthOf(inOne) <= width ? [inOne] : [plain(`  ${title}:`), ...marked({ text: '  ' }, path, width)];
}

/** What stays in the terminal: every step with its time, the outcome, and what is true now. */
export function emergencyFarewell(
  view: EmergencyView,
  screen: Pick<EmergencyScreen, 'isDrill' | 'isPractice' | 'now'>,
  columns: number | undefined,
): string {
  const width = Math.min(columns || 80, widest);
  const { lanes, report } = view;
  const isOne = lanes.length === 1;
  const practice = screen.isPractice ? ' (practice org)' : '';
  const text = (sentence: string) => wrapped(sentence, width);
  // People copy paths and commands from the terminal, so these are never broken.
  const folded = (line: Line) => foldLine(textOfLine(line), width).map(plain);
  const lines: readonly Line[] = [
    ...text(`${titleOf(screen)}  ${whatOf(lanes)} in ${whereOf(lanes)}${practice}`),
    ...(isOne ? [] : text(totalsOf(lanes.map(({ end }) => end)))),
    ...failuresFirst(lanes).flatMap((lane) => [
      blank,
      ...(isOne ? [] : text(lane.name)),
      ...laneLines({ ...lane, doing: null, waiting: null }, screen.now(), width),
      ...(lane.steps.length > 0 ? [blank] : []),
      ...outcomeLines(lane.end, '', Number.POSITIVE_INFINITY).flatMap(folded),
    ]),
    ...(report === null
      ? []
      : [blank, ...reportLines(report, Number.POSITIVE_INFINITY, reportWords.all).flatMap(folded)]),
    ...(isOne && lanes[0]?.end && lanes[0].end.tone !== 'danger' ? [] : [blank, ...text(truthSentences(view)[0])]),
  ];
  return `\n${lines.map((line) => textOfLine(line).trimEnd()).join('\n')}\n`;
}
