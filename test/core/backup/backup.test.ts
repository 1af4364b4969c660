import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { describe, expect, it } from 'vitest';
import { hadState } from '../../../src/core/adapters/state/set-aside.ts';
import { backUp } from '../../../src/core/backup/back-up.ts';
import { sealKeys } from '../../../src/core/model/seal.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import type { SecretStore } from '../../../src/core/ports/ports.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { channelSecrets } from '../../../src/core/reminders/channel-route.ts';
import { restoreSections } from '../../../src/core/words/backup.ts';
import { filesHolding } from '../../support/files-holding.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import {
  backedUp,
  filesIn,
  orgId,
  phrase,
  restoreInto,
  settingsText,
  stateIn,
  storeWith,
  withDamaged,
} from './backup-bench.ts';

function newHome(): string {
  const home = join(tempFolder(), 'new');
  mkdirSync(home, { mode: 0o700 });
  return home;
}

const whole = { 'key-now': 'CANARY-now', 'key-new': 'CANARY-new', ops: 'CANARY-ops' };

describe('a backup', () => {
  it('brings state, settings and secrets to another computer, and no secret anywhere else', async () => {
    const made = await backedUp();
    expect(made.written).toMatchObject({ apps: 1, secrets: 3, missing: [], hasSettings: true });
    expect(statSync(made.path).mode & 0o777).toBe(0o600);
    const home = newHome();
    const { store, entries } = storeWith({});
    const { plan, done } = await restoreInto(home, { path: made.path, store });
    expect(plan.targets).toEqual([{ app: 'ERP', target: { kind: 'exec', name: '/opt/erp' } }]);
    expect(plan.settings?.channels).toEqual([{ name: 'pager', type: 'command', to: '/opt/pager' }]);
    expect(plan.settings?.environment).toEqual([{ program: '/opt/erp', variables: ['SSH_AUTH_SOCK'] }]);
    expect(restoreSections(plan).flatMap(({ lines }) => lines)).toContain(
      '/opt/erp gets these variables of this computer: SSH_AUTH_SOCK',
    );
    expect(done).toEqual({ setAside: [], secrets: 3, differing: [] });
    expect([...entries.values()].map((text) => JSON.parse(text).secret).sort()).toEqual(Object.values(whole).sort());
    expect(readFileSync(join(home, 'config.json5'), 'utf8')).toBe(settingsText);
    expect([filesHolding(made.folder, 'CANARY'), filesHolding(home, 'CANARY')]).toEqual([[], []]);
    expect(readdirSync(home).sort()).toEqual(['config.json5', 'state.db']);
    expect(statSync(join(home, 'state.db')).mode & 0o777).toBe(0o600);
  });

  it('becomes a state that must be confirmed, knows where its secrets are, and nothing of what consumers have', async () => {
    const made = await backedUp();
    const home = newHome();
    await restoreInto(home, { path: made.path, store: storeWith({}).store });
    const state = await stateIn(home);
    expect(state.installation.unconfirmed()).toBe('restored');
    const [app] = await state.apps.list();
    expect(app?.store).toEqual({ kind: 'file', reference: 'file key-now' });
    expect(app?.consumers).toMatchObject([{ test: null, last: null }]);
    expect(await state.rotations.unfinished()).toMatchObject([{ deliveries: [{ status: 'pending', at: null }] }]);
    expect(await state.channelSecrets.find('ops')).toBe('file');
    const trail = (await state.journal.list()).map(({ action, detail }) => [action, detail]);
    expect(trail).toEqual([
      ['back-up', { to: made.path, secrets: 3 }],
      ['restore', { from: '2027-01-04T09:00:00.000Z', secrets: 3, store: 'file' }],
    ]);
    await state.journal.verify();
  });

  it('names a secret that the state needs and the store has lost', async () => {
    const made = await backedUp();
    const home = newHome();
    const { store, ready } = storeWith({});
    await ready;
    const [app] = await made.state.apps.list();
    if (!app) throw new Error('no app');
    await made.state.apps.save({ ...app, consumerKey: 'key-lost' });
    expect(await made.again(true)).toMatchObject({ missing: [{ app: 'ERP', consumerKey: 'key-lost' }] });
    const { plan } = await restoreInto(home, { path: made.path, store });
    expect(plan.missing).toMatchObject([{ app: 'ERP', consumerKey: 'key-lost' }]);
  });

  it.each([
    ['key-now', true],
    ['key-new', false],
  ])('lacks a damaged entry, and names it: %s', async (key, isNeeded) => {
    const made = await backedUp();
    const entry = { app: 'ERP', consumerKey: key };
    const done = await made.again(true, withDamaged(made.store, key));
    expect(done).toMatchObject({ secrets: 2, damaged: [entry], missing: isNeeded ? [entry] : [] });
    expect((await restoreInto(newHome(), { path: made.path, store: storeWith({}).store })).done.secrets).toBe(2);
  });

  it('has what was saved before the state named it, and a restore brings that back', async () => {
    const made = await backedUp();
    const put = (org: string, consumerKey: string) =>
      made.store.put({ orgId: org, app: 'ERP', consumerKey, consumerSecret: new Secret('CANARY-early'), savedAt: 1 });
    // A staging that was interrupted, a channel's secret, the key of an earlier trail, and entries of another folder.
    await put(orgId, 'key-early');
    await put(channelSecrets, 'pager');
    await put(sealKeys, 'earlier');
    await put(orgId, 'key-of-others');
    await put('00D000000000009AAA', 'key-of-an-unknown-org');
    const store: SecretStore = {
      ...made.store,
      owns: async (org, key) => key !== 'key-of-others' && made.store.owns(org, key),
    };
    expect(await made.again(true, store)).toMatchObject({ secrets: 7, missing: [], unreadable: [], unopened: [] });
    const { store: empty, entries } = storeWith({});
    const { done } = await restoreInto(newHome(), { path: made.path, store: empty });
    expect(done.secrets).toBe(6);
    expect([...entries.keys()].map((key) => key.slice(key.lastIndexOf('/') + 1)).sort()).toEqual([
      'earlier',
      'key-early',
      'key-new',
      'key-now',
      'ops',
      'pager',
    ]);
  });

  it('has the credentials of a first setup that was interrupted, and does without a store that does not open', async () => {
    const home = newHome();
    const state = await stateIn(home);
    const line = { intent: '1', orgId, org: 'acme', app: 'New', action: 'save-pair' } as const;
    const detail = { consumerKey: 'key-first', store: 'file' };
    await state.journal.append({ ...line, event: 'intended', detail });
    const { store, ready } = storeWith({ 'key-first': 'CANARY-first' });
    await ready;
    const wanted = { state, files: filesIn(home), lock: phrase, mayReplace: true, path: join(home, 'all.age') };
    expect(await backUp({ ...wanted, openStore: async () => store })).toMatchObject({ secrets: 1, unopened: [] });
    const locked = async () => {
      throw reason('KeychainUnavailable', { problem: 'it is locked', cure: 'Unlock it.' });
    };
    expect(await backUp({ ...wanted, openStore: locked })).toMatchObject({
      secrets: 0,
      unopened: [{ kind: 'file', error: { code: 'KeychainUnavailable' } }],
    });
  });

  it('names entries that nobody knows and that can not be read', async () => {
    const made = await backedUp();
    const error = reason('StoreDamaged', { path: 'x.age', problem: 'cut off', folder: null });
    const entries: SecretStore['entries'] = async (onDamaged) => {
      onDamaged?.(error);
      return made.store.entries();
    };
    expect(await made.again(true, { ...made.store, entries })).toMatchObject({ secrets: 3, unreadable: [error] });
  });

  it('lacks nothing that another store has, such as after an interrupted move', async () => {
    const made = await backedUp();
    const [app] = await made.state.apps.list();
    if (!app) throw new Error('no app');
    await made.state.apps.save({ ...app, consumerKey: 'key-moved' });
    const line = { intent: '1', orgId, org: 'acme', app: 'Other', action: 'save-pair', event: 'intended' } as const;
    await made.state.journal.append({ ...line, detail: { consumerKey: 'key-other', store: 'file' } });
    const { store: file, ready } = storeWith({ 'key-moved': 'CANARY-moved' });
    await ready;
    const openStore = async (kind: SecretStore['kind']) => (kind === 'file' ? file : made.store);
    const wanted = { state: made.state, files: filesIn(made.home), lock: phrase, mayReplace: true, path: made.path };
    for (const from of [made.store, withDamaged(made.store, 'key-moved')]) {
      const done = await backUp({ ...wanted, openStore: async (kind) => (kind === 'file' ? file : from) });
      expect(done).toMatchObject({ secrets: 4, missing: [], damaged: [], kept: null });
    }
    const asked: unknown[] = [];
    const none = await backUp({
      ...wanted,
      openStore: async (kind, isNeeded) => {
        asked.push([kind, isNeeded]);
        return isNeeded ? openStore(kind) : null;
      },
    });
    expect(asked).toEqual([
      ['keychain', true],
      ['file', false],
    ]);
    expect(none).toMatchObject({ secrets: 3, missing: [{ consumerKey: 'key-moved' }], unopened: [] });
  });

  it('keeps the one that it replaces if it lacks secrets, and replaces none once seven are kept', async () => {
    const made = await backedUp();
    expect(await made.again(true)).toMatchObject({ kept: null });
    const whole = readFileSync(made.path);
    const kept: (string | null)[] = [];
    for (let night = 1; night <= 7; night += 1)
      kept.push((await made.again(true, withDamaged(made.store, 'key-new'))).kept);
    const names = Array.from({ length: 7 }, (_, at) => `${made.path}.earlier-${at + 1}`);
    expect(kept).toEqual(names);
    const last = readFileSync(made.path);
    const told: unknown[] = [];
    const eighth = made.again(true, withDamaged(made.store, 'key-now'), (found) => told.push(found));
    await expect(eighth).rejects.toMatchObject({
      ...{ code: 'FileNotWritten', exitCode: 2 },
      message: expect.stringContaining('7 earlier ones are already kept'),
      actions: [expect.stringContaining(`${made.path}.earlier-1`)],
    });
    expect(told).toMatchObject([{ damaged: [{ consumerKey: 'key-now' }] }]);
    expect(readFileSync(made.path)).toEqual(last);
    expect(readdirSync(made.folder).filter((name) => name.includes('.tmp'))).toEqual([]);
    // One that lacks nothing replaces it, and one that has another name replaces none.
    expect(await made.again(true)).toMatchObject({ kept: null });
    rmSync(made.path);
    expect(await made.again(true, withDamaged(made.store, 'key-new'))).toMatchObject({ kept: null });
    expect(readFileSync(`${made.path}.earlier-1`)).toEqual(whole);
    const { done } = await restoreInto(newHome(), { path: `${made.path}.earlier-1`, store: storeWith({}).store });
    expect(done.secrets).toBe(3);
  });

  it('is refused before anything is written if a restore would refuse it', async () => {
    const made = await backedUp();
    const lines = (await made.state.journal.list()).length;
    const long = 'x'.repeat(1_000_000);
    const entries = Array.from({ length: 30 }, (_, at) => ({ orgId, consumerKey: `key-${at}` }));
    const many: SecretStore = {
      ...made.store,
      entries: async () => entries,
      owns: async () => true,
      get: async (org, consumerKey) =>
        (await made.store.get(org, consumerKey)) ?? {
          orgId: org,
          app: 'ERP',
          consumerKey,
          consumerSecret: new Secret(long),
          savedAt: 1,
        },
    };
    await expect(made.again(true, many)).rejects.toMatchObject({
      ...{ code: 'FileNotWritten', exitCode: 2 },
      message: expect.stringMatching(
        /its 34 secrets would take 31\.0 MB, and `keyturn restore` reads at most 20\.0 MB/,
      ),
    });
    expect(readFileSync(made.path)).toEqual(made.content);
    expect(await made.state.journal.list()).toHaveLength(lines);
    expect(readdirSync(made.home).filter((name) => name.includes('.tmp'))).toEqual([]);
  });

  it('replaces an earlier backup only if asked to, and nothing else at all', async () => {
    const made = await backedUp();
    await expect(made.again(false)).rejects.toMatchObject({ code: 'FileExists' });
    expect(readFileSync(made.path)).toEqual(made.content);
    writeFileSync(`${made.path}.4194305-00c0ffee.tmp`, 'of a killed process');
    writeFileSync(join(made.folder, 'other.4194305-00c0ffee.tmp'), 'of another program');
    await made.again(true);
    expect(readFileSync(made.path)).not.toEqual(made.content);
    rmSync(join(made.folder, 'other.4194305-00c0ffee.tmp'));
    const files = filesIn(made.home);
    const other = join(made.folder, 'letter.txt');
    writeFileSync(other, 'Dear Ana');
    symlinkSync(made.path, join(made.folder, 'link'));
    execFileSync('mkfifo', [join(made.folder, 'pipe')]);
    for (const name of ['letter.txt', 'link', 'pipe', 'home', join('home', 'state.db')])
      await expect(files.refuseTarget(join(made.folder, name), true)).rejects.toMatchObject({ code: 'FileNotWritten' });
    expect(readdirSync(made.folder).sort()).toEqual(['home', 'keyturn.age', 'letter.txt', 'link', 'pipe']);
  });

  it('is opened by the private key of any of its keys, and by no other', async () => {
    const [ours, others] = [await generateX25519Identity(), await generateX25519Identity()];
    const made = await backedUp({ kind: 'keys', keys: [await identityToRecipient(ours)] });
    const [good, bad, open] = ['good', 'bad', 'open'].map((name) => join(made.folder, name));
    writeFileSync(good ?? '', `# key\n${ours}\n`, { mode: 0o600 });
    writeFileSync(bad ?? '', others, { mode: 0o600 });
    writeFileSync(open ?? '', ours, { mode: 0o644 });
    const files = filesIn(newHome());
    const opening = (path = '') => files.open(made.path, { kind: 'identity', path });
    await expect(opening(bad)).rejects.toMatchObject({ code: 'BackupLocked' });
    await expect(opening(open)).rejects.toMatchObject({ code: 'IdentityUnusable' });
    await expect(files.open(made.path, phrase)).rejects.toMatchObject({ code: 'BackupLocked' });
    expect(await files.lockOf(made.path)).toBe('keys');
    const backup = await opening(good);
    expect(backup.secrets).toHaveLength(3);
    await backup.close();
  });
});

describe('a restore', () => {
  it('refuses a folder that has a state or other settings, and keeps both under new names if asked to', async () => {
    const made = await backedUp();
    const home = newHome();
    const before = await stateIn(home);
    await before.handOverCodes.end({ rotation: 'x', target: 'y' }, 'void');
    await before.journal.append({
      ...{ event: 'noted', action: 'watch', intent: '1', orgId: '', org: '', app: null, detail: {} },
    });
    before.close();
    writeFileSync(join(home, 'config.json5'), '{}');
    mkdirSync(join(home, 'backups'));
    const { store } = storeWith({});
    await expect(restoreInto(home, { path: made.path, store })).rejects.toMatchObject({ code: 'RestoreOverState' });
    expect(readdirSync(home).sort()).toEqual(['backups', 'config.json5', 'state.db']);
    const { done } = await restoreInto(home, { path: made.path, store, mayReplace: true });
    const instant = '2027-01-04T09-00-00-000Z';
    const kept = ['config.json5', 'state.db', 'backups'].map((name) => join(home, `${name}.replaced-${instant}`));
    expect(done.setAside).toEqual(kept);
    expect(readFileSync(kept[0] ?? '', 'utf8')).toBe('{}');
    const old = new DatabaseSync(kept[1] ?? '', { readOnly: true });
    expect(old.prepare('SELECT action FROM journal').all()).toEqual([{ action: 'watch' }]);
    old.close();
    expect((await (await stateIn(home)).apps.list()).map(({ app }) => app)).toEqual(['ERP']);
  });

  it('keeps a secret that the store already has, and names it', async () => {
    const made = await backedUp();
    const { store, entries, ready } = storeWith({ 'key-now': 'CANARY-other', 'key-new': 'CANARY-new' });
    await ready;
    const { plan, done } = await restoreInto(newHome(), { path: made.path, store });
    expect(plan.differing).toMatchObject([{ app: 'ERP', consumerKey: 'key-now' }]);
    expect(done).toMatchObject({ secrets: 2, differing: [{ app: 'ERP', consumerKey: 'key-now' }] });
    expect(entries.get([...entries.keys()].find((key) => key.endsWith('key-now')) ?? '')).toContain('CANARY-other');
  });

  it('replaces a damaged entry of the store, and says so before', async () => {
    const made = await backedUp();
    const { store, entries, ready } = storeWith({ ...whole, 'key-now': 'CANARY-other' });
    await ready;
    const damaged = withDamaged(store, 'key-now');
    const { plan, done } = await restoreInto(newHome(), { path: made.path, store: damaged });
    expect(plan).toMatchObject({ damaged: [{ app: 'ERP', consumerKey: 'key-now' }], differing: [] });
    expect(restoreSections(plan).flatMap(({ lines }) => lines)).toContain(
      "replaces the entry of ERP's credentials key-now in the secret store, which can't be read, and keeps it under a new name",
    );
    expect(done).toMatchObject({ secrets: 3, differing: [] });
    expect([...entries.values()].map((text) => JSON.parse(text).secret).sort()).toEqual(Object.values(whole).sort());
  });

  it('finds a wrong passphrase, and every change of the file, before anything is written', async () => {
    const made = await backedUp();
    const home = newHome();
    const files = filesIn(home);
    const wrong = { kind: 'passphrase', passphrase: new Secret('another passphrase') } as const;
    await expect(files.open(made.path, wrong)).rejects.toMatchObject({ code: 'BackupLocked', exitCode: 3 });
    const damaged = join(made.folder, 'damaged.age');
    const size = made.content.length;
    const step = Math.ceil(size / 23);
    for (let at = 0; at < size; at += step) {
      const flipped = Buffer.from(made.content);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      writeFileSync(damaged, flipped);
      await expect(files.open(damaged, phrase)).rejects.toMatchObject({
        code: expect.stringMatching(/^Backup(Unreadable|Locked)$/),
      });
      writeFileSync(damaged, made.content);
      truncateSync(damaged, at);
      await expect(files.open(damaged, phrase)).rejects.toMatchObject({ code: 'BackupUnreadable' });
    }
    writeFileSync(damaged, made.content);
    appendFileSync(damaged, 'x');
    await expect(files.open(damaged, phrase)).rejects.toMatchObject({ code: 'BackupUnreadable' });
    writeFileSync(damaged, '-> age\n');
    await expect(files.open(damaged, phrase)).rejects.toMatchObject({ code: 'BackupUnreadable' });
    execFileSync('mkfifo', [join(made.folder, 'pipe')]);
    for (const name of ['pipe', 'home', 'nowhere'])
      await expect(files.open(join(made.folder, name), phrase)).rejects.toMatchObject({ code: 'FileUnreadable' });
    expect(readdirSync(home)).toEqual([]);
  });

  it('refuses the wrong side of the wall between practice and real', async () => {
    const made = await backedUp(phrase, { isPractice: true });
    expect(made.written.hasSettings).toBe(false);
    await expect(filesIn(newHome()).open(made.path, phrase)).rejects.toMatchObject({ code: 'BackupElsewhere' });
    const backup = await filesIn(newHome(), true).open(made.path, phrase);
    expect(backup.settings).toBeNull();
    await backup.close();
  });
});

/** A backup as its maker could have forged it: anybody can encrypt. */
async function forged(content: Uint8Array): Promise<string> {
  const { agePassphrase } = await import('../../../src/core/adapters/secret-store/age-passphrase.ts');
  const encrypter = new Encrypter();
  encrypter.addRecipient(agePassphrase(phrase.passphrase, 2));
  const path = join(tempFolder(), 'forged.age');
  writeFileSync(path, await encrypter.encrypt(content));
  return path;
}

async function plainOf(content: Buffer): Promise<Buffer> {
  const { agePassphrase } = await import('../../../src/core/adapters/secret-store/age-passphrase.ts');
  const decrypter = new Decrypter();
  decrypter.addIdentity(agePassphrase(phrase.passphrase, 2));
  return Buffer.from(await decrypter.decrypt(content));
}

function partsOf(plain: Buffer) {
  const start = plain.indexOf('\n') + 1;
  const end = plain.indexOf('\n', start) + 1;
  const header = JSON.parse(plain.subarray(start, end).toString()) as Record<'settings' | 'secrets' | 'state', number>;
  const rest = plain.subarray(end);
  const state = rest.subarray(header.settings + header.secrets);
  return { header, before: rest.subarray(0, header.settings + header.secrets), state };
}

function joined(header: object, ...parts: readonly Uint8Array[]): Buffer {
  return Buffer.concat([Buffer.from(`keyturn backup 1\n${JSON.stringify(header)}\n`), ...parts]);
}

describe('a backup from somebody else', () => {
  it.each([
    ['a text', () => Buffer.from('hello')],
    ['nothing', () => Buffer.alloc(0)],
    ['a later format', () => Buffer.from('keyturn backup 2\n{}\n')],
    ['a header without an end', () => Buffer.from(`keyturn backup 1\n${'x'.repeat(100_000)}`)],
    ['no numbers', () => joined({ madeAt: 1, isPractice: false, settings: '1', secrets: 0, state: 0 })],
    ['negative sizes', () => joined({ madeAt: 1, isPractice: false, settings: -5, secrets: 0, state: 5 })],
    ['settings beyond any size', () => joined({ madeAt: 1, isPractice: false, settings: 2e9, secrets: 0, state: 0 })],
    ['a state beyond its end', () => joined({ madeAt: 1, isPractice: false, settings: 0, secrets: 0, state: 9e15 })],
    [
      'secrets that are none',
      () => joined({ madeAt: 1, isPractice: false, settings: 0, secrets: 2, state: 0 }, Buffer.from('x\n')),
    ],
    [
      'a state that is none',
      () => joined({ madeAt: 1, isPractice: false, settings: 0, secrets: 0, state: 4 }, Buffer.from('abcd')),
    ],
  ])('is refused with %s in it, and leaves nothing behind', async (_what, content) => {
    const home = newHome();
    const path = await forged(content());
    await expect(filesIn(home).open(path, phrase)).rejects.toMatchObject({ code: 'BackupUnreadable' });
    expect(readdirSync(home)).toEqual([]);
  });

  it.each([
    ['a trigger', 'CREATE TRIGGER more AFTER INSERT ON journal BEGIN DELETE FROM apps; END', 'BackupUnreadable'],
    ['a view', 'DROP TABLE drafts; CREATE VIEW drafts AS SELECT * FROM apps', 'BackupUnreadable'],
    ['another program', 'PRAGMA application_id = 7', 'BackupUnreadable'],
    ['a newer schema', 'PRAGMA user_version = 999', 'StateTooNew'],
  ])('is refused with a state with %s', async (_what, sql, code) => {
    const made = await backedUp();
    const { header, before, state } = partsOf(await plainOf(made.content));
    const changed = join(made.folder, 'changed.db');
    writeFileSync(changed, state);
    const database = new DatabaseSync(changed);
    database.exec(sql);
    database.close();
    const content = readFileSync(changed);
    const path = await forged(joined({ ...header, state: content.length }, before, content));
    const home = newHome();
    await expect(filesIn(home).open(path, phrase)).rejects.toMatchObject({ code });
    expect(readdirSync(home)).toEqual([]);
  });

  it('puts no secret of an org that its state does not know into the store', async () => {
    const made = await backedUp();
    const { header, before, state } = partsOf(await plainOf(made.content));
    const more = Buffer.from(
      `${JSON.stringify({ org: '../../x', app: 'X', key: 'k', secret: 'CANARY-x', savedAt: '2027-01-01T00:00:00Z' })}\n`,
    );
    const path = await forged(joined({ ...header, secrets: header.secrets + more.length }, before, more, state));
    const { store, entries } = storeWith({});
    await restoreInto(newHome(), { path, store });
    expect([...entries.values()].filter((text) => text.includes('CANARY-x'))).toEqual([]);
    expect(entries.size).toBe(3);
  });
});

it('never lets a command begin an empty state between the old one and the new one', () => {
  const home = newHome();
  writeFileSync(join(home, 'state.db.replaced-2027-01-04T09-00-00-000Z'), '');
  expect([hadState(home), existsSync(join(home, 'state.db'))]).toEqual([true, false]);
});
