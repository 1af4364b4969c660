const systemCodes: ReadonlySet<unknown> = new Set(['EROFS', 'ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'ENOTDIR']);
/** SQLite's codes for a file or folder that can't be written: READONLY, IOERR, FULL, CANTOPEN. */
const sqliteCodes: ReadonlySet<number> = new Set([8, 10, 13, 14]);

/** Whether an error only says that the folder of the org can't be written, for example because its disk is full or read-only. */
export function isUnwritable(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  return systemCodes.has(code) || (typeof errcode === 'number' && sqliteCodes.has(errcode & 0xff));
}
