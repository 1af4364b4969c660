import { plainText } from '../../core/plain/text.ts';
import { errorLines } from '../kit/error-lines.ts';
import { blank, type Line, marked, type Role } from '../kit/line.ts';
import type { Instant } from '../kit/timer.ts';
import { shortElapsed } from '../kit/words.ts';
import { doingLine, waitLines } from '../wizard/work-lines.ts';
import type { RunView, Told } from './watch-view.ts';

/** An action that is under way, or how it ended; the newest is at the bottom. */
export function runLines(run: RunView, instant: Instant, width: number): readonly Line[] {
  const { title, told, doing, waiting, ending } = run;
  return [
    [{ text: title, bold: true }],
    blank,
    ...told.flatMap((one) => toldLines(one, width)),
    ...(doing ? [doingLine(doing, instant, width)] : []),
    ...(waiting ? waitLines({ ...waiting, now: instant.now, nextIn: 'again in' }, width) : []),
    ...(ending ? [...(told.length > 0 ? [blank] : []), ...endingLines(run, width)] : []),
  ];
}

function endingLines({ ending }: RunView, width: number): readonly Line[] {
  if (ending?.kind === 'failed') return errorLines(ending.error, width);
  return (ending?.kind === 'done' ? ending.lines : []).flatMap((line) => markedAsSaid(line, width));
}

const marks: Readonly<Record<string, Role>> = {
  '✔': 'good',
  '▲': 'caution',
  '✖': 'danger',
  '■': 'danger',
  '•': 'accent',
};

/** A line in words that may begin with spaces and a mark; what follows is indented behind them. */
export function markedAsSaid(line: string, width: number): readonly Line[] {
  const [head = ''] = /^ *(?:[✔▲✖■•·] |\d+\. )?/.exec(line) ?? [];
  const role = marks[head.trim()];
  return marked({ text: head, ...(role ? { role } : {}) }, plainText(line.slice(head.length), 500), width);
}

function toldLines({ kind, text, after }: Told, width: number): readonly Line[] {
  const mark = kind === 'done' ? { text: '✔ ', role: 'good' as const } : { text: '▲ ', role: 'caution' as const };
  const time = shortElapsed(after).padStart(6);
  return marked({ ...mark, text: `${mark.text}${time}  ` }, text, width);
}
