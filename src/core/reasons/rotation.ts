import { consumerWord, countOf, plainText, shortKey } from '../plain/text.ts';
import { isoDay } from '../plain/time.ts';
import { entry, unchanged, useOneOf, wordOf } from './reason.ts';

const bothWork = 'The primary pair works as before.';
const stillLives = 'The primary pair works, and the previous one as long as the org takes it.';
const asBefore = 'Integrations work as before.';

/** Why the previous pair is not deleted at the end of its grace period. */
export type WhyKept = { readonly waiting: readonly string[] } | 'remind' | 'nobody-told';

const whyKept = {
  remind: 'its policy leaves deleting to a person',
  'nobody-told': `${countOf(0, 'consumer')} told, so nobody can say who still uses it`,
};

const noWayBack = {
  'none-kept': 'the org keeps no previous pair of it any more',
  'not-stored': 'the secret of its previous pair is not in the store',
  'refused-already': 'this org refuses the previous pair already',
};

const unclearSlots = { 'no-key': 'the org lists a pair without its consumer key' };

const nothingToDiscard = {
  free: 'the place for one is free',
  previous: 'what lies there is its previous pair, which `retire` ends',
};

type UnclearSlot = 'no-key' | { readonly count: number } | { readonly key: string | null; readonly state: string };

function unclearSlot(found: UnclearSlot): string {
  if (typeof found === 'string') return wordOf(unclearSlots, found);
  return 'count' in found
    ? `the org lists ${found.count} pairs`
    : `a pair (${keyWords(found.key)}) in the state ${found.state}`;
}

const keyWords = (key: string | null) => (key === null ? 'unknown key' : shortKey(key));
const untilWords = (until: number | null) => (until === null ? '' : `, until ${isoDay(until)}`);

/** Staging, rotating, handing over and ending pairs. */
export const rotationReasons = {
  StagingUnavailable: unchanged<{ app: string; why: string }>({
    exit: 3,
    message: ({ app, why }) => `${app} can't get a staged pair: ${why}`,
    actions: () => [
      'Leave `--api-version` out; an org of another version or edition has to be upgraded first.',
      'Or change the pair in Setup ▸ External Client App Manager, then run `keyturn watch <app>`.',
    ],
  }),
  StrangersPair: entry<{
    app: string;
    key: string | null;
    author: string | null;
    since: number | null;
    until: number | null;
  }>({
    exit: 3,
    message: ({ app, key, author, since, until }) =>
      `A pair of ${app} (${keyWords(key)}) was staged by ${author ? plainText(author, 80) : 'somebody'}${since === null ? '' : ` on ${isoDay(since)}`}${untilWords(until)}, and not by keyturn`,
    safe: asBefore,
    actions: ({ app }) => [
      'Ask whoever staged it: it gets tokens already, and somebody may be about to rotate it.',
      `Once nobody needs it: \`keyturn discard ${app} --confirm ${app}\`.`,
    ],
  }),
  PreviousPairLives: entry<{ app: string; key: string | null; until: number | null }>({
    exit: 3,
    message: ({ app, key, until }) =>
      `The previous pair of ${app} (${keyWords(key)}) still takes the only place for a new one${untilWords(until)}`,
    safe: stillLives,
    actions: ({ app }) => [
      `Once every consumer uses the new pair: \`keyturn retire ${app} --confirm ${app}\`, then run the same command again.`,
    ],
  }),
  SlotExpired: entry<{ app: string; key: string | null }>({
    exit: 3,
    message: ({ app, key }) => `An expired pair (${keyWords(key)}) lies in the only place for a new pair of ${app}`,
    safe: asBefore,
    actions: ({ app }) => [
      `It gets no token any more: \`keyturn discard ${app} --confirm ${app}\`, then run the same command again.`,
    ],
  }),
  SlotUnclear: entry<{ app: string; found: UnclearSlot }>({
    exit: 3,
    message: ({ app, found }) => `What lies in the place for a new pair of ${app} can't be told: ${unclearSlot(found)}`,
    safe: asBefore,
    actions: ({ app }) => [
      `Look at ${app} in Setup ▸ External Client App Manager ▸ OAuth Settings ▸ Consumer Details.`,
    ],
  }),
  StagedSecretHidden: entry<{ app: string }>({
    exit: 3,
    message: ({ app }) => `Salesforce staged a pair of ${app} and did not show its secret; the pair was taken back`,
    safe: bothWork,
    actions: () => [
      'Change the pair in Setup ▸ External Client App Manager, where the secret is shown.',
      'Then run `keyturn watch <app>` to take it over.',
    ],
  }),
  StagedPairRefused: entry<{ app: string }>({
    exit: 3,
    message: ({ app }) =>
      `This org gives the staged pair of ${app} no token before it is primary: it refuses every pair in that place`,
    safe: bothWork,
    actions: ({ app }) => [
      `Rotate first and hand over after: run \`keyturn rotate ${app} --confirm ${app}\` when consumers can be updated at once. The way back is the previous pair, as long as the org keeps it.`,
      `Or take the pair back: \`keyturn discard ${app} --confirm ${app}\`.`,
    ],
  }),
  StagedPairGone: entry<{ app: string; given: readonly string[] }>({
    exit: 3,
    message: ({ app, given }) =>
      `The staged pair of ${app} is gone from the org, and keyturn did not remove it${given.length > 0 ? `; it had been handed to ${given.join(', ')}` : ''}`,
    safe: 'The primary pair works as before; consumers that were given the staged one do not.',
    actions: ({ app }) => [`Run \`keyturn rotate ${app}\`: it stages a new pair and hands that over.`],
  }),
  PrimaryChangedOutside: entry<{ app: string; found: string; known: string; isEmergency?: boolean }>({
    exit: 3,
    message: ({ app, found, known }) =>
      `The primary pair of ${app} was changed outside of keyturn: it is ${found}, not ${known}`,
    safe: 'keyturn did not make it primary; whether consumers have the pair of now is not known.',
    actions: ({ app, isEmergency }) => [
      'Find out who changed it (Setup ▸ View Setup Audit Trail), and whether consumers were told.',
      isEmergency
        ? `The same command again replaces the pair of now, too, and gives back what was turned off: \`keyturn emergency ${app}\`.`
        : `Then take the pair of now over: \`keyturn watch ${app}\`.`,
    ],
  }),
  NoDelivery: unchanged<{ app: string }>({
    exit: 3,
    message: ({ app }) => `Nobody has said where a new pair of ${app} is to be handed over`,
    actions: ({ app }) => [
      `Name the consumers: \`keyturn rotate ${app} --deliver file:<path>\` (or exec:<program>, manual:<name>).`,
      `Or say that nobody uses the pair: \`--no-consumers\`; or replace it at once: \`--grace 0 --confirm ${app}\`.`,
    ],
  }),
  DeliveryFailed: entry<{ app: string; failures: readonly string[] }>({
    exit: 75,
    message: ({ app, failures }) => `The new pair of ${app} could not be handed over: ${failures.join('; ')}`,
    safe: 'The pair that consumers had still works; it is not touched before everybody has the new one.',
    actions: ({ app }) => [
      `Mend the target that is named above, then run \`keyturn resume ${app}\`.`,
      `Or bring the pair there by hand (\`keyturn reveal ${app}\`) and say so: \`keyturn handed-over ${app} "<path of the target>"\`.`,
    ],
  }),
  DeliveryUnusable: unchanged<{ target: string; problem: string }>({
    exit: 2,
    message: ({ target, problem }) => `${target} can't be handed a pair: ${problem}`,
    actions: () => ['Mend the target, or name another one with `--deliver`.'],
  }),
  HandOverPending: entry<{ app: string; names: readonly string[]; isPrimary: boolean }>({
    exit: 3,
    message: ({ app, names }) => `${names.join(', ')} must be given the new pair of ${app} by a person`,
    safe: 'The pair that they have works as before; it is not touched before they are confirmed.',
    actions: ({ app, names, isPrimary }) => [
      `\`keyturn reveal ${app}${isPrimary ? '' : ' --slot staged'}\` shows the new pair: both values change.`,
      `Then say so for each: \`keyturn handed-over ${app} ${consumerWord(names[0])}\`, and \`keyturn resume ${app}\`.`,
    ],
  }),
  ConsumerUnknown: unchanged<{ app: string; name: string; known: readonly string[] }>({
    exit: 2,
    message: ({ app, name }) => `${app} has no consumer called ${name} that waits for a pair`,
    actions: ({ known }) => [useOneOf(known, 'Nobody waits to be handed a pair right now.')],
  }),
  OtherFlowsInUse: unchanged<{ app: string; flows: readonly string[]; unseen: readonly string[] }>({
    exit: 3,
    message: ({ app, flows, unseen }) =>
      flows.length > 0
        ? `The consumer key of ${app} also serves other flows: ${flows.join('; ')}`
        : `Whether the consumer key of ${app} serves other flows can't be told, as this is not shown: ${unseen.join(', ')}`,
    actions: () => [
      'Find out who uses them: a rotation changes key and secret for all of them.',
      'Then add `--other-flows-ok`.',
    ],
  }),
  GraceNotOver: entry<{ app: string; why: WhyKept }>({
    exit: 3,
    message: ({ app, why }) =>
      `The previous pair of ${app} is kept: ${typeof why === 'string' ? wordOf(whyKept, why) : `${why.waiting.join(', ')} not confirmed yet`}`,
    safe: stillLives,
    actions: ({ app }) => [
      `End it when every consumer is known to use the new one: \`keyturn retire ${app} --confirm ${app}\`.`,
    ],
  }),
  OldPairAccepted: entry<{ app: string; problem: string }>({
    exit: 75,
    message: ({ app, problem }) => `The pair of ${app} that was deleted is not known to be refused yet: ${problem}`,
    safe: 'The new pair is primary and works; the run is not done before the old one is refused.',
    actions: ({ app }) => [`Run \`keyturn resume ${app}\` in a few minutes.`],
  }),
  NothingToRetire: unchanged<{ app: string }>({
    exit: 2,
    message: ({ app }) => `${app} has no previous pair`,
    actions: ({ app }) => [`\`keyturn check ${app}\` shows which pairs there are.`],
  }),
  NothingToDiscard: unchanged<{ app: string; found: keyof typeof nothingToDiscard }>({
    exit: 2,
    message: ({ app, found }) => `${app} has no staged pair to discard: ${wordOf(nothingToDiscard, found)}`,
    actions: ({ app }) => [`\`keyturn check ${app}\` shows which pairs there are.`],
  }),
  NoWayBack: entry<{ app: string; why: keyof typeof noWayBack | { readonly refusal: string } }>({
    exit: 3,
    message: ({ app, why }) =>
      `${app} can't go back to its previous pair: ${typeof why === 'string' ? wordOf(noWayBack, why) : `Salesforce refuses it (${why.refusal})`}`,
    safe: bothWork,
    actions: ({ app }) => [
      `As long as the previous pair is in its overlap its consumers go on with it: \`keyturn reveal ${app} --slot previous\`.`,
      `Or go forward: end the overlap and rotate again.`,
    ],
  }),
  SelfRotationNoWayBack: unchanged<{ app: string; username: string }>({
    exit: 3,
    message: ({ app, username }) =>
      `keyturn itself is signed in through ${app} (as ${username}): rotating it could lock keyturn out`,
    actions: () => [
      'Sign in to the org once as an administrator through the browser: `sf org login web --alias <name>`; it is the way back.',
      'Then run the same command again, with that sign-in: `--target-org <name>`.',
    ],
  }),
  NewPairNotUsed: entry<{ app: string; cause: string }>({
    exit: 75,
    message: ({ app, cause }) => `No call could be made with the new pair of ${app} yet: ${cause}`,
    safe: 'Both pairs are kept until one was made.',
    actions: ({ app }) => [`Run \`keyturn resume ${app}\` in a few minutes.`],
  }),
  RotationUnderWay: entry<{ app: string; what: string; phase: string }>({
    exit: 3,
    message: ({ app, what, phase }) => `Another run for ${app} is not finished: ${what}, ${phase}`,
    safe: 'What it has done so far is journalled; integrations work as before.',
    actions: ({ app, what }) =>
      what === 'emergency'
        ? [
            `Finish it first: \`keyturn resume ${app}\` goes on with it.`,
            `Where it only waits for people: \`keyturn handed-over ${app} "<consumer name>"\`, then \`keyturn resume ${app}\`.`,
          ]
        : [
            `Finish it first: \`keyturn resume ${app}\` goes on with it, \`rotate\`, \`retire\` or \`discard\` bring it to its end.`,
          ],
  }),
};
