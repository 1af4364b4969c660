import type { AppStatus } from '../model/app-status.ts';
import { graceEndsAt, type Rotation } from '../model/rotation.ts';
import { countOf, plainText } from '../plain/text.ts';
import { driftNames } from './drift.ts';
import { leftOut } from './left-out.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2 Dec`; with the year where it is another one than now. In UTC, as everywhere. */
export function dayWord(at: number, now: number): string {
  const date = new Date(at);
  const day = `${date.getUTCDate()} ${months[date.getUTCMonth()]}`;
  return date.getUTCFullYear() === new Date(now).getUTCFullYear() ? day : `${day} ${date.getUTCFullYear()}`;
}

/** How an app stands, in a few words for a narrow column. */
export function stateWords({ watched, rotation, state }: AppStatus, now: number): string {
  const open = rotation?.finishedAt === null ? rotation : null;
  switch (state) {
    case 'blocked':
      return watched.lastProof?.answer === 'refused' ? 'pair was refused' : waitsWords(open);
    case 'drifted': {
      const [first, ...others] = watched.lastCheck?.drift ?? [];
      const [words] = first ? driftNames[first.kind] : ['drifted'];
      return others.length > 0 ? `${words} +${others.length}` : words;
    }
    case 'unknown':
      return 'never proved';
    case 'grace': {
      const until = open && graceEndsAt(open);
      if (until !== null && now >= until) return 'grace is over';
      return until === null ? 'old pair lives on' : `old pair until ${dayWord(until, now)}`;
    }
    case 'staged':
      return open ? stagedWords(open) : 'staged';
    case 'due-soon':
      return open ? stoppedWords(open) : 'due soon';
    case 'due':
      return 'due today';
    case 'overdue':
      return 'overdue';
    case 'fine':
      return open ? stoppedWords(open) : 'fine';
  }
}

function stagedWords(open: Rotation): string {
  if (open.kind !== 'stage' && open.retry) return stoppedWords(open);
  return open.stagedProvedAt === null ? 'staged, not proved' : 'staged, ready';
}

function stoppedWords({ kind }: Rotation): string {
  return `${kind} interrupted`;
}

/** A stopped run waits for consumers, or for a decision. */
function waitsWords(open: Rotation | null): string {
  const names = open ? leftOut(open) : [];
  const [only, ...others] = names;
  if (only === undefined) return open ? `${open.kind} needs you` : 'needs you';
  return others.length > 0 ? `waits for ${countOf(names.length, 'consumer')}` : `waits for ${plainText(only, 14)}`;
}
