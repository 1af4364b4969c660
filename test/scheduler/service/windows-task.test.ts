import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { windowsEnvFile, windowsTask } from '../../../src/scheduler/service/windows-task.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { userPlan } from './plans.ts';
import { child, type Element, parseXml } from './xml-elements.ts';

const plan = {
  ...userPlan,
  node: 'C:\\Program Files\\nodejs\\node.exe',
  script: 'C:\\Users\\Ada & Bob\\keyturn.cjs',
  home: "C:\\new\\Ada O'Hara\\keyturn",
  passphraseFile: 'C:\\new\\table\\pass',
};
const task = windowsTask(plan, { user: 'ACME\\ada', envFile: 'C:\\a b\\service.env' });

/** Elements that the schema of the Task Scheduler puts in an order; in all others they may stand in any. */
const ordered: Readonly<Record<string, readonly string[]>> = {
  LogonTrigger: ['Enabled', 'StartBoundary', 'EndBoundary', 'Repetition', 'ExecutionTimeLimit', 'UserId', 'Delay'],
};
/** What the schema knows at each place that we use. */
const known: Readonly<Record<string, readonly string[]>> = {
  Task: ['RegistrationInfo', 'Triggers', 'Settings', 'Data', 'Principals', 'Actions'],
  RegistrationInfo: [
    'URI',
    'SecurityDescriptor',
    'Source',
    'Date',
    'Author',
    'Version',
    'Description',
    'Documentation',
  ],
  Triggers: ['LogonTrigger'],
  Principals: ['Principal'],
  Principal: ['UserId', 'LogonType', 'GroupId', 'DisplayName', 'RunLevel'],
  Settings: [
    'AllowStartOnDemand',
    'RestartOnFailure',
    'MultipleInstancesPolicy',
    'DisallowStartIfOnBatteries',
    'StopIfGoingOnBatteries',
    'AllowHardTerminate',
    'StartWhenAvailable',
    'NetworkProfileName',
    'RunOnlyIfNetworkAvailable',
    'WakeToRun',
    'Enabled',
    'Hidden',
    'DeleteExpiredTaskAfter',
    'IdleSettings',
    'NetworkSettings',
    'ExecutionTimeLimit',
    'Priority',
    'RunOnlyIfIdle',
  ],
  RestartOnFailure: ['Interval', 'Count'],
  Actions: ['Exec'],
  Exec: ['Command', 'Arguments', 'WorkingDirectory'],
  ...ordered,
};

function problemsOf({ name, children }: Element): readonly string[] {
  const allowed = known[name] ?? [];
  const names = children.map((one) => one.name);
  const places = names.map((one) => allowed.indexOf(one));
  const isInOrder =
    ordered[name] === undefined || places.every((place, at) => at === 0 || place > (places[at - 1] ?? 0));
  return [
    ...names.filter((one) => !allowed.includes(one)).map((one) => `${name} holds ${one}`),
    ...(new Set(names).size < names.length ? [`${name} holds one twice`] : []),
    ...(isInOrder ? [] : [`${name} is out of order`]),
    ...children.flatMap(problemsOf),
  ];
}

describe('the scheduled task of Windows', () => {
  const root = parseXml(task);

  it('keeps to the schema of the Task Scheduler', () => {
    expect(root.attributes).toMatchObject({ xmlns: 'http://schemas.microsoft.com/windows/2004/02/mit/task' });
    expect(problemsOf(root)).toEqual([]);
    expect(child(root, 'Actions').attributes.Context).toBe(child(root, 'Principals', 'Principal').attributes.id);
  });

  it('runs the daemon for this user without any more rights, as long as it likes', () => {
    expect(child(root, 'Triggers', 'LogonTrigger', 'UserId').text).toBe('ACME\\ada');
    expect(child(root, 'Principals', 'Principal', 'RunLevel').text).toBe('LeastPrivilege');
    expect(child(root, 'Settings', 'ExecutionTimeLimit').text).toBe('PT0S');
    expect(child(root, 'Actions', 'Exec', 'Command').text).toBe(plan.node);
    expect(child(root, 'Actions', 'Exec', 'Arguments').text).toBe(
      `"--env-file=C:\\a b\\service.env" "C:\\Users\\Ada & Bob\\keyturn.cjs" daemon`,
    );
  });

  it('gives Node its variables by a file that Node reads as it was meant', () => {
    const path = join(tempFolder(), 'service.env');
    writeFileSync(path, windowsEnvFile(plan));
    const print = 'console.log(JSON.stringify([process.env.KEYTURN_HOME, process.env.KEYTURN_PASSPHRASE_FILE]))';
    const env = { PATH: process.env.PATH };
    const read = JSON.parse(
      execFileSync(process.execPath, [`--env-file=${path}`, '-e', print], { encoding: 'utf8', env }),
    );
    expect(read).toEqual([plan.home, plan.passphraseFile]);
  });
});
