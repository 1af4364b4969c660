import type { Choice, ChooseQuestion } from '../../core/model/question.ts';
import { outsideError } from '../../core/plain/outside-text.ts';
import { linesOf } from '../../core/plain/text.ts';
import { BackRequested } from '../../core/setup/setup-io.ts';
import { capital } from '../../core/words/acts.ts';
import { toneMarks } from '../kit/words.ts';
import { type ChoiceList, openListOf, reduceList, selected } from '../wizard/choice-list.ts';
import { type Lines, readLine } from './read-line.ts';

/** As many as people can follow by ear. */
const pageSize = 10;

/** A numbered list. The numbers stay the same when more entries are read out. */
export async function askChoice(question: ChooseQuestion, lines: Lines): Promise<string> {
  let list = openListOf(question);
  let shown = readOut(question, list, 0, lines);
  for (;;) {
    const line = await readLine(question, lines);
    const taken = take(list, line);
    if (taken === 'back' && question.id !== 'resume') throw new BackRequested();
    if (taken !== null && typeof taken === 'object') {
      if (taken.disabled === undefined) return taken.value;
      // A reason may be whole sentences.
      lines.write(`${taken.label} is not available: ${taken.disabled.replace(/\.$/, '')}.`);
    } else if (line.startsWith('/')) {
      list = await filtered(question, list, line.slice(1).trim());
      shown = readOut(question, list, 0, lines);
    } else if (line.toLowerCase() === 'more' && shown < list.choices.length) {
      shown = readOut(question, list, shown, lines);
    } else {
      lines.write(`Type a number from 1 to ${list.choices.length}.`);
    }
  }
}

function take(list: ChoiceList, line: string): Choice | 'back' | null {
  if (line === '') return selected(list);
  if (!/^\d{1,6}$/.test(line)) return null;
  return line === '0' ? 'back' : (list.choices[Number(line) - 1] ?? null);
}

async function filtered({ search }: ChooseQuestion, list: ChoiceList, text: string): Promise<ChoiceList> {
  const cleared = reduceList(list, { kind: 'clear' });
  if (text === '') return cleared;
  const typed = reduceList(cleared, { kind: 'type', text });
  if (!search) return typed;
  return search(text).then(
    ({ choices, total }) => reduceList(typed, { kind: 'found', text, choices, total }),
    (error: unknown) => ({ ...cleared, refusal: outsideError(error, 500) }),
  );
}

/** @returns how many choices have been read out in total */
function readOut(question: ChooseQuestion, list: ChoiceList, from: number, { write }: Lines): number {
  const { choices, total, refusal } = list;
  if (refusal !== null) write(refusal);
  if (choices.length === 0) {
    write('No matches. Type "/" to show all.');
    return 0;
  }
  const end = Math.min(choices.length, from + pageSize);
  for (const [index, choice] of choices.slice(from, end).entries()) write(`${from + index + 1}. ${spoken(choice)}`);
  if (total > end) write(`${from + 1} to ${end} of ${total} ${question.totalNoun ?? 'choices'}.`);
  const usual = selected(list);
  const ways = linesOf(
    'type a number',
    end < choices.length && '"more"',
    (total > pageSize || list.origin.isServed) && '"/text" to filter',
    question.id !== 'resume' && '0 to go back',
    'or "?" for help.',
  ).join(', ');
  write(usual && usual.disabled === undefined ? `Press Enter for ${usual.label}. Or ${ways}` : capital(ways));
  return end;
}

function spoken({ label, notes, tone, disabled }: Choice): string {
  const reasons = disabled === undefined || notes.includes(disabled) ? notes : [disabled, ...notes];
  const word = disabled === undefined ? toneMarks[tone].word : 'not available';
  return [`${word === '' ? '' : `(${word}) `}${label}`, ...reasons].join(', ');
}
