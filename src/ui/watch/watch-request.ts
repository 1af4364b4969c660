import type { WatchedApp } from '../../core/model/watched-app.ts';
import type { Talk, WatchDesk } from '../../core/status/desk.ts';
import type { EmergencyScreen } from '../emergency/emergency-screen.ts';
import type { TerminalIo } from '../kit/streams.ts';
import type { Stopwatch } from '../kit/timer.ts';

export interface WatchRequest extends TerminalIo {
  readonly desk: WatchDesk;
  /**
   * Plans an emergency of the app without changing anything. Asks for everything it needs, such as a passphrase. The
   * emergency screen then asks only for the name.
   */
  readonly openEmergency?: (app: WatchedApp, talk: Talk) => Promise<EmergencyScreen>;
  readonly isPractice: boolean;
  /** Runs the guided setup, from its first question to its end. The watch comes back after it. */
  readonly runSetup: () => Promise<unknown>;
  /** Defaults to the monotonic clock. */
  readonly stopwatch?: Stopwatch;
}

/** `interrupted`: the person quit while an action was running. The result is on the terminal. */
export type WatchOutcome = 'closed' | 'interrupted';
