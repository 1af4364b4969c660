import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { armor, Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { expect, it } from 'vitest';
import { expectDocument } from '../support/documents.ts';
import { filesHolding } from '../support/files-holding.ts';
import { RotatingBundle } from '../support/rotating-bundle.ts';
import { tempFolder } from '../support/temp-folder.ts';

const app = 'ERP_Bridge';
const page = readFileSync(join(import.meta.dirname, '../../docs/rotation.md'), 'utf8');
const section = page.slice(page.indexOf('## Send credentials to a person'));

/** The words of the commands that the page shows. */
function shown(file: string): readonly (readonly string[])[] {
  const block = /^```\n([\s\S]*?)^```$/m.exec(section)?.[1] ?? '';
  return block
    .trim()
    .split('\n')
    .map(
      (line) =>
        line
          .replace('keyturn ', '')
          .replace('ana.pub', file)
          .match(/"[^"]*"|\S+/g) ?? [],
    )
    .map((words) => words.map((word) => word.replaceAll('"', '')));
}

async function decrypted(path: string, identity: string): Promise<string> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypter.decrypt(armor.decode(readFileSync(path, 'utf8')), 'text');
}

it('encrypts the staged credentials for a person whose key is kept, as the page about rotations shows it', async () => {
  const bundle = await RotatingBundle.open();
  const folder = tempFolder();
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  writeFileSync(join(folder, 'ana.pub'), `# Ana\n${recipient}\n`);
  const [add = [], reveal = []] = shown(join(folder, 'ana.pub'));
  expect((await bundle.run(add)).stdout).toContain('✔ Added Warehouse to ERP Bridge.');
  expect((await bundle.run(['rotate', app, '--yes'])).code).toBe(3);

  const file = join(folder, 'warehouse.age');
  const written = await bundle.run([...reveal, '--to-file', file, '--json']);
  expect(JSON.parse(written.stdout)).toMatchObject({
    status: 0,
    result: { path: file, for: 'Warehouse', keys: [recipient], slot: 'staged' },
  });
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  const text = await decrypted(file, identity);
  const [, key = ''] = /^SALESFORCE_CONSUMER_KEY=(.*)$/m.exec(text) ?? [];
  const { others, isAccepted } = await bundle.pairs();
  expect([others, isAccepted(key)]).toEqual([[key], true]);
  const [, secret = 'none'] = /^SALESFORCE_CONSUMER_SECRET=(.*)$/m.exec(text) ?? [];

  const again = await bundle.run([...reveal, '--to-file', file]);
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('already exists')]);
  expect(await decrypted(file, identity)).toBe(text);

  const byKey = await bundle.run(['reveal', app, '--for', recipient, '--format', 'json', '--to-file', `${file}.2`]);
  expect(byKey.stdout).toContain(`Only the owner of age1…${recipient.slice(-8)} can decrypt it.`);
  expect(JSON.parse(await decrypted(`${file}.2`, identity))).toMatchObject({ consumerSecret: expect.any(String) });
  const history = await bundle.run(['history', app]);
  expect(history.stdout).toContain('encrypted for Warehouse');
  expect(bundle.said).not.toContain(secret);
  expect(await bundle.leaks()).toEqual([]);
});

it('tells the contact, whose code confirms the consumer, and keeps the code nowhere', async () => {
  const bundle = await RotatingBundle.open();
  const folder = tempFolder();
  const heard = join(folder, 'heard.json');
  const page = join(folder, 'page.sh');
  writeFileSync(page, `#!/bin/sh\ncat > '${heard}'\n`);
  chmodSync(page, 0o700);
  const channels = {
    // It gets nothing else.
    warehouse: { type: 'command', program: page, severity: 'danger', practice: true },
    kept: { type: 'log', file: join(bundle.here.home, 'notices.jsonl') },
  };
  writeFileSync(join(bundle.here.home, 'config.json5'), JSON.stringify({ channels }));
  await bundle.run(['consumer', 'add', app, 'Stock', '--contact', 'warehouse']);
  await bundle.run(['rotate', app, '--yes']);
  const ticked = JSON.parse((await bundle.run(['daemon', '--once', '--json'])).stdout);
  const waiting = ticked.result.notices.find(({ kind }: { kind: string }) => kind === 'consumer-waiting');
  expect(waiting).toMatchObject({ threshold: '0d', channels: [{ channel: 'warehouse', status: 'sent' }] });
  expect(waiting).not.toHaveProperty('handOver');
  const message = readFileSync(heard, 'utf8');
  expectDocument('notices', JSON.parse(message));
  const [, code = ''] = /--code ([0-9A-Z-]{19})/.exec(message) ?? [];

  const listed = JSON.parse((await bundle.run(['consumer', 'list', app, '--json'])).stdout).result.apps[0].consumers;
  expect(listed[1]).toMatchObject({ name: 'Stock', state: 'notified', notifiedAt: expect.any(String) });
  expect((await bundle.run(['status', app])).stdout).toContain('warehouse, notified');

  const wrong = await bundle.run(['handed-over', app, '--code', '0000-0000-0000-0000', '--json']);
  expect([wrong.code, JSON.parse(wrong.stdout).name]).toEqual([2, 'CodeRefused']);
  const confirmed = JSON.parse((await bundle.run(['handed-over', app, '--code', code, '--json'])).stdout);
  expect(confirmed).toMatchObject({ status: 0, result: { consumer: 'Stock' } });
  const again = await bundle.run(['handed-over', app, '--code', code, '--json']);
  expect(JSON.parse(again.stdout).message).toContain('it was already used, and Stock is confirmed');
  expect((await bundle.run(['history', app])).stdout).toContain(
    "Stock has the new credentials (confirmed by its contact's code)",
  );
  expect((await bundle.run(['resume', app])).code).toBe(0);

  for (const text of [code, code.replaceAll('-', '')]) {
    expect(filesHolding(bundle.here.home, text)).toEqual([]);
    expect(bundle.said).not.toContain(text);
  }
  expect(message).not.toContain((await bundle.pairs()).primary);
  expect(await bundle.leaks()).toEqual([]);
});

it('refuses a private key without repeating it, and a name without a key', async () => {
  const bundle = await RotatingBundle.open();
  const identity = await generateX25519Identity();
  for (const call of [
    ['reveal', app, '--for', identity],
    ['consumer', 'add', app, 'Warehouse', '--key', identity],
  ]) {
    const refused = await bundle.run([...call, '--json']);
    expect([refused.code, JSON.parse(refused.stdout).name]).toEqual([2, 'KeyIsPrivate']);
    expect(refused.stdout + refused.stderr).not.toContain(identity.slice(20, 40));
  }
  await bundle.run(['consumer', 'add', app, 'Warehouse']);
  const without = await bundle.run(['reveal', app, '--for', 'warehouse']);
  expect(without.stderr.replace(/\s+/g, ' ')).toContain('keyturn has no public key of Warehouse');
  const nobody = await bundle.run(['reveal', app, '--for', 'Ana']);
  expect(nobody.stderr.replace(/\s+/g, ' ')).toContain('Ana is neither a public key, nor a file, nor a consumer');
});
