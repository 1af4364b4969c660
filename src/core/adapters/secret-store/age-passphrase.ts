import { randomBytes, type ScryptOptions, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { type Identity, type Recipient, Stanza } from 'age-encryption';
import type { Secret } from '../../model/secret.ts';
import { outsideError } from '../../plain/outside-text.ts';
import { openFileKey, sealFileKey, unpadded } from '../sealing/stanza.ts';
import { byteOrderMark, withoutMark } from '../text-of.ts';

/**
 * 2^17 rounds of 1 KB blocks: 0.29 s and 128 MB on two slow cores, the minimum that OWASP recommends for scrypt with r = 8.
 * One step more doubles both for every command that reads credentials.
 */
export const usualWorkFactor = 17;
/** The limit of age itself. 2^20 is 1 GB. */
const highestWorkFactor = 20;

const scryptOf = promisify<string, Uint8Array, number, ScryptOptions, Buffer>(scrypt);

/** The computer couldn't do the work of a passphrase, for example for lack of memory. That says nothing about the file. */
export class KeyNotDerived extends Error {
  override readonly name = 'KeyNotDerived';
}

/** The passphrase stanza of the age format (age-encryption.org/v1). The slow part runs in another thread. */
export interface AgePassphrase extends Recipient, Identity {
  /** Whether the passphrase opened the last file. */
  readonly hasMatched: () => boolean;
}

/**
 * New locks have the passphrase without a byte order mark. An earlier version took the mark of a passphrase file for a part of the
 * passphrase, so what doesn't open is tried with it, too.
 */
export function agePassphrase(passphrase: Secret, workFactor: number): AgePassphrase {
  const text = () => withoutMark(passphrase.reveal());
  const derive = rememberLast((salt, logN) => deriveKey(text(), salt, logN));
  const open = async (salt: Uint8Array, logN: number, body: Uint8Array) =>
    openFileKey(await derive(salt, logN), body) ??
    openFileKey(await deriveKey(`${byteOrderMark}${text()}`, salt, logN), body);
  let matched = false;
  return {
    hasMatched: () => matched,
    wrapFileKey: async (fileKey) => {
      const salt = randomBytes(16);
      const key = await derive(salt, workFactor);
      return [new Stanza(['scrypt', unpadded(salt), String(workFactor)], sealFileKey(key, fileKey))];
    },
    unwrapFileKey: async (stanzas) => {
      const [stanza] = stanzas;
      const [kind, salt = '', logN = ''] = stanza?.args ?? [];
      // The format allows no other stanza next to a passphrase, so that the file can only come from who knows it.
      if (!stanza || kind !== 'scrypt' || stanzas.length !== 1) throw new Error('it is not locked with a passphrase');
      if (!/^[1-9]\d?$/.test(logN) || Number(logN) > highestWorkFactor)
        throw new Error('its work factor is out of range');
      const fileKey = await open(Buffer.from(salt, 'base64'), Number(logN), stanza.body);
      matched = fileKey !== null;
      return fileKey;
    },
  };
}

async function deriveKey(passphrase: string, salt: Uint8Array, logN: number): Promise<Uint8Array> {
  const labelled = Buffer.concat([Buffer.from('age-encryption.org/v1/scrypt'), salt]);
  const N = 2 ** logN;
  try {
    return await scryptOf(passphrase, labelled, 32, { N, r: 8, p: 1, maxmem: 2 * 128 * N * 8 });
  } catch (error) {
    throw new KeyNotDerived(outsideError(error), { cause: error });
  }
}

type Derive = (salt: Uint8Array, logN: number) => Promise<Uint8Array>;

/** Remembers the last salt: a file that was just written is read back right away. */
function rememberLast(derive: Derive): Derive {
  let last: { readonly salt: Uint8Array; readonly logN: number; readonly key: Uint8Array } | null = null;
  return async (salt, logN) => {
    if (last?.logN === logN && Buffer.compare(last.salt, salt) === 0) return last.key;
    const key = await derive(salt, logN);
    last = { salt, logN, key };
    return key;
  };
}
