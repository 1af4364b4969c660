import { graceEndsAt, phaseOf, type Rotation, type RotationPhase, unconfirmed } from '../model/rotation.ts';
import { isoDay } from '../plain/time.ts';

/**
 * What a person does next, in words; null when nothing.
 * @param endsByItself the daemon or `resume` may delete the previous pair once its grace is over
 */
export function nextStepWords(rotation: Rotation, endsByItself: boolean): string | null {
  const { app } = rotation;
  const phase: RotationPhase = phaseOf(rotation);
  switch (phase) {
    case 'grace': {
      const until = graceEndsAt(rotation) ?? rotation.startedAt;
      const end = `The previous pair lives on until ${isoDay(until)}`;
      if (endsByItself) return `${end}; \`keyturn resume ${app}\` or the daemon ends it then.`;
      const names = unconfirmed(rotation);
      const who = names.length > 0 ? ` ${names.join(', ')} must confirm first.` : '';
      return `${end}; then end it with \`keyturn retire ${app} --confirm ${app}\`.${who}`;
    }
    case 'proved':
    case 'saved':
      return rotation.kind === 'stage'
        ? `\`keyturn rotate ${app}\` hands the staged pair over and makes it primary.`
        : `\`keyturn resume ${app}\` goes on from here.`;
    case 'done':
    case 'discarded':
    case 'replaced':
    case 'refused':
      return null;
    case 'lost':
      return `\`keyturn rotate ${app}\` begins anew.`;
    default:
      return `\`keyturn resume ${app}\` goes on from here.`;
  }
}
