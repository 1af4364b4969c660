import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { type Place, place, program } from '../support/keyturn.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** The document with which the practice org announces itself. */
async function announced({ env }: Place, args: readonly string[]) {
  const child = spawn(process.execPath, [program, 'practice', '--json', ...args], { env: { ...process.env, ...env } });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data');
  child.kill('SIGTERM');
  await once(child, 'close');
  return JSON.parse(String(line)) as { readonly status: number; readonly warnings: readonly string[] };
}

it('says that a scenario is not taken when another one is kept', async () => {
  const here = place(tempFolder());
  expect(await announced(here, ['--scenario', 'locked-down'])).toMatchObject({ status: 0, warnings: [] });
  expect(await announced(here, ['--scenario', 'locked-down'])).toMatchObject({ status: 0, warnings: [] });
  expect(await announced(here, ['--scenario', 'acme'])).toMatchObject({
    status: 0,
    warnings: [expect.stringMatching(/locked-down.*`keyturn practice reset --scenario acme`/)],
  });
});
