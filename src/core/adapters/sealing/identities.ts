import { type Identity, identityToRecipient } from 'age-encryption';
import { Secret } from '../../model/secret.ts';
import { encodingProblem } from '../../plain/encoding.ts';
import { reason } from '../../reasons/errors.ts';
import { backupProblems } from '../../words/backup.ts';
import { fileProblems } from '../../words/file-problems.ts';
import { systemOwners } from '../owners.ts';
import { readCarefully } from '../secret-store/passphrase-source.ts';
import { withoutMark } from '../text-of.ts';
import { sshIdentity } from './ssh-identity.ts';

/** In bytes: an SSH key of 8192 bits has 7,000. */
const longest = 64_000;

/**
 * The private keys in a file: `AGE-SECRET-KEY-1…` lines, or one SSH private key. Only in memory.
 * @throws IdentityUnusable, FileUnreadable. Neither repeats the text
 */
export async function identitiesIn(path: string): Promise<readonly (string | Identity)[]> {
  const refused = (problem: string, cure?: string) => reason('IdentityUnusable', { path, problem, cure });
  const content = await readCarefully(path, {
    owners: systemOwners,
    tolerate: null,
    mustBePrivate: true,
    unsafe: refused,
    most: longest,
  });
  const garbled = encodingProblem(content);
  if (garbled !== null) throw refused(fileProblems.encoding(garbled), backupProblems.noKey[1]);
  const text = withoutMark(String(content));
  if (text.includes('PRIVATE KEY-----')) {
    const identity = sshIdentity(new Secret(text).reveal());
    if (typeof identity === 'string') throw refused(...backupProblems.sshKey(identity, path));
    return [identity];
  }
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const keys = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (keys.length === 0) throw refused(...backupProblems.noKey);
  for (const key of keys) {
    const isKey = await identityToRecipient(new Secret(key).reveal()).then(
      () => true,
      () => false,
    );
    if (!isKey) throw refused(...backupProblems.noKey);
  }
  return keys;
}
