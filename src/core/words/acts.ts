import type { JournalAction, JournalEntry } from '../model/journal.ts';
import { parseTarget } from '../model/target.ts';
import { countOf, plainText, shortKey } from '../plain/text.ts';

/** Everything keyturn does to an org, to the secret store or for a consumer: the journal's actions, and steps within them. */
export type Act = keyof typeof acts;

/** A pair as a person knows it. */
export type WhichPair =
  | 'new pair'
  | 'primary pair'
  | 'previous pair'
  | 'staged pair'
  | 'leaked pair'
  | 'deleted pair'
  | 'other pair'
  | 'pair';

/** What an act was done to: `pair` (a `WhichPair`) and the details that the journal keeps with the act. */
export type ActFacts = JournalEntry['detail'];

export type Tense = 'toDo' | 'doing' | 'done' | 'failed';
type Words = string | ((facts: ActFacts) => string);
type ActWords = Readonly<Record<Tense, Words>>;

/** How an act is called: `act` to be done, being done, done, and failed. One that a newer keyturn journalled has its raw name. */
export function actWords(act: Act, tense: Tense, facts: ActFacts = {}): string {
  const known = Object.hasOwn(acts, act) ? acts[act] : row(word(act), word(act), word(act));
  const words = known[tense];
  return typeof words === 'function' ? words(facts) : words;
}

const row = (toDo: Words, doing: Words, done: Words): ActWords => ({
  toDo,
  doing,
  done,
  failed: (facts) => `${typeof doing === 'function' ? doing(facts) : doing} failed`,
});

const pair = ({ pair: which }: ActFacts) => String(which ?? 'pair');
const consumer = ({ target }: ActFacts) => plainText(parseTarget(String(target ?? 'a consumer')).name, 60);
const word = (value: ActFacts[string] | undefined) => plainText(String(value ?? ''), 60);
const by = (flow: string, freeze: string) => (facts: ActFacts) => (facts.by === 'freeze' ? freeze : flow);

export const acts = {
  deploy: row('deploy the settings', 'deploying the settings', 'settings deployed'),
  'restore-pre-image': row(
    'put the settings back',
    'putting the settings back as they were',
    'settings put back as they were',
  ),
  'borrow-secret-access': row(
    'borrow secret access over REST',
    'borrowing secret access over REST for a moment',
    'secret access over REST borrowed, and given back',
  ),
  'return-secret-access': row(
    'give secret access over REST back',
    'giving secret access over REST back',
    'secret access over REST given back',
  ),
  'grant-permission-set': row('grant the permission set', 'granting the permission set', 'permission set granted'),
  'create-user': row('create the execution user', 'creating the execution user', 'execution user created'),
  'save-pair': row(
    (facts) => `save the ${pair(facts)}`,
    (facts) => `saving the ${pair(facts)}`,
    (facts) => `${pair(facts)} saved`,
  ),
  stage: row('stage a new pair', 'staging a new pair', ({ saved }) =>
    saved ? 'new pair staged and saved' : 'new pair staged',
  ),
  'find-staged': row(
    'find the staged pair again',
    'finding the staged pair again',
    'the staged pair was found again and saved',
  ),
  'drop-staged': row('take the staged pair back', 'taking the staged pair back', 'staged pair taken back'),
  'free-slot': row('make room for a new pair', 'making room for a new pair', 'room made for a new pair'),
  deliver: row(
    (facts) => `hand the ${pair(facts)} over to ${consumer(facts)}`,
    ({ target, ...facts }) => (target ? `handing over: ${word(target)}` : `handing the ${pair(facts)} over`),
    ({ target }) => (target ? `handed over: ${word(target)}` : 'handed over'),
  ),
  'hand-over': row(
    (facts) => `give the new pair to ${consumer(facts)}`,
    (facts) => `${consumer(facts)} must be updated by a person`,
    (facts) => `${consumer(facts)} has the new pair, a person said`,
  ),
  rotate: row('make the new pair primary', 'making the new pair primary', 'new pair is primary'),
  'delete-pair': row(
    (facts) => `delete the ${pair(facts)}`,
    (facts) => `deleting the ${pair(facts)}`,
    (facts) => `${pair(facts)} deleted`,
  ),
  'forget-pair': row(
    (facts) => `remove the ${pair(facts)} from the store`,
    (facts) => `removing the ${pair(facts)} from the store`,
    (facts) => `${pair(facts)} removed from the store`,
  ),
  'move-pairs': row('move the pairs to another store', 'moving the pairs to another store', 'pairs moved'),
  'begin-rotation': row('begin', 'beginning', ({ kind }) => `${word(kind)} begun`),
  'finish-rotation': row('finish', 'finishing', ({ outcome }) => `finished: ${word(outcome)}`),
  contain: row(
    by('turn OAuth of the app off', 'freeze the execution user'),
    by('turning OAuth of the app off', 'freezing the execution user'),
    by('OAuth of the app turned off', 'execution user frozen'),
  ),
  'look-contained': row(
    by('look whether OAuth of the app is still off', 'look whether the execution user is still frozen'),
    by('looking whether OAuth of the app is still off', 'looking whether the execution user is still frozen'),
    by('OAuth of the app is still off', 'the execution user is still frozen'),
  ),
  'prove-contained': row(
    'prove that every token request is refused',
    'proving that every token request is refused',
    'every token request is refused',
  ),
  'open-again': row(
    by('turn OAuth of the app on again', 'unfreeze the execution user'),
    by('turning OAuth of the app on again', 'unfreezing the execution user'),
    by('OAuth of the app on again', 'execution user unfrozen'),
  ),
  'end-session': row('end the live sessions of the app', 'ending a live session', ({ count, more }) => {
    if (typeof count !== 'number') return 'live session ended';
    if (count === 0) return 'no live session of the app is left';
    return more ? `${countOf(count, 'more session')} ended` : `${countOf(count, 'live session')} of the app ended`;
  }),
  'replace-by-deploy': row(
    'replace the leaked pair by a deploy',
    'replacing the leaked pair by a deploy',
    'leaked pair replaced by a deploy',
  ),
  'read-pair': row('read the new pair', 'reading the new pair', 'new pair read'),
  'reset-flags': row(
    'turn the flags of the deploy off again',
    'turning the flags of the deploy off again',
    'flags of the deploy are off again',
  ),
  report: row('write the incident report', 'writing the incident report', 'incident report written'),
  prove: row(
    (facts) => `prove the ${pair(facts)}`,
    (facts) => `proving the ${pair(facts)}`,
    (facts) => proved(facts),
  ),
  'prove-refused': row(
    (facts) => `prove that the ${pair(facts)} is refused`,
    (facts) => `proving that the ${pair(facts)} is refused`,
    (facts) => `${pair(facts)} refused by Salesforce`,
  ),
  call: row('make a call with the new pair', 'making a call with the new pair', 'call made with the new pair'),
  watch: row('put the app under watch', 'putting the app under watch', 'put under watch'),
  unwatch: row('stop watching the app', 'ending the watch', 'no longer watched'),
  reveal: row('reveal the pair', 'revealing the pair', ({ slot, to }) => `${word(slot)} pair revealed (${word(to)})`),
  'accept-risk': row('accept a risk', 'accepting a risk', ({ reason }) => `risk accepted: ${word(reason)}`),
  'accept-drift': row('accept the drift', 'accepting the drift', 'drift accepted'),
  snooze: row('silence the reminders', 'silencing the reminders', 'reminders silenced'),
  acknowledge: row('acknowledge the reminder', 'acknowledging the reminder', 'reminder acknowledged'),
  look: row('look', 'looking', 'looked'),
  begin: row('begin', 'beginning', 'begun'),
  stop: row('stop', 'stopping', 'stopped'),
} satisfies Readonly<Record<JournalAction, ActWords>> & Readonly<Record<string, ActWords>>;

/** What the journal says of a containment that others undid, and of one without effect. */
export const givenBack = 'given back by others';
export const notContained = 'not contained yet';

/** What a proof in the journal found. */
function proved(facts: ActFacts): string {
  const which = pair(facts);
  switch (facts.answer) {
    case 'accepted':
    case undefined:
      return which === 'new pair' || which === 'primary pair' ? `${which} proved` : `${which} still gets tokens`;
    case 'contained':
      return actWords('prove-contained', 'done');
    case notContained:
      return 'token requests not seen to be refused';
    case 'refused':
      return actWords('prove-refused', 'done', facts);
    default:
      return `proof of the ${which} is inconclusive`;
  }
}

/** A consumer key in a line of words. */
export function keyWords(key: ActFacts[string] | undefined): string {
  return shortKey(String(key ?? '?'));
}

/** A sentence begins with a capital letter. */
export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
