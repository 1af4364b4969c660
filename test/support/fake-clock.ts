import type { Clock } from '../../src/core/ports/ports.ts';

/** A clock that moves only when a test advances it, or when someone sleeps. */
export class FakeClock implements Clock {
  #now: number;
  readonly #deadlines: { readonly at: number; readonly controller: AbortController }[] = [];

  constructor(start: number | string = '2027-01-04T09:00:00Z') {
    this.#now = typeof start === 'string' ? Date.parse(start) : start;
  }

  now(): number {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now += ms;
    for (const { at, controller } of this.#deadlines) {
      if (at <= this.#now) controller.abort(new DOMException('The time is over', 'TimeoutError'));
    }
  }

  deadline(ms: number): AbortSignal {
    const controller = new AbortController();
    this.#deadlines.push({ at: this.#now + ms, controller });
    return controller.signal;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.advance(ms);
    // Lets other tasks run, as real waiting would.
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
  }
}
