import { nameToType } from '../../core/operate/consent.ts';
import { plainText } from '../../core/plain/text.ts';
import type { EmergencyScreen } from './emergency-screen.ts';

/** What the one question says. */
export function typeSentence({
  confirmed,
  plans,
  isDrill,
}: Pick<EmergencyScreen, 'confirmed' | 'plans' | 'isDrill'>): string {
  const what = isDrill
    ? 'start the drill'
    : plans.length === 1
      ? 'replace the leaked pair now'
      : `replace ${plans.length} leaked pairs now`;
  return `Type ${nameToType(confirmed)} to ${what}.`;
}

export const wrongNameSentence = 'That is not the name; nothing was done.';

export function heldSentence(heldBy: string): string {
  return `${plainText(heldBy)} is at work on it: nothing can be started here until that is over.`;
}

export const nothingChanged = 'Nothing has changed.';
