import { constants } from 'node:fs';
import { chmod, stat, statfs } from 'node:fs/promises';
import type { ComputerFacts } from '../doctor/computer-lines.ts';
import { errorOf } from '../reasons/errors.ts';
import { noAddress } from '../words/doctor.ts';
import { settingsReader } from './config.ts';
import { isAllowed } from './files.ts';
import { findPassphrase, hasPassphraseSource } from './secret-store/passphrase-source.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Collects facts about this computer without changing anything. */
export async function lookAtMachine(home: string, env: Environment): Promise<ComputerFacts> {
  const [mode, isWritable, freeBytes, config, passphraseFile] = await Promise.all([
    stat(home).then(
      (found) => (process.platform === 'win32' ? null : found.mode & 0o777),
      () => null,
    ),
    isAllowed(home, constants.W_OK | constants.X_OK),
    statfs(home).then(
      ({ bavail, bsize }) => bavail * bsize,
      () => null,
    ),
    settingsReader(home)().then(({ fault }) => fault),
    lookAtPassphrase(env),
  ]);
  const extraCa = process.env.NODE_EXTRA_CA_CERTS;
  return {
    nodeVersion: process.version,
    home: { path: home, mode, isWritable },
    freeBytes,
    config,
    passphraseFile,
    proxy: withoutPassword(env.HTTPS_PROXY ?? env.https_proxy ?? null),
    extraCa: extraCa ? { path: extraCa, isReadable: await isAllowed(extraCa, constants.R_OK) } : null,
    isTlsUnchecked: env.NODE_TLS_REJECT_UNAUTHORIZED === '0',
    isTerminalDumb: env.TERM === 'dumb',
  };
}

/** Makes a home private to its owner. */
export async function closeHome(home: string): Promise<void> {
  await chmod(home, 0o700);
}

async function lookAtPassphrase(env: Environment): Promise<ComputerFacts['passphraseFile']> {
  if (!hasPassphraseSource(env)) return 'none';
  return (await errorOf(findPassphrase(env))) ?? 'fine';
}

function withoutPassword(address: string | null): string | null {
  if (address === null || address === '') return null;
  const url = URL.parse(address);
  return url ? `${url.protocol}//${url.host}` : noAddress;
}
