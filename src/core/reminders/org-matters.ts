import { orgTrouble, troubleOfRun } from '../automation/org-trouble.ts';
import { standingTrouble } from '../automation/standing-trouble.ts';
import type { Drift } from '../model/watched-app.ts';
import { plainText } from '../plain/text.ts';
import { day, isoDay } from '../plain/time.ts';
import { orgUnseenWords } from '../words/daemon-notices.ts';
import { driftNotice, orgEndsNotice, signInEndsNotice, troubleNotice } from '../words/org-notices.ts';
import { countdown, type Ladder, repeating } from './ladder.ts';
import { daysLeftAt, type Matter, type ReminderFacts, severityWithin } from './matter.ts';

/** Changes made outside keyturn, and problems that keep keyturn from working in the org. */
export function orgMatters(facts: ReminderFacts): readonly Matter[] {
  const drift = facts.watched.lastCheck?.drift ?? [];
  return [...drift.map((one) => drifted(facts, one)), ...inTrouble(facts), ...unseen(facts), ...signInEnds(facts)];
}

/** Changes after which no token is issued, or the wrong people may get one. */
const dangerous: ReadonlySet<Drift['kind']> = new Set([
  'app-gone',
  'sandbox-refreshed',
  'pair-changed-outside',
  'flow-off',
  'user-missing',
  'user-frozen',
  'user-inactive',
]);

function drifted({ watched }: ReminderFacts, drift: Drift): Matter {
  const { kind, since } = drift;
  const severity = dangerous.has(kind) ? 'danger' : 'caution';
  const ladder = { steps: [{ at: since, threshold: kind }], after: null };
  return { kind: 'drift', subject: [since], ladder, words: () => ({ severity, ...driftNotice(watched, drift) }) };
}

const ofStore: ReadonlySet<string> = new Set([
  'KeychainUnavailable',
  'PassphraseMissing',
  'PassphraseWrong',
  'PassphraseFileUnsafe',
]);

function inTrouble({ watched, rotation }: ReminderFacts): readonly Matter[] {
  const trouble = standingTrouble(watched, rotation);
  // The daemon reports a store that doesn't open once, for all apps.
  if (trouble === null || ofStore.has(trouble.code) || troubleOfRun(watched, rotation) !== null) return [];
  const { code, since, isPassing } = trouble;
  const shared = orgTrouble(code);
  const whose = shared === null || shared === 'sign-in' ? shared : 'org';
  // Report a passing problem only if it lasts for a day.
  const ladder = repeating(isPassing ? since + day : since, 1);
  const words = () => ({ severity: 'caution', ...troubleNotice(watched, trouble, whose) }) as const;
  const usual = { kind: 'sign-in-broken', ladder, words } as const;
  if (shared === null) return [{ ...usual, subject: [plainText(code, 60), since] }];
  // One org may have several sign-ins.
  return [{ ...usual, subject: [encodeURIComponent(watched.org.toWellFormed()), shared, since], isOfOrg: true }];
}

/** Nothing is checked for longer than this, although it is due daily. */
const unseenAfterDays = 3;

/** No check worked for days, and no problem that `inTrouble` reports explains it. Reported once a day for all apps of the org. */
function unseen({ watched, rotation, checkEveryMs = day }: ReminderFacts): readonly Matter[] {
  const { lastCheck, adoptedAt, org } = watched;
  const trouble = standingTrouble(watched, rotation);
  if (trouble !== null) return [];
  const since = lastCheck?.at ?? adoptedAt;
  // From the start of a day, so that the org's apps, which are checked at different times, share each step.
  const after = unseenAfterDays * Math.max(1, Math.ceil(checkEveryMs / day)) * day;
  const anchor = Math.floor(since / day) * day + after - day;
  const ladder: Ladder = {
    steps: [],
    after: { anchor, everyDays: 1, name: (repetition) => isoDay(anchor + repetition * day) },
  };
  const words: Matter['words'] = ({ at }) =>
    ({
      severity: at - since >= after + unseenAfterDays * day ? 'danger' : 'caution',
      ...orgUnseenWords(org, since),
    }) as const;
  return [{ kind: 'org-unseen', subject: [encodeURIComponent(org.toWellFormed())], isOfOrg: true, ladder, words }];
}

/** Counts from a fixed date, so that all apps and sign-ins report on the same day. */
const everyOtherWeek: Ladder = {
  steps: [],
  after: { anchor: 0, everyDays: 14, name: (repetition) => isoDay(repetition * 14 * day) },
};

/** The org's sign-in is about to stop working: reported once for all of its apps. */
function signInEnds({ watched, rotation, signInEnding }: ReminderFacts): readonly Matter[] {
  if (!signInEnding) return [];
  const { at, problem, cure } = signInEnding;
  const usual = { kind: 'sign-in-ends', isOfOrg: true } as const;
  const name = encodeURIComponent(watched.org.toWellFormed());
  if (at !== null) {
    const words: Matter['words'] = (step) => {
      const daysLeft = daysLeftAt(step, at);
      return { severity: severityWithin(3, daysLeft), ...orgEndsNotice(watched.org, at, daysLeft, cure) };
    };
    return [{ ...usual, subject: [name, at], ladder: countdown(at, [14, 7, 3, 1], 'ended'), words }];
  }
  // It has already stopped, which `inTrouble` reports.
  const trouble = standingTrouble(watched, rotation);
  if (trouble !== null && orgTrouble(trouble.code) === 'sign-in') return [];
  const words = () => ({ severity: 'caution', ...signInEndsNotice(watched.org, problem, cure) }) as const;
  return [{ ...usual, subject: [name], ladder: everyOtherWeek, words }];
}
