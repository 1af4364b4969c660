import { failedCheckWords } from '../../core/words/daemon.ts';
import type { Size } from '../kit/layout.ts';
import { type Line, marked, marks } from '../kit/line.ts';
import type { WatchView } from './watch-view.ts';

/** In a lower window, each trouble has one row. */
const roomyFrom = 20;
const mostRows = 3;

/** Why the daemon can't work as it should: above the list and the details, but not above an action. */
export function troubleLines(
  { daemon, settingsProblem, unfinishedSetups, now, run, picking, form }: WatchView,
  { columns, rows }: Size,
): readonly Line[] {
  if (run || picking || form) return [];
  const failure = daemon?.isFailing ? daemon.lastFailure : null;
  const troubles = [
    ...(failure ? [failedCheckWords(failure, now)] : []),
    ...(settingsProblem ? [settingsProblem] : []),
    ...(unfinishedSetups ? [unfinishedSetups] : []),
  ];
  return troubles.flatMap((text) => {
    const lines = marked(marks.caution, text, columns - 4);
    const most = rows < roomyFrom ? 1 : mostRows;
    return lines.length <= most ? lines : [...lines.slice(0, most - 1), [...(lines[most - 1] ?? []), { text: ' …' }]];
  });
}
