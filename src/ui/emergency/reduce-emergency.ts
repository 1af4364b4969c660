import { plainText } from '../../core/plain/text.ts';
import { newsWords } from '../../core/words/news.ts';
import { withShortKeys } from '../kit/short-keys.ts';
import type { EmergencyOutcome, LaneNews } from './emergency-screen.ts';
import type { EmergencyView, LaneView } from './emergency-view.ts';

/** `at` is epoch ms of the emergency's clock. */
export type EmergencyViewAction =
  | { readonly kind: 'confirmed'; readonly at: number }
  | { readonly kind: 'told'; readonly lane: string; readonly news: LaneNews; readonly at: number }
  | { readonly kind: 'ended'; readonly outcomes: readonly EmergencyOutcome[]; readonly at: number }
  | { readonly kind: 'leave'; readonly leave: EmergencyView['leave'] };

export function reduceEmergency(view: EmergencyView, action: EmergencyViewAction): EmergencyView {
  switch (action.kind) {
    case 'confirmed':
      return { ...view, phase: 'running', lanes: view.lanes.map((lane) => begun(lane, action.at)) };
    case 'told':
      return {
        ...view,
        lanes: view.lanes.map((lane) => (lane.key === action.lane ? told(lane, action.news, action.at) : lane)),
      };
    case 'ended':
      return {
        phase: 'ended',
        lanes: view.lanes.map((lane) => {
          const outcome = action.outcomes.find((one) => one.lane === lane.key);
          return outcome ? over(lane, outcome) : lane;
        }),
        endedAt: action.at,
        // The question whether to leave in the middle is void once it is over.
        leave: view.leave === 'asked' ? 'no' : view.leave,
      };
    case 'leave':
      return { ...view, leave: action.leave };
  }
}

function begun(lane: LaneView, at: number): LaneView {
  return { ...lane, confirmedAt: lane.confirmedAt ?? at, doing: { what: 'beginning', since: at } };
}

function told(lane: LaneView, news: LaneNews, at: number): LaneView {
  const after = Math.max(0, at - (lane.confirmedAt ?? at));
  if (news.kind === 'ended') return over(lane, news.outcome);
  const words = newsWords(news);
  const what = plainText(words.what, 400);
  switch (news.kind) {
    case 'doing':
      return { ...lane, waiting: null, doing: { what, since: at } };
    case 'waiting':
      return { ...lane, doing: null, waiting: { why: what, until: news.until } };
    case 'done': {
      const step = { kind: 'done', what, detail: withShortKeys(words.detail), after } as const;
      return { ...lane, doing: null, waiting: null, steps: [...lane.steps, step] };
    }
    case 'warning':
      return { ...lane, steps: [...lane.steps, { kind: 'warning', what, detail: '', after }] };
  }
}

function over(lane: LaneView, outcome: EmergencyOutcome): LaneView {
  return { ...lane, doing: null, waiting: null, outcome: plainOutcome(outcome) };
}

function plainOutcome(outcome: EmergencyOutcome): EmergencyOutcome {
  const plain = (text: string) => plainText(text, 500);
  if (outcome.ok) {
    const report = outcome.report === null ? null : plain(outcome.report);
    return { ...outcome, report, nextSteps: outcome.nextSteps.map(plain) };
  }
  const { message, safe, actions } = outcome;
  return { ...outcome, message: plain(message), safe: plain(safe), actions: actions.map(plain) };
}
