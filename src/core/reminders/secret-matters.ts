import { dueAtOf } from '../automation/spans.ts';
import { day } from '../machine/policies.ts';
import { countOf, plainText, shortKey } from '../plain/text.ts';
import { countdown, type Ladder, repeating, type Step } from './ladder.ts';
import { dayOf, type Matter, nameOf, placeOf, type ReminderFacts, type Words } from './matter.ts';

/** How old the secret is, and whether it works. */
export function secretMatters(facts: ReminderFacts): readonly Matter[] {
  return [secretAge(facts), ...ageUnknown(facts), ...proofFailed(facts)];
}

function secretAge({ watched, policy, rotation }: ReminderFacts): Matter {
  const dueAt = dueAtOf(watched, policy);
  const steps = countdown(dueAt, policy.remindDays, 'due');
  const after: Ladder['after'] = { anchor: dueAt, everyDays: 1, name: (days) => `overdue ${days}d` };
  const isStaged = rotation?.finishedAt === null && rotation.stagedProvedAt !== null && rotation.rotatedAt === null;
  return {
    kind: 'secret-age',
    // Another date to be due at, as when it is learnt how old the secret really is, is another count.
    subject: [watched.consumerKey, dayOf(dueAt)],
    ladder: { ...steps, after },
    words: (step) => ageWords(step, { watched, dueAt, isStaged, maxAgeDays: policy.maxAgeDays }),
  };
}

interface Age extends Pick<ReminderFacts, 'watched'> {
  readonly dueAt: number;
  readonly isStaged: boolean;
  readonly maxAgeDays: number;
}

function ageWords({ at }: Step, { watched, dueAt, isStaged, maxAgeDays }: Age): Words {
  const name = nameOf(watched);
  const days = Math.round((dueAt - at) / day);
  const text = `It is to be replaced after ${countOf(maxAgeDays, 'day')}, on ${dayOf(dueAt)}. Salesforce does not end it by itself: integrations work as before.`;
  const actions = [
    `\`keyturn rotate ${placeOf(watched)}\` ${isStaged ? 'hands the staged pair over and makes it primary' : 'stages a new pair, hands it over and makes it primary'}.`,
    `Or say that somebody is on it: \`keyturn ack ${placeOf(watched)}\`.`,
  ];
  if (days > 0) {
    const title = `The secret of ${name} is due in ${countOf(days, 'day')}`;
    return { severity: days <= 3 ? 'caution' : 'note', title, text, actions };
  }
  const title =
    days === 0
      ? `The secret of ${name} is due today`
      : `The secret of ${name} has been overdue for ${countOf(-days, 'day')}`;
  return { severity: 'caution', title, text, actions };
}

function ageUnknown({ watched }: ReminderFacts): readonly Matter[] {
  if (watched.issuedAt !== null) return [];
  const place = placeOf(watched);
  const words: Words = {
    severity: 'note',
    title: `Nobody told how old the secret of ${nameOf(watched)} is`,
    text: `Salesforce gives no date for it. It counts from ${dayOf(watched.adoptedAt)}, the day from which it is watched; it may be years older.`,
    actions: [
      `Say when it was issued: \`keyturn watch ${place} --issued <YYYY-MM-DD>\`.`,
      `Or replace it, and its age is known: \`keyturn rotate ${place}\`.`,
    ],
  };
  const ladder = repeating(watched.adoptedAt, 90);
  return [{ kind: 'age-unknown', subject: [watched.consumerKey], ladder, words: () => words }];
}

function proofFailed({ watched }: ReminderFacts): readonly Matter[] {
  const { lastProof, consumerKey } = watched;
  if (lastProof === null || lastProof.answer === 'accepted') return [];
  const { at, answer, since = at } = lastProof;
  // Proofs come several times a day; a day that has one is told of once.
  const on = (instant: number) => `${answer} ${dayOf(instant)}`;
  const [first, everyDays] = answer === 'refused' ? [since, 1] : [since + day, 3];
  const ladder: Ladder = {
    steps: [{ at: first, threshold: on(first) }],
    after: { anchor: first, everyDays, name: (repetition) => on(first + repetition * everyDays * day) },
  };
  return [{ kind: 'proof-failed', subject: [consumerKey], ladder, words: () => proofWords(watched, lastProof) }];
}

function proofWords(
  watched: ReminderFacts['watched'],
  proof: NonNullable<ReminderFacts['watched']['lastProof']>,
): Words {
  const name = nameOf(watched);
  const key = shortKey(watched.consumerKey);
  const check = `\`keyturn check ${placeOf(watched)}\` looks at the app and asks for a token again.`;
  const detail = plainText(proof.detail);
  if (proof.answer === 'refused') {
    return {
      severity: 'danger',
      title: `Salesforce refuses the pair of ${name}`,
      text: `The pair in use (${key}) got no token: ${detail}. Whoever uses it has no access.`,
      actions: [check, 'Look at who changed the app: Setup ▸ View Setup Audit Trail.'],
    };
  }
  return {
    severity: 'caution',
    title: `Whether the pair of ${name} works is not known`,
    text: `The last try to get a token with it (${key}) told nothing for certain: ${detail}. That does not mean that integrations have no access.`,
    actions: [check, 'Check the network and https://status.salesforce.com.'],
  };
}
