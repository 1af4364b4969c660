import { goneFinding } from '../model/gone.ts';
import {
  type Emergency,
  endsNothing,
  isContained,
  isEmergency,
  isHandedOver,
  type Rotation,
} from '../model/rotation.ts';
import { isReplaced } from '../model/seen-pairs.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { linesOf } from '../plain/text.ts';
import { type KeyturnError, reasons } from '../reasons/errors.ts';
import { goneAccess, recordedSoFar, sameAgain, startedSoFar, unwatchAction, withoutAccess } from '../reasons/reason.ts';
import { freezeWords } from './shared-freeze.ts';
import { continueWords, givingUp } from './still-off.ts';

/** What another command says of an open emergency. */
export const unsure =
  'Everything done so far is recorded in the audit trail. Consumers without the new credentials may have no access.';

/** After a switch back that isn't complete. */
export const replacedWork =
  'Consumers that still use the replaced credentials have access as long as Salesforce accepts them.';

/** Says what works at this point of a run. @param isPromotionOpen whether the org may have promoted the new credentials */
export function whatWorks(rotation: Rotation, isPromotionOpen = false): string {
  const { kind, rotatedAt, endedAt, deleteIntendedAt } = rotation;
  if (isEmergency(rotation)) return whatWorksInEmergency(rotation);
  if (endsNothing(rotation)) {
    return 'keyturn only delivers the current credentials. A consumer that does not have them may have no access.';
  }
  if (rotatedAt === null && isPromotionOpen) {
    const promoted = kind === 'back' ? 'the previous credentials again' : 'the new credentials';
    return `keyturn asked Salesforce to promote ${promoted}, but doesn't know yet whether it did. The credentials that were current before work as long as Salesforce accepts them.`;
  }
  if (kind === 'discard' || rotatedAt === null) return "The current credentials didn't change.";
  if (isCutOff(rotation)) return cutOff;
  if (endedAt !== null || deleteIntendedAt !== null) {
    return 'The new credentials are current. Consumers without them lose access once Salesforce refuses the previous ones, and then the run ends.';
  }
  return "keyturn hasn't deleted the previous credentials. They work as long as Salesforce accepts them.";
}

/** Whether consumers still need the new credentials although the org no longer has the previous ones. */
function isCutOff(rotation: Rotation): boolean {
  return rotation.endedAt !== null && rotation.rotatedAt !== null && !isHandedOver(rotation);
}

const cutOff =
  'The org no longer has the previous credentials, and the new ones are current. Consumers without them lose access once Salesforce refuses the previous ones, until they get the new ones.';

/** The same of the unfinished run of an app, as far as keyturn knows the app. */
export function whatWorksFor(watched: Pick<WatchedApp, 'lastCheck' | 'seenPairs'>, open: Rotation): string {
  const { seenPairs } = watched;
  if (goneFinding(watched)) return whatWorksWithout(open);
  return seenPairs && !isEmergency(open) && isReplaced(seenPairs, open) ? changedWorks : whatWorks(open);
}

/** The same once the org no longer has the app, and no setting of it: at most the user is still frozen. */
function whatWorksWithout(open: Rotation): string {
  const isFreeze = isContained(open) && open.emergency?.containment?.by === 'freeze';
  return isFreeze ? `${whatWorks(open)} ${goneAccess}` : goneAccess;
}

const changedWorks =
  "Others changed the current credentials. keyturn doesn't know whether consumers have them, and what else it knows of this run is out of date.";

const unprovedNew = "keyturn hasn't got a token with the new credentials since then.";

/** Who has access now, including an attacker. */
function whatWorksInEmergency(rotation: Emergency): string {
  const { rotatedAt, deleteIntendedAt, endedAt, refusedAt, emergency } = rotation;
  const { containment } = emergency;
  if (containment && isContained(rotation)) {
    const isFlow = containment.by === 'flow';
    // keyturn restores access once the leaked credentials are deleted. A crash may have lost the record of that.
    if (containment.containedAt === null || endedAt !== null) {
      const may = isFlow ? 'OAuth may be off for this app' : 'The execution user may be frozen';
      return `${may}. If so, nobody gets a token until this run continues.`;
    }
    const is = isFlow ? 'OAuth is off for this app' : 'The execution user is frozen';
    const undone = isFlow ? 'turned OAuth back on' : 'unfrozen the user';
    if (containment.provedAt === null)
      return `${is}, unless somebody has ${undone} since, but keyturn hasn't verified yet that tokens are refused.`;
    return `${is}: neither the integration nor anyone with the leaked credentials gets a token, unless somebody has ${undone} since.`;
  }
  if (rotatedAt === null) {
    const isSent = emergency.replaceIntendedAt !== null || rotation.rotateIntendedAt !== null;
    return isSent
      ? "keyturn sent the request that replaces the leaked credentials, but doesn't know yet whether Salesforce replaced them."
      : "keyturn hasn't replaced the leaked credentials yet. As long as Salesforce accepts them, the integration and anyone else who has them get tokens.";
  }
  if (endedAt === null) {
    return deleteIntendedAt === null
      ? "The new credentials are current. keyturn hasn't deleted the leaked ones yet: they get tokens as long as Salesforce accepts them."
      : "The new credentials are current. keyturn sent the request that deletes the leaked ones, but doesn't know yet whether Salesforce deleted them.";
  }
  const { leftTo } = containment ?? {};
  const frozen = leftTo && !leftTo.isOver && rotation.primaryProvedAt === null ? ` ${freezeWords.stays(leftTo)}` : '';
  const late = isHandedOver(rotation) ? '' : ' Consumers without the new credentials have no access.';
  const unproved = rotation.primaryProvedAt === null && frozen === '' ? ` ${unprovedNew}` : '';
  if (refusedAt === null)
    return `The leaked credentials are deleted, but keyturn hasn't verified yet that Salesforce refuses them.${late}${frozen}${unproved}`;
  return `The leaked credentials no longer work, and the new ones are current.${late}${frozen}${unproved}`;
}

/**
 * Whether an error's sentence only holds for a command that has changed nothing: it is the catalogue's, which knows nothing of
 * the command.
 */
export function supposesNothing({ code, safe }: KeyturnError): boolean {
  if (safe === recordedSoFar || safe === startedSoFar) return true;
  const usual = withoutAccess(safe);
  return usual === reasons[code].safe && suppositions.test(usual);
}

const suppositions = /\b(nothing changed|changed nothing|deployed nothing|not affected|didn't change|rolled back)\b/i;

/** Replaces an error's usual `safe` sentence where it isn't true at this point of a run. */
export function withTruth(
  { rotation, hasTouched, isPromotionOpen = false, user = null, frozenFor = null }: Progress,
  error: KeyturnError,
): KeyturnError {
  const { rotatedAt, endedAt, kind } = rotation;
  // It says who has access: nobody.
  if (error.code === 'AppGivesNoToken') return error;
  if (isGone(error)) return ofGone(rotation, error, { hasTouched, user, frozenFor });
  // After a change from outside, keyturn knows nothing but what it has turned off itself.
  const isUnknown = error.code === 'PrimaryChangedOutside' && !isContained(rotation);
  if (isEmergency(rotation))
    return isUnknown ? error : leadingOn(rotation, error.withSafe(whatWorks(rotation)), { user, frozenFor });
  if (endsNothing(rotation)) return isUnknown || isHandedOver(rotation) ? error : error.withSafe(whatWorks(rotation));
  if (error.code === 'HandOverPending' && isCutOff(rotation)) return error.withSafe(cutOff);
  const isAhead = rotatedAt !== null && endedAt === null && kind !== 'retire';
  if (isAhead && !isHandedOver(rotation)) {
    return error.withSafe(
      'Consumers without the new credentials keep using the previous ones as long as Salesforce accepts them.',
    );
  }
  return hasTouched && supposesNothing(error) ? error.withSafe(whatWorks(rotation, isPromotionOpen)) : error;
}

/** Whether the org no longer has the app that keyturn watches. */
export function isGone({ code, safe }: KeyturnError): boolean {
  return code === 'AppUnknown' && safe.endsWith(goneAccess);
}

/** What a run of an app that the org no longer has leaves: a user that keyturn froze is still frozen. */
function ofGone(
  rotation: Rotation,
  error: KeyturnError,
  { hasTouched, user, frozenFor }: { hasTouched: boolean } & Freezing,
): KeyturnError {
  const { app } = rotation;
  const actions = error.actions.map((one) => (one === unwatchAction(app) ? unwatchAction(app, true) : one));
  const led = endsNothing(rotation) ? error : error.continuing({ safe: error.safe, actions });
  if (!isEmergency(rotation) || !isContained(rotation)) return hasTouched ? led.withSafe(goneAccess) : led;
  return leadingOn(rotation, led.withSafe(whatWorksWithout(rotation)), { user, frozenFor });
}

/** While nobody has access, an error leads to the command that restores it, unless another process does so now. */
function leadingOn(rotation: Emergency, error: KeyturnError, { user, frozenFor }: Freezing): KeyturnError {
  const isLeft = ['TakenOver', 'AnotherAtWork'].includes(error.code);
  if (!isContained(rotation) || error.exitCode === 130 || isLeft) return error;
  const { app } = rotation;
  const next = continueWords(app, error.code);
  const isNamed = error.actions.some((action) => /`keyturn (resume|emergency)\b/.test(action));
  const led = error.actions.map((action) => (action === sameAgain ? next : action));
  const actions = linesOf(
    led,
    !isNamed && next,
    isStuck(rotation, error) &&
      (rotation.emergency.containment?.by !== 'freeze'
        ? givingUp(app, 'flow')
        : frozenFor
          ? freezeWords.abandoned(frozenFor)
          : givingUp(app, { user })),
  );
  // An error may pass here twice.
  return error.continuing({ safe: error.safe, actions: [...new Set(actions)] });
}

/** Whether only a person can help, and the leaked credentials are still the current ones. */
function isStuck({ rotatedAt, emergency }: Emergency, { code, exitCode }: KeyturnError): boolean {
  const isLeaked = rotatedAt === null && emergency.replaceIntendedAt === null && code !== 'PrimaryChangedOutside';
  return isLeaked && exitCode !== 75;
}

interface Freezing {
  readonly user: string | null;
  readonly frozenFor: FrozenFor | null;
}

/** The open emergency of another app that has frozen the same user. */
type FrozenFor = Parameters<typeof freezeWords.abandoned>[0];

interface Progress {
  readonly rotation: Rotation;
  /** Whether something in the org may have been changed. */
  readonly hasTouched: boolean;
  /** Whether the org may have promoted the new credentials without an answer. */
  readonly isPromotionOpen?: boolean;
  /** Username of the execution user; null if unknown. */
  readonly user?: string | null;
  readonly frozenFor?: FrozenFor | null;
}
