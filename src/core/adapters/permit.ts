import { AsyncLocalStorage } from 'node:async_hooks';

/** What the work under way still needs in order to change something. */
export interface Permit {
  /** Called right before each write to the state, each request that changes an org and each delivery. @throws TakenOver */
  check(): void;
}

const permits = new AsyncLocalStorage<Permit>();

/** Runs work that needs this permit, and no other one. */
export function withPermit<Value>(permit: Permit, work: () => Value): Value {
  return permits.run(permit, work);
}

/** The permit of the work that calls this; null if it needs none. */
export function permitNow(): Permit | null {
  return permits.getStore() ?? null;
}
