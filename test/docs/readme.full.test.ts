import { readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { control, passphrase, runPractice } from '../support/keyturn.ts';
import type { PracticeState } from '../support/practice.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { openTerminal } from '../support/terminal.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'README.md'), 'utf8');

/** The commands in the first block after a text of the page. */
function commandsAfter(text: string): readonly string[] {
  const [, block = ''] = /^```\n(.*?)^```$/ms.exec(page.slice(page.indexOf(text))) ?? [];
  return block.trim().split('\n');
}

it('README: the commands for a first try rotate the credentials in a real file', async () => {
  const home = tempFolder();
  // A person who has just cloned the folder: nothing is set, and nothing exists in the home folder.
  const env = {
    ...{ HOME: home, KEYTURN_HOME: undefined, KEYTURN_COMMAND: undefined },
    PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
  };
  const typed = (line: string) => {
    const terminal = openTerminal({ command: 'sh', args: ['-c', line], cwd: root, env });
    onTestFinished(() => terminal.kill());
    const answer = async (question: string, answered: string) => {
      await terminal.waitFor(question);
      terminal.press(`${answered}\r`);
    };
    return { ...terminal, answer };
  };
  const [watch = '', rotate = '', resume = '', ...more] = commandsAfter('To try it in this folder');
  expect(more).toEqual([]);

  const watching = typed(watch);
  await watching.answer('New passphrase of the encrypted file:', passphrase);
  await watching.answer('again:', passphrase);
  expect(await watching.exited, watching.screen()).toBe(0);

  const rotating = typed(rotate);
  await rotating.answer('Passphrase of the encrypted file:', passphrase);
  await rotating.answer('[y/N]', 'y');
  // The next command is printed as it has to be typed here.
  await rotating.waitFor(/`node\s+bin\/keyturn\.cjs\s+resume\s+ERP_Bridge\s+--practice`\s+deletes\s+them/);
  expect(await rotating.exited).toBe(0);

  const org = await runPractice({ home, env });
  const pairOfApp = async () => {
    const { apps } = (await control(org, 'GET', '/state')) as PracticeState;
    return apps.find(({ developerName }) => developerName === 'ERP_Bridge')?.consumers[0]?.pairs ?? [];
  };
  const primary = (await pairOfApp()).find(({ slot }) => slot === 'primary');
  expect(primary?.accepted).toBe(true);
  expect(readFileSync(join(home, 'salesforce.env'), 'utf8')).toBe(
    `SALESFORCE_CONSUMER_KEY=${primary?.consumerKey}\nSALESFORCE_CONSUMER_SECRET=${primary?.consumerSecret}\n`,
  );

  await control(org, 'POST', '/clock', { advance: '8d' });
  const resuming = typed(resume);
  await resuming.answer('Passphrase of the encrypted file:', passphrase);
  expect(await resuming.exited, resuming.screen()).toBe(0);
  expect((await pairOfApp()).filter(({ accepted }) => accepted)).toEqual([primary]);
});
