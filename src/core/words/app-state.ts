import type { AppStatus } from '../model/app-status.ts';
import { graceEndsAt, isMidway, type Rotation } from '../model/rotation.ts';
import { countOf, plainText } from '../plain/text.ts';
import { isoDay } from '../plain/time.ts';
import { shortRunNames } from '../reasons/run-words.ts';
import { driftNames } from './drift.ts';
import { leftOut } from './left-out.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2 Dec`, with the year if it isn't the current one. In UTC. */
export function dayWord(at: number, now: number): string {
  const date = new Date(at);
  const day = `${date.getUTCDate()} ${months[date.getUTCMonth()]}`;
  return date.getUTCFullYear() === new Date(now).getUTCFullYear() ? day : `${day} ${date.getUTCFullYear()}`;
}

export function dueSentence(dueAt: number, now: number): string {
  return `The secret ${dueAt < now ? 'was' : 'is'} due on ${isoDay(dueAt)}.`;
}

/** The state of an app, in a few words for a narrow column. */
export function stateWords(row: AppStatus, now: number): string {
  const { watched, rotation, state } = row;
  const open = rotation?.finishedAt === null ? rotation : null;
  const midway = open && isMidway(open) ? midwayWords(open, row) : null;
  switch (state) {
    case 'blocked':
      if (watched.lastProof?.answer === 'refused') return 'credentials refused';
      return open === null && row.isFailing && !watched.decommission ? 'consumer failing' : waitsWords(open);
    case 'drifted': {
      const [first, ...others] = watched.lastCheck?.drift ?? [];
      const [words] = first ? driftNames[first.kind] : ['changed'];
      return others.length > 0 ? `${words} +${others.length}` : words;
    }
    case 'unknown':
      return 'not verified yet';
    case 'grace': {
      const until = open && graceEndsAt(open);
      if (midway) return midway;
      if (until !== null && now + row.aheadMs >= until) return 'grace period over';
      return until === null ? 'grace period' : `grace until ${dayWord(until, now)}`;
    }
    case 'staged':
      return midway !== null && open?.kind !== 'stage' ? midway : stagedWords(open);
    case 'due-soon':
      return midway ?? 'due soon';
    case 'due':
      return 'due today';
    case 'overdue':
      return 'overdue';
    case 'fine':
      return midway ?? (row.isFailing ? 'consumer failing' : 'fine');
  }
}

function stagedWords(open: Rotation | null): string {
  return open?.stagedProvedAt === null ? 'staged, not verified' : 'staged, ready';
}

/** A process works on the run, or left it between two steps. */
function midwayWords({ kind }: Rotation, { isInterrupted }: AppStatus): string {
  return `${shortRunNames[kind]} ${isInterrupted ? 'not finished' : 'running'}`;
}

/** A stopped run waits for consumers or for a decision. */
function waitsWords(open: Rotation | null): string {
  const names = open ? leftOut(open) : [];
  const [only, ...others] = names;
  if (only === undefined) return 'needs attention';
  return others.length > 0 ? `${countOf(names.length, 'consumer')} to update` : `waiting for ${plainText(only, 14)}`;
}
