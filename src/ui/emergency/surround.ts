import { clockText } from '../../core/plain/duration.ts';
import { leaveLine } from '../kit/frame-lines.ts';
import { cut, dim, type Line, type StyledText, spread, widthOf } from '../kit/line.ts';
import type { Surround } from '../kit/use-screen.ts';
import { quitting } from '../kit/words.ts';
import type { EmergencyScreen } from './emergency-screen.ts';
import { clockOf, type EmergencyView } from './emergency-view.ts';
import { titleOf, truthSentences, whatOf, whereOf } from './emergency-words.ts';

/** The rows around the panels: app and org with the clock on top, what is true now at the bottom. */
export function surroundOf(
  view: EmergencyView,
  screen: Pick<EmergencyScreen, 'isPractice' | 'isDrill' | 'now'>,
  width: number,
): Surround {
  return {
    header: clockLine(view, screen, width),
    notice: leaveLine(view.isLeaving, view.phase === 'running' ? quitting.afterStep : null, width),
    foot: footLine(view, width),
  };
}

/** Cuts the names before the clock, never the clock. */
function clockLine(
  view: EmergencyView,
  screen: Pick<EmergencyScreen, 'isPractice' | 'isDrill' | 'now'>,
  width: number,
): Line {
  const clock = clockOf(view, screen.now());
  const right: Line = [
    ...(screen.isPractice ? dim('practice org  ') : []),
    { text: `${clock === null ? '' : clockText(clock)} `, bold: true },
  ];
  const title: StyledText = { text: ` ${titleOf(screen)} `, role: 'danger', bold: true, inverse: true };
  const room = width - widthOf([title]) - widthOf(right) - 2;
  const what = cut(`${whatOf(view.lanes)}  in ${whereOf(view.lanes)}`, room);
  return spread([title, { text: ` ${what}`, bold: true }], right, width);
}

function footLine(view: EmergencyView, width: number): Line {
  const sentences = truthSentences(view);
  const room = width - 2;
  const shown = sentences.find((sentence) => sentence.length <= room) ?? sentences.at(-1) ?? '';
  return [{ text: ` ${cut(shown, room)}`, bold: view.phase !== 'asking' }];
}
