import type { EmergencyOutcome } from '../../core/model/incident.ts';
import type { PlanSection } from '../../core/model/plan-section.ts';
import type { Confirmed } from '../../core/operate/consent.ts';
import type { RotationNews } from '../../core/words/news.ts';

/** One app whose leaked pair is replaced, and what that costs. */
export interface EmergencyTarget {
  /** Names the lane in all that is told. */
  readonly key: string;
  /** Label of the app. */
  readonly name: string;
  readonly org: string;
  readonly sections: readonly PlanSection[];
  /** When the emergency that goes on was confirmed first: its clocks go on from there. Epoch ms; null for a new one. */
  readonly confirmedAt: number | null;
}

/** What is told of one app while all are worked on; `ended` as soon as it is over, whatever the others do. */
export type LaneNews = RotationNews | { readonly kind: 'ended'; readonly outcome: EmergencyOutcome };

export interface EmergencyScreen {
  /** What is about to be done: one for every app. */
  readonly plans: readonly EmergencyTarget[];
  /** What the person confirms by typing its name. */
  readonly confirmed: Confirmed;
  readonly isPractice: boolean;
  readonly isDrill: boolean;
  /** Epoch ms; of the practice org where it happens there. */
  readonly now: () => number;
  /** Runs after the name was typed. Resolves when all of them are over; whatever fails in one of them is an outcome. */
  readonly run: (
    confirmedAt: number,
    tell: (lane: string, news: LaneNews) => void,
    signal: AbortSignal,
  ) => Promise<readonly EmergencyOutcome[]>;
  /** Called when it is over, whether it was run or not. */
  readonly leave: () => Promise<void>;
}

/** `declined`: nothing was done. */
export type EmergencyEnding = 'declined' | 'ended';
