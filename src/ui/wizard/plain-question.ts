import type { Choice, Question, Review } from '../../core/model/question.ts';
import { plainText } from '../../core/plain/text.ts';

/** Longer than any sentence of ours; a label of the org that is longer is cut. */
const longestSentence = 600;

/** The gate through which questions come to a screen: org text loses everything that could steer a terminal. */
export function plainQuestion(question: Question): Question {
  const base = {
    title: sentence(question.title),
    ...(question.notes ? { notes: question.notes.map(sentence) } : {}),
    ...(question.help ? { help: question.help.map(sentence) } : {}),
  };
  switch (question.kind) {
    case 'choose':
      return {
        ...question,
        ...base,
        choices: question.choices.map(plainChoice),
        ...(question.search ? { search: plainSearch(question.search) } : {}),
      };
    case 'review':
      return { ...question, ...base, review: plainReview(question.review) };
    default:
      return { ...question, ...base };
  }
}

function sentence(text: string): string {
  return plainText(text, longestSentence);
}

function plainChoice(choice: Choice): Choice {
  return {
    ...choice,
    label: plainText(choice.label),
    notes: choice.notes.map(sentence),
    ...(choice.disabled === undefined ? {} : { disabled: sentence(choice.disabled) }),
  };
}

type Search = NonNullable<Extract<Question, { kind: 'choose' }>['search']>;

function plainSearch(search: Search): Search {
  return async (text) => {
    const { choices, total } = await search(text);
    return { choices: choices.map(plainChoice), total };
  };
}

/** The files stay as they are: the viewer cleans them line by line, with their indentation. */
function plainReview(review: Review): Review {
  return {
    ...review,
    org: plainText(review.org),
    app: plainText(review.app),
    executionUser: plainText(review.executionUser),
    changes: review.changes.map((change) => ({
      ...change,
      component: plainText(change.component),
      field: plainText(change.field),
      from: change.from === null ? null : sentence(change.from),
      to: sentence(change.to),
    })),
    acts: review.acts.map(sentence),
    keeps: review.keeps.map(sentence),
    warnings: review.warnings.map(sentence),
    validated: review.validated && { ...review.validated, sentence: sentence(review.validated.sentence) },
  };
}
