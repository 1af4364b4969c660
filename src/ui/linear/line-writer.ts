import { foldLine } from '../../core/plain/fold.ts';
import { terminalText } from '../../core/plain/text.ts';
import type { TerminalOutput } from '../kit/streams.ts';
import { worded } from '../kit/wording.ts';

/** Writes lines of text, broken at spaces where the terminal ends. */
export function lineWriter(stdout: TerminalOutput): (text: string) => void {
  return (text) => {
    const columns = stdout.columns || Number.POSITIVE_INFINITY;
    const rows = worded(text)
      .split('\n')
      .flatMap((row) => foldLine(terminalText(row), columns));
    stdout.write(`${rows.join('\n')}\n`);
  };
}
