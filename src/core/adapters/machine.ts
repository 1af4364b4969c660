import { X509Certificate } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { ComputerFacts } from '../doctor/computer-lines.ts';
import { isKeyturnError } from '../reasons/errors.ts';
import { settingsReader } from './config.ts';
import { isAllowed } from './files.ts';
import { shownProxy } from './proxy.ts';
import { readStart } from './regular-file.ts';
import { ageFolder, isNewAgeFolder } from './secret-store/age-folder.ts';
import { findPassphrase, hasPassphraseSource } from './secret-store/passphrase-source.ts';
import { systemClock } from './system-clock.ts';
import { type Weakness, weaknessesOf } from './trusted-path.ts';

type Environment = Readonly<Record<string, string | undefined>>;

interface Place {
  readonly home: string;
  readonly isPractice: boolean;
}

/** Free bytes of the fullest disk that keyturn writes to; null if unknown. The practice org's folders may be on disks of their own. */
async function freeIn({ home, isPractice }: Place): Promise<number | null> {
  const folders = isPractice ? [home, join(home, 'practice'), join(home, 'practice-watch')] : [home];
  const found = await Promise.allSettled(folders.map((folder) => statfs(folder)));
  const free = found.flatMap((one) => (one.status === 'fulfilled' ? [one.value.bavail * one.value.bsize] : []));
  return free.length === 0 ? null : Math.min(...free);
}

/** Collects facts about this computer without changing anything. */
export async function lookAtMachine(place: Place, env: Environment): Promise<ComputerFacts> {
  const { home } = place;
  const [mode, isWritable, freeBytes, config, passphrase, weaknesses, programWeaknesses] = await Promise.all([
    stat(home).then(
      (found) => (process.platform === 'win32' ? null : found.mode & 0o777),
      () => null,
    ),
    isAllowed(home, constants.W_OK | constants.X_OK),
    freeIn(place),
    settingsReader(home)().then(({ fault }) => fault),
    lookAtPassphrase(env, place),
    weaknessesAt([home]),
    weaknessesAt([process.execPath, process.argv[1] ?? process.execPath]),
  ]);
  const extraCa = process.env.NODE_EXTRA_CA_CERTS;
  return {
    nodeVersion: process.version,
    home: { path: home, mode, isWritable, weaknesses },
    programWeaknesses,
    freeBytes,
    config,
    ...passphrase,
    proxy: proxyOf(env),
    extraCa: extraCa ? { path: extraCa, ...(await certificatesIn(extraCa)) } : null,
    trustsSystem: process.env.NODE_USE_SYSTEM_CA === '1' || hasNodeOption('--use-system-ca', env),
    isTlsUnchecked: env.NODE_TLS_REJECT_UNAUTHORIZED === '0',
    isTerminalDumb: env.TERM === 'dumb',
  };
}

/** Makes a home private to its owner. */
export async function closeHome(home: string): Promise<void> {
  await chmod(home, 0o700);
}

async function lookAtPassphrase(
  env: Environment,
  { home, isPractice }: Place,
): Promise<Pick<ComputerFacts, 'passphraseFile' | 'passphraseWeakness'>> {
  if (!hasPassphraseSource(env)) return { passphraseFile: 'none', passphraseWeakness: null };
  try {
    const passphrase = await findPassphrase(env);
    if (isPractice || passphrase === null || isNewAgeFolder(ageFolder(home))) {
      return { passphraseFile: 'fine', passphraseWeakness: null };
    }
    const { realPassphraseRule } = await import('./secret-store/passphrase-rule.ts');
    return { passphraseFile: 'fine', passphraseWeakness: realPassphraseRule().check(passphrase.reveal()) };
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    return { passphraseFile: error, passphraseWeakness: null };
  }
}

function proxyOf(env: Environment): ComputerFacts['proxy'] {
  try {
    return shownProxy(env);
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    return error;
  }
}

const pemBlock = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]*-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;

/** More than any file of certificates. */
const longestPem = 20_000_000;

/** Counts the certificates that Node can use, and those of them that have expired. */
async function certificatesIn(path: string): Promise<Omit<NonNullable<ComputerFacts['extraCa']>, 'path'>> {
  const content = await readStart(path, longestPem).catch(() => null);
  if (content === null) return { certificates: null, expired: 0 };
  const ends = [...content.toString('latin1').matchAll(pemBlock)].flatMap(([pem]) => {
    try {
      return [new X509Certificate(pem).validToDate.getTime()];
    } catch {
      return [];
    }
  });
  const now = systemClock().now();
  return { certificates: ends.length, expired: ends.filter((end) => end < now).length };
}

function hasNodeOption(option: string, env: Environment): boolean {
  return [...process.execArgv, ...(env.NODE_OPTIONS ?? '').split(/\s+/)].includes(option);
}

/** Each once. What can't be looked at has none: something else reports it. */
async function weaknessesAt(paths: readonly string[]): Promise<readonly Weakness[]> {
  const found = await Promise.all(paths.map((path) => weaknessesOf(path).catch(() => [])));
  return [...new Map(found.flat().map((weakness) => [weakness.path, weakness])).values()];
}
