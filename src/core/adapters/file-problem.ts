import { isKeyturnError, reason } from '../reasons/errors.ts';
import { systemProblems } from '../words/file-problems.ts';

/** The code of a system error such as `ENOENT`, or null for anything else. */
export function systemCode(error: unknown): string | null {
  // Our own errors have a code, too, but come from no call to the system.
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** What went wrong with a file, in words that follow the path and a colon. */
export function fileProblem(error: unknown): string {
  const code = systemCode(error);
  if (code !== null) return systemProblems[code] ?? code;
  return error instanceof Error ? error.message : String(error);
}

/** Reasons that name a path and what is wrong with it. */
type FileReason = 'FileNotWritten' | 'FileUnreadable' | 'FileUnwritable' | 'HomeNotWritable' | 'ProjectUnreadable';

/** What went wrong with a file as a reason; one that is a reason already stays what it is. */
export function fileReason(code: FileReason, path: string, error: unknown): Error {
  return isKeyturnError(error) ? error : reason(code, { path, problem: fileProblem(error) }, { cause: error });
}

/** What the work gives. @throws the reason, for what is refused; a defect of ours as it is */
export async function orFileReason<Value>(code: FileReason, path: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    // Every refusal of the system or of Node has a code.
    throw error instanceof Error && 'code' in error ? fileReason(code, path, error) : error;
  }
}
