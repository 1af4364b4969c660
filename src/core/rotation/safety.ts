import type { KeyturnError } from '../errors.ts';
import { untouched } from '../reasons/reason.ts';
import { isHandedOver, type Rotation } from './state.ts';

/** Is the integration safe? In one sentence, by how far the run has come. */
export function whatWorks({ kind, rotatedAt, endedAt, deleteIntendedAt }: Rotation): string {
  if (kind === 'discard') return 'The primary pair was not touched; whoever uses it works as before.';
  if (rotatedAt === null) return 'The primary pair was not touched; integrations work as before.';
  if (endedAt !== null || deleteIntendedAt !== null) {
    return 'The new pair is primary and works; the run is not done before the old one is refused.';
  }
  return 'The pair of before is kept until the new one is proved; it works as long as the org keeps it.';
}

/** The same error, where its usual sentence about the integration doesn't hold so far into a run. */
export function withTruth({ rotation, hasTouched }: Progress, error: KeyturnError): KeyturnError {
  const { rotatedAt, endedAt, kind } = rotation;
  const isAhead = rotatedAt !== null && endedAt === null && kind !== 'retire';
  if (isAhead && !isHandedOver(rotation)) {
    return error.withSafe('Consumers without the new pair go on with the previous one as long as the org takes it.');
  }
  return error.safe === untouched && hasTouched ? error.withSafe(whatWorks(rotation)) : error;
}

interface Progress {
  readonly rotation: Rotation;
  /** Something in the org may have been changed. */
  readonly hasTouched: boolean;
}
