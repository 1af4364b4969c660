import type { AppStatus } from '../../core/model/app-status.ts';
import { deliveredWord, nameOf, type Rotation } from '../../core/model/rotation.ts';
import { leftToPeople } from '../../core/model/rotation-deliveries.ts';
import { plainText, shortKey } from '../../core/plain/text.ts';
import { knownPairs } from '../../core/status/known-pairs.ts';
import type { Picking } from './watch-view.ts';

/** Asks which consumer was updated. */
export function picksHandOver(rotation: Rotation | null): Picking {
  const names = rotation ? leftToPeople(rotation).map(nameOf) : [];
  const which = rotation ? deliveredWord(rotation) : 'new';
  const deleted = rotation?.kind === 'discard' ? 'staged' : 'previous';
  return {
    title: `Which consumer has the ${which} credentials?`,
    notes: [
      `Confirm only after you have seen the ${which} credentials work there: keyturn may then delete the ${deleted} ones.`,
    ],
    choices: names.map((name) => ({ value: name, label: plainText(name, 60) })),
    cursor: 0,
    confirms: (name) => confirmsHandOver(name, which, deleted),
    action: 'handed-over',
  };
}

/** The choice without a value cancels. It comes first. */
function confirmsHandOver(name: string, which: string, deleted: string): Picking {
  return {
    title: `Have you seen ${plainText(name, 60)} work with the ${which} credentials?`,
    notes: [`keyturn may then delete the ${deleted} credentials.`],
    choices: [
      { value: '', label: 'Not yet' },
      { value: name, label: `Yes, ${plainText(name, 60)} has them` },
    ],
    cursor: 0,
    action: 'handed-over',
  };
}

/** Asks how long to pause the reminders. */
export function picksSnooze(): Picking {
  return {
    title: 'How long should keyturn pause its reminders?',
    notes: ['Urgent reminders are still sent.'],
    choices: [
      { value: '1', label: '1 day' },
      { value: '3', label: '3 days' },
      { value: '7', label: '1 week' },
      { value: '30', label: '30 days' },
    ],
    cursor: 0,
    action: 'snooze',
  };
}

/** Asks which credentials to show. */
export function picksSlot({ watched, rotation }: AppStatus): Picking {
  const { primary, staged, previous } = knownPairs(watched, rotation);
  const ours = [watched.consumerKey, rotation?.stays, rotation?.ends];
  const pairs = [primary, staged, previous]
    .filter((pair) => pair !== null)
    .filter(({ consumerKey }) => ours.includes(consumerKey));
  return {
    title: 'Which credentials do you want to see?',
    notes: [
      'They stay on a separate screen until you press a key, 30 seconds at most. The audit trail records that they were shown.',
    ],
    choices: pairs.map(({ state, consumerKey }) => ({
      value: state,
      label: `${slotWords[state]}  ${shortKey(consumerKey)}`,
    })),
    cursor: 0,
    action: 'reveal',
  };
}

const slotWords = { primary: 'current', staged: 'staged', previous: 'previous' } as const;
