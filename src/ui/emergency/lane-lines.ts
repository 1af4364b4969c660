import { clockText } from '../../core/plain/duration.ts';
import { endMarks, totalsOf } from '../../core/words/emergency-end.ts';
import { blank, cut, type Line, marked, marks, type StyledText, toWidth, wrap } from '../kit/line.ts';
import { stepText, type ToldStep } from '../kit/progress.ts';
import { nextTry, timeTaken } from '../kit/words.ts';
import { type EmergencyView, failuresFirst, type LaneView } from './emergency-view.ts';

/** A mark, a time and what separates it from the text: `✔ 00:00.2  `. */
const headWidth = 11;
const widestWhat = 34;

/** The progress of all apps. */
export function lanesLines({ lanes }: EmergencyView, now: number, width: number): readonly Line[] {
  const [only] = lanes;
  if (lanes.length === 1 && only) return laneLines(only, now, width);
  const names = Math.min(24, Math.floor(width / 3), Math.max(...lanes.map(({ name }) => name.length)));
  return [
    [{ text: totalsOf(lanes.map(({ end }) => end)), bold: true }],
    blank,
    ...failuresFirst(lanes).map((lane) => laneLine(lane, { now, names, width })),
    ...warningsOf(lanes, width),
  ];
}

export function laneLines(lane: LaneView, now: number, width: number): readonly Line[] {
  // The outcome below names the report too. Show its path only there.
  const steps = lane.steps.map((step) => (step.detail === lane.end?.report ? { ...step, detail: '' } : step));
  return [...steps.flatMap((step) => stepLines(step, width)), ...currentLines(lane, now, width)];
}

function stepLines(step: ToldStep, width: number): readonly Line[] {
  const { what, detail } = step;
  const mark = step.kind === 'done' ? marks.good : marks.caution;
  const head = { ...mark, text: headText(mark.text, clockText(step.after)) };
  const room = width - headWidth;
  const column = Math.min(widestWhat, Math.floor(room * 0.55));
  if (detail !== '' && isWithin(what, column) && isWithin(detail, room - column - 2)) {
    return [[head, { text: `${toWidth(what, column)}  ` }, { text: detail, dim: true }]];
  }
  return marked(head, stepText(step), width);
}

/** The current step and how long it has taken, or what keyturn waits for. */
function currentLines({ doing, waiting }: LaneView, now: number, width: number): readonly Line[] {
  if (doing) {
    const time = timeTaken(now - doing.since);
    const head: StyledText = { text: headText('▸ ', ''), role: 'accent' };
    return [[head, { text: cut(doing.what, width - headWidth - time.length), bold: true }, { text: time, dim: true }]];
  }
  if (!waiting) return [];
  return marked({ text: headText('… ', ''), role: 'accent' }, waitText(waiting, now), width);
}

function headText(mark: string, time: string): string {
  return `${mark}${time.padEnd(headWidth - 2 - mark.length)}  `;
}

function isWithin(text: string, width: number): boolean {
  return wrap(text, width).length === 1;
}

export function waitText({ why, until }: NonNullable<LaneView['waiting']>, now: number): string {
  return `${why}${/[.!?…]$/.test(why) ? '' : ';'} ${nextTry(until - now, 'retrying in')}`;
}

interface Columns {
  readonly now: number;
  readonly names: number;
  readonly width: number;
}

function laneLine(lane: LaneView, { now, names, width }: Columns): Line {
  const { name, steps, end } = lane;
  const last = end && end.tone !== 'danger' ? end.refusedAfterMs : (steps.at(-1)?.after ?? null);
  const time = last === null ? '' : clockText(last);
  const head = `${toWidth(name, names)}  ${time.padEnd(7)}  `;
  return [laneMark(lane), { text: head }, { text: cut(lastWords(lane, now), width - head.length - 2) }];
}

function laneMark({ end }: LaneView): StyledText {
  return end ? { text: `${endMarks[end.tone]} `, role: end.tone } : { text: '▸ ', role: 'accent' };
}

function lastWords({ end, doing, waiting, steps }: LaneView, now: number): string {
  if (end) return end.short;
  if (doing) return `${doing.what}${timeTaken(now - doing.since)}`;
  return waiting ? waitText(waiting, now) : (steps.at(-1)?.what ?? '');
}

function warningsOf(lanes: readonly LaneView[], width: number): readonly Line[] {
  const lines = lanes.flatMap(({ name, steps }) =>
    steps
      .filter(({ kind }) => kind === 'warning')
      .flatMap(({ what }) => marked(marks.caution, `${name}: ${what}`, width)),
  );
  return lines.length > 0 ? [blank, ...lines] : [];
}
