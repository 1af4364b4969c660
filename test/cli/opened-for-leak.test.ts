import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';
import { makeQuickStore } from '../support/keyturn.ts';
import { Situation } from '../support/pasted/in-process.ts';

const app = 'ERP_Bridge';
const leaks = /(leaked credentials( of ERP_Bridge)? then get|not replaced\. They get) tokens again/;
const opens = /oauthOn|act unfreeze|Unfreeze/;

/** The lines that say how to open the app, if nothing says who gets tokens then. */
function silentLines(text: string): readonly string[] {
  return leaks.test(text) ? [] : text.split('\n').filter((line) => opens.test(line));
}

async function contained(by: 'flow' | 'freeze' = 'flow') {
  const bench = await inProcess();
  await bench.works('watch', app, '--deliver', `file:${bench.here.home}.env`);
  const permission = { username: bench.org.username, permission: 'ViewClientSecret' };
  await bench.control('POST', '/act', { act: 'revokePermission', ...permission });
  await bench.call('emergency', app, `--contain=${by}`, '--confirm', app);
  return bench;
}

const setup = [
  'setup',
  '--app',
  app,
  '--execution-user',
  'svc.erp@acme.example',
  '--no-certificate',
  '--no-consumers',
  '--yes',
];

describe('while an emergency keeps an app blocked', () => {
  it.each(['flow', 'freeze'] as const)('no command says to open the app, only to continue (%s)', async (by) => {
    const bench = await contained(by);
    for (const command of [['watch', app], ['check', app], ['doctor', '-o', 'practice'], setup]) {
      const { stdout, stderr } = await bench.call(...command);
      const text = `${stdout}${stderr}`;
      expect([command[0], text]).toEqual([command[0], expect.not.stringMatching(opens)]);
      const isSilent = by === 'freeze' && (command[0] === 'watch' || command[0] === 'doctor');
      if (!isSilent) expect([command[0], text]).toEqual([command[0], expect.stringContaining(`keyturn resume ${app}`)]);
    }
  });

  it('nor after the secret store was moved away', async () => {
    const bench = await contained();
    const secrets = join(bench.here.home, 'practice-watch', 'secrets');
    renameSync(secrets, `${secrets}.lost`);
    await makeQuickStore(bench.here);
    const { stdout, stderr } = await bench.call('watch', app);
    expect(`${stdout}${stderr}`).not.toMatch(opens);
    expect(`${stdout}${stderr}`).toContain(`keyturn resume ${app} --practice`);
  });
});

describe('after a person gave up an emergency, and nobody replaced the credentials', () => {
  it.each(['flow', 'freeze'] as const)(
    'every command that says how to open the app says that the leak works then (%s)',
    async (by) => {
      const bench = await contained(by);
      const outputs: string[] = [];
      const commands = [
        ['unwatch', app, '--confirm', app],
        ['status', '--all'],
        ['status', app],
        setup,
        ['watch', app],
        ['check', app],
        ['status', app],
        ['doctor', '-o', 'practice'],
      ];
      for (const command of commands) {
        const { stdout, stderr } = await bench.call(...command);
        outputs.push(`${stdout}${stderr}`);
        expect([command, silentLines(`${stdout}${stderr}`)]).toEqual([command, []]);
      }
      expect(outputs.filter((text) => opens.test(text)).length).toBeGreaterThan(3);
    },
  );
});

it.each(['flow', 'freeze'])('says so where only a file has the record (%s)', async (by) => {
  const situation = await Situation.open();
  const run = (line: string) => situation.run([...line.split(' '), '--practice']);
  await run(`watch ${app}`);
  situation.damage();
  const { text } = await run(`emergency ${app} --contain=${by} --confirm ${app}`);
  expect(text).toMatch(/keyturn-containment-/);
  expect([opens.test(text), silentLines(text)]).toEqual([true, []]);
  situation.forget();
});
