import JSON5 from 'json5';
import { z } from 'zod';
import { textFiles } from '../compose.ts';
import { savedQuestions } from '../core/model/question.ts';
import { reason } from '../core/reasons/errors.ts';
import type { Answers } from '../core/setup/askers.ts';
import { answersVersion } from '../core/setup/save-answers.ts';

const schema = z.strictObject({
  version: z.literal(answersVersion),
  answers: z.partialRecord(z.enum(savedQuestions), z.string().max(2000)),
  deliver: z.array(z.string()).optional(),
});

/** Reads a file that `--save-answers` wrote. It may hold comments. @throws FileUnreadable, AnswersInvalid */
export async function readAnswersFile(path: string): Promise<{ answers: Answers; deliver: readonly string[] }> {
  const text = await (await textFiles()).readText(path);
  const { answers, deliver = [] } = parse(path, text);
  return { answers, deliver };
}

function parse(path: string, text: string): z.infer<typeof schema> {
  try {
    return schema.parse(JSON5.parse(text));
  } catch (error) {
    throw reason('AnswersInvalid', { path, problem: problemOf(error) }, { cause: error });
  }
}

function problemOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    return issue ? `${issue.path.join('.') || 'the file'}: ${issue.message}` : 'invalid';
  }
  return error instanceof Error ? error.message : String(error);
}
