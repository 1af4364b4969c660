import { plainText } from '../../core/plain/text.ts';
import type { EndWords } from '../../core/words/emergency-end.ts';
import type { Progress } from '../kit/progress.ts';
import type { EmergencyScreen } from './emergency-screen.ts';

/** The progress of one app. */
export interface LaneView extends Progress {
  readonly key: string;
  readonly app: string;
  readonly name: string;
  readonly org: string;
  /** When its emergency was confirmed. Epoch ms; null before that. */
  readonly confirmedAt: number | null;
  readonly end: EndWords | null;
}

export interface EmergencyView {
  readonly phase: 'asking' | 'running' | 'ended';
  readonly lanes: readonly LaneView[];
  readonly isPractice: boolean;
  /** Epoch ms; null until then. */
  readonly endedAt: number | null;
  /** Path of the one report about several apps; null if there is none. */
  readonly report: string | null;
  readonly isLeaving: boolean;
}

export function openEmergency({ plans, isPractice }: Pick<EmergencyScreen, 'plans' | 'isPractice'>): EmergencyView {
  const lanes = plans.map(
    ({ key, app, name, org, confirmedAt }): LaneView => ({
      key,
      app: plainText(app, 80),
      name: plainText(name, 60),
      org: plainText(org, 60),
      confirmedAt,
      steps: [],
      doing: null,
      waiting: null,
      end: null,
    }),
  );
  return { phase: 'asking', lanes, isPractice, endedAt: null, report: null, isLeaving: false };
}

/** The time on the clock, in ms; null before it starts. */
export function clockOf({ phase, lanes, endedAt }: EmergencyView, now: number): number | null {
  if (phase === 'asking') return null;
  const starts = lanes.flatMap(({ confirmedAt }) => confirmedAt ?? []);
  return Math.max(0, (endedAt ?? now) - Math.min(...starts));
}

/** Failures first, then apps in progress; otherwise in the order of the plan. */
export function failuresFirst(lanes: readonly LaneView[]): readonly LaneView[] {
  const rank = ({ end }: LaneView) => (end === null ? 1 : end.tone === 'danger' ? 0 : 2);
  return lanes.toSorted((one, other) => rank(one) - rank(other));
}
