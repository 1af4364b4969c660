import { isKeyturnError, type KeyturnError } from '../reasons/errors.ts';

/**
 * Waits for an optional answer. If the org refuses, returns null and adds `what` to `unseen`, so that nobody takes "not
 * seen" for "not there".
 * @param passing how to treat a passing fault: `throw` when the caller can try again, `name` when nothing may delay the
 *   caller (an emergency)
 * @throws defects, interruptions, and passing faults with `throw`
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
