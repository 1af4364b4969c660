import type { PassphraseQuestion, Question, TextQuestion } from '../../core/model/question.ts';
import { type Asker, BackRequested } from '../../core/setup/setup-io.ts';
import { capital } from '../../core/words/acts.ts';
import { passphraseWords, refusalText } from '../kit/words.ts';
import { plainQuestion } from '../wizard/plain.ts';
import { askChoice } from './ask-choice.ts';
import { askReview } from './ask-review.ts';
import { escapeKey } from './line-input.ts';
import { ended, type Lines, readLine } from './read-line.ts';

/** Asks the same questions as the screens, as lines of text with typed answers. */
export function createLinearAsker(lines: Lines, signal: AbortSignal): Asker {
  return {
    isInteractive: true,
    ask: async (asked) => {
      signal.throwIfAborted();
      lines.input.forget();
      const question = plainQuestion(asked);
      if (question.intro !== undefined) lines.write(`\n${question.intro}`);
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
  lines.write(hintOf(question));
  for (;;) {
    const typed = await readLine(question, lines);
    const text = typed === '' && usual !== undefined ? usual : typed;
    const problem = question.check(text);
    if (problem === null) return text;
    lines.write(refusalText(problem));
  }
}

function hintOf({ default: usual, placeholder }: TextQuestion): string {
  const ways = 'type your answer, "back", or "?" for help.';
  if (usual === '') return `Press Enter to leave it empty. Or ${ways}`;
  if (usual !== undefined) return `Press Enter for ${usual}. Or ${ways}`;
  return `${placeholder ? `For example ${placeholder}. ` : ''}${capital(ways)}`;
}

async function askHidden(question: PassphraseQuestion, lines: Lines): Promise<string> {
  const text = await lines.input.hidden((read) => typedPassphrase(question, { read, write: lines.write }));
  if (text === null) return ended(lines);
  if (text === escapeKey || (text === '' && !question.mayBeEmpty)) throw new BackRequested();
  return text;
}

interface Typing extends Pick<Lines, 'write'> {
  readonly read: () => Promise<string | null>;
}

/** Null at the end of the input; an empty text goes back, or is the answer where it may be empty. */
async function typedPassphrase(question: PassphraseQuestion, { read, write }: Typing): Promise<string | null> {
  const { check, isNew, mayBeEmpty } = question;
  write(`What you type isn't shown.${mayBeEmpty ? '' : ' Press Enter on an empty line to go back.'}`);
  for (;;) {
    const text = await read();
    if (!text || text === escapeKey) return text;
    const problem = check(text);
    if (problem !== null) {
      write(refusalText(problem));
      continue;
    }
    if (!isNew) return text;
    write(`${passphraseWords.again}.`);
    const again = await read();
    if (again === null || again === escapeKey || again === text) return again;
    if (again === '' && !mayBeEmpty) return again;
    write(passphraseWords.mismatch);
  }
}

function orAborted(work: Promise<string>, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
