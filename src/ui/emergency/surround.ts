import { clockText } from '../../core/plain/duration.ts';
import { leaveLine } from '../kit/frame-lines.ts';
import { cut, dim, type Line, type StyledText, spread, widthOf } from '../kit/line.ts';
import type { Surround } from '../kit/use-screen.ts';
import type { EmergencyScreen } from './emergency-screen.ts';
import { clockOf, type EmergencyView } from './emergency-view.ts';
import { titleOf, truthSentences, whatOf, whereOf } from './emergency-words.ts';

/** What stands around the panels of an emergency: what and where with the one clock, and what is true now. */
export function surroundOf(
  view: EmergencyView,
  screen: Pick<EmergencyScreen, 'isPractice' | 'isDrill' | 'now'>,
  width: number,
): Surround {
  return {
    header: clockLine(view, screen, width),
    notice: leaveLine(view.leave, {
      asked: ' after this step',
      leaving: view.phase === 'running' ? 'Leaving after the step under way…' : 'Leaving…',
      width,
    }),
    foot: footLine(view, width),
  };
}

/** The clock is never cut: the names before it are. */
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
