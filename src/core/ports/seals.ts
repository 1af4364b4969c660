import type { Seal, SealCheck, SealFault, SealKey, SealPlace } from '../model/seal.ts';
import type { Secret } from '../model/secret.ts';
import type { StoreReference } from '../model/watched-app.ts';

/** The seals over the audit trail. */
export interface Seals {
  /** A new random key. */
  newKey(): Secret;
  keyOf(secret: Secret): SealKey;
  place(): Promise<SealPlace>;
  savePlace(store: StoreReference['kind'], key: string): Promise<void>;
  /** Saves the place unless there is one. @returns the place that counts now */
  takePlace(store: StoreReference['kind'], key: string): Promise<SealPlace>;
  /** The newest seal; null without one. */
  latest(): Promise<Seal | null>;
  /**
   * Seals the trail now, and from now on each new line together with the line. What doesn't fit the newest seal isn't sealed.
   * @returns what doesn't fit
   */
  use(key: SealKey): Promise<SealFault | null>;
  /** Compares the trail with all its seals. Without the key, a forged seal isn't noticed. */
  check(key: SealKey | null): Promise<SealCheck>;
  /** The hash of a line; null if there is no such line. */
  hashOf(line: number): Promise<string | null>;
  /** Whether a seal was made with the key. */
  isMadeWith(key: SealKey, seal: Seal): boolean;
  /** Makes the trail as it is the beginning: removes the seals that speak against it, and seals it. @returns how many it removed */
  startAgain(key: SealKey, store: StoreReference['kind']): Promise<number>;
}
