import { isContained, phaseOf, type Rotation } from '../model/rotation.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { leftOut, leftOutWords } from './left-out.ts';

/** Why an app needs a person, and what they do about it. */
export const attentionWords = {
  due: 'the secret has reached its maximum age',
  refused: (detail: string) => `the last proof was refused: ${detail}`,
  handOver: (open: Rotation) => `it waits until they are given the new pair: ${leftOutWords(open)}`,
  stopped: (open: Rotation) => `its ${open.kind} waits for a person (${open.stop?.code}, ${phaseOf(open)})`,
  graceOver: ({ app }: WatchedApp) =>
    `the grace of the former pair is over, and it was not deleted: \`keyturn resume ${app}\``,
  interrupted: (open: Rotation) => `its ${open.kind} is interrupted (${phaseOf(open)})`,
  neverProved: 'the pair was never proved from here',
  notStored: 'the pair is not in the secret store of this computer',
  ageUnknown: 'nobody told when the secret was issued; it counts from its adoption',
} as const;

/** An emergency that isn't done. Its leaked pair may be dead already: those who have not got the new one have no access then. */
export function emergencyAttention(open: Rotation): string {
  const isLeftOut = open.endedAt !== null && leftOut(open).length > 0;
  const handOver = isLeftOut ? `no access until they are given the new pair: ${leftOutWords(open)}` : null;
  if (open.emergency?.report != null && handOver) return handOver;
  const why = open.stop ? ` (${open.stop.code})` : '';
  // Begun once more it would take the new pair for the leaked one.
  const goOn = `its emergency is not done${why}${containedWords(open)}: \`keyturn resume ${open.app}\` goes on`;
  return handOver ? `${goOn}; ${handOver}` : goOn;
}

/** Nobody gets a token for as long as it isn't done. */
function containedWords(open: Rotation): string {
  if (!isContained(open)) return '';
  return open.emergency?.containment?.by === 'flow'
    ? ', and the flow is off until then'
    : ', and the execution user is frozen until then';
}

/** What was turned off was turned on again by somebody else: the leaked pair gets tokens. */
export function undoneWords(by: 'flow' | 'freeze'): string {
  const what = by === 'flow' ? 'turned the flow on' : 'unfrozen the execution user';
  return `Somebody has ${what} since: the leaked pair gets tokens again. Going on stops them first.`;
}
