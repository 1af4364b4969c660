import type { Rotation } from '../model/rotation.ts';
import type { WatchedApp } from '../model/watched-app.ts';

/** One line of what happened, from the journal. */
export interface TimelineEntry {
  /** Epoch ms. */
  readonly at: number;
  /** In words: `new pair staged`. */
  readonly step: string;
  readonly outcome: 'intended' | 'done' | 'failed' | 'recovered' | 'noted';
  /** The journal's id of the call, and ids of the org where it told one. */
  readonly callId: string;
  readonly detail: string;
}

/** How an emergency of one app ended, or how far it came. */
export interface EmergencyEnd {
  readonly rotation: Rotation;
  readonly watched: WatchedApp;
  readonly timeline: readonly TimelineEntry[];
  /** From the confirmation until every token request was refused, in ms; null without containment. */
  readonly containedAfterMs: number | null;
  /** From the confirmation until the leaked pair was refused by itself with the flow on, in ms; null when not seen yet. */
  readonly refusedAfterMs: number | null;
  /** null when they were kept. */
  readonly sessionsEnded: number | null;
  /** Path of the Markdown report; null when none was written. */
  readonly report: string | null;
  /** What a person does next, in words. */
  readonly nextSteps: readonly string[];
}
