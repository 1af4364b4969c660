import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createServiceHost } from '../../../src/core/adapters/service-manager.ts';
import { createServices } from '../../../src/scheduler/service/services.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { fakeSystemd } from '../../support/fake-systemd.ts';
import { targets } from '../../support/targets.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { userPlan } from './plans.ts';

const normal = { isForced: false };

function place() {
  const folder = tempFolder();
  const systemd = fakeSystemd();
  const host = { ...createServiceHost({ ...systemd.env, HOME: folder }), platform: 'linux' as const };
  const systemUnits = join(folder, 'system');
  const home = join(folder, 'keyturn');
  const services = createServices({ host, clock: new FakeClock(), home, configFolder: null, systemUnits });
  const script = join(folder, 'keyturn.cjs');
  const passphraseFile = join(folder, 'passphrase');
  writeFileSync(script, '');
  writeFileSync(passphraseFile, 'a long passphrase', { mode: 0o600 });
  const plan = { ...userPlan, node: process.execPath, script, passphraseFile };
  const path = join(folder, '.config/systemd/user/keyturn.service');
  return { services, systemd, plan, path, systemUnits };
}

describe('installing the service', () => {
  it('writes the unit, starts it and sees that it runs', async () => {
    const { services, systemd, plan, path } = place();
    const installed = await services.install(plan, normal);
    expect(installed).toMatchObject({ path, isChanged: true, active: true, enabled: true, linger: true });
    expect(systemd.calls().filter((call) => !/ show/.test(call))).toEqual([
      'systemctl --user daemon-reload',
      'systemctl --user enable --now keyturn.service',
    ]);
    expect(statSync(path).mode & 0o777).toBe(0o644);
    expect(readFileSync(path, 'utf8')).not.toContain('a long passphrase');
  });

  it('changes nothing the second time, and leaves a daemon at its work', async () => {
    const { services, systemd, plan } = place();
    await services.install(plan, normal);
    systemd.calls();
    expect(await services.install(plan, normal)).toMatchObject({ isChanged: false, active: true });
    expect(systemd.calls().filter((call) => !/ show/.test(call))).toEqual([]);
  });

  it.each([
    ['stopped', 'active', 'inactive'],
    ['disabled', 'enabled', 'disabled'],
  ] as const)('starts the same unit again after somebody %s it', async (_what, name, value) => {
    const { services, systemd, plan } = place();
    await services.install(plan, normal);
    systemd.set(name, value);
    expect(await services.install(plan, normal)).toMatchObject({ isChanged: false, active: true, enabled: true });
  });

  it('restarts a daemon whose unit became another one', async () => {
    const { services, systemd, plan } = place();
    await services.install(plan, normal);
    systemd.calls();
    expect(await services.install({ ...plan, store: 'keychain' }, normal)).toMatchObject({ isChanged: true });
    expect(systemd.calls()).toContain('systemctl --user restart keyturn.service');
  });

  it('leaves a unit alone that somebody has edited or written, unless it is forced', async () => {
    const { services, plan, path } = place();
    await services.install(plan, normal);
    appendFileSync(path, 'Nice=5\n');
    await expect(services.install(plan, normal)).rejects.toMatchObject({ code: 'ServiceFileEdited', exitCode: 3 });
    expect(readFileSync(path, 'utf8')).toContain('Nice=5');
    await services.install(plan, { isForced: true });
    expect(readFileSync(path, 'utf8')).not.toContain('Nice=5');
    writeFileSync(path, '[Service]\nExecStart=/usr/bin/keyturn daemon\n');
    await expect(services.install(plan, normal)).rejects.toMatchObject({ code: 'ServiceFileEdited' });
  });

  it('says where a daemon that does not stay up tells why', async () => {
    const { services, systemd, plan } = place();
    systemd.set('broken');
    await expect(services.install(plan, normal)).rejects.toMatchObject({
      code: 'ServiceNotRunning',
      message: expect.stringContaining('failed'),
      actions: [expect.stringContaining('journalctl --user --unit keyturn'), expect.any(String)],
    });
  });

  it('says what systemd refused', async () => {
    const { services, systemd, plan } = place();
    systemd.set('refuses');
    await expect(services.install(plan, normal)).rejects.toMatchObject({
      code: 'ServiceCommandFailed',
      message: expect.stringContaining('Access denied'),
    });
  });

  it('writes nothing where systemd does not run, and names the other ways', async () => {
    const { services, systemd, plan, path } = place();
    systemd.set('down');
    const error = await services.install(plan, normal).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'ServiceManagerMissing', exitCode: 1 });
    expect((error as { actions: string[] }).actions.join(' ')).toMatch(/keyturn daemon`.*--once.*cron/s);
    expect(existsSync(path)).toBe(false);
  });

  it('lays a system unit down where root asks for one', async () => {
    const { services, systemd, plan, systemUnits } = place();
    await services.install({ ...plan, runAs: 'keyturn', writable: [] }, normal);
    expect(readFileSync(join(systemUnits, 'keyturn.service'), 'utf8')).toContain('User=keyturn');
    expect(systemd.calls()).toContain('systemctl enable --now keyturn.service');
    expect(await services.look([])).toMatchObject({ kind: 'systemd-system', active: true, linger: null });
    expect(await services.uninstall({ isSystem: true, isForced: false })).toBe(join(systemUnits, 'keyturn.service'));
  });
});

describe('uninstalling the service', () => {
  it('stops it, takes its file away, and is no error where there is none', async () => {
    const { services, systemd, plan, path } = place();
    await services.install(plan, normal);
    systemd.calls();
    expect(await services.uninstall({ isSystem: false, isForced: false })).toBe(path);
    expect(systemd.calls().filter((call) => !/ show/.test(call))).toEqual([
      'systemctl --user disable --now keyturn.service',
      'systemctl --user daemon-reload',
      'systemctl --user reset-failed keyturn.service',
    ]);
    expect(existsSync(path)).toBe(false);
    expect(await services.uninstall({ isSystem: false, isForced: false })).toBeNull();
  });

  it('takes no unit away that is not ours', async () => {
    const { services, systemd, path } = place();
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '[Service]\n');
    await expect(services.uninstall({ isSystem: false, isForced: false })).rejects.toMatchObject({
      code: 'ServiceFileEdited',
    });
    expect(systemd.calls()).toEqual([]);
    expect(existsSync(path)).toBe(true);
  });
});

describe('a look at the service', () => {
  it('finds none where none is installed', async () => expect(await place().services.look([])).toBeNull());

  it('finds one that is as it should be', async () => {
    const { services, plan } = place();
    await services.install(plan, normal);
    expect(await services.look(targets('exec:/opt/deliver'))).toMatchObject({
      kind: 'systemd',
      active: true,
      missing: [],
      passphraseFile: 'fine',
      shutOut: [],
      start: 'systemctl --user enable --now keyturn.service',
    });
  });

  it('finds what is gone since: Node, the program, the privacy of the passphrase, a place for deliveries', async () => {
    const { services, plan } = place();
    const gone = { ...plan, node: '/nowhere/node', script: '/nowhere/keyturn.cjs', runAs: 'ada', writable: ['/srv'] };
    await services.install(gone, normal);
    chmodSync(plan.passphraseFile, 0o640);
    expect(await services.look(targets('file:/etc/erp/a.env'))).toMatchObject({
      missing: ['/nowhere/node', '/nowhere/keyturn.cjs'],
      passphraseFile: { code: 'PassphraseFileUnsafe' },
      shutOut: ['file:/etc/erp/a.env'],
    });
  });

  it("finds a Node that can't be run any more", async () => {
    const { services, plan } = place();
    await services.install({ ...plan, node: plan.script }, normal);
    expect((await services.look([]))?.missing).toEqual([plan.script]);
  });

  it.each([
    ['no', false],
    ['yes', true],
  ])('finds whether it runs without its user: %s', async (linger, expected) => {
    const { services, systemd, plan } = place();
    await services.install(plan, normal);
    systemd.set('linger', linger);
    expect((await services.look([]))?.linger).toBe(expected);
  });

  it("takes a user whom logind doesn't know for one who does not linger", async () => {
    const { services, systemd, plan } = place();
    await services.install(plan, normal);
    systemd.unset('linger');
    expect((await services.look([]))?.linger).toBe(false);
  });

  it("doesn't take a service between two tries for one that runs", async () => {
    const { services, systemd, plan } = place();
    await services.install(plan, normal);
    systemd.set('active', 'activating');
    expect((await services.look([]))?.active).toBe(false);
  });
});

describe('other systems', () => {
  it.each([
    ['darwin', 'launchd', /not tested on a Mac/, 'launchctl bootstrap'],
    ['win32', 'task-scheduler', /not tested on Windows/, 'schtasks /Create'],
  ] as const)('%s is served by %s, which says that it was not tried', (platform, kind, untried, command) => {
    const host = { ...createServiceHost({}), platform };
    const services = createServices({ host, clock: new FakeClock(), home: '/k', configFolder: null });
    const preview = services.preview(userPlan);
    expect(preview).toMatchObject({ kind, untried: expect.stringMatching(untried) });
    expect(preview.commands.join('\n')).toContain(command);
  });

  it('is told on a system that has no service manager known here', () => {
    const host = { ...createServiceHost({}), platform: 'freebsd' as const };
    const services = createServices({ host, clock: new FakeClock(), home: '/k', configFolder: null });
    expect(() => services.preview(userPlan)).toThrow(/is not running here/);
  });
});
