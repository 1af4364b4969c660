import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownersOf } from '../../../../src/core/adapters/owners.ts';
import { findPassphrase, hasPassphraseSource } from '../../../../src/core/adapters/secret-store/passphrase-source.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { actingAs } from '../delivery/bent-calls.ts';

function fileWith(text: string, mode = 0o600): string {
  const path = join(tempFolder(), 'passphrase');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

describe('a passphrase from a file', () => {
  it.each([
    ['as it is', 'correct horse', 'correct horse'],
    ['without a byte order mark', '\ufeffcorrect horse\n', 'correct horse'],
    ['without the newline at its end', 'correct horse\n', 'correct horse'],
    ['without the Windows newline at its end', 'correct horse\r\n', 'correct horse'],
    ['with its own spaces and with all but one newline', ' a \n\n', ' a \n'],
    ['with the newlines inside it', 'a\nb\n', 'a\nb'],
    ['at its greatest length', 'x'.repeat(4_096), 'x'.repeat(4_096)],
  ])('is taken %s', async (_title, text, expected) => {
    const found = await findPassphrase({ KEYTURN_PASSPHRASE_FILE: fileWith(text) });
    expect(found?.reveal()).toBe(expected);
  });

  it.each([0o640, 0o604, 0o620, 0o602, 0o611])('of mode %o is not used', async (mode) => {
    const path = fileWith('correct horse', mode);
    await expect(findPassphrase({ KEYTURN_PASSPHRASE_FILE: path })).rejects.toMatchObject({
      code: 'PassphraseFileUnsafe',
      exitCode: 2,
      actions: [`Run \`chmod 600 ${path}\` as the owner of the file.`],
    });
  });

  it.each([0o400, 0o600])('of mode %o is used', async (mode) => {
    const found = await findPassphrase({ KEYTURN_PASSPHRASE_FILE: fileWith('correct horse', mode) });
    expect(found?.reveal()).toBe('correct horse');
  });

  it('is not used through a link of another user', async () => {
    const path = fileWith('correct horse');
    const link = join(realpathSync(tempFolder()), 'link');
    symlinkSync(path, link);
    const owners = ownersOf({
      calls: { ...actingAs(4242, { [link]: 1001 }), isBound: false },
      platform: 'linux',
      list: async () => '',
      isContainer: () => false,
    });
    await expect(
      findPassphrase({ KEYTURN_PASSPHRASE_FILE: link }, { owners, tolerate: () => undefined }),
    ).rejects.toMatchObject({
      code: 'PassphraseFileUnsafe',
      message: expect.stringContaining(`the link ${link} belongs to user 1001`),
    });
  });

  it('is used all the same where the work must go on, with a warning, if only modes of folders are loose', async () => {
    const path = fileWith('correct horse');
    chmodSync(dirname(path), 0o777);
    const warnings: string[] = [];
    const tolerate = (warning: string) => void warnings.push(warning);
    expect((await findPassphrase({ KEYTURN_PASSPHRASE_FILE: path }, { tolerate }))?.reveal()).toBe('correct horse');
    expect(warnings).toEqual([expect.stringMatching(/can replace the passphrase file .* Run `chmod go-w .*`/)]);
    chmodSync(path, 0o644);
    await expect(findPassphrase({ KEYTURN_PASSPHRASE_FILE: path }, { tolerate })).rejects.toMatchObject({
      code: 'PassphraseFileUnsafe',
    });
  });

  it('is not used in a folder that others can write to, and the cure makes it usable', async () => {
    const path = fileWith('correct horse');
    chmodSync(dirname(path), 0o777);
    const found = findPassphrase({ KEYTURN_PASSPHRASE_FILE: path });
    const folder = realpathSync(dirname(path));
    await expect(found).rejects.toMatchObject({
      code: 'PassphraseFileUnsafe',
      message: expect.stringContaining(`other users can write to the folder ${folder}`),
      actions: [`Run \`chmod go-w ${folder}\` as its owner.`],
    });
    execFileSync('chmod', ['go-w', folder]);
    expect((await findPassphrase({ KEYTURN_PASSPHRASE_FILE: path }))?.reveal()).toBe('correct horse');
  });

  it.each([
    ['that is empty', () => fileWith('\n'), /it is empty/],
    ['that is a document', () => fileWith('x'.repeat(4_097)), /longer than 4096 bytes/],
    ['that is a folder', () => tempFolder(), /not a regular file/],
    ['that is a pipe', () => pipe(), /not a regular file/],
  ])('%s is not used', async (_title, make, problem) => {
    const path = make();
    const found = findPassphrase({ KEYTURN_PASSPHRASE_FILE: path });
    await expect(found).rejects.toMatchObject({
      code: 'PassphraseFileUnsafe',
      actions: ['Write the passphrase into a regular file, on one line. Then run the same command again.'],
      message: expect.stringMatching(problem),
    });
    await expect(found).rejects.toMatchObject({ message: expect.stringContaining(path) });
  });

  it('may be reached through a link, as mounted secrets are', async () => {
    const link = join(tempFolder(), 'link');
    symlinkSync(fileWith('correct horse'), link);
    expect((await findPassphrase({ KEYTURN_PASSPHRASE_FILE: link }))?.reveal()).toBe('correct horse');
  });

  it('that is not there is said, not passed over', async () => {
    const env = { KEYTURN_PASSPHRASE_FILE: join(tempFolder(), 'nothing') };
    await expect(findPassphrase(env)).rejects.toMatchObject({
      code: 'FileUnreadable',
      message: expect.stringMatching(/nothing.*it does not exist/),
      cause: expect.objectContaining({ code: 'ENOENT' }),
    });
    expect(hasPassphraseSource(env)).toBe(true);
  });
});

describe('a passphrase from systemd', () => {
  function credentials(name: string): string {
    const folder = tempFolder();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), 'from systemd\n');
    chmodSync(join(folder, name), 0o440);
    return folder;
  }

  it('is taken when no file is named', async () => {
    const env = { CREDENTIALS_DIRECTORY: credentials('keyturn-passphrase') };
    expect(hasPassphraseSource(env)).toBe(true);
    expect((await findPassphrase(env))?.reveal()).toBe('from systemd');
    const both = await findPassphrase({ ...env, KEYTURN_PASSPHRASE_FILE: fileWith('from a file') });
    expect(both?.reveal()).toBe('from a file');
  });

  it.each([
    ['other credentials only', () => ({ CREDENTIALS_DIRECTORY: credentials('tls-key') })],
    ['no credentials', () => ({})],
    ['empty variables', () => ({ CREDENTIALS_DIRECTORY: '', KEYTURN_PASSPHRASE_FILE: '' })],
  ])('is none where there are %s', async (_title, env) => {
    expect(hasPassphraseSource(env())).toBe(false);
    expect(await findPassphrase(env())).toBeNull();
  });
});

function pipe(): string {
  const path = join(tempFolder(), 'pipe');
  execFileSync('mkfifo', ['-m', '600', path]);
  return path;
}
