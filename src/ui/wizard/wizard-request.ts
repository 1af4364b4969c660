import type { TerminalIo } from '../kit/streams.ts';
import type { Stopwatch } from '../kit/timer.ts';
import type { Begin } from './outcome.ts';

export interface WizardRequest extends TerminalIo {
  /** Starts the setup. Called after the first frame is drawn, so it is the place to load heavy modules. */
  readonly begin: Begin;
  readonly isPractice: boolean;
  /** The setup's clock, epoch ms. In the practice org, the practice org's clock. */
  readonly now: () => number;
  /** By default the machine's monotonic clock. */
  readonly stopwatch?: Stopwatch;
}
