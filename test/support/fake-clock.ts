import type { Clock } from '../../src/core/ports/ports.ts';

/** A clock that stands still until it is told to go on; whoever sleeps moves it. */
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
    // Lets others have their turn, as waiting would.
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
  }
}
