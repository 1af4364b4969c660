import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { type InProcess, inProcess } from '../support/in-process.ts';

const erp = 'ERP_Bridge';

interface Verified {
  readonly lines: number;
  readonly sealed: { readonly line: number; readonly seal: string; readonly checked: boolean } | null;
  readonly anchor: { readonly line: number; readonly checked: boolean | null } | null;
  readonly accepted: number | null;
}

async function watched(): Promise<InProcess> {
  const bench = await inProcess();
  await bench.works('watch', erp, '--deliver', `file:${bench.here.home}.env`);
  await bench.works('stage', erp, '--yes');
  return bench;
}

const verified = async (bench: InProcess, ...more: readonly string[]) =>
  (await bench.works('history', 'verify', ...more)) as unknown as Verified;

const folderOf = ({ here }: InProcess) => join(here.home, 'practice-watch');

/** The cut that needs nothing but the state file and a tool for SQLite. */
function cut(bench: InProcess, line: number): void {
  const database = new DatabaseSync(join(folderOf(bench), 'state.db'));
  database.exec(`DROP TRIGGER journal_keeps_lines; DELETE FROM journal WHERE line > ${line};
    UPDATE sqlite_sequence SET seq = ${line} WHERE name = 'journal'`);
  database.close();
}

it('says up to which entry the trail is sealed, and finds that it was cut behind a seal', async () => {
  const bench = await watched();
  const { lines, sealed } = await verified(bench);
  expect(sealed).toMatchObject({ line: lines, checked: true, seal: expect.stringMatching(/^kts1-/) });
  expect((await bench.call('doctor')).stdout).toContain(`sealed up to entry ${lines} on`);

  cut(bench, lines - 3);
  const after = await bench.call('history', 'verify');
  expect(after).toMatchObject({ code: 1, stderr: expect.stringContaining('SealBroken') });
  expect((await bench.call('doctor')).stdout).toContain("doesn't fit its seal");
  // Work goes on, and says so.
  expect(await bench.call('check', erp)).toMatchObject({
    code: 0,
    stderr: expect.stringContaining("The audit trail doesn't fit its seal"),
  });
});

it('compares the trail with a seal that was kept elsewhere', async () => {
  const bench = await watched();
  const { lines, sealed } = await verified(bench);
  const seal = sealed?.seal ?? '';
  expect((await verified(bench, '--head', seal)).anchor).toMatchObject({ line: lines, checked: true });
  // As a chat or a mail wraps it.
  const copied = `\`${seal.slice(0, 70)}\n${seal.slice(70)}\``;
  expect((await verified(bench, '--head', copied)).anchor).toMatchObject({ line: lines, checked: true });

  const forged = `${seal.slice(0, -1)}${seal.endsWith('0') ? '1' : '0'}`;
  const ofAnother = seal.replace(/^kts1-\w+/, 'kts1-aaaaaaaaaaaa');
  for (const [head, code, reason] of [
    [forged, 1, 'HeadNotInTrail'],
    [ofAnother, 1, 'HeadNotInTrail'],
    [seal.replace(`-${lines}-`, `-${lines + 100}-`), 1, 'HeadNotInTrail'],
    ['kts1-what', 2, 'UsageInvalid'],
    ['', 2, 'UsageInvalid'],
  ] as const) {
    const refused = await bench.call('history', 'verify', '--head', head);
    expect([head, refused.code, refused.stderr]).toEqual([head, code, expect.stringContaining(reason)]);
  }
  expect((await bench.call('history', '--head', seal)).code).toBe(2);
});

it('finds an older copy of the state by a seal from a report or a notice, also without the store', async () => {
  const bench = await watched();
  const path = join(folderOf(bench), 'state.db');
  const [older, log] = [readFileSync(path), readFileSync(`${path}-wal`, { flag: 'a+' })];
  await bench.works('discard', erp, '--confirm', erp);
  const { sealed } = await verified(bench);
  writeFileSync(path, older);
  writeFileSync(`${path}-wal`, log);
  rmSync(`${path}-shm`, { force: true });

  const withoutStore = { ...bench.here, env: { ...bench.here.env, KEYTURN_PASSPHRASE_FILE: '' } };
  const closed = (...args: readonly string[]) =>
    call(withoutStore, ['history', 'verify', ...args, '--practice', '--json']);
  expect(await closed('--head', sealed?.seal ?? '')).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('HeadNotInTrail'),
  });
  const { result } = JSON.parse((await closed()).stdout);
  expect(result).toMatchObject({
    intact: true,
    sealed: { checked: false },
    why: expect.stringContaining('passphrase'),
  });
  expect(await bench.call('history', 'verify')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('an older copy'),
  });

  expect((await verified(bench, '--accept')).accepted).toBe(0);
  expect(await verified(bench)).toMatchObject({ accepted: null });
  expect((await bench.call('history')).stdout).toContain('Audit trail accepted as it is: removed');
  const none = await bench.call('history', 'verify', '--accept');
  expect(none.stdout).toContain('nothing to accept');
});

it('puts the seal into the report of an emergency', async () => {
  const bench = await watched();
  await bench.works('emergency', erp, '--confirm', erp, '--report', join(bench.here.home, 'leak'));
  const report = JSON.parse(readFileSync(join(bench.here.home, 'leak.json'), 'utf8')) as { seal: string };
  expect(readFileSync(join(bench.here.home, 'leak.md'), 'utf8')).toContain(report.seal);
  expect((await verified(bench, '--head', report.seal)).anchor).toMatchObject({ checked: true });
});

it('refuses a key of the seals that somebody without the passphrase put into the store', async () => {
  const bench = await watched();
  const { sealed } = await verified(bench);
  const { Encrypter } = await import('age-encryption');
  const secrets = join(folderOf(bench), 'secrets');
  const encrypter = new Encrypter();
  encrypter.addRecipient(readFileSync(join(secrets, 'recipient.txt'), 'utf8').trim());
  const chain = sealed?.seal.split('-')[1] ?? '';
  const entry = { org: 'audit-trail', app: 'unused', key: chain, secret: 'ab'.repeat(32), savedAt: new Date(0) };
  const { pairFile } = await import('../../src/core/adapters/secret-store/age-folder.ts');
  const name = pairFile({ orgId: 'audit-trail', consumerKey: chain });
  expect(readdirSync(join(secrets, 'pairs'))).toContain(name);
  writeFileSync(join(secrets, 'pairs', name), await encrypter.encrypt(JSON.stringify(entry)));
  expect(await bench.call('history', 'verify')).toMatchObject({ stderr: expect.stringContaining('StoreDamaged') });
});
