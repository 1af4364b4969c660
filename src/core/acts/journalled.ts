import type { JournalEntry } from '../model/journal.ts';
import type { Journal } from '../ports/ports.ts';
import { isKeyturnError, isStateFault } from '../reasons/errors.ts';
import { untouched, withoutAccess } from '../reasons/reason.ts';

type Detail = JournalEntry['detail'];
export interface JournalAct extends Omit<JournalEntry, 'event' | 'intent'> {
  /** What a failed act left behind. */
  readonly left?: () => Detail;
}

/**
 * Changes something outside our own state, with the journal around it: `intended` before, `done` or `failed` after. When
 * the outcome is unknown (no answer, interrupted), the intent stays open, and the next start checks the org.
 */
export async function journalled<Value>(
  journal: Journal,
  { left, ...act }: JournalAct,
  work: (intent: string, note: (detail: Detail) => Promise<void>) => Promise<Value>,
): Promise<Value> {
  const intent = crypto.randomUUID();
  await journal.append({ ...act, event: 'intended', intent });
  const note = async (detail: Detail) => {
    await journal.append({ ...act, event: 'noted', intent, detail });
  };
  let value: Value;
  try {
    value = await work(intent, note);
  } catch (error) {
    if (!isOutcomeUnknown(error)) {
      const detail = { ...act.detail, reason: isKeyturnError(error) ? error.code : 'Defect', ...left?.() };
      await journal.append({ ...act, event: 'failed', intent, detail });
    }
    throw error;
  }
  // If this can't be written, the intent stays open.
  await journal.append({ ...act, event: 'done', intent });
  return value;
}

/** Closes the intents of an interrupted attempt. Their outcome was seen elsewhere, or the act is repeated. */
export async function closeIntents(journal: Journal, open: readonly JournalEntry[]): Promise<void> {
  for (const intended of open) await journal.append({ ...intended, event: 'recovered' });
}

/** Whether it is unknown if the org did what was requested. */
export function isOutcomeUnknown(error: unknown): boolean {
  if (!isKeyturnError(error)) return true;
  // A note that can't be written says nothing of the request.
  const isUnwritten: boolean = isStateFault(error);
  if (isUnwritten) return true;
  // The request was refused before the org accepted anything.
  if (error.code === 'DeployAhead') return false;
  // The org was seen to be as before.
  if (error.exitCode === 130 && withoutAccess(error.safe) === untouched) return false;
  return error.retryable || error.exitCode === 130 || error.code === 'SessionExpired';
}
