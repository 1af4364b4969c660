import { isOutcomeUnknown, type JournalAct, journalled } from '../acts/journalled.ts';
import type { KeyturnError } from '../reasons/errors.ts';
import { untouched } from '../reasons/reason.ts';
import { touchedWords } from '../words/setup.ts';
import type { OrgTouch } from './setup-events.ts';
import { aboutApp, type WithApp } from './setup-facts.ts';
import type { StepIo } from './setup-step.ts';

interface Change {
  /** In the present tense: what is being done. */
  readonly what: string;
  /** What is true when it is done; as before when left out. */
  readonly after?: OrgTouch;
  /** Something that was taken for a moment: leaving waits until it is given back. */
  readonly mustFinish?: boolean;
}

/**
 * Says that the org is being changed while it is, and afterwards what is true. When the change was refused that is what was
 * true before; when nobody knows its outcome it stays "being changed".
 */
export async function touching<Value>(io: StepIo, change: Change, work: () => Promise<Value>): Promise<Value> {
  const before = io.settledTouch();
  const { what, after = before, mustFinish = false } = change;
  io.tell({ kind: 'touch', touch: { kind: 'changing', what, ...(mustFinish ? { mustFinish } : {}) } });
  try {
    const value = await work();
    io.tell({ kind: 'touch', touch: after });
    return value;
  } catch (error) {
    if (mustFinish || !isOutcomeUnknown(error)) io.tell({ kind: 'touch', touch: before });
    throw error;
  }
}

/** The same for a change that stands in the journal, too. */
export function changing<Value>(
  facts: WithApp,
  io: StepIo,
  { action, detail, ...change }: Change & Pick<JournalAct, 'action' | 'detail'>,
  work: Parameters<typeof journalled<Value>>[2],
): Promise<Value> {
  const act = { ...aboutApp(facts), action, detail };
  return touching(io, change, () => journalled(facts.ports.state.journal, act, work));
}

/** One more change beside those that this run has made already. */
export function alsoChanged(io: StepIo, what: string): OrgTouch {
  const before = io.settledTouch();
  return { kind: 'changed', what: before.kind === 'changed' ? `${before.what}; ${what}` : what };
}

/** An error that says "nothing was changed" because it doesn't know better, corrected by what this run has done. */
export function truthful(error: KeyturnError, touch: OrgTouch): KeyturnError {
  if (error.safe !== untouched || touch.kind === 'untouched') return error;
  return error.withSafe(touchedWords[touch.kind](touch.what));
}
