import { closeIntents, type JournalAct, journalled } from '../acts/journalled.ts';
import { noted } from '../acts/noted.ts';
import { inFlightMs } from '../machine/salesforce-times.ts';
import type { Decommission } from '../model/decommission.ts';
import type { JournalAction } from '../model/journal.ts';
import { reason } from '../reasons/errors.ts';
import { waitingForSalesforce } from '../words/waiting.ts';
import type { Ending } from './ports.ts';

type Detail = JournalAct['detail'];

/** Adds to the record of the end. Durable when it resolves. */
export async function record(ending: Ending, more: Partial<Decommission>): Promise<void> {
  const run = { ...ending.run, ...more };
  ending.watched = await ending.ports.state.apps.save({ ...ending.watched, decommission: run });
  ending.run = run;
}

export function actOf({ watched, run, org }: Ending, action: JournalAction, detail: Detail): JournalAct {
  const { orgId, app } = watched;
  return { action, orgId, org: org.name, app, detail: { ...detail, decommission: run.id } };
}

/** A change outside our own state, with the journal around it. */
export function journalledBy<Value>(
  ending: Ending,
  action: JournalAction,
  detail: Detail,
  work: Parameters<typeof journalled<Value>>[2],
): Promise<Value> {
  return journalled(ending.ports.state.journal, actOf(ending, action, detail), work);
}

export async function note(ending: Ending, action: JournalAction, detail: Detail): Promise<void> {
  const { journal } = ending.ports.state;
  await noted(journal, actOf(ending, action, {}) as Parameters<typeof noted>[1], action, {
    ...detail,
    decommission: ending.run.id,
  });
}

/**
 * Closes the intents of an interrupted attempt: each step first checks what is there, and continues from that. A request
 * sent just now may still be in progress, so it waits for that first.
 * @param command what continues after an interruption
 */
export async function closeOpenIntents({ ports, run }: Ending, command: string): Promise<void> {
  const { state, clock, signal, tell } = ports;
  const ours = (await state.journal.open()).filter(({ detail }) => detail.decommission === run.id);
  const newest = Math.max(...ours.filter(({ action }) => slowToLand.has(action)).map(({ at }) => at));
  // If the clock was set back, `newest` may be in the future.
  const wait = Math.min(newest + inFlightMs - clock.now(), inFlightMs);
  if (wait > 0) {
    tell({ kind: 'waiting', why: 'in-flight', until: clock.now() + wait });
    await clock.sleep(wait, signal).catch((cause: unknown) => {
      throw reason('Interrupted', { doing: waitingForSalesforce, command }, { cause });
    });
  }
  await closeIntents(state.journal, ours);
}

const slowToLand: ReadonlySet<JournalAction> = new Set(['contain', 'open-again', 'delete-pair']);
