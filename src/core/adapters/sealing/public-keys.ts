import { armor, Encrypter, type Recipient } from 'age-encryption';
import { type KeyturnError, reason } from '../../reasons/errors.ts';
import { type KeyFault, keyFaultWords, publicKeyCommand } from '../../reasons/key-faults.ts';
import { sshRecipient } from './ssh-recipient.ts';

/** One person's keys. More of them would be a list of people. */
const mostKeys = 10;
const privateKey = /PRIVATE KEY|AGE-SECRET-KEY-|AGE-PLUGIN-/i;
/** What people may paste instead of a key that works. */
const otherKinds = /^(age1[a-z0-9-]{1,20}(?=1)|sk-[\w.@-]+|ecdsa-[\w.@-]+|ssh-[\w.@-]+)/;

/** Whether a text is meant as a key, good or bad, and not as a name or a path. */
export function looksLikeKey(text: string): boolean {
  return /^\s*(age1|AGE-|AGE1|ssh-|ecdsa-|sk-|-----BEGIN|---- BEGIN)/.test(text) || privateKey.test(text);
}

/**
 * The public keys in a text, one a line: `age1…`, `ssh-ed25519 …` or `ssh-rsa …`. Comments are left out.
 * @param path the file that the text is from, null if it was typed
 * @throws KeyRefused, KeyIsPrivate. Neither repeats the text
 */
export async function readPublicKeys(text: string, path: string | null): Promise<readonly string[]> {
  const refused = (fault: KeyFault, line: number | null = null): KeyturnError => {
    const key = path === null ? 'This key' : line === null ? path : `Line ${line} of ${path}`;
    return reason('KeyRefused', { key, problem: keyFaultWords(fault) });
  };
  if (privateKey.test(text)) {
    const command = publicKeyCommand(/PRIVATE KEY/i.test(text) ? 'ssh' : 'age', path);
    throw reason('KeyIsPrivate', { key: path ?? 'This key', command, isTyped: path === null });
  }
  const found = text
    .split(/\r?\n/)
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== '' && !line.startsWith('#'));
  if (found.length === 0) throw refused({ is: 'none' });
  if (found.length > mostKeys) throw refused({ is: 'too-many' });
  const keys: string[] = [];
  for (const { line, number } of found) {
    const key = await publicKey(line);
    if (typeof key !== 'string') throw refused(key, number);
    keys.push(key);
  }
  return [...new Set(keys)];
}

/** The text, encrypted so that the holder of any of these keys can read it, as ASCII that survives mail and chat. */
export async function sealText(keys: readonly string[], text: string): Promise<string> {
  const encrypter = new Encrypter();
  for (const key of keys) encrypter.addRecipient(recipientOf(key));
  return `${armor.encode(await encrypter.encrypt(text)).trimEnd()}\n`;
}

async function publicKey(line: string): Promise<string | KeyFault> {
  const [first = ''] = line.split(/\s+/);
  if (first === 'ssh-ed25519' || first === 'ssh-rsa') {
    const key = sshRecipient(line);
    return 'is' in key ? key : key.text;
  }
  const kind = /^age1[02-9ac-hj-np-z]{58}$/.test(first) ? null : otherKinds.exec(first)?.[1];
  if (kind) return { is: 'unsupported', kind };
  // Encrypting finds what its length and checksum can't show.
  return sealText([line], '').then(
    () => line,
    () => ({ is: 'malformed' }) as const,
  );
}

/** @param key as `readPublicKeys` returns it */
export function recipientOf(key: string): Recipient | string {
  if (!key.startsWith('ssh-')) return key;
  const recipient = sshRecipient(key);
  if ('is' in recipient) throw new Error('a stored public key is damaged');
  return recipient;
}
