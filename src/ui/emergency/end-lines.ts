import { blank, type Line, marked, plain, widthOf } from '../kit/line.ts';
import type { EmergencyOutcome } from './emergency-screen.ts';
import type { EmergencyView, LaneView } from './emergency-view.ts';
import { byUrgency, refusedSentences } from './end-words.ts';

/** How it ended, the failures first: what happened, whether the integration is safe, what to do next. */
export function endLines({ lanes }: EmergencyView, width: number): readonly Line[] {
  const isOne = lanes.length === 1;
  return byUrgency(lanes).flatMap((lane, index) => [
    ...(index === 0 ? [] : [blank]),
    ...outcomeLines(lane, isOne ? '' : `${lane.name}: `, { width, widthOfPaths: width }),
  ]);
}

interface Room {
  readonly width: number;
  /** What stays in the terminal is copied from there: a path is never broken in it. */
  readonly widthOfPaths: number;
}

export function outcomeLines({ outcome }: LaneView, prefix: string, room: Room): readonly Line[] {
  if (outcome === null) return [];
  return outcome.ok ? doneLines(outcome, prefix, room) : failedLines(outcome, prefix, room);
}

function doneLines(
  outcome: Extract<EmergencyOutcome, { ok: true }>,
  prefix: string,
  { width, widthOfPaths }: Room,
): readonly Line[] {
  const { refusedAfterMs, report, nextSteps } = outcome;
  const mark =
    refusedAfterMs === null ? ({ text: '▲ ', role: 'caution' } as const) : ({ text: '✔ ', role: 'good' } as const);
  return [
    ...marked(mark, `${prefix}${refusedSentences(outcome)[0]}`, width, { bold: true }),
    ...(report === null ? [] : reportLines(report, { width, widthOfPaths })),
    ...nextSteps.flatMap((step) => marked({ text: '  • ', role: 'accent' }, step, width)),
  ];
}

function reportLines(path: string, { width, widthOfPaths }: Room): readonly Line[] {
  const inOne = plain(`  Incident report: ${path}`);
  return widthOf(inOne) <= width
    ? [inOne]
    : [plain('  Incident report:'), ...marked({ text: '  ' }, path, widthOfPaths)];
}

function failedLines(
  { message, safe, actions }: Extract<EmergencyOutcome, { ok: false }>,
  prefix: string,
  { width }: Room,
): readonly Line[] {
  return [
    ...marked({ text: '✖ ', role: 'danger' }, `${prefix}${message}`, width, { bold: true }),
    ...marked({ text: '  ' }, safe, width),
    ...actions.flatMap((action) => marked({ text: '  • ', role: 'accent' }, action, width)),
  ];
}
