import type { StagedPair } from './app.ts';
import { isOurPrimary, type Rotation } from './rotation.ts';

/** The credentials of an OAuth consumer as the org showed them, without secrets. */
export interface SeenPairs {
  /** When they were first seen so, in epoch ms. */
  readonly since: number;
  /** Consumer key of the current credentials. */
  readonly primaryKey: string;
  /** What the staging slot held; null if the org didn't show it. */
  readonly slot: readonly SeenPair[] | null;
}

export type SeenPair = Pick<StagedPair, 'id' | 'consumerKey' | 'state' | 'createdAt' | 'expiresAt'>;

/**
 * What a look found. It keeps since when all was so, and what an earlier look found in a slot that this one doesn't show.
 * @param slot null if the org didn't show it
 */
export function seenPairs(
  before: SeenPairs | undefined,
  {
    at,
    primaryKey,
    slot,
  }: { readonly at: number; readonly primaryKey: string; readonly slot: readonly SeenPair[] | null },
): SeenPairs {
  const isSame = before?.primaryKey === primaryKey;
  const held = slot?.map(({ id, consumerKey, state, createdAt, expiresAt }) => ({
    ...{ id, consumerKey, state, createdAt, expiresAt },
  }));
  const found = { primaryKey, slot: held ?? (isSame ? before.slot : null) };
  const since =
    before && JSON.stringify({ primaryKey: before.primaryKey, slot: before.slot }) === JSON.stringify(found);
  return { since: since ? before.since : at, ...found };
}

/** Whether others made credentials current that the run didn't promote, or that it was only to stage. */
export function isReplaced(
  { primaryKey }: Pick<SeenPairs, 'primaryKey'>,
  { kind, ends, stays, rotatedAt }: Pick<Rotation, 'kind' | 'ends' | 'stays' | 'rotatedAt'>,
): boolean {
  if (kind === 'discard') return primaryKey === ends;
  if (kind === 'stage' && rotatedAt !== null) return true;
  return stays !== null && !isOurPrimary({ ends, stays, rotatedAt }, primaryKey);
}
