import JSON5 from 'json5';
import { z } from 'zod';
import { textFiles } from '../compose.ts';
import { outsideError } from '../core/plain/outside-text.ts';
import { reason } from '../core/reasons/errors.ts';
import type { Answers } from '../core/setup/askers.ts';
import { answersSchema } from './answers-schema.ts';

/** Reads a file that `--save-answers` wrote. It may hold comments. @throws FileUnreadable, AnswersInvalid */
export async function readAnswersFile(path: string): Promise<{ answers: Answers; deliver: readonly string[] }> {
  const text = await (await textFiles()).readText(path);
  const { answers, deliver = [] } = parse(path, text);
  return { answers, deliver };
}

function parse(path: string, text: string): z.infer<typeof answersSchema> {
  try {
    return answersSchema.parse(JSON5.parse(text));
  } catch (error) {
    throw reason('AnswersInvalid', { path, problem: problemOf(error) }, { cause: error });
  }
}

function problemOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    return issue ? `${issue.path.join('.') || 'the file'}: ${issue.message}` : 'invalid';
  }
  return outsideError(error);
}
