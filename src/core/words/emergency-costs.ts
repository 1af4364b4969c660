import { isSameName, nameIn } from '../model/consumer.ts';
import type { EmergencyPlan } from '../model/emergency-plan.ts';
import type { ReplaceBy } from '../model/emergency-run.ts';
import type { DoomedSlot } from '../model/slot-by-record.ts';
import { formatDuration } from '../plain/duration.ts';
import { linesOf, nameList, plainText, shortKey } from '../plain/text.ts';
import { isoDay } from '../plain/time.ts';
import { removedWords } from './consumers.ts';
import { seenWords } from './drift.ts';
import { freezeWords } from './shared-freeze.ts';

/** Everything that loses access, for a moment or until somebody acts. The widest effect comes first. */
export function breaksLines(plan: EmergencyPlan, now: number): readonly string[] {
  const { flows } = plan.otherUse;
  if (plan.obstacles.length > 0) return stuckLines(plan);
  if (plan.goesOn?.endedAt != null) {
    // What else depended on the leaked credentials has already lost access.
    return linesOf(containLines(plan), waitingLines(plan), removedWords(plan.removed, 'emergency'), sessionsLine(plan));
  }
  return linesOf(
    replacedLine(plan, now),
    outsideLine(plan),
    plan.frozenFor?.isSure && !plan.frozenFor.wasSo && freezeWords.plan(plan.frozenFor),
    containLines(plan),
    deployLines(plan),
    consumerLines(plan),
    flows.length > 0 && flowsLine(flows),
    slotLines(plan),
    sessionsLine(plan),
  );
}

function sessionsLine({ keepsSessions, goesOn }: EmergencyPlan): string | null {
  if (keepsSessions || goesOn?.emergency?.sessionsSweptAt != null) return null;
  return "The app's live sessions, if the org lists them. Consumers sign in again automatically.";
}

/** The credentials can't be replaced yet, so access stays blocked until somebody acts. */
function stuckLines(plan: EmergencyPlan): readonly string[] {
  const { obstacles, handedOver, byHand } = plan;
  const { flows } = plan.otherUse;
  const known = [...handedOver.map(({ name }) => name), ...byHand.map((name) => withContact(plan, name))];
  return linesOf(
    obstacles.map(({ problem }) => obstacleLine(problem)),
    containLines(plan),
    known.length > 0 && `No access until then: ${nameList(known)}.`,
    "Any consumer that keyturn doesn't know.",
    flows.length > 0 && flowsLine(flows),
    slotLines(plan),
  );
}

export function obstacleLine(problem: string): string {
  return `keyturn can't replace the credentials now: ${plainText(problem, 300)}.`;
}

function flowsLine(flows: readonly string[]): string {
  return `Also uses the same consumer key: ${flows.map((flow) => plainText(flow)).join('; ')}.`;
}

/** An earlier emergency has replaced the leaked credentials. This one would replace the new ones. */
function replacedLine({ replacedAt, watched }: EmergencyPlan, now: number): string | null {
  if (replacedAt === null) return null;
  const ago = formatDuration(Math.max(0, now - replacedAt));
  return `The credentials in use (${shortKey(watched.consumerKey)}) are the new ones: an emergency replaced the leaked ones ${ago} ago. This replaces the new ones. Consumers that have them lose access.`;
}

/** Somebody may have reacted to the leak already and given the current credentials to consumers. */
function outsideLine({ changedOutside, watched }: EmergencyPlan): string | null {
  if (changedOutside === null) return null;
  return `The credentials were changed outside keyturn: the current key is ${shortKey(changedOutside)}, not ${shortKey(watched.consumerKey)}. It may have leaked too, so keyturn replaces it. Consumers that have it lose access.`;
}

function containLines(plan: EmergencyPlan): readonly string[] {
  const { containBy, watched, notContained, obstacles, isContainWanted } = plan;
  if (isOpen(plan)) return [];
  if (containBy === null) return isContainWanted && notContained !== null ? [notBlockedLine(notContained)] : [];
  const user = watched.executionUser ? plainText(watched.executionUser.username, 80) : 'the execution user';
  if (plan.wasBlocked) return [wasBlockedLine(plan, user)];
  const until =
    obstacles.length > 0
      ? 'until that is fixed and keyturn has replaced the credentials'
      : 'until the leaked credentials are deleted and keyturn has delivered the new ones';
  const flow = `OAuth is off for ${appName(plan)} ${until}. Nobody gets a token in the meantime.`;
  if (containBy === 'flow') return [flow];
  return containBy === 'freeze'
    ? linesOf(
        notContained !== null && insteadLine(notContained),
        `${user} is frozen ${until}. ${appName(plan)} gets no token in the meantime.`,
        alongLine(plan),
      )
    : linesOf(flow, `If the org refuses that, keyturn freezes ${user} instead.`, alongLine(plan));
}

/** Nothing stops that hasn't stopped already, but nothing starts again either. */
function wasBlockedLine(plan: EmergencyPlan, user: string): string {
  const [is, then] =
    plan.containBy === 'freeze'
      ? [`${user} was frozen before keyturn started, and stays frozen`, 'unfreezes the user']
      : [`OAuth was off for ${appName(plan)} before keyturn started, and stays off`, 'turns it on'];
  return `${is}. ${appName(plan)} gets no token, also with the new credentials, until a person ${then}.`;
}

/** Whether the emergency that continues has ended its containment, or deleted the leaked credentials without one. */
export function isOpen({ goesOn }: EmergencyPlan): boolean {
  const containment = goesOn?.emergency?.containment ?? null;
  return goesOn !== null && (containment === null ? goesOn.endedAt !== null : containment.openedAt !== null);
}

/** The leak goes on while keyturn works. */
export function notBlockedLine(why: string): string {
  return `keyturn can't block access: ${plainText(why, 300)}. The leaked credentials work until they are deleted.`;
}

function insteadLine(why: string): string {
  return `keyturn can't turn off OAuth for the app, so it freezes the user instead: ${plainText(why, 300)}.`;
}

/** Freezing the user also stops their other apps. */
function alongLine({ sameUser, containBy }: EmergencyPlan): string | false {
  const then = containBy === 'freeze' ? '' : ' then';
  if (sameUser === null) return `Other apps that run as this user${then} stop too. The org doesn't say which ones.`;
  return sameUser.length > 0 && `Other apps that run as this user${then} stop too: ${nameList(sameUser)}.`;
}

function deployLines(plan: EmergencyPlan): readonly string[] {
  const { replaceBy, whyByDeploy, mayLoseCertificate } = plan;
  if (replaceBy === 'staging' || plan.goesOn?.stays != null) return [];
  const why = whyByDeploy ? ` (${plainText(whyByDeploy)})` : '';
  return linesOf(
    `Credentials can't be staged${why}, so a deploy replaces the key and the secret at once. Nobody has access from then until the new credentials are delivered.`,
    mayLoseCertificate && 'That deploy may clear a certificate of the app. You must upload it again.',
  );
}

function consumerLines(plan: EmergencyPlan): readonly string[] {
  const { byHand, handedOver, upToDate, hasNoConsumers, removed, watched } = plan;
  const others =
    byHand.length + handedOver.length + upToDate.length > 0
      ? "Any consumer that keyturn doesn't know."
      : `keyturn knows of no consumers. Whatever uses these credentials loses access until it gets the new ones (\`keyturn reveal ${watched.app}\`).`;
  return linesOf(waitingLines(plan), removedWords(removed, 'emergency'), !hasNoConsumers && others);
}

function waitingLines(plan: EmergencyPlan): readonly string[] {
  const named = (names: readonly string[]) => names.map((name) => withContact(plan, name)).join(', ');
  const { byHand, mayFail } = plan;
  return linesOf(
    byHand.length > 0 && `No access until updated by hand: ${named(byHand)}.`,
    mayFail.length > 0 &&
      `keyturn couldn't update these last time. If it can't now, they have no access until updated by hand: ${named(mayFail)}.`,
  );
}

/** `Nightly export (ana@acme.example)` */
function withContact({ contacts }: EmergencyPlan, name: string): string {
  const contact = contacts.find((one) => isSameName(one.name, name))?.contact;
  return contact === undefined ? plainText(name, 80) : `${plainText(name, 80)} (${plainText(contact, 80)})`;
}

/** Contacts of consumers that keyturn updates, in case one of them fails. */
export function otherContacts({ contacts, byHand }: EmergencyPlan): readonly string[] {
  return contacts
    .filter(({ name }) => !byHand.some((one) => isSameName(one, name)))
    .map(({ name, contact }) => `${plainText(name, 80)}: ${plainText(contact, 80)}`);
}

/** What the staging slot holds, or may hold. It is deleted. */
function slotLines({ slot, watched, replaceBy }: EmergencyPlan): readonly string[] {
  if (slot === null || slot.holder === 'free') return [];
  if (!slot.isUnread) return [slotLine(slot)];
  const { lastCheck } = watched;
  const seen = lastCheck?.drift.find(({ kind }) => kind === 'staged-outside');
  return linesOf(
    recordedLine(slot, replaceBy),
    seen && lastCheck && seenWords(seen, lastCheck, null),
    replaceBy === 'staging'
      ? "keyturn can't read the staging slot now. Whatever is in it is deleted, and what relies on it stops working."
      : "keyturn can't read the staging slot now. If Salesforce shows the slot after the deploy, whatever is in it is deleted, and what relies on it stops working. If not, credentials in it may still work.",
  );
}

/** The credentials that keyturn itself has put into the slot. */
function recordedLine({ holder, consumerKey, expiresAt }: DoomedSlot, replaceBy: ReplaceBy): string | null {
  if (consumerKey === null) return null;
  const key = `${shortKey(consumerKey)}${expiresAt === null ? '' : `, until ${isoDay(expiresAt)}`}`;
  const then = replaceBy === 'staging' ? '' : ' then';
  const when = replaceBy === 'staging' ? '' : ' if Salesforce shows the slot after the deploy';
  const there = (which: string) =>
    `By keyturn's record, ${which} (${key}) are in the staging slot. They are deleted${when}.`;
  switch (holder) {
    case 'previous':
      return `${there('the previous credentials')} Consumers that still use them lose access${then}.`;
    case 'ours':
      return `${there('the credentials that keyturn staged')} A consumer that already uses them loses access${then}.`;
    default:
      return there('staged credentials');
  }
}

function slotLine(slot: DoomedSlot): string {
  const key = slot.consumerKey === null ? 'key unknown' : shortKey(slot.consumerKey);
  const until = slot.expiresAt === null ? '' : `, until ${isoDay(slot.expiresAt)}`;
  switch (slot.holder) {
    case 'previous':
      return `The previous credentials (${key}${until}) are deleted. Consumers that still use them lose access.`;
    case 'stranger': {
      const author = slot.createdBy ? plainText(slot.createdBy, 80) : 'Somebody else';
      return `${author} staged credentials without keyturn (${key}${until}). They are deleted. Anything that relies on them stops working.`;
    }
    case 'expired':
      return `Expired credentials in the staging slot (${key}) are deleted. They no longer work.`;
    case 'unclear':
      return `Credentials in the staging slot (${key}${until}) are deleted. keyturn can't tell whose they are.`;
    default:
      return `The credentials that keyturn staged (${key}) are deleted. A consumer that already uses them loses access.`;
  }
}

export function appName({ watched }: EmergencyPlan): string {
  return plainText(watched.label || watched.app, 60);
}

/** In an emergency that continues, the leaked credentials may no longer be the current ones. */
export function leakedKey({ goesOn, watched, changedOutside }: EmergencyPlan): string {
  return shortKey(goesOn?.ends ?? changedOutside ?? watched.consumerKey);
}

/** The targets that keyturn delivers to, as far as the latest delivery worked: `/srv/erp.env, vault`. */
export function targetsOf({ handedOver, mayFail, watched }: EmergencyPlan): readonly string[] {
  return handedOver.filter((target) => !mayFail.includes(nameIn(watched.consumers, target))).map(({ name }) => name);
}

/** Why a deploy replaces the credentials. */
export const byDeployWords = {
  asked: 'a deploy was requested',
  begun: 'the interrupted run uses a deploy',
  refused: 'Salesforce refuses although REST access to secrets is on',
} as const;
