import type { KeptRecord } from '../model/containment-record.ts';
import { endedBy } from '../model/gone.ts';
import type { Abandoned } from '../model/left-off.ts';
import { type Emergency, isEmergency, type Rotation } from '../model/rotation.ts';
import type { Freezer } from '../model/shared-freeze.ts';
import type { Drift, WatchedApp } from '../model/watched-app.ts';
import { linesOf, plainText, shortKey } from '../plain/text.ts';
import { isoDay } from '../plain/time.ts';
import type { KeyturnError } from '../reasons/errors.ts';
import { recordedSoFar, startedSoFar, untouched, withoutAccess } from '../reasons/reason.ts';
import { capital } from './acts.ts';
import { emergencyAttention } from './attention.ts';
import { containmentRecordWords, recordedBlock } from './containment-record.ts';
import { endingAccess } from './decommission.ts';
import { seenWords } from './drift.ts';
import { leftOut } from './left-out.ts';
import { whatWorksFor } from './safety.ts';
import { freezeWords } from './shared-freeze.ts';
import { leftOffLine, stillOffWords } from './still-off.ts';

/** What keyturn itself has done to the access of an app, or saw of it. */
export interface KnownAccess {
  readonly app: string;
  /** A sentence. */
  readonly what: string;
  /** How access comes back; null if the sentence says so, or if it doesn't. */
  readonly action: string | null;
}

export const knownAccessWords = {
  asBefore: 'Integrations work as before.',
  lastRefused: (app: string) => `Salesforce refused the credentials of ${plainText(app, 80)} at the last check.`,
  expired: (slot: 'staged' | 'previous', consumerKey: string, at: number) =>
    `The ${slot} credentials (${shortKey(consumerKey)}) expired on ${isoDay(at)}.`,
  cleaned: 'This command only turned REST access to secrets off again. An interrupted command had left it on.',
  sharedUser: (app: string, freezer: Freezer) => {
    const [name, other] = [plainText(app, 80), `the ${freezer.by} of ${plainText(freezer.app, 80)}`];
    return freezer.isSure
      ? `keyturn froze the execution user of ${name} because of ${other}. Unless somebody has unfrozen the user since, ${name} gets no token.`
      : `The execution user of ${name} may be frozen because of ${other}. If so, ${name} gets no token.`;
  },
  leftFrozen: (app: string, user: string, other: string) =>
    `keyturn froze ${user}, the execution user of ${plainText(app, 80)}, in the emergency of ${plainText(other, 80)}, and won't unfreeze the user. Unless a person has unfrozen the user since, ${plainText(app, 80)} gets no token.`,
  continues: (app: string) => `Continue the emergency of ${plainText(app, 80)}: \`keyturn resume ${plainText(app)}\`.`,
  leakOf: (other: string) => `The leaked credentials of ${plainText(other, 80)} then get tokens again.`,
} as const;

/** An execution user that an abandoned emergency of another app, which is no longer watched, leaves frozen. */
export function leftFrozenAccess(
  { app }: Pick<WatchedApp, 'app'>,
  { run, frozenFor }: Abandoned,
  username: string,
): KnownAccess {
  const user = plainText(username, 80);
  const unfreeze = stillOffWords.unfreeze(user);
  const alone = run.endedAt === null ? `${unfreeze} ${knownAccessWords.leakOf(run.app)}` : unfreeze;
  const action = frozenFor ? freezeWords.abandoned(frozenFor) : alone;
  return { app, what: knownAccessWords.leftFrozen(app, user, run.app), action };
}

/** What a record that the state doesn't know says. */
export function recordedAccess({ path, record }: KeptRecord): KnownAccess {
  const { app } = record;
  return { app, what: recordedBlock(record), action: containmentRecordWords.continues(record, path) };
}

/** What an abandoned emergency of an app that is no longer watched says. */
export function abandonedAccess(abandoned: Abandoned): KnownAccess {
  return { app: abandoned.run.app, what: leftOffLine(abandoned), action: null };
}

/**
 * What the state says of one app; null if nothing that keyturn did stops it.
 * @param newest its newest run
 * @param frozenBy what froze the same execution user, or may have; null if nothing did
 */
export function accessOf(
  { app, decommission, lastCheck }: Pick<WatchedApp, 'app' | 'decommission' | 'lastCheck'>,
  newest: Rotation | null,
  frozenBy: Freezer | null,
): KnownAccess | null {
  const known = (what: string, action: string | null = null): KnownAccess => ({ app, what, action });
  if (decommission?.flow) return known(endingAccess(decommission.flow));
  if (endedBy({ lastCheck }, newest)) return null;
  if (newest?.finishedAt === null && isEmergency(newest))
    return known(whatWorksFor({ lastCheck }, newest), emergencyAction(newest));
  if (frozenBy === null) return null;
  const action = frozenBy.by === 'emergency' ? knownAccessWords.continues(frozenBy.app) : null;
  return known(knownAccessWords.sharedUser(app, frozenBy), action);
}

/** What continues an open emergency, said by a command that has nothing to do with why it stopped. */
function emergencyAction(open: Emergency): string {
  const isLeftToConsumers = open.emergency.report !== null && open.endedAt !== null && leftOut(open).length > 0;
  return isLeftToConsumers ? `${capital(emergencyAttention(open))}.` : knownAccessWords.continues(open.app);
}

/** What keyturn saw last, if integrations got no tokens then; null if it saw nothing of the kind. */
export function seenAccess({ app, lastProof, lastCheck }: WatchedApp): KnownAccess | null {
  const action = `\`keyturn check ${plainText(app)}\` shows whether it gets tokens now.`;
  const found = lastCheck?.drift.find(({ kind }) => endsAccess[kind]);
  if (found && lastCheck) return { app, what: seenWords(found, lastCheck, null), action };
  return lastProof?.answer === 'refused' ? { app, what: knownAccessWords.lastRefused(app), action } : null;
}

/** Whether integrations may have no access because of a change. */
const endsAccess: Readonly<Record<Drift['kind'], boolean>> = {
  'app-gone': true,
  'sandbox-refreshed': true,
  'pair-changed-outside': true,
  'flow-off': true,
  'user-missing': true,
  'user-frozen': true,
  'user-inactive': true,
  'user-changed': false,
  'user-more-powerful': false,
  'staged-outside': false,
  'secret-missing': false,
  'policy-loosened': false,
  'secret-access-left-on': false,
  'host-changed': false,
};

/** Whether an error leaves open what became of integrations: it says only that its command did nothing to them. */
export function leavesAccessOpen({ safe }: KeyturnError): boolean {
  return [untouched, recordedSoFar, startedSoFar].includes(withoutAccess(safe));
}

/** The error of a command that has turned off REST access to secrets, which another one had left on. */
export function withCleaned(error: KeyturnError): KeyturnError {
  return error.withSafe(
    error.safe.replace(/^(?:Nothing changed|This command changed nothing) in the org\./, knownAccessWords.cleaned),
  );
}

/** The error, with what keyturn knows of the access of the apps in question. */
export function withKnownAccess(error: KeyturnError, known: readonly KnownAccess[]): KeyturnError {
  const [first, ...others] = known;
  if (!first) return error.withSafe(`${error.safe} ${knownAccessWords.asBefore}`);
  const named = ({ app, what }: KnownAccess) => (what.includes(app) ? what : `${plainText(app, 80)}: ${what}`);
  const sentences = others.length === 0 ? [first.what] : known.map(named);
  const isNamed = error.actions.some((one) => /`keyturn (resume|emergency)\b/.test(one));
  const actions = linesOf(
    error.actions,
    known.flatMap(({ action }) => (action === null || isNamed ? [] : [action])),
  );
  return error.continuing({ safe: [error.safe, ...sentences].join(' '), actions: [...new Set(actions)] });
}
