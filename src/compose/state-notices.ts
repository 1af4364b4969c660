import { keptContainments, removeEnded } from '../core/acts/kept-containments.ts';
import { type Whereabouts, whereaboutsIn } from '../core/adapters/state/installation.ts';
import type { KeptRecord } from '../core/model/containment-record.ts';
import type { UnreadableRecord } from '../core/model/unreadable-record.ts';
import type { Clock, Incidents, State } from '../core/ports/ports.ts';
import { keptAttention } from '../core/words/attention.ts';
import { unconfirmedNotice, unreadableWords } from '../core/words/state-problems.ts';

/** A state with a notice for every command, until a person confirms it. */
export function tellingUnconfirmed<Opened extends State>(state: Opened, notices: string[]): Opened {
  const { installation } = state;
  const why = installation.unconfirmed();
  if (why === null) return state;
  const notice = unconfirmedNotice(why);
  notices.push(notice);
  const confirm = async () => {
    await installation.confirm();
    notices.splice(notices.indexOf(notice), 1);
  };
  return { ...state, installation: { ...installation, confirm } };
}

/** Keeps each record that can't be read, with a notice. */
export function tellingUnreadable(unreadable: UnreadableRecord[], notices: string[]) {
  return (record: UnreadableRecord) => {
    unreadable.push(record);
    notices.push(unreadableWords(record));
  };
}

interface Telling {
  readonly containments: KeptRecord[];
  readonly notices: string[];
  /** The time by which the state learns of them; null for a command that changes nothing. */
  readonly adoptsBy: Pick<Clock, 'now'> | null;
}

/**
 * Finds the records of containments that the state doesn't know of, also if it can't be opened. The state learns of those that it can
 * take. Each of the others has a notice. Records that nobody needs any more are removed.
 * @returns what is left to do at the end of the command
 */
export async function tellingContainments(
  opening: Promise<State>,
  incidents: () => Promise<Incidents>,
  { containments, notices, adoptsBy }: Telling,
): Promise<() => Promise<void>> {
  // At once: a rejection that nobody waits for yet ends the process.
  const opened = opening.catch(() => null);
  const files = await incidents();
  if ((await files.keptRecords()).length === 0) return async () => undefined;
  const state = await opened;
  const found = await keptContainments(files, state);
  const isAdopting = state !== null && adoptsBy !== null && state.writeProblem() === null;
  if (isAdopting) {
    await removeEnded(files, state);
    const { adoptContainments } = await import('../core/emergency/adopt-records.ts');
    const records = found.map(({ record }) => record);
    await adoptContainments(state, adoptsBy, records);
  }
  containments.push(...(isAdopting ? await keptContainments(files, state) : found));
  notices.push(...containments.map(keptAttention));
  return async () => {
    if (isAdopting) await removeEnded(files, state);
    const left = new Set((await keptContainments(files, state)).map(({ path }) => path));
    for (const one of containments.filter(({ path }) => !left.has(path))) {
      const index = notices.indexOf(keptAttention(one));
      if (index >= 0) notices.splice(index, 1);
    }
  };
}

const anywhere: Whereabouts = { named: null, machine: null, file: null };

/** A copy of the practice org's state has a copy of its org, too, so its place says nothing. */
export function whereaboutsOf(isPractice: boolean, env: Parameters<typeof whereaboutsIn>[0]) {
  return isPractice ? () => anywhere : whereaboutsIn(env);
}
