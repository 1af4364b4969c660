import { plainText } from '../../core/plain/text.ts';
import { isKeyturnError } from '../../core/reasons/errors.ts';
import { type Line, marked } from './line.ts';

/** What happened, whether the integration is safe, what to do: the form of every error. */
export function errorLines(error: unknown, width: number): readonly Line[] {
  if (!isKeyturnError(error)) {
    const words =
      error instanceof Error ? plainText((error.message.split('\n')[0] ?? '').slice(0, 200)) : 'no reason was given';
    return marked({ text: '✖ ', role: 'danger' }, `This is a defect of keyturn: ${words}`, width, { bold: true });
  }
  return [
    ...marked({ text: '✖ ', role: 'danger' }, `${plainText(error.message, 500)}  ${error.code}`, width, { bold: true }),
    ...marked({ text: '  ' }, plainText(error.safe, 500), width),
    ...error.actions.flatMap((action) => marked({ text: '  • ', role: 'accent' }, plainText(action, 500), width)),
  ];
}
