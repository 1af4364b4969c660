import type { Choice, Question, QuestionId } from '../model/question.ts';
import { reason } from '../reasons/errors.ts';
import type { Asker } from './setup-io.ts';

export type Answers = Partial<Readonly<Record<QuestionId, string>>>;

/** Answers only from flags. Without an answer: the question's own error, else its default, else an error that names the flag. */
export function createFlagAsker(answers: Answers): Asker {
  return {
    isInteractive: false,
    ask: async (question) => {
      const given = answers[question.id];
      if (given !== undefined && question.kind !== 'passphrase') return checked(question, given);
      if (question.otherwise) throw question.otherwise;
      if (question.default !== undefined) return question.default;
      throw missing(question);
    },
  };
}

/** Uses each answer of a flag or a draft once. After that, and for all other questions, it asks the person. */
export function givenFirst(asker: Asker, answers: Answers): Asker {
  const left = new Map(Object.entries(answers));
  return {
    isInteractive: asker.isInteractive,
    ask: async (question) => {
      const given = left.get(question.id);
      left.delete(question.id);
      // A passphrase must come from the person: any other answer could appear in an error message.
      if (given === undefined || question.kind === 'passphrase') return asker.ask(question);
      return checked(question, given);
    },
  };
}

function checked(question: Question, answer: string): string {
  // Choices aren't checked here: a step accepts more names than its list shows.
  const problem = question.kind === 'text' ? question.check(answer) : null;
  if (problem === null) return answer;
  throw reason('AnswerInvalid', { flag: question.flag, answer, problem });
}

/** A flag takes no answer that stands for something else, such as a new app. */
function isForFlags({ value, disabled }: Choice): boolean {
  return !disabled && !value.startsWith('+');
}

function missing(question: Question) {
  const choices = question.kind === 'choose' ? question.choices.filter(isForFlags) : [];
  return reason('AnswerMissing', {
    question: question.title,
    flag: question.flag,
    choices: choices.slice(0, 8).map(({ value }) => value),
  });
}
