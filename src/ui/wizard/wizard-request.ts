import type { SignalSource } from '../kit/signals.ts';
import type { TerminalInput, TerminalOutput } from '../kit/streams.ts';
import type { Stopwatch, Timer } from '../kit/timer.ts';
import type { Begin } from './outcome.ts';

export interface WizardRequest {
  /** Starts the setup; called when the first frame is on the screen, so it is the place to load what is heavy. */
  readonly begin: Begin;
  readonly isPractice: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: TerminalInput;
  readonly stdout: TerminalOutput;
  /** The setup's clock, epoch ms: the practice org's where the setup runs there. */
  readonly now: () => number;
  readonly signals: SignalSource;
  /** By default the machine's monotonic clock. */
  readonly stopwatch?: Stopwatch;
  readonly timer?: Timer;
}
