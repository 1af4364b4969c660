import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { keyturnInTerminal, makeQuickStore, place } from '../support/keyturn.ts';
import { tempFolder } from '../support/temp-folder.ts';

const secretShape = /[0-9A-F]{64}/;

describe('most days: the watch, in a terminal', () => {
  it('rotates after the plan was seen, and deletes the previous credentials only for the right name', async () => {
    const folder = tempFolder();
    const here = place(join(folder, 'home'));
    await makeQuickStore(here);
    const file = join(folder, 'erp.env');
    writeFileSync(file, 'SALESFORCE_CONSUMER_KEY=\nSALESFORCE_CONSUMER_SECRET=\n');
    chmodSync(file, 0o600);
    const adopted = await call(here, ['watch', 'ERP_Bridge', '--practice', '--deliver', `file:${file}`, '--json']);
    expect(adopted.code).toBe(0);
    const terminal = keyturnInTerminal(here, ['--practice']);
    await terminal.waitFor(/▸ ERP Bridge[\s\S]*enter details/);
    terminal.press('\r');
    await terminal.waitFor('Press c to check the org now.');
    terminal.press('r');
    await terminal.waitFor(/Rotate the credentials of ERP Bridge[\s\S]*Continue with this plan\?/);
    terminal.press('y');
    await terminal.waitFor('Promoted the new credentials of');
    expect(readFileSync(file, 'utf8')).toMatch(/SALESFORCE_CONSUMER_KEY=3MVG9/);
    terminal.press('\r');
    await terminal.waitFor('grace until');
    terminal.press('t');
    await terminal.waitFor('Type ERP_Bridge to continue');
    terminal.press('Billing_Sync\r');
    await terminal.waitFor('Canceled. Nothing was changed.');
    terminal.press('t');
    await terminal.waitFor('Type ERP_Bridge to continue');
    terminal.press('ERP_Bridge\r');
    await terminal.waitFor(/Deleted the previous credentials of ERP Bridge[\s\S]*refuses them\./);
    terminal.press('\r');
    await terminal.waitFor('Press c to check the org now.');
    terminal.press('q');
    expect(await terminal.exited).toBe(0);
    const [, secret = 'none'] = /SALESFORCE_CONSUMER_SECRET=(\w+)/.exec(readFileSync(file, 'utf8')) ?? [];
    expect(secret).toMatch(/^[0-9A-F]{64}$/);
    expect(terminal.written()).not.toContain(secret);
    const status = await call(here, ['status', '--practice', '--json']);
    expect(JSON.parse(status.stdout).result.apps).toMatchObject([{ app: 'ERP_Bridge', state: 'fine', previous: null }]);
  });

  it('shows a pair on a screen of its own, and goes on as before', async () => {
    const here = place(join(tempFolder(), 'home'));
    await makeQuickStore(here);
    await call(here, ['watch', 'ERP_Bridge', '--practice', '--json']);
    const terminal = keyturnInTerminal(here, ['--practice']);
    await terminal.waitFor(/▸ ERP Bridge[\s\S]*enter details/);
    terminal.press('v');
    await terminal.waitFor('Which credentials do you want to see?');
    terminal.press('y');
    await terminal.waitFor(secretShape);
    await terminal.waitFor('Press any key to clear the screen');
    terminal.press('x');
    await terminal.waitFor('Press c to check the org now.');
    expect(terminal.screen()).not.toMatch(secretShape);
    terminal.press('c');
    await terminal.waitFor('a token was issued');
    await terminal.waitFor('enter back to the app');
    terminal.press('\x03');
    expect(await terminal.exited).toBe(0);
  });

  it('is plain text for those who hear the screen', async () => {
    const here = place(join(tempFolder(), 'home'));
    await makeQuickStore(here);
    await call(here, ['watch', 'ERP_Bridge', '--practice', '--json']);
    const terminal = keyturnInTerminal(here, ['--practice', '--screen-reader']);
    await terminal.waitFor(/1\. ERP Bridge[\s\S]*Type a number for details/);
    terminal.press('q\r');
    expect(await terminal.exited).toBe(0);
    expect(terminal.written()).not.toContain('\x1b[?1049h');
  });
});
