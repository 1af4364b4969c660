import type { EmergencyOutcome } from '../../core/model/incident.ts';
import type { PlanSection } from '../../core/model/plan-section.ts';
import type { Confirmed } from '../../core/operate/consent.ts';
import type { RotationNews } from '../../core/words/news.ts';

/** One app whose leaked credentials are replaced, and what that breaks. */
export interface EmergencyTarget {
  /** Names the lane in news and outcomes. */
  readonly key: string;
  /** Developer name of the app. */
  readonly app: string;
  /** Label of the app. */
  readonly name: string;
  readonly org: string;
  readonly sections: readonly PlanSection[];
  /** The credentials can't be replaced now, so this only blocks access. */
  readonly onlyBlocks: boolean;
  /** When an emergency that continues was confirmed; its clocks started then. Epoch ms; null for a new one. */
  readonly confirmedAt: number | null;
}

/** News of one app. `ended` comes as soon as this app is finished, whatever the others do. */
export type LaneNews = RotationNews | { readonly kind: 'ended'; readonly outcome: EmergencyOutcome };

export interface EmergencyScreen {
  /** One for each app. */
  readonly plans: readonly EmergencyTarget[];
  /** What the person confirms by typing its name. */
  readonly confirmed: Confirmed;
  readonly isPractice: boolean;
  readonly isDrill: boolean;
  /** Epoch ms; the practice org has its own clock. */
  readonly now: () => number;
  /** Runs after the name was typed. Resolves when all apps are finished; a failure in one app is an outcome. */
  readonly run: (
    confirmedAt: number,
    tell: (lane: string, news: LaneNews) => void,
    signal: AbortSignal,
  ) => Promise<readonly EmergencyOutcome[]>;
  /** Path of the one report about several apps, once `run` has resolved; null if there is none. */
  readonly report?: () => string | null;
  /** Called at the end, whether `run` was called or not. */
  readonly leave: () => Promise<void>;
}

/** `declined`: nothing was done. */
export type EmergencyEnding = 'declined' | 'ended';
