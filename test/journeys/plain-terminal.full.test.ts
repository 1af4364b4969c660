import { join } from 'node:path';
import { expect, it } from 'vitest';
import { place, program } from '../support/keyturn.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { openTerminal } from '../support/terminal.ts';

it.each([
  { TERM: 'linux', LC_ALL: 'en_US.UTF-8' },
  { LC_ALL: '', LC_CTYPE: '', LANG: 'C' },
  { LC_ALL: 'de_DE.ISO-8859-1' },
])('the program writes only ASCII to a terminal without Unicode: %o', async (locale) => {
  const { env } = place(join(tempFolder(), 'home'));
  const options = { command: process.execPath, env: { ...env, ...locale } };
  const screen = openTerminal({ ...options, args: [program, 'setup', '--practice'] });
  // One frame can arrive in parts, so the wait is for the whole of what is looked at.
  await screen.waitFor(/v Org .*\n > App[\s\S]*> {3}Billing Sync[\s\S]*-{80}/);
  screen.press('\x03');
  await screen.exited;
  const help = openTerminal({ ...options, args: [program, 'status', '--practice', '--app', 'ünknown'] });
  await help.exited;
  for (const { written } of [screen, help]) expect(written()).toMatch(/^[\0-~]+$/);
});
