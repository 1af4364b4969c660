import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import type { Surroundings } from '../../src/cli/context.ts';
import { run } from '../../src/cli/run.ts';

const scenarios = 'acme, locked-down, leak, sandbox, large, stranger, vpn';

/** The error document of a call that is wrong. */
async function refusal(call: readonly string[]) {
  const said = new PassThrough();
  const streams = { stdin: new PassThrough(), stdout: said, stderr: said } as unknown as Surroundings['streams'];
  expect(await run([...call, '--json'], { streams, env: {}, version: '0' })).toBe(2);
  return JSON.parse(String(said.read()));
}

it.each([
  ['deamon', 'Unknown command "deamon". Did you mean daemon?', 'help'],
  ['snoze', 'Unknown command "snoze". Did you mean snooze?', 'help'],
  ['sotre', 'Unknown command "sotre". Did you mean store?', 'help'],
  ['versoin', 'Unknown command "versoin". Did you mean version?', 'help'],
  ['xyzzy', 'Unknown command "xyzzy"', 'help'],
  ['rotat ERP_Bridge', 'Unknown command "rotat". Did you mean rotate?', 'help'],
  ['-o acme rotat ERP_Bridge', 'Unknown command "rotat". Did you mean rotate?', 'help'],
  ['daemon instal', 'Unknown command "daemon instal". Did you mean daemon install?', 'help daemon'],
  ['practice somewhere', 'Unknown command "practice somewhere"', 'help practice'],
  ['store mvoe file', 'Unknown command "store mvoe". Did you mean store move?', 'help store'],
  ['help rotat', 'Unknown command "rotat". Did you mean rotate?', 'help'],
  ['help daemon instal', 'Unknown command "daemon instal". Did you mean daemon install?', 'help daemon'],
  ['--pratice status', 'Unknown option --pratice. Did you mean --practice?', 'help'],
  ['status --exit-cod', 'Unknown option --exit-cod. Did you mean --exit-code?', 'help status'],
  ['daemon install --sytem', 'Unknown option --sytem. Did you mean --system?', 'help daemon install'],
  ['status --xyzzy', 'Unknown option --xyzzy', 'help status'],
  ['rotate', 'keyturn rotate needs <app>', 'help rotate'],
  ['handed-over ERP', 'Name the consumer, or add `--code <code>`', 'help handed-over'],
  ['store', 'keyturn store needs <what> (move)', 'help store'],
  ['rotate ERP --grace', '--grace needs a value: --grace <duration>', 'help rotate'],
  ['reveal ERP --slot primry', "--slot can't be primry. Use one of: primary, staged, previous", 'help reveal'],
  ['store move fil', "<place> can't be fil. Use one of: keychain, file", 'help store'],
  [
    'rotate ERP Bridge',
    'keyturn rotate takes only <app>, but got ERP, Bridge. Put a name with spaces in quotes',
    'help rotate',
  ],
  ['practice --scenario nope', `--scenario can't be nope. Use one of: ${scenarios}`, 'help practice'],
  [
    'practice --name ../x',
    "--name can't be ../x. Use up to 31 lower-case letters, digits and hyphens, and begin with a letter",
    'help practice',
  ],
  [
    'practice reset --name X',
    "--name can't be X. Use up to 31 lower-case letters, digits and hyphens, and begin with a letter",
    'help practice reset',
  ],
  ['practice reset --scenario nope', `--scenario can't be nope. Use one of: ${scenarios}`, 'help practice reset'],
  [
    'consumer ERP_Bridge',
    'Unknown command "consumer ERP_Bridge". Did you mean consumer list ERP_Bridge?',
    'help consumer',
  ],
  ['daemon --exit-code', '--exit-code needs --once', 'help daemon'],
  ['daemon status ERP', 'keyturn daemon status takes no argument, but got ERP', 'help daemon status'],
])('%s: %s', async (call, message, help) => {
  const { name, message: said, actions } = await refusal(call.split(' '));
  expect([name, said]).toEqual(['UsageInvalid', message]);
  expect(actions).toEqual([expect.stringContaining(`\`keyturn ${help}\``)]);
});

it('suggests every command of one word for a slip in its last letter', async () => {
  for (const name of Object.keys(commands).filter((each) => !each.includes(' ') && each.length > 3))
    expect((await refusal([`${name.slice(0, -1)}~`])).message).toContain(`Did you mean ${name}?`);
});
