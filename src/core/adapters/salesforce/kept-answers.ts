import { AsyncLocalStorage } from 'node:async_hooks';

/** What may still be kept of an org's answers, in bytes of memory. */
interface Allowance {
  left: number;
  readonly whole: Allowance | null;
}

/** Beside its text, a value takes about as much. */
const bytesPerValue = 50;

const allowances = new AsyncLocalStorage<Allowance>();

/** Runs work that keeps all that the org answers. Inside such work, a part of it has an allowance of its own beside that of the whole. */
export function keepingAtMost<Value>(bytes: number, work: () => Promise<Value>): Promise<Value> {
  return allowances.run({ left: bytes, whole: allowances.getStore() ?? null }, work);
}

/** An answer was received. @returns whether the work that asked for it may keep it, and may ask for more */
export function mayKeep(bytes: number, values = 0): boolean {
  let isWithin = true;
  for (let each = allowances.getStore() ?? null; each; each = each.whole) {
    each.left -= bytes + values * bytesPerValue;
    isWithin &&= each.left >= 0;
  }
  return isWithin;
}
