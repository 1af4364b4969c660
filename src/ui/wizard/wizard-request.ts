import type { TerminalIo } from '../kit/streams.ts';
import type { Stopwatch } from '../kit/timer.ts';
import type { Begin } from './outcome.ts';

export interface WizardRequest extends TerminalIo {
  /** Starts the setup; called when the first frame is on the screen, so it is the place to load what is heavy. */
  readonly begin: Begin;
  readonly isPractice: boolean;
  /** The setup's clock, epoch ms: the practice org's where the setup runs there. */
  readonly now: () => number;
  /** By default the machine's monotonic clock. */
  readonly stopwatch?: Stopwatch;
}
