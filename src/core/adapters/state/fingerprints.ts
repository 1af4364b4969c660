import type { Secret } from '../../model/secret.ts';
import { lateCrypto } from '../late-crypto.ts';
import type { StateDatabase } from './database.ts';

const name = 'fingerprint';

/** Keyed, so that a copy of the audit trail can't be used to guess secrets. */
export function createFingerprint(database: StateDatabase): (secret: Pick<Secret, 'reveal'>) => Promise<string> {
  let known: Uint8Array | null = null;
  return async (secret) => {
    known ??= await keyOf(database);
    return lateCrypto().createHmac('sha256', known).update(secret.reveal()).digest('hex').slice(0, 12);
  };
}

async function keyOf(database: StateDatabase): Promise<Uint8Array> {
  const read = () => database.find((row) => row.value as Uint8Array, 'SELECT value FROM keys WHERE name = ?', name);
  const found = read();
  if (found) return found;
  // Another process may have been faster. Then its key counts.
  await database.run('INSERT OR IGNORE INTO keys (name, value) VALUES (?, ?)', name, lateCrypto().randomBytes(32));
  return read() ?? lateCrypto().randomBytes(32);
}
