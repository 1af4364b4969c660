/** What went wrong with a file, in words that follow the path and a colon. Source: the error codes of the system. */
const words: Readonly<Record<string, string>> = {
  EACCES: 'this user is not allowed to',
  EPERM: 'this user is not allowed to',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder',
  EEXIST: 'a file of that name is in the way',
  ELOOP: 'its links go in a circle',
  ENAMETOOLONG: 'the path is too long',
};

/** The code of a system error such as `ENOENT`, or null for anything else. */
export function systemCode(error: unknown): string | null {
  // Our own errors have a code, too, but come from no call to the system.
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

export function fileProblem(error: unknown): string {
  const code = systemCode(error);
  if (code !== null && words[code] !== undefined) return words[code];
  return code ?? (error instanceof Error ? error.message : String(error));
}
