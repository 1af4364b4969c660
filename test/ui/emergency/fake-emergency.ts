import type { EmergencyOutcome } from '../../../src/core/model/incident.ts';
import type { Confirmed } from '../../../src/core/operate/consent.ts';
import type { EmergencyScreen, EmergencyTarget, LaneNews } from '../../../src/ui/emergency/emergency-screen.ts';
import type { Timer } from '../../../src/ui/kit/timer.ts';
import { FakeClock } from '../../support/fake-clock.ts';

export function target(fields: Partial<EmergencyTarget> = {}): EmergencyTarget {
  return {
    key: 'billing',
    app: 'Billing_Sync',
    name: 'Billing Sync',
    org: 'Acme Corp',
    confirmedAt: null,
    onlyBlocks: false,
    sections: [
      { tone: 'breaks', heading: 'What breaks', lines: ['No access until updated by hand: Mailroom.'] },
      { tone: 'stays', heading: 'What keeps working', lines: ['Updated automatically: vault.'] },
      {
        tone: 'final',
        heading: "What can't be undone",
        lines: ["The leaked credentials (3MVG9…kQ7a) can't be restored."],
      },
      {
        tone: 'steps',
        heading: 'What keyturn does, in this order',
        lines: ['Stage new credentials.', 'Deliver them to vault.', 'Write the incident report.'],
      },
      { tone: 'note', heading: 'Worth knowing', lines: ['Acme Corp is a production org.'] },
    ],
    ...fields,
  };
}

type Told<IsOk extends boolean> = Extract<EmergencyOutcome, { ok: IsOk }>;

export function refused({
  key = 'billing',
  ...end
}: Partial<Told<true>['end'] & { key: string }> = {}): EmergencyOutcome {
  const report = '/home/ada/reports/billing.md';
  const usual = { refusedAfterMs: 2400, containedAfterMs: null, report, nextSteps: ['Update Mailroom by hand.'] };
  return { key, ok: true, end: { ...usual, ...end } };
}

export function failed({
  key = 'billing',
  ...error
}: Partial<Told<false>['error'] & { key: string }> = {}): EmergencyOutcome {
  const usual = {
    message: 'vault did not take the new pair.',
    safe: 'The leaked pair still works; so does the integration.',
    actions: ['Look at vault.'],
  };
  return { key, ok: false, error: { ...usual, ...error } };
}

/** An emergency that goes on as the test tells it. */
export class FakeEmergency implements EmergencyScreen {
  /** How often it was left. */
  left = 0;
  readonly clock = new FakeClock();
  readonly now = () => this.clock.now();
  plans: readonly EmergencyTarget[] = [target()];
  confirmed: Confirmed = { app: 'Billing_Sync', org: 'acme', username: 'ada@acme.example', orgId: '00D1' };
  isPractice = false;
  isDrill = false;
  signal: AbortSignal | null = null;
  report: () => string | null = () => null;
  readonly #over = Promise.withResolvers<readonly EmergencyOutcome[]>();
  #tell: (lane: string, news: LaneNews) => void = () => {};

  run: EmergencyScreen['run'] = (_confirmedAt, tell, signal) => {
    this.#tell = tell;
    this.signal = signal;
    return this.#over.promise;
  };

  leave = async (): Promise<void> => {
    this.left += 1;
  };

  tell(afterMs: number, news: LaneNews, lane = 'billing'): void {
    this.clock.advance(afterMs);
    this.#tell(lane, news);
  }

  end(...outcomes: readonly EmergencyOutcome[]): void {
    this.#over.resolve(outcomes);
  }

  fail(error: unknown): void {
    this.#over.reject(error);
  }
}

/** Time that goes on when the test says so. */
export class HandTimer {
  readonly waits: { readonly ms: number; readonly run: () => void }[] = [];

  readonly start: Timer = (ms, run) => {
    const wait = { ms, run };
    this.waits.push(wait);
    return () => this.#drop(wait);
  };

  /** Whatever waits so long is over. */
  ring(ms: number): void {
    for (const wait of this.waits.filter((one) => one.ms === ms)) {
      this.#drop(wait);
      wait.run();
    }
  }

  #drop(wait: HandTimer['waits'][number]): void {
    const at = this.waits.indexOf(wait);
    if (at >= 0) this.waits.splice(at, 1);
  }
}
