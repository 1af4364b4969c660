/**
 * Turns a passphrase into a key in a separate process. This is slow and takes 128 MB on purpose, and the screen in front
 * stays responsive.
 */
import { type ScryptOptions, scrypt } from 'node:crypto';
import { serveBroker } from '../serve-broker.ts';

serveBroker({
  derive: (argument) => {
    const { passphrase, salt, logN } = argument as { passphrase: string; salt: Uint8Array; logN: number };
    const N = 2 ** logN;
    return derive(passphrase, salt, { N, r: 8, p: 1, maxmem: 2 * 128 * N * 8 });
  },
});

function derive(passphrase: string, salt: Uint8Array, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase, salt, 32, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
