import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import type { Surroundings } from '../../src/cli/context.ts';
import { run } from '../../src/cli/run.ts';

/** What is said of a call that is none. */
async function refusal(call: string): Promise<string> {
  const said = new PassThrough();
  const streams = { stdin: new PassThrough(), stdout: said, stderr: said } as unknown as Surroundings['streams'];
  expect(await run(call.split(' '), { streams, env: {}, version: '0' } as unknown as Surroundings)).toBe(2);
  return String(said.read()).split('\n')[0] ?? '';
}

it.each([
  ['deamon', 'There is no command deamon; did you mean daemon?'],
  ['snoze', 'There is no command snoze; did you mean snooze?'],
  ['sotre', 'There is no command sotre; did you mean store?'],
  ['xyzzy', 'There is no command xyzzy'],
  ['rotat ERP_Bridge', 'There is no command rotat; did you mean rotate?'],
  ['daemon instal', 'There is no command daemon instal; did you mean daemon install?'],
  ['rotate ERP_Bridge Mailer', "Too many arguments for 'rotate'. Expected 1 argument but got 2: ERP_Bridge, Mailer."],
  ['practice somewhere', "Too many arguments for 'practice'. Expected 0 arguments but got 1: somewhere."],
])('%s: %s', async (call, message) => {
  expect(await refusal(call)).toBe(`✖ ${message}  UsageInvalid`);
});

it('suggests every command of one word for a slip in its last letter', async () => {
  for (const name of Object.keys(commands).filter((each) => !each.includes(' ') && each.length > 3))
    expect(await refusal(`${name.slice(0, -1)}~`)).toContain(`did you mean ${name}?`);
});
