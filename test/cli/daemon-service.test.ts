import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { daemonStatus, installDaemon, uninstallDaemon } from '../../src/cli/commands/daemon-service.ts';
import { type Call, commands } from '../../src/cli/commands.ts';
import type { CommandContext } from '../../src/cli/context.ts';
import { valuesOf } from '../../src/cli/inputs.ts';
import { createOutput, type Streams } from '../../src/cli/output.ts';
import { type Composition, compose } from '../../src/compose.ts';
import { createServiceHost } from '../../src/core/adapters/service-manager.ts';
import { createServices } from '../../src/scheduler/service/services.ts';
import { calmContext } from '../support/calm-context.ts';
import { expectDocument } from '../support/documents.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { fakeSystemd } from '../support/fake-systemd.ts';
import { tempFolder } from '../support/temp-folder.ts';

interface How {
  readonly options?: Partial<Call<'daemon install'> & Call<'daemon status'>>;
  readonly practice?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

const good = { lastGoodTickAt: null, lastFailure: null };
const none = { ...valuesOf(commands['daemon install'].inputs), ...valuesOf(commands['daemon status'].inputs) };

type ServiceCommand = (context: CommandContext, call: typeof none) => Promise<number>;

const schemas = new Map<unknown, string>([
  [installDaemon, 'daemon-install'],
  [uninstallDaemon, 'daemon-uninstall'],
  [daemonStatus, 'daemon-status'],
]);

/** A computer with a systemd that is none, on which commands are run. */
function computer() {
  const folder = tempFolder();
  const home = join(folder, 'keyturn');
  const unit = join(folder, '.config/systemd/user/keyturn.service');
  const systemd = fakeSystemd();
  const composed: Composition[] = [];
  onTestFinished(async () => {
    for (const one of composed) await one.close();
  });
  const run = async (action: ServiceCommand, { options = {}, practice = false, env: more = {} }: How = {}) => {
    const env = { ...systemd.env, HOME: folder, KEYTURN_HOME: home, KEYTURN_STORE: 'file', ...more };
    const host = { ...createServiceHost(env), platform: 'linux' as const };
    const services = createServices({ host, clock: new FakeClock(), home, configFolder: null });
    const written = { out: '', err: '' };
    const stream = (name: 'out' | 'err') => ({
      write: (text: string) => {
        written[name] += text;
      },
    });
    const streams = { stdin: null, stdout: stream('out'), stderr: stream('err') } as unknown as Streams;
    const context: CommandContext = {
      version: '0',
      streams,
      env,
      flags: { noPrompt: true, json: true, practice },
      ...calmContext,
      canAsk: false,
      output: createOutput(streams, { isJson: true }),
      compose: async () => {
        const made = {
          ...compose({ isPractice: practice, isInteractive: false, env }),
          services: async () => services,
        };
        composed.push(made);
        return made;
      },
    };
    const code = await action(context, { ...none, ...options });
    expectDocument(schemas.get(action) ?? '', JSON.parse(written.out));
    return { code, ...(JSON.parse(written.out) as { result: Record<string, unknown>; warnings: string[] }) };
  };
  return { run, systemd, home, unit, state: (env = {}) => openState(home, env, composed) };
}

async function openState(home: string, env: object, composed: Composition[]) {
  const made = compose({ isPractice: false, isInteractive: false, env: { ...env, KEYTURN_HOME: home } });
  composed.push(made);
  return made.state();
}

function passphraseFile(mode: number): string {
  const path = join(tempFolder(), 'passphrase');
  writeFileSync(path, 'canary-passphrase', { mode });
  chmodSync(path, mode);
  return path;
}

describe('keyturn daemon install', () => {
  it('with --dry-run shows the unit and the commands, and changes nothing', async () => {
    const { run, systemd, unit } = computer();
    const file = passphraseFile(0o600);
    const { code, result } = await run(installDaemon, { options: { dryRun: true, passphraseFile: file } });
    expect(code).toBe(0);
    expect(result).toMatchObject({
      kind: 'systemd',
      path: unit,
      text: expect.stringContaining(`LoadCredential=keyturn-passphrase:${file}`),
      commands: ['systemctl --user daemon-reload', 'systemctl --user enable --now keyturn.service'],
      changed: false,
      dryRun: true,
    });
    expect([systemd.calls(), existsSync(unit)]).toEqual([[], false]);
  });

  it('installs, looks, warns of what ends with the session, and uninstalls', async () => {
    const { run, systemd, unit } = computer();
    systemd.set('linger', 'no');
    const { result, warnings } = await run(installDaemon, { options: { passphraseFile: passphraseFile(0o600) } });
    expect(result).toEqual({
      kind: 'systemd',
      installed: true,
      active: true,
      enabled: true,
      linger: false,
      path: unit,
      changed: true,
      dryRun: false,
    });
    const noChannel = expect.stringContaining('Channels: none is configured');
    expect(warnings).toEqual([noChannel, expect.stringContaining('loginctl enable-linger')]);
    expect((await run(uninstallDaemon)).result).toEqual({ path: unit, removed: true });
    expect((await run(uninstallDaemon)).result).toEqual({ path: null, removed: false });
  });

  it.each([0o640, 0o604, 0o660])('refuses a passphrase file of mode %o before anything else', async (mode) => {
    const { run, systemd, unit } = computer();
    const options = { passphraseFile: passphraseFile(mode) };
    await expect(run(installDaemon, { options })).rejects.toMatchObject({
      code: 'PassphraseFileUnsafe',
      actions: [expect.stringContaining('chmod 600')],
    });
    expect([systemd.calls(), existsSync(unit)]).toEqual([[], false]);
  });

  it('takes the passphrase file of the shell, and never a passphrase', async () => {
    const file = passphraseFile(0o600);
    const env = { KEYTURN_PASSPHRASE_FILE: file, HTTPS_PROXY: 'http://ada:canary-proxy@proxy:3128' };
    const { result, warnings } = await computer().run(installDaemon, { options: { dryRun: true }, env });
    expect(result.text).toContain(`LoadCredential=keyturn-passphrase:${file}\n`);
    expect(JSON.stringify([result, warnings])).not.toContain('canary');
    expect(warnings).toEqual([expect.stringContaining('HTTPS_PROXY'), expect.stringContaining('Channels')]);
  });

  it('warns where the daemon could open no store', async () => {
    const dry = { dryRun: true };
    const { run } = computer();
    expect((await run(installDaemon, { options: dry })).warnings[0]).toContain('--passphrase-file');
    expect((await run(installDaemon, { options: dry, env: { KEYTURN_STORE: '' } })).warnings[0]).toContain('--store');
    const system = { env: { KEYTURN_STORE: 'keychain' }, options: { ...dry, system: true } };
    expect((await run(installDaemon, system)).warnings[0]).toContain('keychain');
  });

  it('makes the text of a system unit for a user who exists', async () => {
    const { run } = computer();
    const options = { dryRun: true, system: true, runAs: 'root', passphraseFile: passphraseFile(0o600) };
    expect((await run(installDaemon, { options })).result).toMatchObject({
      kind: 'systemd-system',
      path: '/etc/systemd/system/keyturn.service',
      text: expect.stringContaining('User=root\n'),
    });
    const nobody = { options: { ...options, runAs: 'no-such-user' } };
    await expect(run(installDaemon, nobody)).rejects.toMatchObject({ code: 'UsageInvalid' });
  });

  it.each([
    ["{ a: { type: 'log', file: '/srv/told/keyturn.jsonl' } }", /^ReadWritePaths=.*\/srv\/told/m],
    ["{ a: { type: 'command', program: '/usr/local/bin/tell' } }", /^(?![\s\S]*ReadWritePaths)/],
  ])('lets a system service write what its channels %s write', async (channels, expected) => {
    const { run, home } = computer();
    mkdirSync(home);
    writeFileSync(join(home, 'config.json5'), `{ channels: ${channels} }`);
    const options = { dryRun: true, system: true, runAs: 'root', passphraseFile: passphraseFile(0o600) };
    expect((await run(installDaemon, { options })).result.text).toMatch(expected);
  });

  it('leaves the practice org to the foreground', async () => {
    const { run } = computer();
    for (const action of [installDaemon, uninstallDaemon]) {
      await expect(run(action, { practice: true })).rejects.toMatchObject({ code: 'UsageInvalid', exitCode: 2 });
    }
  });
});

describe('keyturn daemon status', () => {
  const nothing = {
    running: false,
    pid: null,
    startedAt: null,
    lastTickAt: null,
    nextTickAt: null,
    failing: false,
    lastGoodTickAt: null,
    lastFailure: null,
    selfCheck: null,
    service: null,
  };

  it('makes no state where there is none', async () => {
    const { run, home } = computer();
    expect(await run(daemonStatus)).toMatchObject({ code: 0, result: nothing });
    expect(existsSync(join(home, 'state.db'))).toBe(false);
  });

  it('tells of a daemon that runs, from its lease and what it says of itself', async () => {
    const { run, state } = computer();
    await run(installDaemon);
    const opened = await state();
    await opened.leases.acquire('daemon');
    await opened.daemon.save({ pid: process.pid, startedAt: 1_000, lastTickAt: 2_000, nextTickAt: 3_000, ...good });
    expect(await run(daemonStatus, { options: { exitCode: true } })).toMatchObject({
      code: 0,
      result: {
        running: true,
        pid: process.pid,
        startedAt: '1970-01-01T00:00:01.000Z',
        lastTickAt: '1970-01-01T00:00:02.000Z',
        nextTickAt: '1970-01-01T00:00:03.000Z',
        service: { kind: 'systemd', installed: true, active: true, enabled: true, linger: true },
      },
    });
  });

  it('tells why the last check of a daemon that runs failed, and is 4 where a script asks', async () => {
    const { run, state } = computer();
    const opened = await state();
    await opened.leases.acquire('daemon');
    const lastFailure = { at: 4_000, problem: 'the disk is full' };
    const saved = { pid: process.pid, startedAt: 1_000, lastTickAt: 3_000, nextTickAt: 3_000, lastGoodTickAt: 2_500 };
    await opened.daemon.save({ ...saved, lastFailure });
    expect(await run(daemonStatus, { options: { exitCode: true } })).toMatchObject({
      code: 4,
      result: {
        running: true,
        failing: true,
        lastGoodTickAt: '1970-01-01T00:00:02.500Z',
        lastFailure: { at: '1970-01-01T00:00:04.000Z', problem: 'the disk is full' },
      },
    });
    await opened.daemon.save({ ...saved, lastFailure, lastGoodTickAt: 5_000 });
    const { code, result } = await run(daemonStatus, { options: { exitCode: true } });
    expect([code, result.failing, result.lastFailure]).toMatchObject([0, false, { problem: 'the disk is full' }]);
  });

  it('promises no next tick of a daemon that is gone, and is 4 where a script asks', async () => {
    const { run, state } = computer();
    const opened = await state();
    await opened.daemon.save({ pid: 1, startedAt: 1_000, lastTickAt: 2_000, nextTickAt: 3_000, ...good });
    const { code, result } = await run(daemonStatus, { options: { exitCode: true } });
    expect(code).toBe(4);
    expect(result).toEqual({ ...nothing, lastTickAt: '1970-01-01T00:00:02.000Z' });
  });
});
