import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { describe, expect, it } from 'vitest';
import { type ContextOf, commands } from '../../src/cli/commands.ts';
import { documents } from '../../src/cli/documents/documents.ts';
import { runDrills } from '../../src/cli/emergency/drill.ts';
import type { Operating } from '../../src/cli/operating.ts';
import { createOutput, type Streams } from '../../src/cli/output.ts';
import { run } from '../../src/cli/run.ts';
import { World } from '../core/rotation/world.ts';
import { expectDocument, expectPrinted } from '../support/documents.ts';
import { domainOf, makeQuickStore, place, runPractice } from '../support/keyturn.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { withoutListeners } from '../support/without-listeners.ts';

/** Commands that install or uninstall something, or run until they are ended: their documents are checked where these are tested. */
const elsewhere = ['daemon-install', 'daemon-uninstall', 'practice', 'uninstall'];

/** Commands on one practice org, each checked against its published schema. */
async function story() {
  const here = place(join(tempFolder(), 'home'));
  const seen = new Set<string>();
  const call = async (line: string, { input = '' }: { readonly input?: string } = {}) => {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    stdin.end(input);
    const streams = { stdin, stdout, stderr } as unknown as Streams;
    const args = [...line.split(' '), '--practice', '--json'];
    const code = await withoutListeners(() => run(args, { version: '0', streams, env: here.env }));
    const printed = String(stdout.read());
    expectPrinted(args, { code, stdout: printed }, seen);
    return { code, ...JSON.parse(printed) };
  };
  const works = async (line: string, options?: { readonly input: string }) => {
    const document = await call(line, options);
    expect([line, document.status, document.message]).toEqual([line, 0, undefined]);
    return document.result;
  };
  return { here, seen, call, works };
}

describe('every command with --json', () => {
  it('prints the document that its schema describes', async () => {
    const { here, seen, call, works } = await story();
    const folder = tempFolder();
    const inFolder = (name: string) => join(folder, name);
    const read = (name: string) => JSON.parse(readFileSync(inFolder(name), 'utf8'));

    const asVersion = ['version', '--version', '-v'];
    for (const line of asVersion) expect(await works(line)).toEqual({ version: '0' });
    for (const line of ['help', 'help rotate', 'rotate --help', 'daemon help install', 'store -h']) await works(line);
    await works('practice reset');
    await works('practice act oauthOn --app ERP_Bridge');
    await makeQuickStore(here);
    const user = `int.billing@${domainOf(here)}`;
    const setup = `setup --app Billing_Sync --execution-user ${user} --no-certificate --yes`;
    await works(`${setup} --dry-run --save-answers ${inFolder('answers.json')}`);
    expectDocument('answers', read('answers.json'));
    await works(setup);
    await works('watch ERP_Bridge --deliver manual:CI');
    await works(`consumer add ERP_Bridge Nightly --deliver file:${inFolder('nightly.env')} --contact ops --notes call`);
    await works('consumer edit ERP_Bridge Nightly --rename Weekly');
    await works('consumer test ERP_Bridge');
    await works('consumer');
    await works('consumer list ERP_Bridge');
    await works('consumer remove ERP_Bridge Weekly');
    await works('audit');
    await works('check');
    await works('doctor');
    await works(`doctor --permission-set ${inFolder('kit')}`);
    await works('snooze ERP_Bridge 3d');
    await works('ack ERP_Bridge --by Ada --why moving');

    await works('stage Billing_Sync --yes');
    await works('discard Billing_Sync --confirm Billing_Sync');
    expect(await call('rotate ERP_Bridge --yes')).toMatchObject({ code: 3, name: 'HandOverPending' });
    await works('status');
    await works('handed-over ERP_Bridge CI');
    await works('resume ERP_Bridge');
    expect(await call('rotate ERP_Bridge --yes --no-consumers')).toMatchObject({ code: 2, name: 'UsageInvalid' });
    await works('rotate Billing_Sync --yes --no-consumers');
    await works('status ERP_Bridge');
    await works('retire ERP_Bridge --confirm ERP_Bridge');
    expect(await works('resume')).toMatchObject({ runs: [{ app: 'Billing_Sync' }] });
    expect(await works('resume ERP_Bridge')).toMatchObject({ rotation: null });
    await works('status --ics');

    for (const format of ['json', 'aws']) {
      await works(`reveal ERP_Bridge --format ${format} --to-file ${inFolder(`${format}.json`)}`);
      expectDocument(`reveal-${format}`, read(`${format}.json`));
    }
    await works('reveal ERP_Bridge --unsafe-stdout');

    await works(`emergency ERP_Bridge --card ${inFolder('card.md')}`);
    await works(`emergency ERP_Bridge --confirm ERP_Bridge --contain --report ${inFolder('one')}`);
    expectDocument('incident', read('one.json'));
    await works(`emergency --all --again -o practice --confirm practice --report ${inFolder('all')}`);
    expectDocument('incidents', read('all.json'));

    const log = inFolder('notices.jsonl');
    mkdirSync(here.home, { recursive: true });
    writeFileSync(join(here.home, 'config.json5'), `{ channels: { log: { type: 'log', file: '${log}' } } }`);
    await works(`support ${inFolder('support.md')}`);
    await works('config');
    await works('config get checkEvery');
    await works('config set checkEvery 1d');
    await works('config unset checkEvery');
    await works('config check');
    await works('config path');
    await works('daemon --once');
    await works('daemon test-notify');
    for (const line of readFileSync(log, 'utf8').trimEnd().split('\n')) expectDocument('notices', JSON.parse(line));
    await works('daemon status');
    await works('secret set ops', { input: 'canary\n' });
    await works('store move file');
    await works(`scan ${folder}`);
    await works('status');
    await works('history verify');
    const key = await generateX25519Identity();
    writeFileSync(inFolder('key.txt'), key, { mode: 0o600 });
    await works(`backup ${inFolder('all.age')} --for ${await identityToRecipient(key)}`);
    await works(`restore ${inFolder('all.age')} --identity ${inFolder('key.txt')} --replace --dry-run`);
    await works('decommission Billing_Sync --confirm Billing_Sync --still-used-ok');
    await works('unwatch ERP_Bridge --confirm ERP_Bridge');
    writeFileSync(inFolder('new-passphrase'), 'four unrelated words', { mode: 0o600 });
    await works(`store passphrase --new-passphrase-file ${inFolder('new-passphrase')}`);
    await call('status Nobody');

    const names = [...Object.keys(commands).map((name) => name.replace(' ', '-')), 'help', 'version', 'error'];
    expect(names.filter((name) => !seen.has(name) && !elsewhere.includes(name))).toEqual([]);
  });

  it('prints the address of the practice org', async () => {
    expect((await runPractice(place(tempFolder()))).pid).toBeGreaterThan(0);
  });

  it.each([1, 2])('prints a drill of %i apps', async (count) => {
    const world = new World({ name: 'a drill' });
    await world.begin();
    const ports = await world.process();
    const stdout = new PassThrough();
    const context = {
      output: createOutput({ stdout, stderr: new PassThrough() } as unknown as Streams, { isJson: true }),
    } as ContextOf<'emergency'>;
    const operating = {
      ports,
      portsFor: () => ports,
      requestOf: () => world.resuming(ports.watched),
      storeOf: () => ports.openStore(),
    } as unknown as Operating;
    await runDrills(
      context,
      operating,
      Array.from({ length: count }, () => ports.watched),
    );
    expectDocument('emergency', JSON.parse(String(stdout.read())));
  });
});

it('publishes a schema for every document, and no other', () => {
  const published = readdirSync(join(import.meta.dirname, '../../docs/reference/schemas'));
  const names = [...documents.map(({ name }) => name), 'settings'].map((name) => `${name}.schema.json`);
  expect(published.toSorted()).toEqual(names.toSorted());
});
