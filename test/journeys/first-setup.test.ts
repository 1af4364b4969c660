import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { filesHolding } from '../support/files-holding.ts';
import { domainOf, keyturn, keyturnInTerminal, makeQuickStore, passphrase, place } from '../support/keyturn.ts';
import { sample } from '../support/sample.ts';
import { tempFolder } from '../support/temp-folder.ts';

const enter = '\r';
const down = '\x1b[B';

describe("a newcomer's first time, in a terminal", () => {
  const sizes = [
    { cols: 80, rows: 24 },
    { cols: 60, rows: 15 },
  ];
  for (const size of sample(sizes, 1)) {
    it(`goes from the first screen to a verified app at ${size.cols} × ${size.rows}`, async () => {
      const here = place(join(tempFolder(), 'home'));
      const unset = { KEYTURN_STORE: undefined, KEYTURN_PASSPHRASE_FILE: undefined };
      const terminal = keyturnInTerminal(here, [], { ...size, env: unset });
      await terminal.waitFor(/Practice org[\s\S]*Nothing in your org has changed yet\./);
      terminal.press(enter);
      await terminal.waitFor('Which External Client App?');
      terminal.press(enter);
      await terminal.waitFor(/▸\s+int\.billing@/);
      terminal.press(enter);
      await terminal.waitFor('How should keyturn rotate the credentials?');
      terminal.press(enter);
      await terminal.waitFor('Where should keyturn store consumer secrets?');
      await terminal.waitFor(/▸\s+Encrypted file/);
      terminal.press(enter);
      await terminal.waitFor('Choose a passphrase');
      terminal.press(`${passphrase}${enter}`);
      await terminal.waitFor('Enter the passphrase again to confirm it');
      terminal.press(`${passphrase}${enter}`);
      await terminal.waitFor(/▸\s+Nobody yet/);
      terminal.press(enter);
      await terminal.waitFor('certificate');
      terminal.press(`${down}${enter}`);
      await terminal.waitFor('Validate only');
      if (size.rows < 24) terminal.press('\x1b[6~'.repeat(2));
      await terminal.waitFor('changes the org as shown above');
      terminal.press(enter);
      await terminal.waitFor(/check-only deploy\s+succeeded/);
      await terminal.waitFor('Nothing in your org has changed yet.');
      terminal.press(`${down}${enter}`);
      expect(await terminal.exited).toBe(0);
      expect(terminal.written()).toMatch(/✔\S* Billing Sync runs as\s+int\.billing@/);
      expect(terminal.written()).not.toContain(passphrase);
      const status = await call(here, ['status', '--practice', '--json']);
      expect(JSON.parse(status.stdout).result.apps).toMatchObject([{ app: 'Billing_Sync', state: 'fine' }]);
      expect(filesHolding(here.home, passphrase)).toEqual([]);
    });
  }

  it('takes at most 12 key presses, also for a passphrase, and r in the watch works afterwards', async () => {
    const here = place(join(tempFolder(), 'home'));
    const unset = { KEYTURN_STORE: undefined, KEYTURN_PASSPHRASE_FILE: undefined };
    const terminal = keyturnInTerminal(here, [], { cols: 80, rows: 24, env: unset });
    const path: readonly [string | RegExp, readonly string[]][] = [
      [/▸\s+Practice org/, [enter]],
      [/▸\s+Billing Sync/, [enter]],
      [/▸\s+int\.billing@/, [enter]],
      [/▸\s+Recommended/, [enter]],
      [/▸\s+Encrypted file/, [enter]],
      ['keyturn makes one up', [enter]],
      [/▸\s+Nobody yet/, [enter]],
      [/▸\s+I need to check first/, [down, enter]],
      [/▲ The deploy includes no certificate[\s\S]*changes the org as shown above/, [down, enter]],
    ];
    for (const [screen, keys] of path) {
      await terminal.waitFor(screen);
      terminal.press(keys.join(''));
    }
    expect(await terminal.exited).toBe(0);
    expect(path.flatMap(([, keys]) => keys).length).toBeLessThanOrEqual(12);
    // keyturn remembers the passphrase that it made up, so nobody is asked for it.
    const shown = await keyturn({ ...here, env: { ...here.env, ...unset } }, [
      ...['reveal', 'Billing_Sync', '--practice', '--unsafe-stdout', '--json'],
    ]);
    expect(shown.code).toBe(0);
    const watch = keyturnInTerminal(here, ['--practice'], { env: unset });
    await watch.waitFor(/▸ Billing Sync/);
    watch.press('r');
    await watch.waitFor('Continue with this plan?');
    watch.press('\x03');
    expect(await watch.exited).toBe(0);
  });

  it('offers to continue an unfinished setup, and ends with a true last line', async () => {
    const here = place(join(tempFolder(), 'home'));
    const first = keyturnInTerminal(here, ['setup', '--practice']);
    await first.waitFor('Which External Client App?');
    first.press(enter);
    await first.waitFor(/▸\s+int\.billing@/);
    first.press('\x03');
    await first.waitFor('This run changed nothing in your org.');
    expect(await first.exited).toBe(130);
    const second = keyturnInTerminal(here, ['setup', '--practice']);
    await second.waitFor(/Continue it\?[\s\S]*This run has changed nothing in your org yet\./);
    second.press(enter);
    await second.waitFor(/▸\s+int\.billing@/);
    second.press('\x03');
    expect(await second.exited).toBe(130);
  });

  it('speaks in lines with typed numbers for a screen reader', async () => {
    const here = place(join(tempFolder(), 'home'));
    const terminal = keyturnInTerminal(here, [
      'setup',
      '--practice',
      '--screen-reader',
      '--no-certificate',
      '--app',
      'Billing_Sync',
    ]);
    await terminal.waitFor(/Who should Billing Sync run as\?/);
    await terminal.waitFor(/1[.)]? .*int\.billing@/);
    terminal.press(`1${enter}`);
    await terminal.waitFor('How should keyturn rotate the credentials?');
    expect(terminal.written()).not.toContain('\x1b[?1049h');
    terminal.press('\x03');
    expect(await terminal.exited).toBe(130);
  });
});

describe('the same from flags', () => {
  const flags = (domain: string) => [
    'setup',
    '--practice',
    '--app',
    'Billing_Sync',
    '--execution-user',
    `int.billing@${domain}`,
    '--no-certificate',
    '--yes',
    '--json',
  ];
  const withOrg = async () => {
    const here = place(join(tempFolder(), 'home'));
    await makeQuickStore(here);
    await call(here, ['practice', 'reset']);
    return { here, domain: domainOf(here) };
  };

  it('gives one JSON document, and the second run changes nothing', async () => {
    const { here, domain } = await withOrg();
    const first = await call(here, flags(domain));
    expect(first.code).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({
      status: 0,
      result: {
        app: { developerName: 'Billing_Sync' },
        proof: { username: `int.billing@${domain}` },
        store: { kind: 'file' },
      },
    });
    const second = await call(here, flags(domain));
    expect(JSON.parse(second.stdout).result).toMatchObject({ changes: [], deploy: null });
    const verified = await call(here, ['history', 'verify', '--practice', '--json']);
    expect(JSON.parse(verified.stdout)).toMatchObject({ status: 0, result: { intact: true } });
  });

  it('saves a plan as answers that another run takes', async () => {
    const { here, domain } = await withOrg();
    const file = join(tempFolder(), 'answers.json');
    const saved = await call(here, [...flags(domain), '--dry-run', '--save-answers', file]);
    expect(saved.code).toBe(0);
    const other = join(tempFolder(), 'other.json');
    const inWords = flags(domain).filter((flag) => flag !== '--json');
    const said = await call(here, [...inWords, '--dry-run', '--save-answers', other]);
    expect(said.stdout).toContain(`The plan is saved in ${other}.`);
    const taken = await call(here, ['setup', '--practice', '--answers', file, '--store', 'file', '--yes', '--json']);
    expect(JSON.parse(taken.stdout)).toMatchObject({
      status: 0,
      result: { executionUser: { username: `int.billing@${domain}` } },
    });
    const again = await call(here, [...flags(domain), '--save-answers', file]);
    expect(JSON.parse(again.stdout)).toMatchObject({ status: 2, name: 'FileExists' });
  });

  it('reveals a pair only on purpose', async () => {
    const { here, domain } = await withOrg();
    await call(here, flags(domain));
    const refused = await call(here, ['reveal', 'Billing_Sync', '--practice', '--json']);
    expect(JSON.parse(refused.stdout)).toMatchObject({ status: 2, name: 'RevealNeedsTerminal' });
    const file = join(tempFolder(), 'pair.env');
    expect((await call(here, ['reveal', 'Billing_Sync', '--practice', '--to-file', file])).code).toBe(0);
    expect((await call(here, ['reveal', 'Billing_Sync', '--practice', '--to-file', file])).code).toBe(2);
    const shown = await call(here, ['reveal', 'Billing_Sync', '--practice', '--json', '--unsafe-stdout']);
    const { consumerSecret } = JSON.parse(shown.stdout).result as { consumerSecret: string };
    expect(consumerSecret).toMatch(/^[0-9A-F]{64}$/);
    expect(filesHolding(join(here.home, 'practice-watch'), consumerSecret)).toEqual([]);
  });

  it('says what is wrong with the call, on stdout as well, with exit code 2', async () => {
    const here = place(join(tempFolder(), 'home'));
    for (const args of [
      ['setup', '--bogus'],
      ['statu'],
      ['watch'],
      ['setup', '--practice', '--max-age', 'soon', '--app', 'Billing_Sync', '--execution-user', 'x@y.z'],
    ]) {
      const ran = await keyturn(here, [...args, '--json']);
      expect([args[0], ran.code, JSON.parse(ran.stdout).status]).toEqual([args[0], 2, 2]);
    }
  });
});
