import { whyNotRotated } from '../automation/work.ts';
import { mayDelete } from '../machine/may-delete.ts';
import { stagedExpiredAt } from '../model/expired.ts';
import { phaseOf, type Rotation } from '../model/rotation.ts';
import { clockGapSeen, dueAtOf } from '../model/watched-app.ts';
import { day, isoDay } from '../plain/time.ts';
import { ageUnknownWords, ageWords, proofFailedWords } from '../words/notices.ts';
import { countdown, type Ladder, repeating } from './ladder.ts';
import { daysLeftAt, type Matter, type ReminderFacts, severityWithin } from './matter.ts';

/** The age of the secret, and whether it works. */
export function secretMatters(facts: ReminderFacts): readonly Matter[] {
  return [secretAge(facts), ...ageUnknown(facts), ...proofFailed(facts)];
}

function secretAge({ watched, rotation, now }: ReminderFacts): Matter {
  const dueAt = dueAtOf(watched);
  const aheadMs = clockGapSeen(watched, now);
  // By this computer's clock: an age counts by the org's.
  const dueHere = dueAt - aheadMs;
  const steps = countdown(dueHere, watched.policy.remindDays, 'due');
  const after: Ladder['after'] = { anchor: dueHere, everyDays: 1, name: (days) => `overdue ${days}d` };
  const open = rotation?.finishedAt === null ? rotation : null;
  const first = open && !makesWay(open) ? open.kind : null;
  const isStaged = first === null && open !== null && isReady(open, now);
  return {
    kind: 'secret-age',
    // A new due date, for example after `--issued`, starts a new count.
    subject: [watched.consumerKey, isoDay(dueAt)],
    ladder: { ...steps, after },
    words: (step) => {
      const daysLeft = daysLeftAt(step, dueHere);
      const { maxAgeDays } = watched.policy;
      return {
        severity: severityWithin(3, daysLeft),
        ...ageWords(watched, {
          aheadMs,
          dueAt,
          daysLeft,
          maxAgeDays,
          isStaged,
          first,
          isKept: open !== null && phaseOf(open) === 'grace' && !mayDelete(open, watched.policy.automation),
          whyNot: whyNotRotated(watched, rotation),
        }),
      };
    },
  };
}

/** `rotate` continues a staging, or a rotation before its promotion. */
function makesWay({ kind, rotatedAt }: Rotation): boolean {
  return rotatedAt === null && (kind === 'stage' || kind === 'rotate');
}

/** Whether its staged credentials can be delivered and promoted. */
function isReady(open: Rotation, now: number): boolean {
  return open.stagedProvedAt !== null && open.staged !== null && stagedExpiredAt(open, now) === null;
}

function ageUnknown({ watched }: ReminderFacts): readonly Matter[] {
  if (watched.issuedAt !== null) return [];
  const ladder = repeating(watched.adoptedAt, 90);
  const words = () => ({ severity: 'note', ...ageUnknownWords(watched) }) as const;
  return [{ kind: 'age-unknown', subject: [watched.consumerKey], ladder, words }];
}

function proofFailed({ watched }: ReminderFacts): readonly Matter[] {
  const { lastProof, consumerKey } = watched;
  if (lastProof === null || lastProof.answer === 'accepted') return [];
  const { at, answer, detail, since = at } = lastProof;
  const isRefused = answer === 'refused';
  // Credentials are verified several times a day, but reported once a day.
  const on = (instant: number) => `${answer} ${isoDay(instant)}`;
  const [first, everyDays] = isRefused ? [since, 1] : [since + day, 3];
  const ladder: Ladder = {
    steps: [{ at: first, threshold: on(first) }],
    after: { anchor: first, everyDays, name: (repetition) => on(first + repetition * everyDays * day) },
  };
  const severity = isRefused ? 'danger' : 'caution';
  const words = () => ({ severity, ...proofFailedWords(watched, answer, detail) }) as const;
  return [{ kind: 'proof-failed', subject: [consumerKey], ladder, words }];
}
