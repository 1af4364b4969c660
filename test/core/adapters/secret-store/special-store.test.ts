import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createAgeStore } from '../../../../src/core/adapters/secret-store/age-file.ts';
import { ageFolder } from '../../../../src/core/adapters/secret-store/age-folder.ts';
import { openAgeIdentity } from '../../../../src/core/adapters/secret-store/age-identity.ts';
import { rememberedPassphrase } from '../../../../src/core/adapters/secret-store/practice-passphrase.ts';
import { Secret } from '../../../../src/core/model/secret.ts';
import { isKeyturnError, type KeyturnError } from '../../../../src/core/reasons/errors.ts';
import { specialFiles } from '../../../support/special-files.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { billingPair, inClear } from './pair-fixtures.ts';

const { orgId, consumerKey } = billingPair;
const opened = async (home: string) => {
  const folder = ageFolder(home);
  const identity = await openAgeIdentity({ folder, passphrase: new Secret('correct horse ümlaut'), workFactor: 4 });
  return createAgeStore(folder, identity);
};
const read = async (home: string) => inClear(await (await opened(home)).get(orgId, consumerKey));
const failure = async (work: Promise<unknown>): Promise<KeyturnError> => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!isKeyturnError(error)) throw new Error(`no reason: ${String(error)}`);
  return error;
};
/** Runs the command of the first cure that has one, as a person would paste it. */
const paste = ({ actions }: KeyturnError) => {
  const [, command = 'false'] = /`(mv [^`]+)`/.exec(actions[0] ?? '') ?? [];
  execFileSync('sh', ['-c', command]);
};

const table = Object.keys(specialFiles).flatMap((kind) =>
  (['identity', 'recipient', 'pair'] as const).map((part) => [kind, part] as const),
);

it.each(table)('%s in place of the %s is named, and its cure works when pasted', async (kind, part) => {
  const home = tempFolder();
  const store = await opened(home);
  await store.put(billingPair);
  const path = part === 'pair' ? store.reference(orgId, consumerKey) : ageFolder(home)[part];
  const before = readFileSync(path);
  rmSync(path);
  specialFiles[kind]?.(path);
  if (part === 'recipient' && kind === 'a dangling link') {
    // keyturn computes this file, and writes it where none can be read.
    expect(await read(home)).toEqual(inClear(billingPair));
    expect(readFileSync(path)).toEqual(before);
    return;
  }
  const error = await failure(read(home));
  expect(error.message).toMatch(
    `keyturn can't read ${path}: ${{ 'a folder': 'it is a folder', 'a dangling link': 'it is a link to a file that does not exist' }[kind] ?? 'it is not a regular file'}`,
  );
  expect(error.code).toBe('StoreDamaged');
  paste(error);
  if (part === 'recipient') expect(await read(home)).toEqual(inClear(billingPair));
  else expect(await failure(read(home).then((pair) => pair ?? Promise.reject(error)))).toBeDefined();
  writeFileSync(path, before, { mode: 0o600 });
  expect(await read(home)).toEqual(inClear(billingPair));
});

it.each(Object.keys(specialFiles))('%s in place of the passphrase that keyturn made up is named', async (kind) => {
  const folder = ageFolder(tempFolder());
  const path = join(folder.path, 'made-up-passphrase');
  execFileSync('mkdir', [folder.path]);
  specialFiles[kind]?.(path);
  expect(await failure(rememberedPassphrase(folder))).toMatchObject({
    code: 'StoreDamaged',
    message: expect.stringContaining(`keyturn can't read ${path}: it is`),
  });
});
