import type { EmergencyPlan } from '../model/emergency-plan.ts';
import { formatDuration } from '../plain/duration.ts';
import { linesOf, nameList, plainText, shortKey } from '../plain/text.ts';
import { isoDay } from '../plain/time.ts';

/** Everything that loses access, for a moment or until somebody acts; the widest first. */
export function breaksLines(plan: EmergencyPlan, now: number): readonly string[] {
  const { flows } = plan.otherUse;
  return linesOf(
    replacedLine(plan, now),
    outsideLine(plan),
    containLines(plan),
    deployLines(plan),
    consumerLines(plan),
    flows.length > 0 && `What else uses the same consumer key: ${flows.map((flow) => plainText(flow)).join('; ')}.`,
    slotLine(plan),
    !plan.keepsSessions &&
      'Live sessions of the app end, as far as the org lists them; its consumers sign in again by themselves.',
  );
}

/** The leaked pair is dead, and its successor would go now. */
function replacedLine({ replacedAt, watched }: EmergencyPlan, now: number): string | null {
  if (replacedAt === null) return null;
  const ago = formatDuration(Math.max(0, now - replacedAt));
  return `The pair in use (${shortKey(watched.consumerKey)}) is the new one: an emergency replaced the leaked one ${ago} ago. This replaces the new one; whoever has it loses access.`;
}

/** Whoever reacted to the leak before may have given the pair of now to consumers. */
function outsideLine({ changedOutside, watched }: EmergencyPlan): string | null {
  if (changedOutside === null) return null;
  return `The pair was changed outside of keyturn: ${shortKey(changedOutside)} is primary, not ${shortKey(watched.consumerKey)}. It may have leaked, too, and is replaced: whoever has it loses access.`;
}

function containLines(plan: EmergencyPlan): readonly string[] {
  const { containBy, watched } = plan;
  if (containBy === null) return [];
  const user = watched.executionUser ? plainText(watched.executionUser.username, 80) : 'the execution user';
  const until = 'until the leaked pair is deleted and programs were given the new one';
  const flow = `The flow is off ${until}; nobody gets a token for ${appName(plan)} meanwhile.`;
  if (containBy === 'flow') return [flow];
  return containBy === 'freeze'
    ? linesOf(`${user} is frozen ${until}; ${appName(plan)} gets no token meanwhile.`, alongLine(plan))
    : linesOf(flow, `Where the org doesn’t take that, ${user} is frozen instead.`, alongLine(plan));
}

/** Freezing the user stops whatever else runs as them. */
function alongLine({ sameUser, containBy }: EmergencyPlan): string | false {
  const when = containBy === 'freeze' ? '' : 'then ';
  if (sameUser === null) return `Other apps that run as that user ${when}stop, too; the org doesn’t tell which.`;
  return sameUser.length > 0 && `These run as that user and ${when}stop, too: ${nameList(sameUser)}.`;
}

function deployLines(plan: EmergencyPlan): readonly string[] {
  const { replaceBy, whyByDeploy, mayLoseCertificate } = plan;
  if (replaceBy === 'staging') return [];
  const why = whyByDeploy ? ` (${plainText(whyByDeploy)})` : '';
  return linesOf(
    `No pair can be staged${why}, so a deploy replaces the key and the secret at once: nobody has access from then until the new pair is handed over.`,
    mayLoseCertificate && 'A certificate of the app may be cleared by that deploy; it has to be uploaded again.',
  );
}

function consumerLines(plan: EmergencyPlan): readonly string[] {
  const { byHand, handedOver, hasNoConsumers, watched } = plan;
  const others =
    byHand.length + handedOver.length > 0
      ? 'Any consumer that keyturn was not told of.'
      : `No consumer is known: whoever uses this pair loses access until they get the new one (\`keyturn reveal ${watched.app}\`).`;
  return linesOf(
    byHand.length > 0 &&
      `No access until a person has updated ${byHand.length === 1 ? 'it' : 'them'}: ${nameList(byHand)}.`,
    !hasNoConsumers && others,
  );
}

function slotLine({ slot }: EmergencyPlan): string | null {
  if (slot === null || slot.holder === 'free') return null;
  const key = slot.consumerKey === null ? 'its key is not known' : shortKey(slot.consumerKey);
  const until = slot.expiresAt === null ? '' : `, until ${isoDay(slot.expiresAt)}`;
  switch (slot.holder) {
    case 'previous':
      return `The previous pair (${key}${until}) is deleted: whoever still uses it loses access.`;
    case 'stranger': {
      const author = slot.createdBy ? plainText(slot.createdBy, 80) : 'somebody else';
      return `A pair that ${author} staged, and not keyturn (${key}${until}), is deleted: whoever counts on it loses it.`;
    }
    case 'expired':
      return `An expired pair in the slot (${key}) is deleted; it gets no token any more.`;
    case 'unclear':
      return `A pair in the slot, of which nobody can say whose it is (${key}${until}), is deleted.`;
    default:
      return `The pair that keyturn had staged (${key}) is deleted; no consumer was moved to it.`;
  }
}

export function appName({ watched }: EmergencyPlan): string {
  return plainText(watched.label || watched.app, 60);
}

/** Of the emergency that goes on the leaked pair may not be the primary one any more. */
export function leakedKey({ goesOn, watched, changedOutside }: EmergencyPlan): string {
  return shortKey(goesOn?.ends ?? changedOutside ?? watched.consumerKey);
}

/** Whatever gets the new pair by a program: `/srv/erp.env, vault`. */
export function targetsOf({ handedOver }: EmergencyPlan): string {
  return nameList(handedOver.map(({ name }) => name));
}

/** Why a pair is replaced by a deploy. */
export const byDeployWords = {
  asked: 'a deploy was asked for',
  refused: 'Salesforce refuses staged pairs although secret access over REST is on',
} as const;
