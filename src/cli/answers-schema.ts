import { z } from 'zod';
import { savedQuestions } from '../core/model/question.ts';
import { answersVersion } from '../core/setup/save-answers.ts';

/** What `setup --answers` takes. */
export const answersSchema = z.strictObject({
  version: z.literal(answersVersion).describe('Version of this format.'),
  answers: z
    .partialRecord(z.enum(savedQuestions), z.string().max(2000))
    .describe('Answers to the questions of the guided setup.'),
  deliver: z.array(z.string()).optional().describe('Delivery targets, as in `--deliver`.'),
});
