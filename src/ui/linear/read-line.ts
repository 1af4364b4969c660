import type { Question } from '../../core/model/question.ts';
import { BackRequested } from '../../core/setup/setup-io.ts';
import { escapeKey, type LineInput } from './line-input.ts';

/** What asking in lines of text needs. */
export interface Lines {
  readonly input: LineInput;
  readonly write: (text: string) => void;
  /** Writes rows of a file, which are never broken. */
  readonly writeRow: (text: string) => void;
  /** Called at the end of the input: nobody is there to answer. */
  readonly onEnd: () => void;
}

/** Reads a line and answers `?` with the help. @throws BackRequested for `back` */
export async function readLine(question: Question, lines: Lines): Promise<string> {
  for (;;) {
    const line = await lines.input.read();
    if (line === null) return ended(lines);
    const text = line.trim();
    const isBack = line === escapeKey || text.toLowerCase() === 'back';
    if (isBack && question.id !== 'resume') throw new BackRequested();
    // There is nothing to go back to.
    if (line === escapeKey) continue;
    if (text !== '?') return text;
    for (const note of [...(question.help ?? []), ...(question.notes ?? [])]) lines.write(note);
    lines.write(`Flag for this question: ${question.flag}`);
  }
}

/** Never settles: quitting rejects the question. */
export function ended({ onEnd }: Pick<Lines, 'onEnd'>): Promise<never> {
  onEnd();
  return new Promise(() => {});
}
