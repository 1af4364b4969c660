import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Reads a file of the org. Never waits for a pipe, and never reads a device without an end. @throws the system's error, or Error */
export function readOwn(path: string): string {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    if (!fstatSync(file).isFile()) throw new Error(`${path} is not a regular file`);
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

/** Replaces a file of the org. Readers never see half a file. Never waits for a pipe. @throws the system's error */
export function replaceOwn(path: string, text: string): void {
  const next = `${path}.next`;
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NONBLOCK = 0 } = constants;
  const file = openSync(next, O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK, 0o600);
  try {
    writeFileSync(file, text);
  } finally {
    closeSync(file);
  }
  renameSync(next, path);
}

/** Makes the folder of an org, and those above it. Node's recursive mkdir never returns below `/proc`. @throws the system's error */
export function makeOwnFolder(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeOwnFolder(parent);
  mkdirSync(path, { mode: 0o700 });
}
