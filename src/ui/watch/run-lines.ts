import { plainText } from '../../core/plain/text.ts';
import { errorLines } from '../kit/error-lines.ts';
import { blank, type Line, marked, marks, type Role } from '../kit/line.ts';
import { stepText, type ToldStep } from '../kit/progress.ts';
import type { Instant } from '../kit/timer.ts';
import { shortElapsed } from '../kit/words.ts';
import { doingLine, waitLines } from '../wizard/work-lines.ts';
import type { RunView } from './watch-view.ts';

/** The progress of an action, or how it ended. The newest line is last. */
export function runLines(run: RunView, instant: Instant, width: number): readonly Line[] {
  const { title, steps, doing, waiting, ending } = run;
  return [
    [{ text: title, bold: true }],
    blank,
    ...steps.flatMap((step) => stepLines(step, width)),
    ...(doing ? [doingLine(doing, instant, width)] : []),
    ...(waiting ? waitLines({ ...waiting, now: instant.now, nextIn: 'retry in' }, width) : []),
    ...(ending ? [...(steps.length > 0 ? [blank] : []), ...endingLines(run, width)] : []),
  ];
}

function endingLines({ ending }: RunView, width: number): readonly Line[] {
  if (ending?.kind === 'failed') return errorLines(ending.error, width);
  return (ending?.kind === 'done' ? ending.lines : []).flatMap((line) => markedAsSaid(line, width));
}

const rolesSaid: Readonly<Record<string, Role>> = {
  '✔': 'good',
  '▲': 'caution',
  '✖': 'danger',
  '■': 'danger',
  '•': 'accent',
};

/** Wraps a line that may start with spaces and a mark, and indents the rest behind the mark. */
export function markedAsSaid(line: string, width: number): readonly Line[] {
  const [head = ''] = /^ *(?:[✔▲✖■•·] |\d+\. )?/.exec(line) ?? [];
  return marked({ text: head, role: rolesSaid[head.trim()] }, plainText(line.slice(head.length), 500), width);
}

function stepLines(step: ToldStep, width: number): readonly Line[] {
  const mark = step.kind === 'done' ? marks.good : marks.caution;
  const time = shortElapsed(step.after).padStart(6);
  return marked({ ...mark, text: `${mark.text}${time}  ` }, stepText(step), width);
}
