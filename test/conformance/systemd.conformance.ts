import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ServicePlan } from '../../src/core/ports/service-manager.ts';
import { systemdUnit } from '../../src/scheduler/service/systemd-unit.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** What the real systemd says against a unit; it reads it without running. */
function verify(unit: string, isUser: boolean): Promise<{ code: number; said: string }> {
  const folder = tempFolder();
  const path = join(folder, 'keyturn.service');
  writeFileSync(path, unit);
  const runtime = join(folder, 'runtime');
  mkdirSync(runtime, { mode: 0o700 });
  const args = ['--man=no', ...(isUser ? ['--user'] : []), 'verify', path];
  const env = { ...process.env, XDG_RUNTIME_DIR: runtime };
  return new Promise((resolve) => {
    execFile('systemd-analyze', args, { env }, (error, stdout, stderr) =>
      // A unit that is started at boot is read together with those around it, which are not ours to judge.
      resolve({
        code: typeof error?.code === 'number' ? error.code : error ? -1 : 0,
        said: `${stdout}${stderr}`
          .split('\n')
          .filter((line) => line.includes('keyturn'))
          .join('\n'),
      }),
    );
  });
}

/** Programs that are really there, with a name that holds whatever means something to systemd. */
function plan(runAs: string | null): ServicePlan {
  const place = tempFolder();
  const folder = join(place, 'a b', '50% $x $\u007by} "q" \\z %h');
  const bin = join(place, 'a b', '50% $x $\u007by} %h');
  for (const one of [folder, bin]) mkdirSync(one, { recursive: true });
  const node = join(bin, 'no de');
  copyFileSync('/bin/true', node);
  const script = join(folder, 'keyturn.cjs');
  writeFileSync(script, '');
  writeFileSync(join(folder, 'pass'), '', { mode: 0o600 });
  const writable = runAs === null ? null : [folder, '/var/mail'];
  return { node, script, home: folder, store: 'file', passphraseFile: join(folder, 'pass'), runAs, writable };
}

describe('systemd', () => {
  it.each([
    ['user', null],
    ['system', 'mail'],
  ])('has nothing to say against the unit of a %s service, odd paths and all', async (_what, runAs) => {
    expect(await verify(systemdUnit(plan(runAs)), runAs === null)).toEqual({ code: 0, said: '' });
  });

  it.each([
    ['a program that is not there', (unit: string) => unit.replace('no de"', 'node"'), /not executable/],
    ["an option that it doesn't know", (unit: string) => unit.replace('KillMode=', 'KillMood='), /KillMood/],
    ['a credential in quotes', (unit: string) => unit.replace(/phrase:(.*)/, 'phrase:"$1"'), /not valid/],
  ])('would tell of %s', async (_what, spoil, expected) => {
    expect((await verify(spoil(systemdUnit(plan(null))), true)).said).toMatch(expected);
  });
});
