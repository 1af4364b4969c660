import type { Question } from '../../core/model/question.ts';
import { plainTexts } from './plain-texts.ts';

/** The gate through which questions come to a screen: org text loses everything that could steer a terminal. */
export function plainQuestion(question: Question): Question {
  if (question.kind !== 'choose' || !question.search) return plainTexts(question);
  const { search } = question;
  return { ...plainTexts(question), search: async (text) => plainTexts(await search(text)) };
}
