import { execFileSync } from 'node:child_process';
import { spawn } from '@lydell/node-pty';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSecretStores } from '../../src/core/adapters/secret-store/choose.ts';
import { Secret } from '../../src/core/model/secret.ts';
import { tempFolder } from '../support/temp-folder.ts';

const passphrase = 'correct horse battery staple';
const orgId = '00D000000000001AAA';
const consumerKey = '3MVG9.billing-key';

describe.runIf(isInstalled())('the encrypted file', () => {
  it('is opened by the stock age with the passphrase', async () => {
    const folder = tempFolder();
    const stores = createSecretStores({ folder, isPractice: false, env: {}, isInteractive: false });
    const store = await stores.open('file', new Secret(passphrase));
    const consumerSecret = new Secret('the-consumer-secret');
    await store.put({ orgId, app: 'Billing_Sync', consumerKey, consumerSecret, savedAt: 0 });

    const pairFile = store.reference(orgId, consumerKey);
    const shown = await typedInto('age', ['-d', '-i', `${folder}/secrets/identity.age`, pairFile]);
    expect(shown).toContain(
      '{"org":"00D000000000001AAA","app":"Billing_Sync","key":"3MVG9.billing-key","secret":"the-consumer-secret","savedAt":"1970-01-01T00:00:00.000Z"}',
    );
  });
});

/** Runs a program in a terminal, types the passphrase when asked for it, and gives back what it shows. */
function typedInto(program: string, args: string[]): Promise<string> {
  const terminal = spawn(program, args, { cols: 500 });
  const timer = setTimeout(() => terminal.kill('SIGKILL'), 30_000);
  onTestFinished(() => clearTimeout(timer));
  return new Promise((resolve) => {
    let shown = '';
    let typed = false;
    terminal.onData((data) => {
      shown += data;
      if (typed || !shown.includes('passphrase')) return;
      typed = true;
      terminal.write(`${passphrase}\r`);
    });
    terminal.onExit(() => resolve(shown));
  });
}

function isInstalled(): boolean {
  try {
    execFileSync('age', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
