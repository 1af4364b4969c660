import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createSecretStores } from '../../src/core/adapters/secret-store/choose.ts';
import { channelSecrets } from '../../src/core/reminders/channel-route.ts';
import { call } from '../support/call.ts';
import { filesHolding } from '../support/files-holding.ts';
import { keyturn, keyturnInTerminal, type Place, passphrase, place } from '../support/keyturn.ts';
import { tempFolder } from '../support/temp-folder.ts';

const canary = 'https://hooks.example/T00/CANARY';

async function stored({ home, env }: Place, name: string): Promise<string | null> {
  const store = await createSecretStores({ folder: home, isPractice: false, env, isInteractive: false }).open('file');
  return (await store.get(channelSecrets, name))?.consumerSecret.reveal() ?? null;
}

describe('the secret of a channel', () => {
  it('is taken from standard input into the secret store, and is nowhere else', async () => {
    const here = place(tempFolder());
    const { code, stdout, stderr } = await keyturn(here, ['secret', 'set', 'ops', '--json'], { input: `${canary}\n` });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { status, result } = JSON.parse(stdout);
    expect(status).toBe(0);
    expect(result).toEqual({ name: 'ops', store: { kind: 'file', reference: expect.stringMatching(/\.age$/) } });
    expect(existsSync(result.store.reference)).toBe(true);
    expect(await stored(here, 'ops')).toBe(canary);
    expect(filesHolding(here.home, 'CANARY')).toEqual([]);
    expect(stdout).not.toContain('CANARY');

    // Set again it takes the place of the first.
    await keyturn(here, ['secret', 'set', 'ops'], { input: 'other' });
    expect(await stored(here, 'ops')).toBe('other');
  });

  it.each([
    ['no line', 'secret set ops', '', 'Standard input: it has no secret'],
    ['an empty line', 'secret set ops', '\n', 'Standard input: it has no secret'],
    ['two lines', 'secret set ops', 'CANARY\nCANARY\n', 'Standard input: a secret must be one line'],
    [
      'a very long line',
      'secret set ops',
      'CANARY'.repeat(2000),
      'Standard input: a secret can have at most 2000 bytes',
    ],
    ['a path for a name', 'secret set ../ops', 'CANARY', 'The name of a secret can have letters'],
    ['no name', 'secret set', 'CANARY', 'keyturn secret needs <name>'],
    ['another verb', 'secret get ops', 'CANARY', 'Unknown command "secret get". Did you mean secret set?'],
  ])('is refused with %s', async (_what, args, input, problem) => {
    const here = place(tempFolder());
    const { code, stdout } = await call(here, [...args.split(' '), '--json'], { input });
    expect(code).toBe(2);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ status: 2, name: 'UsageInvalid', message: expect.stringContaining(problem) });
    expect(stdout).not.toContain('CANARY');
  });

  it('is not taken without a store that somebody chose', async () => {
    const here = place(tempFolder());
    const unchosen = { ...here, env: { ...here.env, KEYTURN_STORE: undefined } };
    const { code, stdout } = await call(unchosen, ['secret', 'set', 'ops', '--json'], { input: 'CANARY' });
    expect([code, JSON.parse(stdout).name]).toEqual([3, 'StoreNotChosen']);
  });

  it('is typed without being shown', async () => {
    const here = place(tempFolder());
    const terminal = keyturnInTerminal(here, ['secret', 'set', 'ops']);
    await terminal.waitFor('Secret ops (not shown):');
    terminal.press(`${canary}\r`);
    await terminal.waitFor('Saved in the file');
    expect(await terminal.exited).toBe(0);
    expect(terminal.written()).not.toContain('CANARY');
    expect(await stored(here, 'ops')).toBe(canary);

    const second = keyturnInTerminal(here, ['secret', 'set', 'mail']);
    await second.waitFor('Secret mail (not shown):');
    second.press('\x03');
    expect(await second.exited).toBe(130);
  });
});

describe('a passphrase that is chosen now', () => {
  it('is typed twice, and once more when the two differ', async () => {
    const here = place(tempFolder());
    const typing = { ...here, env: { ...here.env, KEYTURN_PASSPHRASE_FILE: undefined } };
    const terminal = keyturnInTerminal(typing, ['secret', 'set', 'ops']);
    await terminal.waitFor('Secret ops (not shown):');
    terminal.press(`${canary}\r`);
    await terminal.waitFor('New passphrase of the encrypted file:');
    terminal.press('short\r');
    await terminal.waitFor('Use at least 12 characters.');
    terminal.press('passwordpassword\r');
    await terminal.waitFor('It is easy to guess');
    terminal.press('CANARY-one-phrase\r');
    await terminal.waitFor('encrypted file, again:');
    terminal.press('CANARY-another\r');
    await terminal.waitFor("The passphrases don't match.");
    expect(existsSync(join(here.home, 'secrets'))).toBe(false);
    terminal.press(`${passphrase}\r`);
    await terminal.waitFor(/don't match[\s\S]*again:/);
    terminal.press(`${passphrase}\r`);
    await terminal.waitFor('Saved in the file');
    expect(await terminal.exited).toBe(0);
    expect(terminal.written()).not.toMatch(/CANARY|0815/);
    expect(await stored(here, 'ops')).toBe(canary);

    const second = keyturnInTerminal(typing, ['secret', 'set', 'mail']);
    await second.waitFor('Secret mail (not shown):');
    second.press('CANARY\r');
    await second.waitFor('Passphrase of the encrypted file:');
    second.press(`${passphrase}\r`);
    await second.waitFor('Saved in the file');
    expect(second.written()).not.toContain('again');
  });
});

describe('a command that tells nobody', () => {
  it('loads nothing of the channels, though the settings name some', async () => {
    const here = place(tempFolder());
    writeFileSync(join(here.home, 'config.json5'), `{ channels: { me: { type: 'slack', address: 'secret:ops' } } }`);
    const loaded = join(tempFolder(), 'loaded');
    const hook = join(import.meta.dirname, '../support/loaded-modules.mjs');
    const env = { ...here.env, NODE_OPTIONS: `--import=${hook}`, LOADED_MODULES: loaded };
    expect((await keyturn({ ...here, env }, ['status'])).code).toBe(0);
    const isChannel = (path: string) => /EENVELOPE|AdaptiveCard|notify-send/.test(readFileSync(path, 'utf8'));
    const files = readFileSync(loaded, 'utf8').trimEnd().split('\n');
    const chunks = files.filter((url) => url.includes('/dist/')).map((url) => fileURLToPath(url));
    expect(chunks.length).toBeGreaterThan(1);
    expect(chunks.filter(isChannel)).toEqual([]);
    // What is looked for is what would be found.
    const sources = ['src/core/adapters/notify/teams.ts', 'src/core/adapters/notify/desktop.ts'];
    const library = 'node_modules/nodemailer/dist/esm/errors.js';
    expect([...sources, library].map((path) => isChannel(join(import.meta.dirname, '../..', path)))).toEqual([
      true,
      true,
      true,
    ]);
  });
});
