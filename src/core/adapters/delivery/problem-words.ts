import { type CleanText, outsideError, outsideText } from '../../plain/outside-text.ts';
import { ProgramUntrusted } from '../exec-program.ts';
import { fileProblem, systemCode } from '../file-problem.ts';

/** The result of the work, or its error as a sentence. */
export async function inWords(work: () => Promise<string | null>): Promise<CleanText | null> {
  try {
    const problem = await work();
    return problem === null ? null : outsideText(problem);
  } catch (error) {
    if (error instanceof ProgramUntrusted || systemCode(error) === null) {
      return outsideError(error, 500);
    }
    return outsideText(fileProblem(error));
  }
}
