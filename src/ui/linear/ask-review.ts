import type { Review, ReviewQuestion } from '../../core/model/question.ts';
import { plainText } from '../../core/plain/text.ts';
import { BackRequested } from '../../core/setup/setup-io.ts';
import { textOfLine } from '../kit/line.ts';
import { fileLines } from '../wizard/file-lines.ts';
import { type PlanChoice, planChoices } from '../wizard/plan-choices.ts';
import { type Lines, readLine } from './read-line.ts';

/** The plan in sentences, then the choices. Enter alone never deploys. */
export async function askReview(question: ReviewQuestion, lines: Lines): Promise<string> {
  const { review } = question;
  const choices = planChoices(review);
  for (const sentence of sentencesOf(review)) lines.write(sentence);
  for (;;) {
    for (const [index, { label, note }] of choices.entries()) lines.write(`${index + 1}. ${label}, ${note}`);
    lines.write(`Press Enter for ${choices[0]?.label ?? ''}. Or type a number, 0 to go back, or "?" for help.`);
    const line = await readLine(question, lines);
    if (line === '0') throw new BackRequested();
    const chosen = choices[line === '' ? 0 : Number(line) - 1];
    const answer = chosen && (await act(chosen.value, question, lines));
    if (answer) return answer;
    if (!chosen) lines.write(`Type a number from 1 to ${choices.length}.`);
  }
}

async function act(value: PlanChoice['value'], question: ReviewQuestion, lines: Lines): Promise<string | null> {
  if (value === 'files') {
    for (const file of question.review.files) {
      lines.write(`File ${plainText(file.path)}`);
      for (const row of fileLines(file, 'changes')) lines.writeRow(textOfLine(row));
    }
    return null;
  }
  if (value !== 'save') return value;
  lines.write('Type the path of the answers file. Press Enter for keyturn-answers.json.');
  const path = await readLine(question, lines).catch((error: unknown) => {
    if (error instanceof BackRequested) return null;
    throw error;
  });
  return path === null ? null : `save:${path === '' ? 'keyturn-answers.json' : path}`;
}

function sentencesOf(review: Review): readonly string[] {
  const { org, app, executionUser, changes, acts, keeps, warnings, validated, saved } = review;
  return [
    ...[saved, validated].flatMap((verdict) => (verdict ? [verdict.sentence] : [])),
    ...warnings.map((text) => `Caution: ${text}`),
    `Org: ${org}. App: ${app}, runs as ${executionUser}.`,
    ...changes.map(
      ({ type, component, field, from, to }) =>
        `Changes in ${type} ${component}: ${field} from ${from ?? 'nothing'} to ${to}`,
    ),
    ...acts.map((text) => `Also: ${text}`),
    ...keeps,
  ];
}
