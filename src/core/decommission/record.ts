import { closeIntents, type JournalAct, journalled } from '../acts/journalled.ts';
import { noted } from '../acts/noted.ts';
import type { Decommission } from '../model/decommission.ts';
import type { JournalAction } from '../model/journal.ts';
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

/** Closes the intents of an interrupted attempt: each step first checks what is there, and continues from that. */
export async function closeOpenIntents({ ports: { state }, run }: Ending): Promise<void> {
  const ours = (await state.journal.open()).filter(({ detail }) => detail.decommission === run.id);
  await closeIntents(state.journal, ours);
}
