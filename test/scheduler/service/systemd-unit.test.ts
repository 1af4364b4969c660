import { describe, expect, it } from 'vitest';
import { systemdUnit } from '../../../src/scheduler/service/systemd-unit.ts';
import { oddPlan, systemPlan, userPlan } from './plans.ts';
import { settingsOf, unquoted, wordsOf } from './systemd-words.ts';

describe('the systemd unit', () => {
  const user = settingsOf(systemdUnit(userPlan));
  const system = settingsOf(systemdUnit(systemPlan));

  it('runs the daemon by absolute paths, again after a failure, and not again where a person has to decide', () => {
    expect(user.ExecStart).toEqual([`"${userPlan.node}" "${userPlan.script}" daemon`]);
    expect(user).toMatchObject({ Type: ['exec'], Restart: ['on-failure'], RestartPreventExitStatus: ['2 3'] });
    expect(user.StartLimitIntervalSec).toEqual(['0']);
  });

  it('lets the daemon finish its step, and the programs that it runs for that', () => {
    expect(user).toMatchObject({ KillSignal: ['SIGTERM'], KillMode: ['mixed'] });
    expect(Number(user.TimeoutStopSec?.[0])).toBeGreaterThanOrEqual(120);
  });

  it('hands the passphrase over as the credential that the store looks for, and places alone as variables', () => {
    expect(user.LoadCredential).toEqual([`keyturn-passphrase:${userPlan.passphraseFile}`]);
    expect(user.Environment).toEqual([`"KEYTURN_HOME=${userPlan.home}"`, 'KEYTURN_STORE=file']);
    expect(settingsOf(systemdUnit({ ...userPlan, passphraseFile: null, store: null }))).not.toHaveProperty(
      'LoadCredential',
    );
  });

  it('allows what Node needs and keeps files and crashes to their owner', () => {
    expect(user).toMatchObject({ MemoryDenyWriteExecute: ['no'], UMask: ['0077'], LimitCORE: ['0'] });
    expect(user).toMatchObject({ NoNewPrivileges: ['yes'], RestrictSUIDSGID: ['yes'], LockPersonality: ['yes'] });
  });

  it("asks a user's own systemd for nothing that needs a name space", () => {
    const names = Object.keys(user);
    expect(names.filter((name) => /^(Protect|Private|ReadWrite|Capability|User$)/.test(name))).toEqual([]);
    expect(user.WantedBy).toEqual(['default.target']);
  });

  it('closes the file system to a system service but for its own folders and those of deliveries', () => {
    expect(system).toMatchObject({ ProtectSystem: ['strict'], PrivateTmp: ['yes'], User: ['keyturn'] });
    expect(system.ReadWritePaths).toEqual(['"-/var/lib/keyturn"', '"-/home/keyturn"', '"-/etc/erp"']);
    expect(system).not.toHaveProperty('ProtectHome');
    expect(system.WantedBy).toEqual(['multi-user.target']);
  });

  it('leaves the common temporary folder where something is delivered there', () => {
    const unit = systemdUnit({ ...systemPlan, writable: ['/tmp/erp'] });
    expect(settingsOf(unit)).not.toHaveProperty('PrivateTmp');
  });

  it("closes nothing where it runs programs of the user's", () => {
    expect(settingsOf(systemdUnit({ ...systemPlan, writable: null }))).not.toHaveProperty('ProtectSystem');
  });

  it('names odd paths so that systemd reads them as they are', () => {
    const odd = settingsOf(systemdUnit(oddPlan));
    const [node = '', script = '', ...rest] = wordsOf(odd.ExecStart?.[0] ?? '');
    // Of the program itself systemd doesn't replace variables.
    expect(unquoted(node)).toBe(oddPlan.node);
    expect(unquoted(script).replaceAll('$$', () => '$')).toBe(oddPlan.script);
    expect(unquoted(script).replaceAll('$$', '')).not.toContain('$');
    expect(rest).toEqual(['daemon']);
    expect(unquoted(odd.Environment?.[0] ?? '')).toBe(`KEYTURN_HOME=${oddPlan.home}`);
    expect(unquoted(odd.ReadWritePaths?.[0] ?? '')).toBe(`-${oddPlan.writable?.[0]}`);
    // A credential's path is no word: it goes to the end of the line.
    expect(odd.LoadCredential?.[0]?.replaceAll('%%', '%')).toBe(`keyturn-passphrase:${oddPlan.passphraseFile}`);
  });

  it.each(['"', "'", '\\'])('refuses a Node whose path holds %s, which systemd would not run', (character) => {
    expect(() => systemdUnit({ ...userPlan, node: `/opt/no${character}de` })).toThrow(/quotes or backslashes/);
  });
});
