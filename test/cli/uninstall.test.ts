import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Streams } from '../../src/cli/output.ts';
import { run } from '../../src/cli/run.ts';
import { pairFile } from '../../src/core/adapters/secret-store/age-folder.ts';
import { openState } from '../../src/core/adapters/state/open-state.ts';
import { systemClock } from '../../src/core/adapters/system-clock.ts';
import type { UninstallPlan } from '../../src/core/model/uninstall.ts';
import type { State } from '../../src/core/ports/ports.ts';
import { forgetKeychain } from '../../src/core/uninstall/forget-keychain.ts';
import { refuseNews, remainsOf } from '../../src/core/uninstall/what-stays.ts';
import { emergencyRun, rotation } from '../core/watch/rotations.ts';
import { watchedApp } from '../core/watch/watched-apps.ts';
import { expectPrinted } from '../support/documents.ts';
import { fakeSystemd } from '../support/fake-systemd.ts';
import { MemoryState } from '../support/memory-state.ts';
import { noAppSettings } from '../support/no-app-settings.ts';
import { practiceOrg } from '../support/practice-org.ts';
import { targets } from '../support/targets.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { witnessOf } from '../support/truth/witness.ts';

/** A computer with keyturn's folder, a service manager that is none, and a delivered file. */
function computer() {
  const folder = tempFolder();
  const home = join(folder, 'keyturn');
  const unit = join(folder, '.config/systemd/user/keyturn.service');
  const delivered = join(folder, 'erp.env');
  writeFileSync(delivered, 'SALESFORCE_CONSUMER_KEY=3MVG9key\n');
  const env = { ...fakeSystemd().env, HOME: folder, KEYTURN_HOME: home, KEYTURN_STORE: 'file' };
  const call = async (...args: readonly string[]) => {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    stdin.end();
    const witness = witnessOf(home, args);
    const code = await run(args, { version: '0', streams: { stdin, stdout, stderr } as unknown as Streams, env });
    const called = { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
    expectPrinted(args, called);
    witness.ended(called.stdout, called.stderr);
    return called;
  };
  const uninstall = async (...flags: readonly string[]) => {
    const { stdout } = await call('uninstall', ...flags, '--json');
    return JSON.parse(stdout) as {
      status: number;
      name?: string;
      message?: string;
      actions?: string[];
      result?: Record<string, unknown>;
      warnings?: string[];
    };
  };
  const stored = async (fill: (state: State) => Promise<unknown>) => {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    const init = { folder: home, clock: systemClock(), actor: 'tester', appSettings: noAppSettings };
    const state = await openState(init);
    await fill(state);
    state.close();
    mkdirSync(join(home, 'secrets', 'pairs'), { recursive: true, mode: 0o700 });
    writeFileSync(join(home, 'secrets', 'pairs', '0e.age'), 'sealed');
  };
  return { folder, home, unit, delivered, call, uninstall, stored };
}

const delivered = { status: 'delivered', at: 1, problem: null } as const;
const [target] = targets('file:/etc/erp.env');
if (!target) throw new Error('no target');

describe('keyturn uninstall', () => {
  it('finds nothing where nothing is, and makes nothing', async () => {
    const { folder, home, uninstall } = computer();
    const before = readdirSync(folder);
    expect(await uninstall('--dry-run')).toMatchObject({ status: 0, result: { home: null, service: null } });
    expect(await uninstall()).toMatchObject({ status: 0, result: { removed: { service: false, home: false } } });
    expect([readdirSync(folder), existsSync(home)]).toEqual([before, false]);
    expect((await uninstall('--practice')).name).toBe('UsageInvalid');
  });

  it('says what stays in which org, and keeps everything until each part is agreed to', async () => {
    const { home, delivered: file, call, uninstall, stored } = computer();
    await stored(async ({ apps, rotations }) => {
      await apps.save(watchedApp());
      await rotations.save(rotation({ stays: '3MVG9new', savedAt: 1, stagedProvedAt: 1 }));
    });
    const before = readdirSync(home, { recursive: true }).toSorted();
    const { stdout } = await call('uninstall', '--dry-run');
    expect(stdout).toMatch(/Billing_Sync in acme: unfinished rotation.*Finish it first: `keyturn resume Billing_Sync`/);
    expect(stdout).toMatch(/Acme Corp \(acme\): Billing_Sync\. Their settings, users and credentials stay/);
    expect(stdout).toMatch(
      /Billing_Sync: the staged credentials \(3MVG9new\)\. Export them: `keyturn reveal Billing_Sync --slot staged/,
    );
    expect(await uninstall('--dry-run')).toMatchObject({
      result: {
        apps: [{ app: 'Billing_Sync', unfinished: 'rotate', credentials: [{ onlyHere: true }, { onlyHere: true }] }],
      },
    });
    expect((await uninstall()).name).toBe('AnswerMissing');
    expect((await uninstall('--home')).name).toBe('UnfinishedWork');
    expect(await uninstall('--home', '--leave-unfinished')).toMatchObject({ status: 3, name: 'OnlyCopies' });
    // Reading the state for the comparison with the truth leaves SQLite's own files.
    const left = readdirSync(home, { recursive: true }).filter((name) => !/-(?:shm|wal)$/.test(String(name)));
    expect(left.toSorted()).toEqual(before);
    const all = ['--home', '--leave-unfinished', '--discard-credentials'];
    expect(await uninstall(...all)).toMatchObject({ status: 0, result: { removed: { home: true }, left: [] } });
    expect([existsSync(home), existsSync(file)]).toEqual([false, true]);
  });

  it('needs no agreement to credentials that a consumer has', async () => {
    const { home, uninstall, stored } = computer();
    await stored(async ({ apps }) => {
      const [consumer] = watchedApp({ deliveries: [target] }).consumers;
      if (consumer) await apps.save(watchedApp({ consumers: [{ ...consumer, last: delivered }] }));
    });
    const pairs = join(home, 'secrets', 'pairs');
    const { orgId, consumerKey } = watchedApp();
    renameSync(join(pairs, '0e.age'), join(pairs, pairFile({ orgId, consumerKey })));
    expect(await uninstall('--home')).toMatchObject({ status: 0 });
    expect(existsSync(home)).toBe(false);
  });

  it('asks for the secrets of apps that are no longer watched', async () => {
    const { home, call, uninstall, stored } = computer();
    await stored(async ({ apps }) => {
      await apps.save(watchedApp({ store: null }));
      await apps.remove(watchedApp());
    });
    expect((await call('uninstall', '--dry-run')).stdout).toContain(
      '1 secret of apps or channels that keyturn no longer knows',
    );
    expect(await uninstall('--home')).toMatchObject({
      name: 'OnlyCopies',
      message: expect.stringContaining('1 secret of apps or channels'),
    });
    expect(existsSync(join(home, 'secrets', 'pairs', '0e.age'))).toBe(true);
  });

  it('says what keyturn turned off, and never that integrations work', async () => {
    const { call, stored } = computer();
    const executionUser = { id: '005000000000001AAA', username: 'erp@acme.example' };
    const containment = {
      by: 'freeze',
      wasSo: false,
      intendedAt: 1,
      containedAt: 1,
      provedAt: 1,
      openedAt: null,
    } as const;
    await stored(async ({ apps, rotations }) => {
      await apps.save(watchedApp({ executionUser }));
      await apps.save(watchedApp({ app: 'Other', consumerId: '888000000000002AAA', executionUser }));
      await rotations.save(rotation({ kind: 'emergency', emergency: emergencyRun({ containment }) }));
    });
    const { stdout } = await call('uninstall', '--dry-run');
    expect(stdout).toContain('The execution user is frozen: neither the integration nor anyone');
    expect(stdout).toContain(
      'Other in acme: keyturn froze the execution user of Other because of the emergency of Billing_Sync',
    );
    expect(stdout).not.toContain('working');
  });

  it('names apps whose OAuth an abandoned emergency left off', async () => {
    const { call, uninstall, stored } = computer();
    const containment = {
      by: 'flow',
      wasSo: false,
      intendedAt: 1,
      containedAt: 1,
      provedAt: null,
      openedAt: null,
    } as const;
    const fields = { kind: 'emergency', rotatedAt: null, endedAt: null } as const;
    const end = { finishedAt: 2, outcome: 'replaced' } as const;
    await stored(async ({ rotations }) => {
      await rotations.save(rotation({ ...fields, ...end, emergency: emergencyRun({ containment }) }));
    });
    const { stdout } = await call('uninstall', '--dry-run');
    expect(stdout).toMatch(
      /only this folder knows:\n {2}■ Billing_Sync in acme: keyturn turned OAuth off for Billing_Sync/,
    );
    expect(stdout).toContain('Billing_Sync ▸ Policies ▸ enable the app and its OAuth plugin');
    const leftOff = [{ org: 'acme', app: 'Billing_Sync', what: 'flow', certain: true }];
    expect((await uninstall('--dry-run')).result).toMatchObject({ leftOff });
    await stored(async ({ apps }) => void (await apps.save(watchedApp({ store: null }))));
    expect((await uninstall('--dry-run')).result).toMatchObject({ leftOff: [] });
  });

  it('copies the folder first, and compares it', async () => {
    const { folder, home, uninstall, stored } = computer();
    await stored(({ apps }) => apps.save(watchedApp()));
    writeFileSync(join(home, 'config.json5'), '{}');
    const backup = join(folder, 'backup');
    expect((await uninstall('--home', '--backup', join(home, 'inside'))).name).toBe('FileNotWritten');
    expect((await uninstall('--home', '--backup', folder)).name).toBe('FileExists');
    expect(existsSync(join(home, 'state.db'))).toBe(true);
    expect(await uninstall('--home', '--backup', backup)).toMatchObject({ status: 0, result: { backup } });
    expect([existsSync(home), statSync(backup).mode & 0o777]).toEqual([false, 0o700]);
    expect(readFileSync(join(backup, 'secrets', 'pairs', '0e.age'), 'utf8')).toBe('sealed');
    const init = { folder: backup, clock: systemClock(), actor: 'tester', appSettings: noAppSettings };
    const state = await openState(init);
    expect(await state.apps.list()).toMatchObject([{ app: 'Billing_Sync' }]);
    state.close();
  });

  it("leaves what isn't keyturn's, and what a link leads to", async () => {
    const { folder, home, uninstall, stored } = computer();
    await stored(async () => undefined);
    const outside = join(folder, 'reports');
    mkdirSync(outside);
    writeFileSync(join(outside, 'one.md'), 'kept');
    symlinkSync(outside, join(home, 'incidents'));
    for (const name of ['notes.txt', 'config.json5.mine']) writeFileSync(join(home, name), 'mine');
    const { result } = await uninstall('--home', '--discard-credentials');
    expect(result?.left).toEqual(['config.json5.mine', 'notes.txt']);
    expect(readdirSync(home).toSorted()).toEqual(['config.json5.mine', 'notes.txt']);
    expect(readFileSync(join(outside, 'one.md'), 'utf8')).toBe('kept');
  });

  it("leaves what isn't keyturn's in keyturn's own folders, and names it", async () => {
    const { home, call, uninstall, stored } = computer();
    await stored(async () => undefined);
    const practice = join(home, 'practice-watch');
    mkdirSync(join(practice, 'secrets'), { recursive: true, mode: 0o700 });
    for (const name of ['incidents', 'backups']) mkdirSync(join(home, name), { mode: 0o700 });
    const mine = [
      'backups/mine.age',
      'incidents/notes.md',
      'practice-watch/notes.md',
      'practice-watch/secrets/export.env',
      'practice/orgs/second/notes.md',
      'secrets/mine',
    ];
    mkdirSync(join(home, 'secrets', 'mine'));
    writeFileSync(join(home, 'secrets', 'mine', 'deep.txt'), 'mine');
    const second = join(home, 'practice', 'orgs', 'second');
    mkdirSync(second, { recursive: true });
    writeFileSync(join(second, 'org.json'), '{}');
    for (const path of mine.slice(0, 5)) writeFileSync(join(home, path), 'mine');
    const { stdout } = await call('uninstall', '--dry-run');
    for (const path of mine) expect(stdout).toContain(path);
    const { result } = await uninstall('--home', '--discard-credentials');
    expect([...((result?.left ?? []) as string[])].toSorted()).toEqual(mine);
    expect(readdirSync(home).toSorted()).toEqual(['backups', 'incidents', 'practice', 'practice-watch', 'secrets']);
    expect(readdirSync(second)).toEqual(['notes.md']);
    expect(readFileSync(join(home, 'secrets', 'mine', 'deep.txt'), 'utf8')).toBe('mine');
    expect(await uninstall('--home')).toMatchObject({ status: 0, result: { left: expect.anything() } });
  });

  it('says that entries stay in a keychain that can not be used', async () => {
    const { home, uninstall, stored } = computer();
    const inKeychain = watchedApp({ store: { kind: 'keychain', reference: '' } });
    await stored(({ apps }) => apps.save(inKeychain));
    const practice = join(home, 'practice-watch');
    mkdirSync(practice);
    const init = { folder: practice, clock: systemClock(), actor: 'tester', appSettings: noAppSettings };
    const state = await openState(init);
    await state.apps.save(inKeychain);
    state.close();
    // A copy of the folder has no secret of the keychain.
    expect((await uninstall('--home', '--backup', `${home}-copy`)).name).toBe('OnlyCopies');
    const { result, warnings } = await uninstall('--home', '--discard-credentials');
    expect(warnings).toEqual([
      expect.stringContaining('(service keyturn).'),
      expect.stringContaining('(service keyturn-practice).'),
    ]);
    expect([result?.removed, existsSync(home)]).toEqual([{ service: false, home: true, keychain: 0 }, false]);
  });

  it('knows every file that commands make', async () => {
    const { home, call, uninstall } = computer();
    for (const line of [
      'config set timeZone Europe/Berlin',
      'status --debug',
      'doctor',
      'daemon --once',
      'status --practice',
    ]) {
      await call(...line.split(' '));
    }
    expect(readdirSync(home).length).toBeGreaterThan(3);
    const { result } = await uninstall('--home', '--discard-credentials');
    expect([result?.left, existsSync(home)]).toEqual([[], false]);
  });

  it('works with broken settings and a broken state, which it never takes for an empty one', async () => {
    const { home, uninstall, stored } = computer();
    await stored(({ apps }) => apps.save(watchedApp()));
    writeFileSync(join(home, 'config.json5'), '{ broken');
    writeFileSync(join(home, 'state.db'), 'not a database, and longer than its header would be'.repeat(20));
    for (let round = 0; round < 2; round += 1) {
      const { name, message } = await uninstall('--home');
      expect([round, name, message]).toEqual([round, 'OnlyCopies', expect.stringContaining('can no longer name')]);
    }
    expect(await uninstall('--home', '--discard-credentials')).toMatchObject({ status: 0 });
    expect(existsSync(home)).toBe(false);
  });

  it('removes the service first, which would make a new folder', async () => {
    const { home, unit, call, uninstall, stored } = computer();
    await stored(async () => undefined);
    const passphrase = join(home, '..', 'passphrase');
    writeFileSync(passphrase, 'correct horse battery staple', { mode: 0o600 });
    expect((await call('daemon', 'install', '--passphrase-file', passphrase)).code).toBe(0);
    expect(existsSync(unit)).toBe(true);
    expect(await uninstall('--home', '--discard-credentials')).toMatchObject({ name: 'AnswerMissing' });
    const { stdout } = await call('uninstall', '--service');
    expect(stdout).toContain(`keyturn's folder stays: ${home}`);
    expect([existsSync(unit), existsSync(home), existsSync(passphrase)]).toEqual([false, true, true]);
  });

  it('waits for the daemon and for running work', async () => {
    const { home, uninstall, stored } = computer();
    await stored(async () => undefined);
    const state = await openState({ folder: home, clock: systemClock(), actor: 'tester', appSettings: noAppSettings });
    const lease = await state.leases.acquire('daemon', 'the daemon');
    const refused = await uninstall('--home', '--discard-credentials');
    expect(refused).toMatchObject({ status: 75, name: 'AnotherAtWork' });
    expect(refused.actions?.[0]).toContain(`kill ${process.pid}`);
    await lease.release();
    state.close();
    expect(existsSync(join(home, 'state.db'))).toBe(true);
  });

  it.each([
    ['the daemon', 'daemon', [expect.stringContaining(`kill ${process.pid}`)]],
    ['running work', 'rotation 00D 888', [expect.stringContaining('when that process has finished')]],
  ])('waits for %s of the practice org, too', async (_, name, actions) => {
    const { home, uninstall, stored } = computer();
    await stored(async () => undefined);
    const practice = join(home, 'practice-watch');
    mkdirSync(practice, { mode: 0o700 });
    const init = { folder: practice, clock: systemClock(), actor: 'tester', appSettings: noAppSettings };
    const state = await openState(init);
    const lease = await state.leases.acquire(name);
    for (const isReal of [true, false]) {
      if (!isReal) rmSync(join(home, 'state.db'));
      expect(await uninstall('--home', '--discard-credentials')).toMatchObject({
        status: 75,
        name: 'AnotherAtWork',
        message: expect.stringContaining(`process ${process.pid}`),
        actions,
      });
    }
    expect(existsSync(join(practice, 'state.db'))).toBe(true);
    await lease.release();
    state.close();
    expect(await uninstall('--home', '--discard-credentials')).toMatchObject({ status: 0 });
    expect(existsSync(home)).toBe(false);
  });
});

it('names a setup that is not finished, and keeps the folder that knows of it', async () => {
  const { home, call, uninstall, stored } = computer();
  const command = 'setup --app ERP --yes';
  const entry = { orgId: '00D', org: 'acme', app: 'ERP', intent: 'one', detail: { user: 'svc@acme', command } };
  await stored(({ journal }) => journal.append({ ...entry, event: 'intended', action: 'set-up' }));
  const { stdout } = await call('uninstall', '--dry-run');
  expect(stdout).toMatch(/The setup of ERP in acme isn't finished.*`keyturn setup --app ERP --yes`/);
  expect(await uninstall('--home')).toMatchObject({
    name: 'UnfinishedWork',
    message: expect.stringContaining('the setup of ERP in acme'),
  });
  const { result } = await uninstall('--home', '--leave-unfinished', '--discard-credentials');
  expect([result?.setups, existsSync(home)]).toEqual([
    [{ org: 'acme', app: 'ERP', command: `keyturn ${command}` }],
    false,
  ]);
});

it('refuses what has come up since the plan was shown', async () => {
  const state = new MemoryState().open(systemClock());
  await state.apps.save(watchedApp());
  const planned = async (): Promise<UninstallPlan> => ({
    service: null,
    home: null,
    remains: await remainsOf(state),
    problem: null,
    strays: 0,
  });
  const shown = await planned();
  refuseNews(shown, await planned());
  expect(() => refuseNews(shown, { ...shown, strays: 1 })).toThrow(/1 secret of apps or channels/);
  await state.rotations.save(rotation({ stays: '3MVG9new', savedAt: 1, stagedProvedAt: 1 }));
  const now = await planned();
  expect(() => refuseNews(shown, now)).toThrow(/Billing_Sync in acme/);
});

it("removes only the entries from the keychain that this folder's state names", async () => {
  const state = new MemoryState().open(systemClock());
  const [app] = await Promise.all([
    state.apps.save(watchedApp({ store: { kind: 'keychain', reference: '' } })),
    state.channelSecrets.save('ops', 'keychain'),
  ]);
  await state.rotations.save(rotation({ ends: app.consumerKey, stays: '3MVG9new', savedAt: 1 }));
  // Another folder of the same user watches the same app, and staged credentials that exist only in this entry.
  const theirs = `${app.orgId} 3MVG9theirs`;
  const far = `00D000000000002AAA ${app.consumerKey}`;
  const entries = new Set([
    `${app.orgId} ${app.consumerKey}`,
    `${app.orgId} 3MVG9new`,
    theirs,
    far,
    'channel ops',
    'channel theirs',
  ]);
  const keychain = {
    entries: async () =>
      [...entries].map((name) => name.split(' ')).map(([orgId, consumerKey]) => ({ orgId, consumerKey })),
    get: async () => ({ app: app.app }),
    owns: async () => false,
    remove: async (orgId: string, key: string) => entries.delete(`${orgId} ${key}`),
  };
  expect(await forgetKeychain(keychain as never, await remainsOf(state))).toEqual({
    removed: 3,
    shared: 0,
    unknown: 1,
  });
  expect([...entries]).toEqual([theirs, far, 'channel theirs']);
});

it('names the process that runs the practice org, and removes nothing before that has ended', async () => {
  const { home, unit, call, uninstall, stored } = computer();
  await stored(async () => undefined);
  const passphrase = join(home, '..', 'pass');
  writeFileSync(passphrase, 'four unrelated words here', { mode: 0o600 });
  expect((await call('daemon', 'install', '--passphrase-file', passphrase)).code).toBe(0);
  const org = await practiceOrg({ home, env: {} });
  const refused = await uninstall('--home', '--service', '--discard-credentials');
  expect(refused).toMatchObject({
    status: 1,
    name: 'PracticeOrgRunning',
    actions: expect.arrayContaining([expect.stringContaining(`kill ${org.pid}`)]),
  });
  expect([existsSync(home), existsSync(unit)]).toEqual([true, true]);
  await org.close();
  expect((await uninstall('--home', '--service', '--discard-credentials')).status).toBe(0);
});

it('counts the reports of the practice org, too', async () => {
  const { home, call } = computer();
  for (const folder of [join(home, 'incidents'), join(home, 'practice-watch', 'incidents')]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, '6f1c9a52-1b0e-4c7e-9a57-1f2f3a4b5c6d.md'), '# One\n');
    writeFileSync(join(folder, 'notes.md'), 'mine');
  }
  expect((await call('uninstall', '--dry-run')).stdout).toContain('2 reports');
});
