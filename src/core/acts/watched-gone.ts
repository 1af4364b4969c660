import { isKeyturnError, type KeyturnError, reason } from '../reasons/errors.ts';
import { goneAccess, untouched } from '../reasons/reason.ts';

interface Gone {
  readonly app: string;
  readonly org: string;
  /** If the org may still have the app, but not this OAuth consumer of it. */
  readonly consumerId?: string;
}

/** Waits for an answer about a watched app. @throws AppUnknown that says what its absence means for access */
export async function unlessGone<Value>(gone: Gone, asked: Promise<Value>): Promise<Value> {
  try {
    return await asked;
  } catch (error) {
    throw isKeyturnError(error) && error.code === 'AppUnknown' ? goneError(gone, error) : error;
  }
}

export function goneError(gone: Gone, cause?: unknown): KeyturnError {
  return reason('AppUnknown', { ...gone, known: [], isGone: true }, { safe: `${untouched} ${goneAccess}`, cause });
}
