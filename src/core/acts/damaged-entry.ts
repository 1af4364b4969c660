import { isKeyturnError } from '../reasons/errors.ts';

/**
 * For a read of an opened store whose entry can be written again: an entry that can't be read is worth nothing beside a good one.
 * @throws any other error
 */
export function orNothing(error: unknown): null {
  if (isKeyturnError(error) && error.code === 'StoreDamaged') return null;
  throw error;
}
