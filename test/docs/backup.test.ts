import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { inProcess } from '../support/in-process.ts';
import { makeQuickStore, place } from '../support/keyturn.ts';
import { tempFolder } from '../support/temp-folder.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/backup.md'), 'utf8');

/** The words of each command of the page's blocks that has this one first. */
function commands(name: string): readonly (readonly string[])[] {
  const blocks = [...page.matchAll(/^```\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) => block.trim().split('\n'));
  return blocks.map((line) => line.split(' ').slice(1)).filter(([first]) => first === name);
}

it('shows how to back up, and how to restore on another computer', async () => {
  const [typed = [], forKey = []] = commands('backup');
  const [plan = [], real = []] = commands('restore');
  expect([commands('backup').length, commands('restore').length]).toEqual([2, 2]);
  const bench = await inProcess();
  await bench.works('watch', 'ERP_Bridge');
  const folder = tempFolder();
  const at = (words: readonly string[], changes: Readonly<Record<string, string>>) =>
    words.map((word) => changes[word] ?? word);
  const identity = await generateX25519Identity();
  const [file, recipient, key, phrase] = ['all.age', 'id.pub', 'key.txt', 'phrase'].map((name) => join(folder, name));
  if (!file || !recipient || !key || !phrase) throw new Error();
  writeFileSync(recipient, await identityToRecipient(identity));
  writeFileSync(key, identity, { mode: 0o600 });
  writeFileSync(phrase, 'four unrelated CANARY words', { mode: 0o600 });
  const here = { 'keyturn-backup.age': file, '~/.ssh/id_ed25519.pub': recipient };
  const asked = await bench.call(...at(typed, here));
  expect(asked.stderr).toContain('--passphrase-file or --for');
  await bench.works(...at(typed, here), '--passphrase-file', phrase);
  await bench.works(...at(forKey, here));
  const there = place(join(tempFolder(), 'home'));
  mkdirSync(join(there.home, 'practice'), { recursive: true, mode: 0o700 });
  execFileSync('cp', [join(bench.here.home, 'practice', 'org.json'), join(there.home, 'practice', 'org.json')]);
  await makeQuickStore(there);
  const run = (words: readonly string[], ...more: readonly string[]) =>
    call(there, [...at(words, here), '--practice', '--identity', key, ...more]);
  const shown = await run(plan);
  expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining('Dry run: nothing changed.')]);
  const done = await run(real, '--yes');
  expect([done.code, done.stdout]).toEqual([0, expect.stringContaining('run `keyturn doctor --confirm')]);
  const [confirm = []] = commands('doctor').filter((words) => words.includes('--confirm'));
  expect(await call(there, [...confirm, '--yes', '--practice'])).toMatchObject({ code: 0 });
  expect(await call(there, ['stage', 'ERP_Bridge', '--yes', '--practice'])).toMatchObject({ code: 0 });
});
