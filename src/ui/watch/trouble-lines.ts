import { failingDaemonWords } from '../../core/words/daemon.ts';
import type { Size } from '../kit/layout.ts';
import { type Line, marked, marks, widthOf, wrap } from '../kit/line.ts';
import type { WatchView } from './watch-view.ts';

/** In a lower window, each trouble has one row. */
const roomyFrom = 20;
const mostRows = 3;

/** Why the daemon can't work as it should: above the list and the details, but not above an action. */
export function troubleLines(
  { daemon, settingsProblem, cautions, unfinishedSetups, now, run, picking, form, message }: WatchView,
  { columns, rows }: Size,
): readonly Line[] {
  if (run || picking || form) return [];
  const failing = daemon && failingDaemonWords(daemon, now);
  const troubles = [
    ...(failing ? [failing] : []),
    ...(settingsProblem ? [settingsProblem] : []),
    ...cautions,
    ...(unfinishedSetups ? [unfinishedSetups] : []),
  ];
  const said =
    message !== null && isLongerThanFoot(message, columns) ? marked(marks.caution, message, columns - 4) : [];
  const lines = troubles.flatMap((text) => {
    const width = columns - 4;
    const most = rows < roomyFrom ? 1 : mostRows;
    return marked(marks.caution, shortened(text, width - widthOf([marks.caution]), most), width);
  });
  return [...said, ...lines];
}

/** As much of a text as fits into `most` rows. Ends before a command that doesn't fit, because half of one is useless. */
export function shortened(text: string, width: number, most: number): string {
  const rows = wrap(text, width);
  let shown = rows.slice(0, most).join(' ');
  if (rows.length <= most) return shown;
  for (;;) {
    const isHalf = shown.split('`').length % 2 === 0;
    const isTooLong = shown.includes(' ') && wrap(`${shown} …`, width).length > most;
    if (!isHalf && !isTooLong) return `${shown} …`;
    shown = shown.slice(0, shown.lastIndexOf(isHalf ? '`' : ' ')).trimEnd();
  }
}

/** A message whose command would be cut off in the last row is shown above instead. */
export function isLongerThanFoot(message: string, columns: number): boolean {
  return wrap(message, columns - 2).length > 1;
}
