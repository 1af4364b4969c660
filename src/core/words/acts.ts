import type { JournalAction } from '../model/journal.ts';
import { countOf, plainText, shortKey } from '../plain/text.ts';
import {
  type ActFacts,
  consumer,
  credentials,
  fileName,
  newKeys,
  promoted,
  reportName,
  runName,
  whole,
  word,
} from './act-facts.ts';
import { policyFacts } from './policy-facts.ts';
import { outcomeWords } from './run-outcomes.ts';

/** What keyturn does to an org, to the secret store or for a consumer: the journal's actions, and steps within them. */
export type Act = keyof typeof acts;

export type Tense = 'toDo' | 'doing' | 'done' | 'failed';
type Words = string | ((facts: ActFacts) => string);
type ActWords = Readonly<Record<Tense, Words>>;

/** The words for `act` in a tense. An act that only a newer keyturn knows keeps its raw name. */
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

const by = (flow: string, freeze: string) => (facts: ActFacts) => (facts.by === 'freeze' ? freeze : flow);

export const acts = {
  'set-up': row('set up the app', 'setting up the app', 'app set up'),
  deploy: row('deploy the settings', 'deploying the settings', 'settings deployed'),
  'restore-pre-image': row('restore the settings', 'restoring the previous settings', 'previous settings restored'),
  'borrow-secret-access': row(
    'turn on REST access to secrets temporarily',
    'turning on REST access to secrets temporarily',
    'REST access to secrets turned on and off again',
  ),
  'return-secret-access': row(
    'turn REST access to secrets off again',
    'turning REST access to secrets off again',
    'REST access to secrets turned off again',
  ),
  'grant-permission-set': row('assign the permission set', 'assigning the permission set', 'permission set assigned'),
  'create-user': row('create the execution user', 'creating the execution user', 'execution user created'),
  'save-pair': row(
    (facts) => `save the ${credentials(facts)}`,
    (facts) => `saving the ${credentials(facts)}`,
    (facts) => `${credentials(facts)} saved`,
  ),
  stage: row('stage new credentials', 'staging new credentials', ({ saved }) =>
    saved ? 'new credentials staged and saved' : 'new credentials staged',
  ),
  'find-staged': row(
    'find the staged credentials',
    'looking for the staged credentials',
    'staged credentials found and saved',
  ),
  'drop-staged': row(
    'discard the staged credentials',
    'discarding the staged credentials',
    'staged credentials discarded',
  ),
  'free-slot': row('free the staging slot', 'freeing the staging slot', 'staging slot freed'),
  deliver: row(
    (facts) => `deliver the ${credentials(facts)} to ${consumer(facts)}`,
    ({ target, consumer: name, ...facts }) =>
      target ? `delivering to ${word(name ?? target)}` : `delivering the ${credentials(facts)}`,
    ({ target, consumer: name }) => (target ? `delivered to ${word(name ?? target)}` : 'delivered'),
  ),
  'hand-over': row(
    (facts) => `update ${consumer(facts)} by hand`,
    (facts) => `${consumer(facts)} must be updated by hand`,
    (facts) =>
      facts.status === 'code-refused'
        ? 'a wrong code was entered'
        : `${consumer(facts)} has the new credentials (confirmed by ${facts.by === 'code' ? "its contact's code" : 'a person'})`,
  ),
  rotate: row(
    (facts) => `promote the ${promoted(facts)}`,
    (facts) => `promoting the ${promoted(facts)}`,
    (facts) => `${promoted(facts)} promoted`,
  ),
  'delete-pair': row(
    (facts) => `delete the ${credentials(facts)}`,
    (facts) => `deleting the ${credentials(facts)}`,
    (facts) => `${credentials(facts)} deleted`,
  ),
  'forget-pair': row(
    (facts) => `remove the ${credentials(facts)} from the store`,
    (facts) => `removing the ${credentials(facts)} from the store`,
    (facts) => `${credentials(facts)} removed from the store`,
  ),
  'move-pairs': row(
    'move the credentials to another store',
    'moving the credentials to another store',
    'credentials moved to another store',
  ),
  'begin-rotation': row('start', 'starting', (facts) => `${runName(facts)} started`),
  'finish-rotation': row('finish', 'finishing', ({ outcome }) => `finished: ${outcomeWords(outcome)}`),
  contain: row(
    by('turn off OAuth for the app', 'freeze the execution user'),
    by('turning off OAuth for the app', 'freezing the execution user'),
    by('OAuth turned off for the app', 'execution user frozen'),
  ),
  'look-contained': row(
    by('check that OAuth is still off for the app', 'check that the execution user is still frozen'),
    by('checking that OAuth is still off for the app', 'checking that the execution user is still frozen'),
    by('OAuth is still off for the app', 'the execution user is still frozen'),
  ),
  'prove-contained': row(
    'verify that every token request is refused',
    'verifying that every token request is refused',
    'every token request is refused',
  ),
  'open-again': row(
    by('turn OAuth back on for the app', 'unfreeze the execution user'),
    by('turning OAuth back on for the app', 'unfreezing the execution user'),
    by('OAuth turned back on for the app', 'execution user unfrozen'),
  ),
  'end-session': row('end the live sessions of the app', 'ending a live session', ({ count, more }) => {
    if (typeof count !== 'number') return 'live session ended';
    if (count === 0) return 'the app has no live sessions left';
    return more ? `${countOf(count, 'more session')} ended` : `${countOf(count, 'live session')} of the app ended`;
  }),
  'replace-by-deploy': row(
    'replace the leaked credentials by a deploy',
    'replacing the leaked credentials by a deploy',
    'leaked credentials replaced by a deploy',
  ),
  'find-deploy': row(
    'wait for the deploy of an interrupted attempt',
    'waiting for the deploy of an interrupted attempt',
    'the deploy of an interrupted attempt has ended',
  ),
  'read-pair': row('read the new credentials', 'reading the new credentials', 'new credentials read'),
  'reset-flags': row(
    'turn the rotation flags off again',
    'turning the rotation flags off again',
    'rotation flags turned off again',
  ),
  'begin-decommission': row('start', 'starting', 'decommissioning started'),
  'finish-decommission': row('finish', 'finishing', ({ outcome }) =>
    outcome === 'back' ? 'decommissioning undone: the app is back' : 'app decommissioned; stopped watching',
  ),
  'clean-file': row(
    (facts) => `remove the credentials from ${fileName(facts)}`,
    (facts) => `removing the credentials from ${fileName(facts)}`,
    (facts) => `credentials removed from ${fileName(facts)}`,
  ),
  'end-report': row('write the report', 'writing the report', 'report written'),
  report: row(
    (facts) => `write the ${reportName(facts)}`,
    (facts) => `writing the ${reportName(facts)}`,
    (facts) => `${reportName(facts)} written`,
  ),
  prove: row(
    (facts) => `verify the ${credentials(facts)}`,
    (facts) => `verifying the ${credentials(facts)}`,
    (facts) => verified(facts),
  ),
  'prove-refused': row(
    (facts) => `verify that Salesforce refuses the ${credentials(facts)}`,
    (facts) => `verifying that Salesforce refuses the ${credentials(facts)}`,
    (facts) => `${credentials(facts)} are refused`,
  ),
  call: row(
    'make an API call with the new credentials',
    'making an API call with the new credentials',
    'API call made with the new credentials',
  ),
  watch: row('start watching the app', 'starting to watch the app', ({ again, policyChanged, ...facts }) =>
    policyChanged === true
      ? `policy changed: ${policyFacts(facts)}`
      : again === true
        ? 'current credentials read again'
        : 'started watching',
  ),
  unwatch: row('stop watching the app', 'ending the watch', 'stopped watching'),
  reveal: row(
    'reveal the credentials',
    'revealing the credentials',
    ({ slot, to, for: who }) =>
      `${slot === 'primary' ? 'current' : word(slot)} credentials revealed (${word(to)}${who === undefined ? '' : `, encrypted for ${word(who)}`})`,
  ),
  'accept-risk': row('accept a risk', 'accepting a risk', ({ reason }) => `risk accepted: ${word(reason)}`),
  'accept-drift': row('accept the drift', 'accepting the drift', 'drift accepted'),
  'accept-host': row(
    "accept the org's new address",
    "accepting the org's new address",
    ({ from, to }) => `new address of the org accepted: ${word(to)}, before ${word(from)}`,
  ),
  'allow-host': row(
    'allow a host outside Salesforce',
    'allowing a host outside Salesforce',
    ({ to }) => `host outside Salesforce allowed: ${word(to)}`,
  ),
  'accept-trail': row(
    'accept the audit trail',
    'accepting the audit trail',
    ({ problem }) => `audit trail accepted as it is: ${word(problem)}`,
  ),
  'confirm-state': row('confirm the state', 'confirming the state', 'state confirmed as the only one in use'),
  'back-up': row('back up to one file', 'backing up to one file', ({ to }) => `backup to ${word(to)} started`),
  restore: row('restore a backup', 'restoring a backup', ({ from }) => `backup of ${word(from)} restored`),
  snooze: row('snooze the reminders', 'snoozing the reminders', ({ until }) =>
    until === null ? 'reminders no longer snoozed' : 'reminders snoozed',
  ),
  acknowledge: row('acknowledge the reminder', 'acknowledging the reminder', ({ undone }) =>
    undone === true ? 'acknowledgment undone' : 'reminder acknowledged',
  ),
  'add-consumer': row(
    'add a consumer',
    'adding a consumer',
    (facts) => `consumer added: ${whole(facts)}${newKeys(facts)}`,
  ),
  'edit-consumer': row('change a consumer', 'changing a consumer', ({ was, ...facts }) =>
    was === facts.consumer
      ? `consumer changed: ${whole(facts)}${newKeys(facts)}`
      : `consumer changed: ${word(was)} is now ${whole(facts)}${newKeys(facts)}`,
  ),
  'remove-consumer': row('remove a consumer', 'removing a consumer', (facts) => `consumer removed: ${whole(facts)}`),
  'test-consumer': row('test a consumer', 'testing a consumer', ({ problem, ...facts }) =>
    typeof problem === 'string'
      ? `target failing: ${whole(facts)} (${plainText(problem, 100)})`
      : `target works again: ${whole(facts)}`,
  ),
  'no-consumers': row(
    'note that nobody uses the credentials',
    'noting that nobody uses the credentials',
    'noted: nobody uses the credentials yet',
  ),
  look: row('check the org', 'checking the org', 'org checked'),
  begin: row('start', 'starting', 'started'),
  stop: row('stop', 'stopping', 'stopped'),
} satisfies Readonly<Record<JournalAction, ActWords>> & Readonly<Record<string, ActWords>>;

/** Values in the journal: somebody else undid a containment; a containment had no effect yet. */
type ContainmentNote = 'given back by others' | 'not contained yet';
export const givenBack = 'given back by others' satisfies ContainmentNote;
export const notContained = 'not contained yet' satisfies ContainmentNote;

/** What a proof in the journal found. */
function verified(facts: ActFacts): string {
  const which = credentials(facts);
  switch (facts.answer) {
    case 'accepted':
    case undefined:
      return facts.pair === 'new pair' || facts.pair === 'primary pair' ? `${which} verified` : `${which} still work`;
    case 'contained':
      return actWords('prove-contained', 'done');
    case notContained:
      return 'refusal of token requests not verified yet';
    case 'refused':
      return actWords('prove-refused', 'done', facts);
    default:
      return `${which} couldn't be verified`;
  }
}

/** An interrupted act whose outcome was settled later: the org was checked, whichever way it went. */
export function interruptedWords(doing: string): string {
  return `${doing}: interrupted, then checked in the org`;
}

/** A consumer key in a line of words. */
export function keyWords(key: ActFacts[string] | undefined): string {
  return shortKey(String(key ?? '?'));
}

/** The same words with a capital first letter. */
export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
