import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Secret } from '../../model/secret.ts';
import type { PassphraseRule } from '../../model/store-offer.ts';
import { isGarbled } from '../../plain/encoding.ts';
import { isKeyturnError } from '../../reasons/errors.ts';
import { newPassphraseProblems, newPassphraseWords } from '../../words/new-passphrase.ts';
import { writeDurably } from '../durable-file.ts';
import { systemCode } from '../file-problem.ts';
import { privateFolder } from '../home.ts';
import { isLink, readOwnFile } from '../own-files.ts';
import { type AgeFolder, notReadable } from './age-folder.ts';

const shortest = 8;

/** Practice protects no real secret, so a made-up passphrase will do. */
export function practicePassphraseRule(): PassphraseRule {
  return {
    check: (text) => {
      if (isGarbled(text)) return newPassphraseProblems.garbled;
      return [...text].length < shortest ? newPassphraseProblems.tooShort(shortest) : null;
    },
    words: newPassphraseWords.madeUp,
    madeUp: new Secret(randomBytes(18).toString('base64url')),
  };
}

/** Where the passphrase is that keyturn made up. Only the practice org has one: it protects no real secret. */
function placeOf({ path }: AgeFolder): string {
  return join(path, 'made-up-passphrase');
}

export function remembersPassphrase(folder: AgeFolder): boolean {
  return existsSync(placeOf(folder)) || isLink(placeOf(folder));
}

/** null if the passphrase isn't made up. @throws FileNotYours, StoreDamaged */
export async function rememberedPassphrase(folder: AgeFolder): Promise<Secret | null> {
  try {
    return new Secret(String(await readOwnFile(placeOf(folder))).trim());
  } catch (error) {
    const path = placeOf(folder);
    if (systemCode(error) === 'ENOENT' && !isLink(path)) return null;
    throw isKeyturnError(error) ? error : notReadable(path, error, folder);
  }
}

/** Before the store is created, so that a crash never leaves a store that nobody can open. */
export async function rememberPassphrase(folder: AgeFolder, passphrase: Secret): Promise<void> {
  privateFolder(folder.path);
  await writeDurably({ path: placeOf(folder), content: `${passphrase.reveal()}\n` });
}
