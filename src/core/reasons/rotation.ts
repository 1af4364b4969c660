import { consumerWord, linesOf, plainText, shortKey } from '../plain/text.ts';
import { isoDay } from '../plain/time.ts';
import { deliveryReasons } from './delivery.ts';
import { currentKept, eachCommand, entry, recordedSoFar, unchanged, untouched, wordOf } from './reason.ts';
import { phaseWords, runNames } from './run-words.ts';
import { forwardActions, noWayBack } from './way-back.ts';

const bothKept = `${currentKept} The previous ones work as long as Salesforce accepts them.`;

/** Why the previous credentials are kept after their grace period. */
export type WhyKept =
  | { readonly waiting: readonly string[]; readonly removed: readonly string[] }
  | 'remind'
  | 'nobody-told';

const whyKept = {
  remind: 'the policy leaves deleting them to a person',
  'nobody-told': "no consumer is recorded, so keyturn doesn't know who still uses them",
};

/** In words. */
export function whyKeptWords(why: WhyKept): string {
  if (typeof why === 'string') return wordOf(whyKept, why);
  const { waiting, removed } = why;
  const words = linesOf(
    waiting.length > 0 && `not confirmed yet by ${waiting.join(', ')}`,
    removed.length > 0 && `removed during the rotation: ${removed.join(', ')}`,
  );
  return words.join('; ');
}

const unclearSlots = { 'no-key': 'Salesforce lists credentials without their consumer key' };

const nothingToDiscard = {
  free: 'the staging slot is empty',
  previous: 'the staging slot holds the previous credentials, which `retire` deletes',
};

/** How to end an unfinished run without completing it. */
function otherEnd(app: string, what: string, phase: string): string {
  const isPromoted = what === 'retire' || phase === 'rotated' || phase === 'grace' || phase === 'deleted';
  return isPromoted
    ? `Or delete the previous credentials now: \`keyturn retire ${app} --confirm ${app}\`.`
    : `Or delete the staged credentials: \`keyturn discard ${app} --confirm ${app}\`.`;
}

type UnclearSlot = 'no-key' | { readonly count: number } | { readonly key: string | null; readonly state: string };

function unclearSlot(found: UnclearSlot): string {
  if (typeof found === 'string') return wordOf(unclearSlots, found);
  return 'count' in found
    ? `Salesforce lists ${found.count} sets of credentials`
    : `credentials (${keyWords(found.key)}) in the state ${found.state}`;
}

const keyWords = (key: string | null) => (key === null ? 'unknown key' : shortKey(key));
const untilWords = (until: number | null) => (until === null ? '' : `; expire on ${isoDay(until)}`);

/** Staging, delivering, promoting and deleting credentials. */
export const rotationReasons = {
  StagingUnavailable: unchanged<{ app: string; why: string }>({
    exit: 3,
    message: ({ app, why }) => `keyturn can't use the staging slot of ${app}: ${why}`,
    actions: ({ app }) => [
      'If you set `--api-version`, leave it out. If the release or edition of the org is too old, the org must be upgraded first.',
      `If new ones are needed, replace the credentials in Setup ▸ External Client App Manager ▸ ${app}, then run \`keyturn watch ${app}\`.`,
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
      `${author ? plainText(author, 80) : 'Somebody'} staged credentials for ${app} outside keyturn${since === null ? '' : ` on ${isoDay(since)}`} (${keyWords(key)}${untilWords(until)})`,
    safe: untouched,
    actions: ({ app }) => [
      'Ask the person who staged them. These credentials already work, and somebody may be about to promote them.',
      `If nobody needs them, delete them: \`keyturn discard ${app} --confirm ${app}\`.`,
    ],
  }),
  PreviousPairLives: entry<{ app: string; key: string | null; until: number | null }>({
    exit: 3,
    message: ({ app, key, until }) =>
      `The staging slot of ${app} still holds the previous credentials (${keyWords(key)}${untilWords(until)})`,
    safe: bothKept,
    actions: ({ app }) => [
      `Once every consumer uses the current credentials, run \`keyturn retire ${app} --confirm ${app}\`. Then run the same command again.`,
    ],
  }),
  SlotExpired: entry<{ app: string; key: string | null }>({
    exit: 3,
    message: ({ app, key }) => `The staging slot of ${app} holds expired credentials (${keyWords(key)})`,
    safe: untouched,
    actions: ({ app }) => [
      `They no longer get tokens. Delete them with \`keyturn discard ${app} --confirm ${app}\`, then run the same command again.`,
    ],
  }),
  SlotUnclear: entry<{ app: string; found: UnclearSlot }>({
    exit: 3,
    message: ({ app, found }) => `keyturn can't tell what the staging slot of ${app} holds: ${unclearSlot(found)}`,
    safe: untouched,
    actions: ({ app }) => [`Check ${app} in Setup ▸ External Client App Manager ▸ OAuth Settings ▸ Consumer Details.`],
  }),
  StagedSecretHidden: entry<{ app: string }>({
    exit: 3,
    message: ({ app }) =>
      `Salesforce staged credentials for ${app} but didn't show their secret, so keyturn deleted them`,
    safe: currentKept,
    actions: ({ app }) => [
      `Replace the credentials in Setup ▸ External Client App Manager ▸ ${app}, which shows the secret.`,
      `Then run \`keyturn watch ${app}\` to start watching the new ones.`,
    ],
  }),
  StagedPairRefused: entry<{ app: string }>({
    exit: 3,
    message: ({ app }) =>
      `Salesforce refuses the staged credentials of ${app}: this org accepts no credentials in the staging slot`,
    safe: currentKept,
    actions: ({ app }) => [
      `Promote first and deliver afterwards: run \`keyturn rotate ${app} --confirm ${app}\` when all consumers can be updated at once. As long as Salesforce keeps the previous credentials, you can switch back to them, if the org allows it.`,
      `Or delete the staged credentials: \`keyturn discard ${app} --confirm ${app}\`.`,
    ],
  }),
  StagedPairGone: entry<{ app: string; given: readonly string[] }>({
    exit: 3,
    message: ({ app, given }) =>
      `The staged credentials of ${app} are gone from the org, and keyturn didn't delete them${given.length > 0 ? `. They had been delivered to ${given.join(', ')}` : ''}`,
    safe: `${currentKept} Consumers that use the staged ones have no access.`,
    actions: ({ app }) => [`Run \`keyturn rotate ${app}\` to stage and deliver new credentials.`],
  }),
  PrimaryChangedOutside: entry<{ app: string; found: string; known: string | null; isEmergency?: boolean }>({
    exit: 3,
    message: ({ app, found, known }) =>
      `The current credentials of ${app} were changed outside keyturn: the consumer key is now ${found}${known === null ? '' : `, not ${known}`}`,
    safe: "keyturn didn't promote these credentials and doesn't know whether consumers have them.",
    actions: ({ app, isEmergency }) => [
      'Find out who changed them (Setup ▸ View Setup Audit Trail), and whether consumers have them.',
      isEmergency
        ? `To replace these credentials too, and to restore what keyturn turned off, run \`keyturn emergency ${app}\` again.`
        : `Then start watching them: \`keyturn watch ${app}\`.`,
    ],
  }),
  NoDelivery: unchanged<{ app: string }>({
    exit: 3,
    message: ({ app }) => `keyturn doesn't know who uses the credentials of ${app}`,
    actions: ({ app }) => [
      `Add a consumer: \`keyturn consumer add ${app} <name> --deliver file:<path>\` (or exec:<program>). Without \`--deliver\`, a person updates it.`,
      `Or add \`--no-consumers\` if nobody uses the credentials. To replace them at once, add \`--grace 0 --confirm ${app}\`.`,
    ],
  }),
  ...deliveryReasons,
  OtherFlowsInUse: unchanged<{ app: string; flows: readonly string[]; unseen: readonly string[] }>({
    exit: 3,
    message: ({ app, flows, unseen }) =>
      flows.length > 0
        ? `Other flows use the consumer key of ${app} too: ${flows.join('; ')}`
        : `keyturn can't tell whether other flows use the consumer key of ${app}. Salesforce doesn't show: ${unseen.join(', ')}`,
    actions: () => [
      'Find out who uses them. They use the same key and secret, so this command affects all of them.',
      'Then run the same command again with `--other-flows-ok`.',
    ],
  }),
  GraceNotOver: entry<{ app: string; why: WhyKept }>({
    exit: 3,
    message: ({ app, why }) => `keyturn keeps the previous credentials of ${app}: ${whyKeptWords(why)}`,
    safe: bothKept,
    actions: ({ app }) => [
      `Once every consumer uses the new ones, delete the previous ones: \`keyturn retire ${app} --confirm ${app}\`.`,
    ],
  }),
  PromotionNotConfirmed: entry<{ app: string; names: readonly string[] }>({
    exit: 3,
    message: ({ app, names }) =>
      `keyturn doesn't promote credentials of ${app} automatically, because these were removed during the rotation: ${names.join(', ')}`,
    safe: currentKept,
    actions: ({ app, names }) => [
      `Check that nothing uses the current credentials through ${names.join(', ')} anymore: some orgs end them with the promotion.`,
      `Then promote the other ones: \`keyturn resume ${app} --yes\`.`,
    ],
  }),
  OldPairAccepted: entry<{ app: string; problem: string }>({
    exit: 75,
    message: ({ app, problem }) =>
      `keyturn couldn't verify yet that Salesforce refuses the deleted credentials of ${app}: ${problem}`,
    safe: 'The new credentials are current. Consumers without them lose access once Salesforce refuses the deleted ones, and then the run ends.',
    actions: ({ app }) => [`Run \`keyturn resume ${app}\` in a few minutes.`],
  }),
  NothingToRetire: unchanged<{ app: string }>({
    exit: 2,
    message: ({ app }) => `${app} has no previous credentials`,
    actions: ({ app }) => [`\`keyturn check ${app}\` shows which credentials exist.`],
  }),
  NothingToDiscard: unchanged<{ app: string; found: keyof typeof nothingToDiscard }>({
    exit: 2,
    message: ({ app, found }) => `${app} has no staged credentials to discard: ${wordOf(nothingToDiscard, found)}`,
    actions: ({ app }) => [`\`keyturn check ${app}\` shows which credentials exist.`],
  }),
  NoWayBack: entry<{ app: string; why: keyof typeof noWayBack | { readonly refusal: string } }>({
    exit: 3,
    message: ({ app, why }) =>
      `keyturn can't switch ${app} back to its previous credentials: ${typeof why === 'string' ? wordOf(noWayBack, why) : why.refusal}`,
    safe: currentKept,
    actions: ({ app, why }) => forwardActions(app, typeof why === 'string' ? why : 'refused-now'),
  }),
  SelfRotationNoWayBack: unchanged<{ app: string; username: string }>({
    exit: 3,
    message: ({ app, username }) =>
      `keyturn itself is signed in through ${app} (as ${username}). Rotating its credentials could lock keyturn out`,
    actions: () => [
      'Sign in to the org once as an administrator through the browser, so that keyturn has another way in: `sf org login web --alias <name>`.',
      'Then run the same command again with that sign-in: `--target-org <name>`.',
    ],
  }),
  NewPairNotUsed: entry<{ app: string; cause: string }>({
    exit: 75,
    message: ({ app, cause }) => `keyturn couldn't make a call with the new credentials of ${app} yet: ${cause}`,
    safe: 'keyturn keeps both sets of credentials until such a call works.',
    actions: ({ app }) => [`Run \`keyturn resume ${app}\` in a few minutes.`],
  }),
  /** `waitsFor` names the consumers of an emergency that people update. */
  RotationUnderWay: entry<{
    app: string;
    what: keyof typeof runNames;
    phase: string;
    /** False for a finished staging, which `resume` doesn't continue. */
    goesOn?: boolean;
    waitsFor: readonly string[];
    canAbandon?: boolean;
    gone?: string | null;
  }>({
    exit: 3,
    message: ({ app, what, phase }) =>
      `${app} has an unfinished ${wordOf(runNames, what)}. Last finished step: ${wordOf<string>(phaseWords, phase)}`,
    safe: recordedSoFar,
    actions: ({ app, what, phase, goesOn, waitsFor, canAbandon, gone }) => {
      if (gone != null)
        return [canAbandon ? `Abandon it, and stop watching: \`keyturn unwatch ${app} --confirm ${app}\`.` : gone];
      return what === 'emergency'
        ? [
            `Continue it first with \`keyturn resume ${app}\`.`,
            ...(waitsFor.length === 0
              ? []
              : [
                  `Once they have the new credentials: ${eachCommand(waitsFor.map((name) => `\`keyturn handed-over ${app} ${consumerWord(name)}\``))}, then \`keyturn resume ${app}\`.`,
                ]),
          ]
        : [
            goesOn === false
              ? `Deliver and promote the staged credentials first: \`keyturn rotate ${app}\`.`
              : // Nothing can be continued before the grace period is over.
                phase === 'grace' && what !== 'retire'
                ? `Wait for the end of its grace period: \`keyturn status ${app}\` shows the day.`
                : `Continue it first with \`keyturn resume ${app}\`.`,
            otherEnd(app, what, phase),
            ...(canAbandon ? [`Or abandon it, and stop watching: \`keyturn unwatch ${app} --confirm ${app}\`.`] : []),
          ];
    },
  }),
};
