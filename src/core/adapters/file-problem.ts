import { outsideError } from '../plain/outside-text.ts';
import { isKeyturnError, type KeyturnError, reason } from '../reasons/errors.ts';
import { systemProblems } from '../words/file-problems.ts';

/** The code of a system error, such as `ENOENT`. Null for any other error. */
export function systemCode(error: unknown): string | null {
  // Our own errors have a code too.
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** What went wrong with a file. The words follow the path and a colon. */
export function fileProblem(error: unknown): string {
  const code = systemCode(error);
  if (code !== null) return systemProblems[code] ?? code;
  return outsideError(error, 500);
}

/** Reasons that name a path and what is wrong with it. */
type FileReason = 'FileNotWritten' | 'FileUnreadable' | 'FileUnwritable' | 'HomeNotWritable' | 'ProjectUnreadable';

/** A file error as a reason. An error that already is a reason stays unchanged. */
export function fileReason(code: FileReason, path: string, error: unknown): Error {
  if (isKeyturnError(error)) return error;
  if (code === 'HomeNotWritable') return homeReason(path, error);
  return reason(code, { path, problem: fileProblem(error) }, { cause: error });
}

const full: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

/** Why keyturn can't write into its home. @param isNew nothing of keyturn is there yet */
export function homeReason(path: string, error: unknown, isNew = false): KeyturnError {
  if (isKeyturnError(error)) return error;
  const cause = { cause: error };
  if (full.has(systemCode(error) ?? '')) return reason('DiskFull', { path }, cause);
  return reason('HomeNotWritable', { path, problem: fileProblem(error), isNew }, cause);
}

/** Runs file work. @throws the reason if the system refuses; other errors unchanged */
export async function orFileReason<Value>(code: FileReason, path: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    // Every error of the system or of Node has a code.
    throw error instanceof Error && 'code' in error ? fileReason(code, path, error) : error;
  }
}
