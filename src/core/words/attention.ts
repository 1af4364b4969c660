import type { Consumer, TargetTest } from '../model/consumer.ts';
import type { KeptRecord } from '../model/containment-record.ts';
import { lastSeenOf } from '../model/decommission.ts';
import { goneFinding } from '../model/gone.ts';
import { deliveredWord, graceEndsAt, isContained, phaseOf, type Rotation } from '../model/rotation.ts';
import { deliveredBy, removedNames } from '../model/rotation-deliveries.ts';
import { longestProblem } from '../model/target.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { formatDuration } from '../plain/duration.ts';
import { linesOf, nameList, plainText } from '../plain/text.ts';
import { isoDay } from '../plain/time.ts';
import { runNames } from '../reasons/run-words.ts';
import { capital } from './acts.ts';
import { containmentRecordWords, recordedBlock } from './containment-record.ts';
import { seenWords } from './drift.ts';
import { leftOut, leftOutWords, toDeliver } from './left-out.ts';
import { storeFlag } from './still-off.ts';

type FailedTest = Pick<TargetTest, 'isLost'> & { readonly problem: string };

/** Why an app needs attention, with the command that helps. */
export const attentionWords = {
  ending: ({ app, decommission }: WatchedApp) =>
    `its decommissioning isn't finished${turnedOffWords(decommission)}: continue with \`keyturn resume ${app}\``,
  /** @param whyNot why the daemon doesn't rotate, although its policy says so */
  due: ({ app }: WatchedApp, open: Rotation | null, whyNot: string | null = null) =>
    `the secret has reached its maximum age${dueSteps(app, open)}${whyNot === null ? '' : `. ${whyNot}`}`,
  refused: (detail: string) => `Salesforce refused the credentials at the last check: ${detail}`,
  handOver: (open: Rotation, consumers?: WatchedApp['consumers']) =>
    `consumers that still need the ${deliveredWord(open)} credentials: ${leftOutWords(open, consumers)}`,
  undelivered: (open: Rotation) =>
    `not updated with the ${deliveredWord(open)} credentials yet: ${toDeliver(open).join(', ')}. Deliver them with \`keyturn resume ${open.app}\``,
  stopped: (open: Rotation) =>
    `the ${runNames[open.kind]} needs attention (${open.stop?.code}): \`keyturn resume ${open.app}\``,
  /** keyturn never deletes these by itself, so that continuing would stop again. */
  kept: ({ app }: Rotation) =>
    `keyturn keeps the previous credentials until you delete them: \`keyturn retire ${app} --confirm ${app}\``,
  /** @param at when they expired */
  expired: ({ app, kind }: Pick<Rotation, 'app' | 'kind'>, at: number) =>
    `the previous credentials expired on ${isoDay(at)}. Finish the ${runNames[kind]} with \`keyturn resume ${app}\``,
  /** @param at when they expired */
  stagedExpired: ({ app }: Pick<Rotation, 'app'>, at: number) =>
    `the staged credentials expired on ${isoDay(at)}. \`keyturn rotate ${app}\` stages new ones`,
  unpromoted: (open: Rotation) =>
    `removed during the ${runNames[open.kind]}: ${removedNames(open).join(', ')}. Promote without them: \`keyturn resume ${open.app} --yes\``,
  graceOver: ({ app }: WatchedApp) =>
    `the grace period is over, but the previous credentials are not deleted yet: \`keyturn resume ${app}\``,
  /** No run is open, so that `resume` delivers. */
  behind: ({ app }: WatchedApp, { name }: Pick<Consumer, 'name'>, { problem }: FailedTest) =>
    `${plainText(name, 200)} may not have the current credentials: ${plainText(problem, longestProblem)}. Deliver them with \`keyturn resume ${app}\``,
  /** A file lost what was delivered to it while a run is open. */
  lost: (
    { app }: WatchedApp,
    { name, target }: Pick<Consumer, 'name' | 'target'>,
    { problem }: FailedTest,
    open: Rotation,
  ) => {
    const cure = deliveredBy(open, target)
      ? `Deliver them again with \`keyturn resume ${app}\``
      : `Put back what \`keyturn reveal ${app}\` shows, then \`keyturn check ${app}\``;
    return `${plainText(name, 200)} may have lost the credentials: ${plainText(problem, longestProblem)}. ${cure}`;
  },
  failing: ({ app }: WatchedApp, { name }: Pick<Consumer, 'name'>, { problem }: FailedTest) =>
    `keyturn can't deliver to ${plainText(name, 200)}: ${plainText(problem, longestProblem)}. Fix it, then \`keyturn consumer test ${app}\``,
  interrupted: (open: Rotation) =>
    `the ${runNames[open.kind]} isn't finished: continue with \`keyturn resume ${open.app}\``,
  neverProved: ({ app }: WatchedApp) =>
    `the credentials were never verified from this computer. Verify them with \`keyturn check ${app}\``,
  notStored: ({ app }: WatchedApp) =>
    `the credentials are not in this computer's secret store. Read them from the org with \`keyturn watch ${app}\``,
  clock: ({ app }: Pick<WatchedApp, 'app'>, aheadMs: number) =>
    `${clockWords(aheadMs)}, so ages and dates here may be wrong. Set the clock, then run \`keyturn check ${app}\``,
  ageUnknown: ({ app, adoptedAt }: WatchedApp) =>
    `issue date unknown; age counts from ${isoDay(adoptedAt)}, when keyturn started watching. Set it with \`keyturn watch ${app} --issued <YYYY-MM-DD>\``,
} as const;

/** What a decommissioning has turned off, by its record. */
function turnedOffWords(decommission: WatchedApp['decommission']): string {
  const { flow = null, freeze = null } = decommission ?? {};
  const seen = flow && lastSeenOf(flow);
  const off = flow?.wasSo ? null : 'turned OAuth off';
  const oauth = seen && { unseen: 'may have turned OAuth off', on: null, off }[seen];
  const user = freeze?.seenAt != null && !freeze.wasSo && 'froze the execution user';
  const done = linesOf(oauth, user);
  const before = flow?.wasSo === true && seen === 'off' ? ', and OAuth was already off before' : '';
  const open = seen === 'on' ? ', and OAuth was on when keyturn last looked' : '';
  return `${open}${before}${done.length > 0 ? `, and keyturn ${done.join(' and ')} for it` : ''}`;
}

/** @param aheadMs how far the org's clock is ahead of this computer's; negative: behind */
export function clockWords(aheadMs: number): string {
  return `this computer's clock is ${formatDuration(Math.abs(aheadMs))} ${aheadMs < 0 ? 'ahead of' : 'behind'} the org's`;
}

/** What `status` says of an app whose issue date nobody knows; null if it is known. */
export function ageNote(app: WatchedApp): string | null {
  return app.issuedAt === null ? `${plainText(app.app)}: ${attentionWords.ageUnknown(app)}` : null;
}

/**
 * What needs attention and every known change outside keyturn. One line for several apps whose only matter is the unknown issue
 * date. The others keep their own lines.
 */
export function attentionLines(
  rows: readonly { readonly watched: WatchedApp; readonly attention: string | null }[],
): readonly string[] {
  const isShared = ({ watched, attention }: (typeof rows)[number]) => attention === attentionWords.ageUnknown(watched);
  const shared = rows.filter(isShared);
  const own = shared.length > 1 ? rows.filter((row) => !isShared(row)) : rows;
  return linesOf(
    ...own.flatMap(({ watched, attention }) => {
      const { lastCheck } = watched;
      const changes = lastCheck?.drift.map((one) => seenWords(one, lastCheck, null));
      const all = new Set(linesOf(attention, changes));
      return [...all].map((text) => `${plainText(watched.app)}: ${plainText(text, 600)}`);
    }),
    shared.length > 1 &&
      `${nameList([...new Set(shared.map(({ watched }) => watched.app))])}: issue date unknown; age counts from when keyturn started watching. Set it for each, such as with \`keyturn watch ${shared[0]?.watched.app} --issued <YYYY-MM-DD>\``,
  );
}

/** Only a staging makes way for a rotation. Any other unfinished run comes first. */
function dueSteps(app: string, open: Rotation | null): string {
  if (open === null || open.kind === 'stage') return `: \`keyturn rotate ${app}\``;
  const until = phaseOf(open) === 'grace' && open.kind !== 'retire' ? graceEndsAt(open) : null;
  return until === null
    ? `: continue the unfinished ${runNames[open.kind]} with \`keyturn resume ${app}\``
    : `. You can rotate once the previous credentials are deleted. They are kept until ${isoDay(until)} (grace period)`;
}

/** What an unfinished emergency needs. Once the leaked credentials are deleted, consumers without the new ones have no access. */
export function emergencyAttention(
  open: Rotation,
  watched?: Pick<WatchedApp, 'consumers' | 'lastProof' | 'lastCheck'>,
): string {
  const isLeftOut = open.endedAt !== null && leftOut(open).length > 0;
  const handOver = isLeftOut
    ? `these consumers have no access without the new credentials: ${leftOutWords(open, watched?.consumers)}`
    : null;
  if (open.emergency?.report != null && open.primaryProvedAt !== null && handOver) return handOver;
  const why = open.stop ? ` (${open.stop.code})` : '';
  const undone = undoneBy(open, watched?.lastProof ?? null);
  const [contained, first] = undone
    ? [`, and ${undoneClause(undone)}`, ', which blocks access first']
    : [containedWords(open, watched), ''];
  // Not `keyturn emergency`: a second emergency would replace the new credentials.
  const goOn = `the emergency isn't finished${why}${contained}: continue with \`keyturn resume ${open.app}${storeFlag(open.stop?.code)}\`${first}`;
  return handOver ? `${goOn}; ${handOver}` : goOn;
}

/** What somebody has undone, if credentials got a token after all were seen to be refused; null if nobody has, as far as keyturn knows. */
function undoneBy(open: Rotation, lastProof: WatchedApp['lastProof']): 'flow' | 'freeze' | null {
  const containment = isContained(open) && open.endedAt === null ? open.emergency?.containment : null;
  if (containment?.provedAt == null || lastProof?.answer !== 'accepted') return null;
  return lastProof.at > containment.provedAt ? containment.by : null;
}

/** What a containment needs that the state doesn't know of. */
export function keptAttention({ path, record }: KeptRecord): string {
  return `${recordedBlock(record)} ${containmentRecordWords.continues(record, path)}`;
}

function containedWords(open: Rotation, watched: Pick<WatchedApp, 'lastCheck'> = { lastCheck: null }): string {
  const { by = null, wasSo = false, leftTo } = open.emergency?.containment ?? {};
  if (by === 'flow' && goneFinding(watched)) return '';
  if (leftTo && !leftTo.isOver && open.primaryProvedAt === null)
    return `, and the execution user stays frozen until the emergency of ${plainText(leftTo.app, 80)} is finished, unless somebody has unfrozen the user since`;
  if (!isContained(open) && wasSo) {
    const what = by === 'flow' ? 'OAuth was already off for this app' : 'the execution user was already frozen';
    return `, and ${what} before the emergency, so keyturn left it so`;
  }
  if (!isContained(open)) return '';
  const [is, may, undone] =
    by === 'flow'
      ? ['OAuth is off for this app', 'OAuth may be off for this app', 'turned it back on']
      : ['the execution user is frozen', 'the execution user may be frozen', 'unfrozen the user'];
  // keyturn restores access once the leaked credentials are deleted. A crash may have lost the record of that.
  if (open.emergency?.containment?.containedAt == null || open.endedAt !== null) return `, and ${may} until then`;
  return `, and ${is} until then, unless somebody has ${undone} since`;
}

/** Somebody else has undone a containment. */
export function undoneWords(by: 'flow' | 'freeze'): string {
  return `${capital(undoneClause(by))}. Continuing blocks access first.`;
}

function undoneClause(by: 'flow' | 'freeze'): string {
  const what = by === 'flow' ? 'turned OAuth back on for this app' : 'unfrozen the execution user';
  return `somebody has ${what} since, so the leaked credentials get tokens again`;
}
