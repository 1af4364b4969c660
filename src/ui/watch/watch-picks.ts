import type { AppStatus } from '../../core/model/app-status.ts';
import { plainText, shortKey } from '../../core/plain/text.ts';
import { knownPairs } from '../../core/status/known-pairs.ts';
import type { Picking } from './watch-view.ts';

/** Which consumer has been updated. */
export function picksHandOver(names: readonly string[]): Picking {
  return {
    title: 'Which consumer has the new pair?',
    notes: ['Say so only when you have seen it work there: it lets the old pair end.'],
    choices: names.map((name) => ({ value: name, label: plainText(name, 60) })),
    cursor: 0,
    does: 'it has the new pair',
    action: 'handed-over',
  };
}

/** For how long its reminders are quiet. */
export function picksSnooze(): Picking {
  return {
    title: 'Quieten its reminders for how long?',
    notes: ['What is a danger is told all the same.'],
    choices: [
      { value: '1', label: '1 day' },
      { value: '3', label: '3 days' },
      { value: '7', label: '1 week' },
      { value: '30', label: '30 days' },
    ],
    cursor: 0,
    does: 'quieten',
    action: 'snooze',
  };
}

/** Which pair is shown. */
export function picksSlot({ watched, rotation }: AppStatus): Picking {
  const { primary, staged, previous } = knownPairs(watched, rotation);
  const pairs = [primary, staged, previous].filter((pair) => pair !== null);
  return {
    title: 'Show the secret of which pair?',
    notes: [
      'It stands on a screen of its own until a key is pressed, 30 seconds at most; the audit trail says that it was shown.',
    ],
    choices: pairs.map(({ state, consumerKey }) => ({ value: state, label: `${state}  ${shortKey(consumerKey)}` })),
    cursor: 0,
    does: 'show it now',
    action: 'reveal',
  };
}
