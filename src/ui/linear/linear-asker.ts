import { type Asker, BackRequested } from '../../core/setup/io.ts';
import type { PassphraseQuestion, Question, TextQuestion } from '../../core/setup/question.ts';
import { plainQuestion } from '../state/plain-question.ts';
import { askChoice } from './ask-choice.ts';
import { askReview } from './ask-review.ts';
import { ended, type Lines, readLine } from './read-line.ts';

/** The same questions and sentences as on the screens, as lines of text and typed numbers. */
export function createLinearAsker(lines: Lines, signal: AbortSignal): Asker {
  return {
    isInteractive: true,
    ask: async (asked) => {
      signal.throwIfAborted();
      lines.input.forget();
      const question = plainQuestion(asked);
      lines.write(`\n${question.title}`);
      for (const note of question.notes ?? []) lines.write(note);
      return orAborted(answer(question, lines), signal);
    },
  };
}

function answer(question: Question, lines: Lines): Promise<string> {
  switch (question.kind) {
    case 'choose':
      return askChoice(question, lines);
    case 'text':
      return askText(question, lines);
    case 'passphrase':
      return askHidden(question, lines);
    case 'review':
      return askReview(question, lines);
  }
}

async function askText(question: TextQuestion, lines: Lines): Promise<string> {
  const usual = question.default;
  const hint =
    usual === undefined
      ? question.placeholder
        ? `For example ${question.placeholder}. `
        : ''
      : `Enter alone takes ${usual}. `;
  lines.write(`${hint}Type the answer, "back", or "?" for help.`);
  for (;;) {
    const typed = await readLine(question, lines);
    const text = typed === '' && usual !== undefined ? usual : typed;
    const problem = question.check(text);
    if (problem === null) return text;
    lines.write(problem);
  }
}

async function askHidden(question: PassphraseQuestion, lines: Lines): Promise<string> {
  lines.write('What is typed is not shown. An empty line goes back.');
  for (;;) {
    const text = await hiddenLine(lines);
    const problem = question.check(text);
    if (problem !== null) {
      lines.write(problem);
      continue;
    }
    if (!question.isNew) return text;
    lines.write('Type it again, to be sure.');
    if ((await hiddenLine(lines)) === text) return text;
    lines.write('The two differ. Type the passphrase anew.');
  }
}

async function hiddenLine({ input, onEnd }: Lines): Promise<string> {
  const text = await input.readHidden();
  if (text === null) return ended({ onEnd });
  if (text === '') throw new BackRequested();
  return text;
}

function orAborted(work: Promise<string>, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
