import { chmodSync, existsSync, lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Streams } from '../../src/cli/output.ts';
import { run } from '../../src/cli/run.ts';
import { lastGoodFile } from '../../src/core/adapters/last-good-settings.ts';
import { expectPrinted } from '../support/documents.ts';
import { tempFolder } from '../support/temp-folder.ts';

function inHome(text: string | null = null) {
  const home = tempFolder();
  const file = join(home, 'config.json5');
  if (text !== null) writeFileSync(file, text);
  const keyturn = async (...args: readonly string[]) => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const streams = { stdin: new PassThrough(), stdout, stderr } as unknown as Streams;
    const code = await run(args, { version: '0', streams, env: { KEYTURN_HOME: home } });
    const ended = { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
    expectPrinted(args, ended);
    return ended;
  };
  const json = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await keyturn(...args, '--json');
    return { code, stderr, ...JSON.parse(stdout) };
  };
  return { home, file, keyturn, json, read: () => readFileSync(file, 'utf8') };
}

const mine = `{
  // Ask Ana before you change this.
  checkEvery: '12h', // often
  defaults: {
    maxAge: '90d',
  },
}
`;

describe('keyturn config', () => {
  it('shows the settings and where they come from', async () => {
    const { keyturn, json } = inHome(mine);
    const { stdout } = await keyturn('config', '--store', 'file');
    expect(stdout).toMatch(/^ {2}store +file +--store$/m);
    expect(stdout).toMatch(/^ {2}checkEvery +12h +line 3$/m);
    expect(stdout).toMatch(/^ {2}grace +7d +default$/m);
    expect(
      Math.max(
        ...stdout
          .split('\n')
          .slice(1)
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80);
    const { result } = await json('config');
    expect(result.settings).toContainEqual({
      key: 'defaults.maxAge',
      value: '90d',
      source: 'file',
      line: 5,
      from: 'defaults.maxAge',
    });
  });

  it('prints one setting for a script, and a group by lines', async () => {
    const { keyturn } = inHome(mine);
    expect((await keyturn('config', 'get', 'checkEvery')).stdout).toBe('12h\n');
    expect((await keyturn('config', 'get', 'store')).stdout).toBe('\n');
    expect((await keyturn('config', 'get', 'defaults')).stdout.split('\n')[0]).toBe('defaults.maxAge  90d');
    const wrong = await keyturn('config', 'get', 'maxAge');
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('Did you mean defaults.maxAge?')]);
  });

  it('says where the file is', async () => {
    const { keyturn, json, file } = inHome();
    expect((await keyturn('config', 'path')).stdout).toBe(`${file}\n`);
    expect((await json('config', 'path')).result).toEqual({ path: file, exists: false, source: 'environment' });
  });
});

describe('keyturn config set', () => {
  it('changes one line, keeps the mode, and makes the settings the last good ones', async () => {
    const { home, file, json, read } = inHome(mine);
    chmodSync(file, 0o640);
    const { code, result } = await json('config', 'set', 'defaults.maxAge', '60d');
    expect([code, result.changed, result.line]).toEqual([0, true, 5]);
    expect(read()).toBe(mine.replace('90d', '60d'));
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(JSON.parse(readFileSync(join(home, lastGoodFile), 'utf8'))).toMatchObject({ defaults: { maxAge: '60d' } });
    expect((await json('config', 'set', 'defaults.maxAge', '60d')).result.changed).toBe(false);
  });

  it('makes a private file where there is none, and keeps a link to one', async () => {
    const { file, keyturn, read } = inHome();
    await keyturn('config', 'set', 'apps.acme/My_App.window', '{ from: "22:00", to: "04:00" }');
    expect(read()).toBe(
      "{\n  apps: {\n    'acme/My_App': {\n      window: { from: '22:00', to: '04:00' },\n    },\n  },\n}\n",
    );
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const linked = inHome();
    symlinkSync(file, linked.file);
    await linked.keyturn('config', 'set', 'store', 'file');
    expect(lstatSync(linked.file).isSymbolicLink()).toBe(true);
    expect(read()).toContain("store: 'file'");
  });

  it.each<[string, string, RegExp, RegExp]>([
    ['defaults.maxAge', 'soon', /not a number of days/, /help config set/],
    ['defaults.remind', '100d', /longer than the maximum age of 90 days/, /config set defaults '\{/],
    ['quietHours.from', '20:00', /quietHours.to: it is missing/, /config set quietHours '\{ from/],
    [
      'channels.ops',
      '{ type: "slack", address: "https://hooks.slack.com/CANARY" }',
      /don't write the secret/,
      /secret set/,
    ],
    ['apps.My_App.maxAg', '60d', /did you mean maxAge\?/, /keyturn config/],
    ['chanels.ops.type', 'desktop', /Did you mean channels\?/, /help config set/],
  ])('refuses %s %s before it writes', async (key, value, problem, cure) => {
    const { read, json, keyturn } = inHome(mine);
    const { code, status, message, actions } = await json('config', 'set', key, value);
    expect([code, status, message, actions.join(' ')]).toEqual([
      2,
      2,
      expect.stringMatching(problem),
      expect.stringMatching(cure),
    ]);
    const { stdout, stderr } = await keyturn('config', 'set', key, value);
    expect(stdout + stderr).not.toContain('CANARY');
    expect(read()).toBe(mine);
  });

  it('says what a setting lets keyturn do, and until when it waits', async () => {
    const { json } = inHome();
    const { result } = await json('config', 'set', 'channels.pager', '{ type: "command", program: "/bin/sh" }');
    expect(result.effects).toEqual([expect.stringContaining('runs /bin/sh'), 'Commands use it from now on.']);
    const rotate = await json('config', 'set', 'defaults.automation', 'rotate');
    expect(rotate.result.effects[0]).toContain('without asking');
    expect(rotate.result.effects[1]).toContain('start watching from now on');
    const slack = await json('config', 'set', 'channels.ops', '{ type: "slack", address: "secret:ops" }');
    expect(slack.warnings).toEqual([expect.stringContaining('`keyturn secret set ops`')]);
  });

  it('fixes a faulty file one setting at a time, and adds no new problem', async () => {
    const { file, json, read } = inHome("{ chanels: {}, stageAhead: 'soon' }");
    expect((await json('config', 'set', 'checkEvery', 'often')).name).toBe('SettingRefused');
    const { code, warnings } = await json('config', 'set', 'stageAhead', '10d');
    expect([code, warnings]).toEqual([0, [expect.stringContaining('in line 1: unknown setting chanels')]]);
    expect((await json('config', 'unset', 'chanels')).result.changed).toBe(true);
    expect(read()).toBe("{ stageAhead: '10d' }");
    writeFileSync(file, '{ stageAhead: ');
    expect((await json('config', 'set', 'stageAhead', '9d')).name).toBe('ConfigInvalid');
  });
});

describe('keyturn config unset', () => {
  it('removes a setting, and says if there is none', async () => {
    const { json, read, keyturn } = inHome(mine);
    expect((await json('config', 'unset', 'checkEvery')).result).toMatchObject({ changed: true, line: null });
    expect(read()).toContain('// Ask Ana');
    expect((await keyturn('config', 'unset', 'window')).stdout).toContain("window isn't in the settings file");
    const none = inHome();
    expect((await none.json('config', 'unset', 'store')).result.changed).toBe(false);
    expect(existsSync(none.file)).toBe(false);
  });

  it('says nothing of an error that it removed, nor of an effect that the setting never had', async () => {
    const { home, file, json, keyturn } = inHome('{ defaults: { maxAge: "60d", foo: 1 }, stageAhead: "soon" }');
    // With a state, keyturn reads the settings of its apps, too.
    await keyturn('status');
    expect(existsSync(join(home, 'state.db'))).toBe(true);
    const set = await json('config', 'set', 'defaults.maxAge', '45d');
    expect(set.result.effects).toEqual([expect.stringContaining('once you have fixed the file')]);
    const one = await json('config', 'unset', 'defaults.foo');
    expect(one.result.effects).toEqual([expect.stringContaining('once you have fixed the file')]);
    writeFileSync(file, '{ defaults: { maxAge: "60d", foo: 1 } }');
    const last = await json('config', 'unset', 'defaults.foo');
    expect(last.warnings).toEqual([]);
    expect(last.result.effects).toEqual(['The settings file has no errors now.', 'Commands use it from now on.']);
  });

  it('is refused where the rest would not be valid', async () => {
    const text = "{ quietHours: { from: '20:00', to: '07:00' } }";
    const { json, read } = inHome(text);
    expect((await json('config', 'unset', 'quietHours.to')).name).toBe('SettingRefused');
    expect(read()).toBe(text);
  });
});

describe('keyturn config check', () => {
  const wrong = `{
  stor: 'file',
  defaults: { maxAge: '10d', grace: '20d' },
  channels: {
    mail: { type: 'mail', host: 'smtp', from: 'a@b.example', to: 'c@d.example', user: 'u', password: 'CANARY' },
    pager: { type: 'command', program: '/no/such/program' },
  },
  timeZone: 'Mars',
}`;

  it('lists every problem with its line and how to fix it, and exits with 2', async () => {
    const { json, keyturn } = inHome(wrong);
    const { code, result } = await json('config', 'check');
    expect([code, result.valid]).toEqual([2, false]);
    expect(result.problems.map(({ severity, key, line }: Record<string, unknown>) => [severity, key, line])).toEqual([
      ['error', 'stor', 2],
      ['error', 'defaults.grace', 3],
      ['error', 'channels.mail.password', 5],
      ['error', 'timeZone', 8],
    ]);
    const { stdout, stderr } = await keyturn('config', 'check');
    expect(stdout).toContain('✖ Line 2: unknown setting stor: did you mean store?\n    → Rename it to store');
    expect(stdout + stderr).not.toContain('CANARY');
  });

  it.each([
    ['in UTF-16', Buffer.from('\ufeff{}', 'utf16le'), 'Save it as UTF-8', '→ Fix the file'],
    ['with a byte that is no text', Buffer.from([0x7b, 0xff, 0x7d]), 'line 1 has a byte', '→ Fix the file'],
    ['with a list', '[]', 'it must be an object', '→ Fix the file'],
    ['without an end', '{', 'Line 1', '→ Fix that line'],
  ])('says of a file %s what to fix, and names no line or setting that it does not show', async (...row) => {
    const [, content, problem, cure] = row;
    const { keyturn, file } = inHome();
    writeFileSync(file, content);
    const { code, stdout } = await keyturn('config', 'check');
    expect([code, stdout]).toEqual([2, expect.stringContaining(problem)]);
    expect(stdout).toContain(cure);
  });

  it('warns of a program that it would not run, and of a secret that is not saved', async () => {
    const { json } = inHome(
      "{ channels: { a: { type: 'command', program: '/no/such' }, b: { type: 'slack', address: 'secret:b' } } }",
    );
    const { code, result } = await json('config', 'check');
    expect([code, result.valid]).toEqual([0, true]);
    expect(result.problems.map(({ severity, key }: Record<string, unknown>) => [severity, key]).toSorted()).toEqual([
      ['warning', 'channels.a.program'],
      ['warning', 'channels.b.address'],
    ]);
  });

  it('says that there is nothing to fix', async () => {
    expect((await inHome().keyturn('config', 'check')).stdout).toContain('✔ There is no settings file.');
    expect((await inHome(mine).keyturn('config', 'check')).stdout).toContain('✔ The settings file has no errors.');
  });
});
