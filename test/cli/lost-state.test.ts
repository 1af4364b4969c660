import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Streams } from '../../src/cli/output.ts';
import { run } from '../../src/cli/run.ts';
import { type InProcess, inProcess } from '../support/in-process.ts';
import { withoutListeners } from '../support/without-listeners.ts';

const erp = 'ERP_Bridge';

async function watching(): Promise<InProcess & { readonly state: string }> {
  const bench = await inProcess();
  const file = `file:${bench.here.home}.env`;
  await bench.works('watch', erp, '--deliver', file);
  await bench.works('watch', 'Mailer');
  await bench.works('stage', erp, '--yes');
  // What is checked is backed up each quarter of an hour.
  await bench.control('POST', '/clock', { advance: '20m' });
  await bench.works('daemon', '--once');
  return { ...bench, state: join(bench.here.home, 'practice-watch', 'state.db') };
}

function lose(path: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
}

describe('a state that is gone or damaged', () => {
  it.each([
    ['deleted', lose],
    ['truncated', (path: string) => truncateSync(path, 9_000)],
    ['garbled', (path: string) => writeFileSync(path, 'garbage'.repeat(9_000))],
  ])(
    '%s: no command says that all is well, until the repair brings back apps, consumers and runs',
    async (_how, damage) => {
      const { call, works, state } = await watching();
      const before = await works('status');
      damage(state);
      const codes = [];
      for (const command of [['status', '--exit-code'], ['daemon', '--once'], ['status'], ['rotate', erp, '--yes']])
        codes.push((await call(...command)).code);
      expect(codes).toEqual([1, 1, 1, 1]);
      const { code, stdout } = await call('doctor', '--exit-code');
      expect([code, stdout]).toEqual([4, expect.stringMatching(/✖ State .*missing[\s\S]*doctor --repair/)]);
      expect(existsSync(state)).toBe(false);

      const repaired = await call('doctor', '--repair');
      expect([repaired.code, repaired.stdout]).toEqual([0, expect.stringContaining('is now the backup of')]);
      expect((await works('status')).apps).toEqual(before.apps);
      expect(readdirSync(join(state, '..')).some((name) => name.includes('damaged'))).toBe(_how !== 'deleted');
    },
  );

  it('is repaired, and apps that were watched after the backup are named with the command that watches them', async () => {
    const { call, works, state } = await watching();
    const backups = join(state, '..', 'backups');
    const before = readdirSync(backups);
    await works('watch', 'Billing_Sync');
    for (const name of readdirSync(backups)) if (!before.includes(name)) rmSync(join(backups, name));
    lose(state);
    const { stderr } = await call('doctor', '--repair');
    expect(stderr).toMatch(
      /credentials of Billing_Sync \(org 00D\w+\), which this state doesn't watch. practice has an app of this name/,
    );
    expect(stderr).not.toMatch(/credentials of (ERP_Bridge|Mailer)/);
    const [, typed = ''] = /`keyturn (watch [^`]+)`/.exec(stderr) ?? [];
    expect(await call(...typed.split(' '))).toMatchObject({ code: 0 });
    expect((await works('status')).apps).toHaveLength(3);
  });

  it('is repaired from the backup as long as a damaged one lies in its place again', async () => {
    const { call, works, state } = await watching();
    for (let time = 0; time < 2; time += 1) {
      writeFileSync(state, 'garbage'.repeat(9_000));
      expect((await call('doctor', '--repair')).code).toBe(0);
      expect((await works('status')).apps).toHaveLength(2);
    }
  });
});

it('a state that is lost with all its backups is missed because of the stored credentials, and never counts as new', async () => {
  const { call, works, state } = await watching();
  lose(state);
  rmSync(join(state, '..', 'backups'), { recursive: true });
  for (const command of [['status'], ['daemon', '--once'], ['history'], ['watch', erp]]) {
    const { code, stderr } = await call(...command);
    expect([command, code, stderr]).toEqual([command, 1, expect.stringMatching(/StateLost[\s\S]*doctor --repair/)]);
  }
  const { stdout, stderr } = await call('doctor', '--repair');
  expect(stdout).toContain('is new and empty, because there is no intact backup');
  expect(await works('status')).toMatchObject({ apps: [] });
  // Without a backup, the stored credentials and the org say what to watch.
  for (const app of [erp, 'Mailer']) {
    const [, typed = ''] = new RegExp(`\`keyturn (watch ${app}[^\`]*)\``).exec(stderr) ?? [];
    expect([typed, (await call(...typed.split(' '))).code]).toEqual([typed, 0]);
  }
  expect(((await works('status')) as { apps: { store: unknown }[] }).apps).toHaveLength(2);
});

describe('a command that finds the damage first', () => {
  it.each([['daemon', '--once'], ['doctor'], ['status'], ['check']])('%s %s names it', async (...command) => {
    const { call, state } = await watching();
    const content = readFileSync(state);
    // The first page is whole, so that SQLite opens the file.
    for (let at = 5_000; at < content.length; at += 97) content[at] = 0xa5;
    lose(state);
    writeFileSync(state, content);
    const { code, stdout, stderr } = await call(...command.filter(Boolean));
    expect(`${stdout}${stderr}`).toMatch(/state\.db is damaged/);
    expect(`${stdout}${stderr}`).not.toMatch(/Defect|not open/);
    expect(code).toBe(command[0] === 'doctor' ? 0 : 1);
    expect((await call('doctor', '--repair')).stdout).toContain('is now the backup of');
  });
});

describe("backups that can't be used", () => {
  it('stop no command and no emergency if their folder is none', async () => {
    const { call, works, state } = await watching();
    const backups = join(state, '..', 'backups');
    rmSync(backups, { recursive: true });
    writeFileSync(backups, '');
    await works('status');
    expect((await call('doctor')).code).toBe(0);
    await works('emergency', erp, '--contain', 'flow', '--confirm', erp);
  });

  it('stay, and the repair names the newer version that made them', async () => {
    const { call, state } = await watching();
    const backups = join(state, '..', 'backups');
    for (const name of readdirSync(backups)) {
      const database = new DatabaseSync(join(backups, name));
      database.exec('PRAGMA user_version = 999');
      database.close();
    }
    lose(state);
    const { stdout } = await call('doctor', '--repair');
    expect(stdout).toMatch(/✖ State .*newer version of keyturn wrote/);
    expect(existsSync(state)).toBe(false);
  });
});

describe('a restored state', () => {
  it('changes nothing in the org until every app was checked and a person confirmed once', async () => {
    const { call, works, state, truth } = await watching();
    lose(state);
    await call('doctor', '--repair');
    const before = truth();
    for (const command of [
      ['rotate', erp, '--yes'],
      ['discard', erp, '--confirm', erp],
      ['resume', erp, '--yes'],
      ['decommission', 'Mailer', '--confirm', 'Mailer'],
    ]) {
      const { code, stderr } = await call(...command);
      expect([command, code, stderr]).toEqual([command, 3, expect.stringContaining('StateUnconfirmed')]);
    }
    expect((await call('daemon', '--once', '--exit-code')).code).toBe(4);
    expect((await call('doctor', '--exit-code')).code).toBe(4);
    expect(truth()).toEqual(before);
    expect((await call('doctor', '--confirm')).stderr).toContain('AnswerMissing');
    const { code, stderr } = await call('doctor', '--confirm', '--yes');
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('Only an emergency works')]);
    expect(await works('doctor', '--confirm', '--yes')).toEqual({ confirmed: false, apps: [], unchecked: [] });
    await works('rotate', erp, '--yes');
  });
});

describe('an app that can not be checked', () => {
  it('keeps nobody from confirming for ever: a person who types it confirms without it, and --yes never does', async () => {
    const { call, control, here, works, state } = await watching();
    lose(state);
    await call('doctor', '--repair');
    await control('POST', '/faults', { kind: 'unauthorized', times: 0, path: '/services/data' });
    const { code, stderr } = await call('doctor', '--confirm', '--yes');
    expect([code, stderr]).toEqual([3, expect.stringMatching(/couldn't check ERP_Bridge, Mailer[\s\S]*in a terminal/)]);
    expect(stderr).not.toContain('unwatch');

    const type = async (answer: string) => {
      const terminal = () => Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
      const [stdin, stdout, stderr] = [terminal(), terminal(), terminal()];
      stderr.on('data', (chunk) => {
        if (String(chunk).includes('type "unchecked"')) stdin.write(`${answer}\n`);
      });
      stdout.resume();
      const streams = { stdin, stdout, stderr } as unknown as Streams;
      const args = ['doctor', '--confirm', '--yes', '--practice'];
      return withoutListeners(() => run(args, { version: '1.0.0', streams, env: { ...process.env, ...here.env } }));
    };
    expect(await type('y')).not.toBe(0);
    expect((await call('rotate', erp, '--yes')).stderr).toContain('StateUnconfirmed');
    expect(await type('unchecked')).toBe(0);
    await control('DELETE', '/faults');
    await works('rotate', erp, '--yes');
  });
});

describe('a leak while the state is to be confirmed', () => {
  it('is answered at once, and the state is still to be confirmed afterwards', async () => {
    const { call, works, state } = await watching();
    lose(state);
    await call('doctor', '--repair');
    const { code, stderr } = await call('emergency', erp, '--confirm', erp, '--yes');
    expect([code, stderr]).toEqual([0, expect.stringContaining('restored from a backup')]);
    expect((await call('rotate', erp, '--yes')).stderr).toContain('StateUnconfirmed');
    await works('doctor', '--confirm', '--yes');
  });
});

describe('an app whose record is garbled', () => {
  it('is named by every command, and keeps none from working for the others', async () => {
    const { call, works, state } = await watching();
    const before = await works('status');
    const database = new DatabaseSync(state);
    database.exec(`UPDATE apps SET body = '{', due_at = 0 WHERE app = '${erp}'`);
    database.close();

    for (const command of [
      ['status'],
      ['check', 'Mailer'],
      ['retire', 'Mailer', '--confirm', 'Mailer'],
      ['daemon', '--once'],
    ]) {
      const { code, stderr } = await call(...command);
      expect([command, code, stderr]).toEqual([
        command,
        0,
        expect.stringMatching(/record of ERP_Bridge can't be read/),
      ]);
    }
    expect((await call('status', '--exit-code')).code).toBe(4);
    for (const command of [
      ['rotate', erp, '--yes'],
      ['check', erp],
      ['watch', erp],
      ['unwatch', erp, '--yes'],
    ]) {
      const { code, stderr } = await call(...command);
      expect([command, code, stderr]).toEqual([command, 1, expect.stringContaining('RecordUnreadable')]);
    }
    const { stdout } = await call('doctor', '--repair');
    expect(stdout).toContain('record of ERP_Bridge is now that of the backup');
    const { apps } = (await works('status')) as { apps: { app: string; consumers: unknown }[] };
    const erpOf = (all: readonly { app: string }[]) => all.find(({ app }) => app === erp);
    expect(erpOf(apps)).toEqual(erpOf(before.apps as { app: string }[]));
    await works('rotate', erp, '--yes');
  });
});

describe('the newest backup', () => {
  it('is made by each command that changes something, also without a daemon', async () => {
    const { works, here } = await inProcess();
    const backups = () => readdirSync(join(here.home, 'practice-watch', 'backups')).sort();
    await works('watch', erp, '--deliver', `file:${here.home}.env`);
    const [first] = backups();
    await works('status');
    expect(backups()).toEqual([first]);
    await works('rotate', erp, '--yes');
    const newest = new DatabaseSync(join(here.home, 'practice-watch', 'backups', backups().at(-1) ?? ''));
    expect(newest.prepare('SELECT count(*) AS runs FROM rotations').get()).toEqual({ runs: 1 });
    newest.close();
    const before = backups();
    await works('retire', erp, '--dry-run');
    expect(backups()).toEqual(before);
  });

  it('is never a reason for a command to fail', async () => {
    const { call, works, here } = await inProcess();
    await works('watch', 'Mailer');
    const backups = join(here.home, 'practice-watch', 'backups');
    rmSync(backups, { recursive: true });
    writeFileSync(backups, '');
    const { code, stderr } = await call('watch', erp);
    expect([code, stderr]).toEqual([0, expect.stringContaining("keyturn couldn't back up its state")]);
  });

  it('is not replaced by one of a state that lost its file, and none is made of a state without news', async () => {
    const { call, works, state } = await watching();
    const backups = () => readdirSync(join(state, '..', 'backups'));
    const before = backups();
    await works('daemon', '--once');
    expect(backups()).toEqual(before);
    lose(state);
    expect((await call('daemon', '--once')).code).toBe(1);
    expect(backups()).toEqual(before);
  });
});
