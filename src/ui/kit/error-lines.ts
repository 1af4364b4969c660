import { outsideError } from '../../core/plain/outside-text.ts';
import { plainText } from '../../core/plain/text.ts';
import { isKeyturnError } from '../../core/reasons/errors.ts';
import { type Line, marked, marks } from './line.ts';

/** An error as lines: what happened, whether integrations are safe, what to do. */
export function errorLines(error: unknown, width: number): readonly Line[] {
  if (!isKeyturnError(error)) {
    return marked(marks.danger, `This is a bug in keyturn: ${outsideError(error)}`, width, { bold: true });
  }
  return [
    ...marked(marks.danger, `${plainText(error.message, 500)}  ${error.code}`, width, { bold: true }),
    ...marked({ text: '  ' }, plainText(error.safe, 500), width),
    ...error.actions.flatMap((action) => marked(marks.bullet, plainText(action, 500), width)),
  ];
}
