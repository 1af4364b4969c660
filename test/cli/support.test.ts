import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Streams } from '../../src/cli/output.ts';
import { run } from '../../src/cli/run.ts';
import { expectPrinted } from '../support/documents.ts';
import { domainOf, makeQuickStore, type Place, passphrase, place } from '../support/keyturn.ts';
import { tempFolder } from '../support/temp-folder.ts';

async function keyturn({ env }: Place, ...args: readonly string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const streams = { stdin: new PassThrough(), stdout, stderr } as unknown as Streams;
  const code = await run(args, { version: '1.2.3', streams, env });
  const ended = { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
  expectPrinted(args, ended);
  return ended;
}

/** Words that a person or a fault could have left in a file that keyturn reads. */
const canaries = ['CANARY-one', 'CANARYtwo', 'CANARY_three', 'CANARY four'];

function plantIn(here: Place) {
  const [one, two, three, four] = canaries;
  const settings = `{
  // ${one}
  ${three}: 'x',
  stageAhead: '${two}',
  contacts: { 'Nightly export': '${four}' },
  channels: { ops: { type: 'slack', address: '${one}' }, siem: { type: 'webhook', address: 'secret:siem', signingKey: 'secret:key' } },
}`;
  writeFileSync(join(here.home, 'config.json5'), settings);
  const lines = [
    `Error: token ${one}`,
    JSON.stringify({ level: 'error', at: '2026', event: 'tick', problem: `stageAhead: "${two}" is not a duration` }),
    JSON.stringify({
      level: 'error',
      at: '2026',
      event: 'tick',
      problem: `failed with client_secret=${two}`,
      body: one,
    }),
    JSON.stringify({ level: 'info', at: '2026', event: 'tick', warnings: [`{"password": "${four}"}`], secret: one }),
  ];
  for (const path of [join(here.home, 'practice-watch', 'daemon.log'), join(here.home, 'debug.log')]) {
    appendFileSync(path, `${lines.join('\n')}\n`);
  }
}

describe('keyturn support', () => {
  it('writes what helps, without a secret and without a name', async () => {
    const plain = place(tempFolder());
    const proxy = `http://ana:${canaries[0]}@proxy.example:3128`;
    const here = { ...plain, env: { ...plain.env, HTTPS_PROXY: proxy, KEYTURN_STORE: 'file' } };
    await makeQuickStore(here);
    await keyturn(plain, 'watch', 'ERP_Bridge', '--practice');
    await keyturn(
      plain,
      'consumer',
      'add',
      'ERP_Bridge',
      'Nightly export',
      '--contact',
      'Ana Diaz',
      '--notes',
      'CANARY four',
      '--practice',
    );
    await keyturn(plain, 'ack', 'ERP_Bridge', '--why', 'CANARYtwo', '--by', 'Ana Diaz', '--practice');
    const revealed = await keyturn(plain, 'reveal', 'ERP_Bridge', '--practice', '--json', '--unsafe-stdout');
    const { consumerKey, consumerSecret } = JSON.parse(revealed.stdout).result;
    const status = JSON.parse((await keyturn(plain, 'check', 'ERP_Bridge', '--practice', '--json')).stdout);
    // These become the last good settings, which apply while the file has an error.
    writeFileSync(join(here.home, 'config.json5'), "{ contacts: { 'Nightly export': 'CANARY four' } }");
    await keyturn(here, 'config');
    plantIn(here);

    const file = join(tempFolder(), 'support.md');
    const { code, stdout } = await keyturn(here, 'support', file, '--practice', '--json');
    expect([code, statSync(file).mode & 0o777]).toEqual([0, 0o600]);
    const text = readFileSync(file, 'utf8');
    for (const secret of [...canaries, consumerKey, consumerSecret, passphrase, 'Ana Diaz'])
      expect(text).not.toContain(secret);
    const names = [
      'ERP_Bridge',
      'ERP Bridge',
      'Acme Corp',
      domainOf(here),
      hostname(),
      'Nightly export',
      'proxy.example',
    ];
    for (const name of [...names, here.home]) expect(text).not.toContain(name);
    expect(text).toContain('<KEYTURN_HOME>');
    expect(text).not.toMatch(new RegExp(`\\b${userInfo().username}\\b`));
    expect(text).not.toMatch(/00D[A-Za-z0-9]{12}/);
    expect(JSON.stringify(status)).toContain(domainOf(here));

    for (const line of [
      'keyturn 1.2.3, started as keyturn',
      /^failed +Settings: see Settings$/m,
      'problem in line 3: unknown',
      'problem in line 4: value (stageAhead)',
      'store = file (KEYTURN_STORE)',
      'contacts.consumer-1 = (left out) (line 5)',
      'practice/app-1: ',
      /consumers manual unknown$/m,
      /^\d+ \S+ practice\/app-1 acknowledge noted consumerKey=3MVG9…\w{4}$/m,
      'problem=failed with client_secret=[secret]',
      'warnings={"password": [secret]}',
      "1 line left out, because keyturn didn't write them.",
    ]) {
      expect(text).toMatch(typeof line === 'string' ? new RegExp(line.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')) : line);
    }
    expect(JSON.parse(stdout).result.sections.map(({ title }: { title: string }) => title)).toEqual([
      ...['Versions', 'Checks', 'Settings', 'Daemon', 'State', 'Audit trail', 'Logs'],
    ]);

    const withNames = join(tempFolder(), 'support.md');
    const kept = await keyturn(here, 'support', withNames, '--practice', '--with-names');
    expect(kept.stdout).toContain('Read it before you send it.');
    const named = readFileSync(withNames, 'utf8');
    expect(named).toContain('practice/ERP_Bridge: ');
    for (const secret of [...canaries, consumerKey, consumerSecret, passphrase]) expect(named).not.toContain(secret);
  });

  it('is written whatever else is broken', async () => {
    const { home, env } = place(tempFolder());
    writeFileSync(join(home, 'state.db'), 'no database');
    writeFileSync(join(home, 'config.json5'), '{ channels: ');
    const here: Place = { home, env: { ...env, KEYTURN_PASSPHRASE_FILE: join(home, 'no-such-file') } };
    const file = join(tempFolder(), 'support.md');
    expect((await keyturn(here, 'support', file, '-o', 'nobody')).code).toBe(0);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('(StateDamaged)');
    expect(text).toContain('problem in line 1: syntax');
    expect(text).toMatch(/^failed +Session: /m);
    expect(text).toMatch(/^failed +Passphrase file: /m);

    const blocked = join(tempFolder(), 'file');
    writeFileSync(blocked, '');
    const other = join(tempFolder(), 'support.md');
    expect((await keyturn({ home, env: { KEYTURN_HOME: blocked } }, 'support', other)).code).toBe(0);
    expect(readFileSync(other, 'utf8')).toMatch(/^failed +Folder: .* is not writable/m);
  });

  it('replaces no file, and leaves none behind that it could not write', async () => {
    const here = place(tempFolder());
    const file = join(tempFolder(), 'mine.md');
    writeFileSync(file, 'mine');
    const { code, stderr } = await keyturn(here, 'support', file);
    expect([code, readFileSync(file, 'utf8')]).toEqual([2, 'mine']);
    expect(stderr).toContain('FileExists');
    const nowhere = join(tempFolder(), 'no', 'such', 'folder.md');
    expect((await keyturn(here, 'support', nowhere)).stderr).toContain('FileNotWritten');
    expect(existsSync(nowhere)).toBe(false);
  });
});
