import { clockText } from '../../core/plain/duration.ts';
import { linesOf } from '../../core/plain/text.ts';
import type { EndWords } from '../../core/words/emergency-end.ts';
import type { LaneNews } from '../emergency/emergency-screen.ts';
import type { EmergencyView, LaneView } from '../emergency/emergency-view.ts';
import { waitText } from '../emergency/lane-lines.ts';
import { createSayer, type Sayer, type Speaker, stillAtIt } from './sayer.ts';

interface Telling extends Pick<Speaker, 'write' | 'timer'> {
  readonly view: () => EmergencyView;
  readonly now: () => number;
}

export interface EmergencyTeller extends Pick<Sayer, 'hush'> {
  /** Call it after the view has the news. */
  tell(lane: string, kind: LaneNews['kind']): void;
}

/** News as sentences. */
export function createEmergencyTeller({ write, view, now, timer }: Telling): EmergencyTeller {
  const still = () =>
    view().lanes.flatMap((lane) => (lane.doing ? [prefixOf(view(), lane) + stillAtIt(lane.doing, now())] : []));
  const { say, remind, hush } = createSayer({ write, timer, still });
  return {
    hush,
    tell: (key, kind) => {
      const lane = view().lanes.find((one) => one.key === key);
      if (!lane) return;
      const isOne = view().lanes.length === 1;
      for (const sentence of newsSentences(lane, kind, { now: now(), isOne })) say(prefixOf(view(), lane) + sentence);
      remind();
    },
  };
}

function prefixOf({ lanes }: EmergencyView, { name }: LaneView): string {
  return lanes.length === 1 ? '' : `${name}: `;
}

/** Reports the end of one app among several. If there is only one app, its end is reported later, in full. */
function newsSentences(
  { doing, waiting, steps, end }: LaneView,
  kind: LaneNews['kind'],
  { now, isOne }: { readonly now: number; readonly isOne: boolean },
): readonly string[] {
  if (kind === 'doing') return doing ? [`${doing.what}…`] : [];
  if (kind === 'waiting') return waiting ? [waitText(waiting, now)] : [];
  if (kind === 'ended') return isOne || !end ? [] : [endSentences(end)[0] ?? ''];
  const step = steps.at(-1);
  if (!step) return [];
  if (step.kind === 'warning') return [`Caution: ${step.what}`];
  return [`After ${clockText(step.after)}: ${step.what}${step.detail === '' ? '' : `, ${step.detail}`}`];
}

/** How it ended, the summary first. */
export function endSentences({ tone, titles, safe, report, steps }: EndWords, isReportTold = false): readonly string[] {
  return linesOf(
    `${tone === 'danger' ? 'Failed: ' : ''}${titles[0]}`,
    safe,
    report !== null && !isReportTold && `Incident report: ${report}`,
    steps,
  );
}
