import { isKeyturnError, type KeyturnError } from '../reasons/errors.ts';

/**
 * Waits for an answer that is good to have and not needed. Where the org refuses it, gives null and adds `what` to
 * `unseen`, so that nobody takes "not seen" for "not there".
 * @param passing what becomes of trouble that a later try may not meet: `throw` where the caller can try again, `name`
 *   where nothing may hold the caller up (an emergency)
 * @throws defects, interruptions, and what passes with `throw`
 */
export async function seen<Value, What>(
  asked: Promise<Value>,
  what: What | ((refusal: KeyturnError) => What),
  unseen: What[],
  passing: 'throw' | 'name',
): Promise<Value | null> {
  try {
    return await asked;
  } catch (error) {
    if (!isKeyturnError(error) || error.exitCode === 130) throw error;
    if (error.retryable && passing === 'throw') throw error;
    unseen.push(what instanceof Function ? what(error) : what);
    return null;
  }
}
