import { graceEndsAt } from '../machine/policies.ts';
import { phaseOf, type Rotation, unconfirmed } from '../model/rotation.ts';
import { relativeTime } from '../plain/duration.ts';
import { plainText } from '../plain/text.ts';
import { knownPairs } from './known-pairs.ts';
import type { AppStatus } from './status.ts';

export const deskActions = [
  'stage',
  'rotate',
  'back',
  'retire',
  'discard',
  'emergency',
  'resume',
  'check',
  'handed-over',
  'snooze',
  'acknowledge',
  'reveal',
] as const;
export type DeskAction = (typeof deskActions)[number];

/** What can sensibly be done with an app now; of everything else why not, in words. */
export type Offers = Readonly<Record<DeskAction, string | null>>;

/** Only from what is remembered: the plan, which looks at the org, has the last word. */
export function offersOf({ watched, rotation }: AppStatus, now: number): Offers {
  const open = rotation?.finishedAt === null ? rotation : null;
  const { staged, previous } = knownPairs(watched, rotation);
  const taken = previous ? 'The previous pair still takes the only place; t ends it.' : null;
  const goesOn =
    open && open.kind !== 'stage' && open.kind !== 'rotate' ? `Its ${open.kind} goes on first, with g.` : null;
  const { app } = watched;
  return {
    stage: taken ?? goesOn ?? (staged ? 'A new pair is staged already; r rotates, d discards it.' : null),
    rotate: taken ?? goesOn,
    back: previous ? null : 'There is no previous pair to go back to.',
    retire: previous ? null : `No previous pair is known. If there is one: keyturn retire ${app}`,
    discard: staged ? null : `No staged pair is known. If there is one: keyturn discard ${app}`,
    // A leak waits for nothing; what was begun is looked at by its plan.
    emergency: null,
    resume: open ? whyNotOn(open, now) : 'Nothing was interrupted.',
    check: null,
    snooze: null,
    acknowledge:
      watched.attention.acknowledged?.consumerKey === watched.consumerKey
        ? `${plainText(watched.attention.acknowledged.by, 40)} is on it already.`
        : null,
    'handed-over': open && unconfirmed(open).length > 0 ? null : 'No consumer is waited for.',
    reveal: watched.store ? null : 'The pair is not in the secret store of this computer.',
  };
}

function whyNotOn(open: Rotation, now: number): string | null {
  const phase = phaseOf(open);
  const names = unconfirmed(open);
  if (phase === 'proved' && open.kind === 'stage') return 'The staged pair waits for r.';
  if (names.length > 0)
    return `${names.map((name) => plainText(name, 40)).join(', ')} must have the new pair first; h says so.`;
  const until = phase === 'grace' ? graceEndsAt(open) : null;
  return until !== null && until > now ? `The old pair lives on; its grace ends ${relativeTime(until, now)}.` : null;
}
