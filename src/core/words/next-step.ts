import { previousExpiredAt, stagedExpiredAt } from '../model/expired.ts';
import { graceEndsAt, nameOf, phaseOf, type Rotation, type RotationPhase } from '../model/rotation.ts';
import { deliversTo, leftToPeople, removedNames } from '../model/rotation-deliveries.ts';
import { nameList } from '../plain/text.ts';
import { isoDay } from '../plain/time.ts';
import { capital } from './acts.ts';
import { attentionWords, emergencyAttention } from './attention.ts';

/**
 * What a person does next; null when there is nothing to do.
 * @param now epoch ms; needed if the grace period may be over
 * @param endsByItself the daemon and `resume` may delete the previous credentials after their grace period
 */
export function nextStepWords(rotation: Rotation, endsByItself: boolean, now = 0): string | null {
  const { app } = rotation;
  const phase: RotationPhase = phaseOf(rotation);
  if (rotation.emergency && rotation.outcome === null) return `${capital(emergencyAttention(rotation))}.`;
  const lostAt = stagedExpiredAt(rotation, now);
  if (lostAt !== null && rotation.outcome === null)
    return `${capital(attentionWords.stagedExpired(rotation, lostAt))}.`;
  switch (phase) {
    case 'grace': {
      const expiredAt = previousExpiredAt(rotation, now);
      if (expiredAt !== null) return `${capital(attentionWords.expired(rotation, expiredAt))}.`;
      const until = graceEndsAt(rotation) ?? rotation.startedAt;
      const isOver = until <= now;
      const kept = isOver
        ? `The grace period of the previous credentials ended on ${isoDay(until)}.`
        : `The previous credentials are kept until ${isoDay(until)} (grace period).`;
      const then = isOver ? 'Now' : 'Then';
      const left = deliversTo(rotation).map(({ name }) => name);
      if (left.length > 0)
        return `${kept} First deliver the new credentials to ${nameList(left)}: \`keyturn resume ${app}\`.`;
      if (endsByItself) return `${kept} ${then} the daemon or \`keyturn resume ${app}\` deletes them.`;
      const names = leftToPeople(rotation).map(nameOf);
      const first =
        names.length > 0
          ? ` First confirm that every consumer has the new ones. Not confirmed yet: ${names.join(', ')}.`
          : '';
      const gone = removedNames(rotation);
      const removed = gone.length > 0 ? ` ${removedSince(gone)}` : '';
      const order = first === '' ? then : 'Then';
      return `${kept}${first}${removed} ${order} delete them with \`keyturn retire ${app} --confirm ${app}\`.`;
    }
    case 'proved':
    case 'saved':
      return rotation.kind === 'stage'
        ? `\`keyturn rotate ${app}\` delivers and promotes the staged credentials.`
        : `Continue with \`keyturn resume ${app}\`.`;
    case 'done':
    case 'discarded':
    case 'replaced':
    case 'refused':
      return null;
    case 'lost':
      return `Start over with \`keyturn rotate ${app}\`.`;
    default:
      return `Continue with \`keyturn resume ${app}\`.`;
  }
}

/** keyturn no longer knows what a removed consumer uses, so only a person deletes what it may still use. */
function removedSince(names: readonly string[]): string {
  return `Removed during this rotation: ${names.join(', ')}. Make sure that nothing there still uses the previous ones.`;
}
