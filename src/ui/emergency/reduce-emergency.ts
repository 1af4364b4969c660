import type { EmergencyOutcome } from '../../core/model/incident.ts';
import { plainText } from '../../core/plain/text.ts';
import { endWords } from '../../core/words/emergency-end.ts';
import type { LeaveAction } from '../kit/leave.ts';
import { afterNews } from '../kit/progress.ts';
import { createStore, type ViewStore } from '../kit/store.ts';
import type { EmergencyScreen, LaneNews } from './emergency-screen.ts';
import { type EmergencyView, type LaneView, openEmergency } from './emergency-view.ts';

/** `at` is epoch ms of the emergency's clock. */
export type EmergencyViewAction =
  | { readonly kind: 'confirmed'; readonly at: number }
  | { readonly kind: 'told'; readonly lane: string; readonly news: LaneNews; readonly at: number }
  | {
      readonly kind: 'ended';
      readonly outcomes: readonly EmergencyOutcome[];
      readonly at: number;
      readonly report?: string | null;
    }
  | LeaveAction;

/** The state that the emergency screen and the plain lines show. */
export type EmergencyStore = ViewStore<EmergencyView, EmergencyViewAction>;

export function createEmergencyStore(screen: Pick<EmergencyScreen, 'plans' | 'isPractice'>): EmergencyStore {
  return createStore(reduceEmergency, openEmergency(screen));
}

function reduceEmergency(view: EmergencyView, action: EmergencyViewAction): EmergencyView {
  switch (action.kind) {
    case 'confirmed':
      return { ...view, phase: 'running', lanes: view.lanes.map((lane) => begun(lane, action.at)) };
    case 'told':
      return {
        ...view,
        lanes: view.lanes.map((lane) => (lane.key === action.lane ? told(lane, action, view.isPractice) : lane)),
      };
    case 'ended':
      return {
        ...view,
        phase: 'ended',
        lanes: view.lanes.map((lane) => {
          const outcome = action.outcomes.find(({ key }) => key === lane.key);
          return outcome ? over(lane, outcome, view.isPractice) : lane;
        }),
        endedAt: action.at,
        report: action.report == null ? view.report : plainText(action.report, 500),
      };
    case 'leave':
      return { ...view, isLeaving: true };
  }
}

function begun(lane: LaneView, at: number): LaneView {
  return { ...lane, confirmedAt: lane.confirmedAt ?? at, doing: { what: 'starting', since: at } };
}

function told(
  lane: LaneView,
  { news, at }: Extract<EmergencyViewAction, { kind: 'told' }>,
  isPractice: boolean,
): LaneView {
  if (news.kind === 'ended') return over(lane, news.outcome, isPractice);
  const after = Math.max(0, at - (lane.confirmedAt ?? at));
  return { ...lane, ...afterNews(lane, news, { at, after }) };
}

function over(lane: LaneView, outcome: EmergencyOutcome, isPractice: boolean): LaneView {
  return { ...lane, doing: null, waiting: null, end: endWords(outcome, isPractice) };
}
