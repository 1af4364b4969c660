import { failedCheckWords } from '../../core/words/daemon.ts';
import type { Size } from '../kit/layout.ts';
import { type Line, marked, marks, wrap } from '../kit/line.ts';
import type { WatchView } from './watch-view.ts';

/** In a lower window, each trouble has one row. */
const roomyFrom = 20;
const mostRows = 3;

/** Why the daemon can't work as it should: above the list and the details, but not above an action. */
export function troubleLines(
  { daemon, settingsProblem, unfinishedSetups, now, run, picking, form, message }: WatchView,
  { columns, rows }: Size,
): readonly Line[] {
  if (run || picking || form) return [];
  const failure = daemon?.isFailing ? daemon.lastFailure : null;
  const troubles = [
    ...(failure ? [failedCheckWords(failure, now)] : []),
    ...(settingsProblem ? [settingsProblem] : []),
    ...(unfinishedSetups ? [unfinishedSetups] : []),
  ];
  const said =
    message !== null && isLongerThanFoot(message, columns) ? marked(marks.caution, message, columns - 4) : [];
  const lines = troubles.flatMap((text) => {
    const all = marked(marks.caution, text, columns - 4);
    const most = rows < roomyFrom ? 1 : mostRows;
    return all.length <= most ? all : [...all.slice(0, most - 1), [...(all[most - 1] ?? []), { text: ' …' }]];
  });
  return [...said, ...lines];
}

/** A message whose command would be cut off in the last row is shown above instead. */
export function isLongerThanFoot(message: string, columns: number): boolean {
  return wrap(message, columns - 2).length > 1;
}
