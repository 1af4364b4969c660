import { ProgramUntrusted } from '../exec-program.ts';
import { fileProblem, systemCode } from '../file-problem.ts';

/** The result of the work, or its error as a sentence. */
export async function inWords(work: () => Promise<string | null>): Promise<string | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProgramUntrusted || systemCode(error) === null) {
      return error instanceof Error ? error.message : String(error);
    }
    return fileProblem(error);
  }
}
