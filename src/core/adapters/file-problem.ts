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
