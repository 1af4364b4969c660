import { type Emergency, isContained, isEmergency, isHandedOver, type Rotation } from '../model/rotation.ts';
import type { KeyturnError } from '../reasons/errors.ts';
import { untouched } from '../reasons/reason.ts';

/** Of an emergency that another command meets. */
export const unsure = 'What it has done so far is journalled; consumers without the new pair may have no access.';

/** Is the integration safe? In one sentence, by how far the run has come. */
export function whatWorks(rotation: Rotation): string {
  const { kind, rotatedAt, endedAt, deleteIntendedAt } = rotation;
  if (isEmergency(rotation)) return whatWorksInEmergency(rotation);
  if (kind === 'discard') return 'The primary pair was not touched; whoever uses it works as before.';
  if (rotatedAt === null) return 'The primary pair was not touched; integrations work as before.';
  if (endedAt !== null || deleteIntendedAt !== null) {
    return 'The new pair is primary and works; the run is not done before the old one is refused.';
  }
  return 'The pair of before is kept until the new one is proved; it works as long as the org keeps it.';
}

/** Who has access now, the attacker included. */
function whatWorksInEmergency(rotation: Emergency): string {
  const { rotatedAt, endedAt, refusedAt, emergency } = rotation;
  const { containment } = emergency;
  if (containment && isContained(rotation)) {
    const what = containment.by === 'flow' ? 'The flow' : 'The execution user';
    const how = containment.by === 'flow' ? 'off' : 'frozen';
    // It is given back once the leaked pair is deleted, and a crash may have kept that from being written down.
    const isUnsure = containment.containedAt === null || endedAt !== null;
    if (isUnsure) return `${what} may be ${how}: then nobody gets a token until this run goes on.`;
    if (containment.provedAt === null) return `${what} is ${how}, but nobody has seen yet that tokens are refused.`;
    const since = containment.by === 'flow' ? 'turned it on' : 'unfrozen them';
    return `${what} is ${how}: nobody gets a token, neither the integration nor whoever has the leaked pair, unless somebody has ${since} since.`;
  }
  if (rotatedAt === null) {
    const isSent = emergency.replaceIntendedAt !== null || rotation.rotateIntendedAt !== null;
    return isSent
      ? 'What replaces the leaked pair was sent to the org; until the next look nobody knows whether it is replaced.'
      : 'The leaked pair still works: for the integration, and for whoever else has it.';
  }
  if (endedAt === null) return 'The new pair is primary; the leaked pair works until it is deleted.';
  const late = isHandedOver(rotation) ? '' : ' Consumers without the new pair have no access.';
  if (refusedAt === null) return `The leaked pair is deleted, and not proved to be refused yet.${late}`;
  return `The leaked pair is dead, and the new one is primary.${late}`;
}

/** The same error, where its usual sentence about the integration doesn't hold so far into a run. */
export function withTruth({ rotation, hasTouched }: Progress, error: KeyturnError): KeyturnError {
  const { rotatedAt, endedAt, kind } = rotation;
  // Where others changed the pairs nobody knows what works, but for what was turned off.
  const isUnknown = error.code === 'PrimaryChangedOutside' && !isContained(rotation);
  if (isEmergency(rotation)) return isUnknown ? error : error.withSafe(whatWorks(rotation));
  const isAhead = rotatedAt !== null && endedAt === null && kind !== 'retire';
  if (isAhead && !isHandedOver(rotation)) {
    return error.withSafe('Consumers without the new pair go on with the previous one as long as the org takes it.');
  }
  return error.safe === untouched && hasTouched ? error.withSafe(whatWorks(rotation)) : error;
}

interface Progress {
  readonly rotation: Rotation;
  /** Something in the org may have been changed. */
  readonly hasTouched: boolean;
}
