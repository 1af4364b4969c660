/** Why the system refused a file, by its error code. These texts follow the path and a colon. */
export const systemProblems: Readonly<Record<string, string>> = {
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

/** Why keyturn itself doesn't read, write or run a file. */
export const fileProblems = {
  notAbsolute: 'its path is not absolute',
  notRegular: 'it is no regular file',
  notFolder: 'it is not a folder',
  isFolder: 'it is a folder',
  missing: 'there is no such file',
  noFolder: (folder: string) => `there is no folder ${folder}`,
  tooLarge: 'it is larger than 1 MB',
  readOnly: 'it is read-only',
  notJson: 'it is no JSON that can be read',
  notJsonObject: 'it is no JSON object',
  readBack: 'what was read back is not what was written',
  otherOwner: (what: string) => `${what} belongs to another user`,
  writable: (what: string) => `${what} can be written by others`,
  /** `what` is the program itself, or the folder in which it could be replaced. */
  folderOf: (folder: string) => `its folder ${folder}`,
  noPackage: 'it names no package directory',
  outside: 'it lies outside of the project',
  tooManyFolders: 'it has too many folders',
} as const;
