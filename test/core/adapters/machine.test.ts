import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { lookAtMachine } from '../../../src/core/adapters/machine.ts';
import { systemClock } from '../../../src/core/adapters/system-clock.ts';
import type { ComputerFacts } from '../../../src/core/doctor/computer-lines.ts';
import { makeCertificate } from '../../../src/practice-org/http/self-made-certificate.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const { certificatePem: certificate } = makeCertificate(systemClock().now());

type Environment = Readonly<Record<string, string | undefined>>;

function look(env: Environment = {}, prepare: (home: string) => void = () => undefined): Promise<ComputerFacts> {
  const home = join(tempFolder(), 'home');
  mkdirSync(home, { mode: 0o700 });
  prepare(home);
  return lookAtMachine({ home, isPractice: false }, env);
}

function passphraseFile(mode: number): string {
  const path = join(tempFolder(), 'passphrase');
  writeFileSync(path, 'a long passphrase', { mode });
  chmodSync(path, mode);
  return path;
}

describe('a look at this machine', () => {
  it('finds nothing against a usual one', async () => {
    expect(await look({ KEYTURN_PASSPHRASE_FILE: passphraseFile(0o600) })).toMatchObject({
      nodeVersion: process.version,
      home: { mode: 0o700, isWritable: true },
      freeBytes: expect.any(Number),
      config: null,
      passphraseFile: 'fine',
      proxy: null,
      isTlsUnchecked: false,
      isTerminalDumb: false,
    });
  });

  it.each<[string, Environment, Partial<ComputerFacts>]>([
    ['a proxy, without its password', { HTTPS_PROXY: 'http://ada:pw@proxy:3128' }, { proxy: 'http://proxy:3128' }],
    ['a proxy in small letters', { https_proxy: 'http://proxy:3128' }, { proxy: 'http://proxy:3128' }],
    ['a proxy without http:// in front', { HTTPS_PROXY: 'ada:pw@proxy:3128' }, { proxy: 'http://proxy:3128' }],
    ["this computer's certificates", { NODE_OPTIONS: '--use-system-ca' }, { trustsSystem: true }],
    ['TLS that is not checked', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, { isTlsUnchecked: true }],
    ['a dumb terminal', { TERM: 'dumb' }, { isTerminalDumb: true }],
    ['no passphrase file', {}, { passphraseFile: 'none' }],
  ])('finds %s', async (_what, env, facts) => expect(await look(env)).toMatchObject(facts));

  it("finds a passphrase file that others may read, and one that isn't there", async () => {
    const unsafe = await look({ KEYTURN_PASSPHRASE_FILE: passphraseFile(0o644) });
    expect(unsafe.passphraseFile).toMatchObject({ code: 'PassphraseFileUnsafe' });
    const gone = await look({ KEYTURN_PASSPHRASE_FILE: '/nowhere/passphrase' });
    expect(gone.passphraseFile).toMatchObject({ name: 'KeyturnError' });
  });

  it('finds a weak passphrase, once the encrypted file uses one', async () => {
    const file = join(tempFolder(), 'passphrase');
    writeFileSync(file, 'Password1234', { mode: 0o600 });
    const env = { KEYTURN_PASSPHRASE_FILE: file };
    const withStore = (home: string) => {
      mkdirSync(join(home, 'secrets'));
      writeFileSync(join(home, 'secrets/identity.age'), '');
    };
    expect((await look(env)).passphraseWeakness).toBe(null);
    expect((await look(env, withStore)).passphraseWeakness).toContain('easy to guess');
    writeFileSync(file, 'correct horse battery');
    expect((await look(env, withStore)).passphraseWeakness).toBe(null);
  });

  it("finds a home that is open to others, and settings that can't be read", async () => {
    expect((await look({}, (home) => chmodSync(home, 0o755))).home.mode).toBe(0o755);
    const { config } = await look({}, (home) => writeFileSync(join(home, 'config.json5'), '{ nonsense'));
    expect(config).toMatchObject({ error: { code: 'ConfigInvalid' }, concerns: 'policy' });
  });

  it('finds a proxy that is no address, without repeating it', async () => {
    const { proxy } = await look({ HTTPS_PROXY: 'CORP\\ada:hunter2@proxy:3128' });
    expect(proxy).toMatchObject({ code: 'ProxyUnusable' });
    expect(JSON.stringify(proxy) + String(proxy)).not.toMatch(/hunter2|ada/);
  });

  it.each<[string, string | null, number | null]>([
    ["can't be read", null, null],
    ['has no certificate', 'garbage', 0],
    ['has a damaged certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', 0],
    ['has two certificates', `# ours\r\n${certificate}\n${certificate}`, 2],
  ])('finds that the file of additional certificates %s', async (_what, content, certificates) => {
    const path = join(tempFolder(), 'ca.pem');
    if (content !== null) writeFileSync(path, content);
    vi.stubEnv('NODE_EXTRA_CA_CERTS', path);
    onTestFinished(() => void vi.unstubAllEnvs());
    expect((await look()).extraCa).toEqual({ path, certificates, expired: 0 });
  });
});
