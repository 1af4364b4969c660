import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { expect, it } from 'vitest';
import { openState } from '../../src/core/adapters/state/open-state.ts';
import { systemClock } from '../../src/core/adapters/system-clock.ts';
import { rotationLease } from '../../src/core/model/rotation-lease.ts';
import { call } from '../support/call.ts';
import { filesHolding } from '../support/files-holding.ts';
import { inProcess } from '../support/in-process.ts';
import { makeQuickStore, type Place, place } from '../support/keyturn.ts';
import { noAppSettings } from '../support/no-app-settings.ts';
import { tempFolder } from '../support/temp-folder.ts';

const erp = 'ERP_Bridge';

async function bench() {
  const made = await inProcess();
  const folder = tempFolder();
  const target = `file:${join(folder, 'erp.env')}`;
  await made.works('watch', erp, '--deliver', target);
  const identity = await generateX25519Identity();
  const [key, phrase] = [join(folder, 'key.txt'), join(folder, 'phrase')];
  writeFileSync(key, identity, { mode: 0o600 });
  writeFileSync(phrase, 'four unrelated CANARY words\n', { mode: 0o600 });
  return {
    ...made,
    target,
    folder,
    key,
    phrase,
    recipient: await identityToRecipient(identity),
    file: join(folder, 'all.age'),
  };
}

/** Another computer with the same practice org. */
async function elsewhere(from: Place): Promise<Place> {
  const there = place(join(tempFolder(), 'home'));
  mkdirSync(join(there.home, 'practice'), { recursive: true, mode: 0o700 });
  writeFileSync(join(there.home, 'practice', 'org.json'), readFileSync(join(from.home, 'practice', 'org.json')));
  await makeQuickStore(there);
  return there;
}

async function on(there: Place, ...args: readonly string[]) {
  const ran = await call(there, [...args, '--practice', '--json']);
  return JSON.parse(ran.stdout) as {
    status: number;
    name?: string;
    result: Record<string, unknown>;
    warnings: readonly string[];
  };
}

it('brings credentials to another computer, where nothing acts before a person confirms', async () => {
  const { works, call: here, here: home, file, folder, recipient, key, target } = await bench();
  const pair = await works('reveal', erp, '--unsafe-stdout');
  expect(await works('backup', file, '--for', recipient)).toMatchObject({
    ...{ path: file, apps: 1, keys: [recipient], settings: false, missing: [] },
  });
  expect(filesHolding(folder, String(pair.consumerSecret))).toEqual([]);
  expect((await here('history')).stdout).toContain(`Backup to ${file} started`);

  const there = await elsewhere(home);
  expect(await on(there, 'restore', file, '--identity', key)).toMatchObject({ name: 'AnswerMissing' });
  const plan = await on(there, 'restore', file, '--identity', key, '--dry-run');
  expect(plan.result).toMatchObject({
    dryRun: true,
    targets: [{ app: erp, target }],
    setAside: [],
  });
  expect(existsSync(join(there.home, 'practice-watch', 'state.db'))).toBe(false);
  const { result } = await on(there, 'restore', file, '--identity', key, '--yes');
  expect(result).toMatchObject({ dryRun: false, apps: [{ app: erp }], store: 'file', kept: [], missing: [] });
  // The trail goes on from its backup, and its seal, whose key is in the backup, still fits.
  const { chain } = await works('history', 'verify');
  const verified = { lines: 7, intact: true, chain, sealed: { line: 7, checked: true } };
  expect((await on(there, 'history', 'verify')).result).toMatchObject(verified);
  // What the consumer got since the backup is unknown.
  const { apps } = (await on(there, 'status')).result as { apps: { consumers: unknown }[] };
  expect(apps).toMatchObject([{ deliveries: [], consumers: [{ target, state: 'unknown', since: null }] }]);
  expect((await on(there, 'reveal', erp, '--unsafe-stdout')).result).toEqual(pair);
  expect(await on(there, 'rotate', erp, '--yes')).toMatchObject({ name: 'StateUnconfirmed' });
  expect(await on(there, 'setup')).toMatchObject({ name: 'StateUnconfirmed' });
  const drill = await on(there, 'emergency', erp, '--drill', '--confirm', erp);
  expect(drill).toMatchObject({ name: 'StateUnconfirmed' });
  expect(await on(there, 'setup', '--dry-run')).not.toMatchObject({ name: 'StateUnconfirmed' });
  expect(await on(there, 'restore', file, '--identity', key, '--yes')).toMatchObject({ name: 'RestoreOverState' });
  const again = await on(there, 'restore', file, '--identity', key, '--yes', '--replace');
  expect(again.result.setAside).toMatchObject([
    expect.stringContaining('state.db.replaced-'),
    expect.stringContaining('backups.replaced-'),
  ]);
  expect(readdirSync(join(there.home, 'practice-watch')).filter((name) => /\.tmp|^restoring/.test(name))).toEqual([]);
});

it('brings back an app that was decommissioned since as one that gets no token, and it can be decommissioned again', async () => {
  const { works, call: run, file, recipient, key } = await bench();
  await works('backup', file, '--for', recipient);
  const end = ['decommission', erp, '--confirm', erp, '--still-used-ok', '--yes'] as const;
  await works(...end);
  await works('restore', file, '--identity', key, '--replace', '--yes');
  expect((await run(...end)).stderr).toContain('StateUnconfirmed');
  expect((await run('doctor', '--confirm', '--yes')).stderr).toContain('OAuth is off for this app');
  expect(await works('status')).toMatchObject({ apps: [{ state: 'drifted' }] });
  await works('reveal', erp, '--unsafe-stdout');
  await works(...end);
  expect(await works('status')).toMatchObject({ apps: [] });
  expect((await run('reveal', erp, '--unsafe-stdout')).stderr).toContain('AppNotWatched');
});

it('replaces no state with which something works', async () => {
  const { works, call: run, here, file, recipient, key } = await bench();
  await works('backup', file, '--for', recipient);
  const folder = join(here.home, 'practice-watch');
  const state = await openState({ folder, clock: systemClock(), actor: 'x', appSettings: noAppSettings });
  const [app] = await state.apps.list();
  if (!app) throw new Error('no app');
  const lease = await state.leases.acquire(rotationLease(app));
  const restore = ['restore', file, '--identity', key, '--store', 'file', '--replace', '--yes'] as const;
  expect((await run(...restore)).stderr).toContain('AnotherAtWork');
  expect(readdirSync(folder).filter((name) => name.includes('replaced'))).toEqual([]);
  await lease.release();
  expect((await run(...restore)).code).toBe(0);
  await expect(state.leases.acquire(rotationLease(app))).rejects.toMatchObject({ code: 'StateReplaced' });
  state.close();
});

it('takes a passphrase from a private file, and refuses what protects nothing', async () => {
  const { works, here, file, folder, phrase, recipient, call: run } = await bench();
  expect((await run('backup', file, '--json')).stdout).toContain('AnswerMissing');
  expect((await run('backup', file, '--for', recipient, '--passphrase-file', phrase)).code).toBe(2);
  const open = join(folder, 'open');
  writeFileSync(open, 'four unrelated CANARY words', { mode: 0o644 });
  expect((await run('backup', file, '--passphrase-file', open, '--json')).stdout).toContain('PassphraseFileUnsafe');
  expect((await run('backup', file, '--for', 'AGE-SECRET-KEY-1QQ', '--json')).stdout).toContain('KeyIsPrivate');
  const many = await Promise.all(Array.from({ length: 21 }, generateX25519Identity));
  const keys = await Promise.all(many.map(identityToRecipient));
  expect((await run('backup', file, ...keys.flatMap((one) => ['--for', one]))).code).toBe(2);
  expect(existsSync(file)).toBe(false);
  expect(await works('backup', file, '--passphrase-file', phrase)).toMatchObject({ keys: [] });
  expect((await run('backup', file, '--passphrase-file', phrase, '--json')).stdout).toContain('FileExists');
  const there = await elsewhere(here);
  expect(await on(there, 'restore', file, '--yes')).toMatchObject({ name: 'BackupLocked', status: 3 });
  const wrong = join(folder, 'wrong');
  writeFileSync(wrong, 'four other words', { mode: 0o600 });
  expect(await on(there, 'restore', file, '--passphrase-file', wrong, '--yes')).toMatchObject({ name: 'BackupLocked' });
  expect(await on(there, 'restore', file, '--passphrase-file', phrase, '--yes')).toMatchObject({ status: 0 });
});

it('has nothing to back up where nothing is watched', async () => {
  const there = place(join(tempFolder(), 'home'));
  expect(await on(there, 'backup', join(there.home, 'x.age'), '--for', 'age1x')).toMatchObject({
    name: 'NothingToBackUp',
  });
});

it('is restored over a state in which nothing was recorded, without being asked to replace one', async () => {
  const { works, file, recipient, key } = await bench();
  await works('backup', file, '--for', recipient);
  const other = await inProcess();
  await other.works('status');
  await other.works('restore', file, '--identity', key, '--store', 'file', '--yes');
  expect(await other.works('status')).toMatchObject({ apps: [{ app: erp }] });
});

it('leaves no false alarm about seals when an older backup replaces a state, and a real cut stays visible', async () => {
  const { works, call: run, here, file, recipient, key } = await bench();
  await works('backup', file, '--for', recipient);
  const { sealed: early } = (await works('history', 'verify')) as { sealed: { line: number } };
  const path = join(here.home, 'practice-watch/state.db');
  await works('watch', 'Billing_Sync', '--deliver', 'manual:Billing');
  const { sealed: late } = (await works('history', 'verify')) as { sealed: { line: number } };
  expect(late.line).toBeGreaterThan(early.line);
  const plan = await works('restore', file, '--identity', key, '--store', 'file', '--replace', '--dry-run');
  expect(JSON.stringify(plan)).toContain('continues and seals the audit trail of the backup');
  await works('restore', file, '--identity', key, '--store', 'file', '--replace', '--yes');
  const restored = { sealedBefore: late.line };
  expect(await works('history', 'verify')).toMatchObject({ intact: true, restored });
  expect((await run('history', 'verify')).stdout).toContain(`was sealed up to entry ${late.line}`);
  const older = join(here.home, 'older.db');
  const database = new DatabaseSync(path);
  database.exec(`VACUUM INTO '${older}'`);
  database.close();
  await works('doctor', '--confirm', '--yes');
  const { sealed } = (await works('history', 'verify')) as { sealed: { line: number } };
  expect(sealed.line).toBeGreaterThan(early.line);
  // Who has only the state file puts an older copy back.
  for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
  renameSync(older, path);
  expect((await run('history', 'verify')).stderr).toContain('SealBroken');
});

it('makes no secret store that only the audit trail names', async () => {
  const { home, env } = place(join(tempFolder(), 'home'));
  // Sealing the audit trail would make the chosen one.
  const there = { home, env: { KEYTURN_HOME: home, KEYTURN_PASSPHRASE_FILE: env.KEYTURN_PASSPHRASE_FILE } };
  const folder = join(home, 'practice-watch');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const state = await openState({ folder, clock: systemClock(), actor: 'x', appSettings: noAppSettings });
  const line = { intent: '1', orgId: '00D000000000001AAA', org: 'acme', app: 'Old', action: 'save-pair' } as const;
  await state.journal.append({ ...line, event: 'intended', detail: { consumerKey: 'key-old', store: 'file' } });
  state.close();
  const recipient = await identityToRecipient(await generateX25519Identity());
  const done = await on(there, 'backup', join(home, '..', 'all.age'), '--for', recipient);
  expect(done).toMatchObject({ status: 0, result: { secrets: 0, missing: [] } });
  expect(existsSync(join(folder, 'secrets'))).toBe(false);
});
