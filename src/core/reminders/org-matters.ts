import { orgTrouble } from '../automation/org-trouble.ts';
import { standingTrouble } from '../automation/standing-trouble.ts';
import { day } from '../machine/policies.ts';
import type { Drift, Trouble, WatchedApp } from '../model/watched-app.ts';
import { plainText } from '../plain/text.ts';
import { repeating } from './ladder.ts';
import { dayOf, type Matter, nameOf, placeOf, type ReminderFacts, type Words } from './matter.ts';
import { signInEnds } from './sign-in-ends.ts';

/** What was changed in the org outside of keyturn, and what keeps us from working there. */
export function orgMatters(facts: ReminderFacts): readonly Matter[] {
  return [
    ...(facts.watched.lastCheck?.drift ?? []).map((drift) => drifted(facts, drift)),
    ...inTrouble(facts),
    ...signInEnds(facts),
  ];
}

/** After these nobody gets a token, or the wrong people may. */
const dangerous: ReadonlySet<Drift['kind']> = new Set([
  'app-gone',
  'sandbox-refreshed',
  'pair-changed-outside',
  'flow-off',
  'user-missing',
  'user-frozen',
  'user-inactive',
]);

const headlines: Readonly<Record<Drift['kind'], string>> = {
  'app-gone': 'is gone from the org',
  'sandbox-refreshed': 'is in a sandbox that was refreshed',
  'pair-changed-outside': 'has another pair, which keyturn did not make',
  'flow-off': 'gets no token any more: its flow was turned off',
  'user-changed': 'runs as another user',
  'user-missing': 'runs as a user whom the org doesn’t have',
  'user-frozen': 'runs as a user who was frozen',
  'user-inactive': 'runs as a user who was deactivated',
  'user-more-powerful': 'runs as a user who has grown more powerful',
  'policy-loosened': 'has looser policies than before',
  'secret-access-left-on': 'is in an org that lets secrets be read over REST',
};

function drifted({ watched }: ReminderFacts, { kind, since, sentence, cure }: Drift): Matter {
  const words: Words = {
    severity: dangerous.has(kind) ? 'danger' : 'caution',
    title: `${nameOf(watched)} ${headlines[kind]}`,
    text: `${plainText(sentence, 400)} First seen on ${dayOf(since)}.`,
    actions: [plainText(cure, 400)],
  };
  const ladder = { steps: [{ at: since, threshold: kind }], after: null };
  return { kind: 'drift', subject: [since], ladder, words: () => words };
}

function inTrouble({ watched, rotation }: ReminderFacts): readonly Matter[] {
  const trouble = standingTrouble(watched, rotation);
  if (trouble === null) return [];
  const { code, since, isPassing } = trouble;
  const shared = orgTrouble(code);
  const words = shared === null ? ownTrouble(watched, trouble) : sharedTrouble(watched, trouble, shared === 'sign-in');
  // What passes by itself is worth a word only when it doesn't.
  const ladder = repeating(isPassing ? since + day : since, 1);
  const usual = { kind: 'sign-in-broken', ladder, words: () => words } as const;
  if (shared === null) return [{ ...usual, subject: [plainText(code, 60), since] }];
  // The same org may be reached with several sign-ins.
  return [{ ...usual, subject: [encodeURIComponent(watched.org.toWellFormed()), shared, since], isOfOrg: true }];
}

function sharedTrouble(watched: WatchedApp, { message, code, since }: Trouble, isSignIn: boolean): Words {
  const org = plainText(watched.org);
  const why = isSignIn ? '' : ` (${plainText(code, 60)})`;
  return {
    severity: 'caution',
    title: plainText(message),
    text: `Since ${dayOf(since)} keyturn can’t look after what it watches in ${org}${why}: it neither checks nor rotates there. Integrations are not touched by that.`,
    actions: [
      ...(isSignIn ? [`Sign in again: \`sf org login web --alias ${org}\`.`] : []),
      `\`keyturn check ${placeOf(watched)}\` tries again now${isSignIn ? '' : ' and says more'}.`,
    ],
  };
}

function ownTrouble(watched: WatchedApp, { message, code, since }: Trouble): Words {
  const org = plainText(watched.org);
  return {
    severity: 'caution',
    title: plainText(message),
    text: `Since ${dayOf(since)} this keeps keyturn from looking after ${nameOf(watched)} in ${org} (${plainText(code, 60)}). Integrations are not touched by that.`,
    actions: [`\`keyturn check ${placeOf(watched)}\` tries again now and says more.`],
  };
}
