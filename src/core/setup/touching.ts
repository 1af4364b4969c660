import { isOutcomeUnknown, type JournalAct, journalled } from '../acts/journalled.ts';
import type { KeyturnError } from '../reasons/errors.ts';
import { untouched, withoutAccess } from '../reasons/reason.ts';
import { supposesNothing } from '../words/safety.ts';
import { touchedWords } from '../words/setup.ts';
import type { OrgTouch } from './setup-events.ts';
import { aboutApp, type WithApp } from './setup-facts.ts';
import type { StepIo } from './setup-step.ts';

interface Change {
  /** What is being done: "deploying X". */
  readonly what: string;
  /** The touch after success. Default: as before. */
  readonly after?: OrgTouch;
  /** The touch after a refusal. Default: as before. */
  readonly afterRefusal?: () => OrgTouch;
  /** An org setting is changed temporarily: quitting waits until it is restored. */
  readonly mustFinish?: boolean;
  /** An interruption cancels it. */
  readonly canCancel?: boolean;
}

/**
 * Reports that the org is changing during `work`, and the result afterwards. If the change was refused, the earlier touch is
 * true again, unless parts of the change stay. If the outcome is unknown, the touch stays `changing`.
 */
export async function touching<Value>(io: StepIo, change: Change, work: () => Promise<Value>): Promise<Value> {
  const before = io.settledTouch();
  const { what, after = before, afterRefusal = () => before, mustFinish = false, canCancel = false } = change;
  const flags = { ...(mustFinish ? { mustFinish } : {}), ...(canCancel ? { canCancel } : {}) };
  io.tell({ kind: 'touch', touch: { kind: 'changing', what, ...flags } });
  try {
    const value = await work();
    io.tell({ kind: 'touch', touch: after });
    return value;
  } catch (error) {
    if (mustFinish || !isOutcomeUnknown(error)) io.tell({ kind: 'touch', touch: afterRefusal() });
    throw error;
  }
}

/** `touching` for a change that is also recorded in the journal. */
export function changing<Value>(
  facts: WithApp,
  io: StepIo,
  { action, detail, left, ...change }: Change & Pick<JournalAct, 'action' | 'detail' | 'left'>,
  work: Parameters<typeof journalled<Value>>[2],
): Promise<Value> {
  const act = { ...aboutApp(facts), action, detail, ...(left && { left }) };
  return touching(io, change, () => journalled(facts.ports.state.journal, act, work));
}

/** The touch after one more change of this run. */
export function alsoChanged(io: StepIo, what: string): OrgTouch {
  const before = io.settledTouch();
  return { kind: 'changed', what: before.kind === 'changed' ? `${before.what}; ${what}` : what };
}

/** Corrects the `safe` sentence of an error that says "nothing changed" or "as before" if this run has changed something. */
export function truthful(error: KeyturnError, touch: OrgTouch): KeyturnError {
  const saysUnchanged =
    withoutAccess(error.safe) === untouched || supposesNothing(error) || error.code === 'Interrupted';
  if (!saysUnchanged || touch.kind === 'untouched') return error;
  return error.withSafe(touchedWords[touch.kind](touch.what));
}
