import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDeliveries } from '../../../../src/core/adapters/delivery/deliveries.ts';
import { Secret } from '../../../../src/core/model/secret.ts';
import { parseTarget } from '../../../../src/core/model/target.ts';
import type { HandOver } from '../../../../src/core/ports/ports.ts';
import { expectDocument } from '../../../support/documents.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

/** No other test has one that begins like this: masking goes by what this whole process knows. */
const secret = 'delivered+canary/1';
const handOver: HandOver = {
  event: 'staged',
  org: 'acme',
  app: 'Billing_Sync',
  pair: { consumerKey: '3MVG9new', consumerSecret: new Secret(secret) },
  previousConsumerKey: '3MVG9old',
  tokenUrl: 'https://acme.my.salesforce.com/services/oauth2/token',
};
const env = { PATH: process.env.PATH, KEYTURN_PASSPHRASE_FILE: '/secret/place', SSH_AUTH_SOCK: '/run/agent' };
const deliveries = createDeliveries({ env });
const deliver = (target: string) => deliveries.deliver(parseTarget(target), handOver);

describe('a pair handed over to a file', () => {
  const cases: readonly (readonly [string, string | null, string])[] = [
    [
      'makes the file where there is none',
      null,
      `SALESFORCE_CONSUMER_KEY=3MVG9new\nSALESFORCE_CONSUMER_SECRET=${secret}\n`,
    ],
    [
      'takes the place of both lines, whatever their order, and keeps every other one',
      'A=1\nSALESFORCE_CONSUMER_SECRET=old\n# a comment\n\nSALESFORCE_CONSUMER_KEY="old"\nB=2',
      `A=1\nSALESFORCE_CONSUMER_SECRET=${secret}\n# a comment\n\nSALESFORCE_CONSUMER_KEY=3MVG9new\nB=2\n`,
    ],
    [
      'keeps `export`, Windows line ends, and drops a second line that would overrule the first',
      'export SALESFORCE_CONSUMER_KEY=a\r\nSALESFORCE_CONSUMER_SECRET=b\r\nSALESFORCE_CONSUMER_KEY=c\r\n',
      `export SALESFORCE_CONSUMER_KEY=3MVG9new\r\nSALESFORCE_CONSUMER_SECRET=${secret}\r\n`,
    ],
    [
      'leaves a line alone whose name only begins like ours',
      'SALESFORCE_CONSUMER_KEY_OLD=x\n',
      `SALESFORCE_CONSUMER_KEY_OLD=x\nSALESFORCE_CONSUMER_KEY=3MVG9new\nSALESFORCE_CONSUMER_SECRET=${secret}\n`,
    ],
  ];
  it.each(cases)('%s', async (_name, before, after) => {
    const path = join(tempFolder(), 'erp.env');
    if (before !== null) writeFileSync(path, before, { mode: 0o644 });
    expect(await deliver(`file:${path}`)).toBe(null);
    expect(readFileSync(path, 'utf8')).toBe(after);
    expect(statSync(path).mode & 0o777).toBe(before === null ? 0o600 : 0o644);
    expect(readdirSync(dirname(path))).toEqual(['erp.env']);
    // Twice does no harm.
    expect(await deliver(`file:${path}`)).toBe(null);
    expect(readFileSync(path, 'utf8')).toBe(after);
  });

  it('gets quotes where a shell or another reader would take a character for something else', async () => {
    const path = join(tempFolder(), 'erp.env');
    const odd = '~a$(id)#b;c&d|e*f<g>h!{i}?[j]^k%l@m:n/o+p=q,r.s-t_u';
    const pair = { consumerKey: '3MVG9new', consumerSecret: new Secret(odd) };
    expect(await deliveries.deliver(parseTarget(`file:${path}`), { ...handOver, pair })).toBe(null);
    expect(readFileSync(path, 'utf8')).toContain(`SALESFORCE_CONSUMER_SECRET='${odd}'\n`);
    expect(await deliveries.recheck(parseTarget(`file:${path}`), pair)).toBe(null);
    const shown = execFileSync('/bin/sh', ['-c', `. ${path}; printf %s "$SALESFORCE_CONSUMER_SECRET"`]);
    expect(shown.toString()).toBe(odd);
  });

  it.each(['a\nLD_PRELOAD=/tmp/evil.so', "a'b", 'a\r', 'a\u0000', 'a b'])('never gets %j', async (odd) => {
    const path = join(tempFolder(), 'erp.env');
    writeFileSync(path, 'A=1\n');
    const pair = { consumerKey: '3MVG9new', consumerSecret: new Secret(odd) };
    const problem = await deliveries.deliver(parseTarget(`file:${path}`), { ...handOver, pair });
    expect(problem).toBe('the credentials have characters that no env file can hold');
    expect(readFileSync(path, 'utf8')).toBe('A=1\n');
  });

  it('keeps owner, group and mode, so that its reader can still read it', async () => {
    const path = join(tempFolder(), 'erp.env');
    writeFileSync(path, 'A=1\n');
    chmodSync(path, 0o640);
    // Only root may give a file away.
    if (process.getuid?.() === 0) chownSync(path, 1000, 1001);
    const { uid, gid } = statSync(path);
    expect(await deliver(`file:${path}`)).toBe(null);
    expect(statSync(path)).toMatchObject({ uid, gid });
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  it('keeps bytes that are not UTF-8, and numbers with many digits', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'erp.env'), Buffer.from('DB_PASSWORD=caf\xe9\n', 'latin1'));
    expect(await deliver(`file:${join(folder, 'erp.env')}`)).toBe(null);
    expect(readFileSync(join(folder, 'erp.env'), 'latin1')).toContain('DB_PASSWORD=caf\xe9\n');
    writeFileSync(join(folder, 'erp.json'), '{"id":12345678901234567890,"f":1.10}');
    expect(await deliver(`file:${join(folder, 'erp.json')}`)).toBe(null);
    expect(readFileSync(join(folder, 'erp.json'), 'utf8')).toMatch(/"id": 12345678901234567890,\s+"f": 1\.10,/);
  });

  it('is never a file of keyturn itself', async () => {
    const home = join(tempFolder(), 'home');
    const passphrase = join(dirname(home), 'passphrase');
    mkdirSync(join(home, 'secrets'), { recursive: true });
    writeFileSync(passphrase, 'correct horse');
    writeFileSync(join(home, 'secrets', 'identity.age'), 'x');
    symlinkSync(join(home, 'secrets'), join(dirname(home), 'link'));
    const careful = createDeliveries({}, [home, passphrase]);
    const targets = [
      passphrase,
      join(home, 'new.env'),
      join(home, 'secrets/../secrets/identity.age'),
      join(dirname(home), 'link/identity.age'),
    ];
    for (const path of targets) {
      const target = parseTarget(`file:${path}`);
      expect([path, await careful.inspect(target)]).toEqual([path, 'it is a file of keyturn itself']);
      expect([path, await careful.deliver(target, handOver)]).toEqual([path, 'it is a file of keyturn itself']);
    }
    expect(readFileSync(passphrase, 'utf8')).toBe('correct horse');
    expect(await careful.inspect(parseTarget(`file:${home}-other.env`))).toBe(null);
  });

  it('is JSON by its ending, with what else stands in it', async () => {
    const path = join(tempFolder(), 'erp.json');
    writeFileSync(path, '{\n    "url": "x",\n    "SALESFORCE_CONSUMER_KEY": "old"\n}\n');
    expect(await deliver(`file:${path}`)).toBe(null);
    expect(readFileSync(path, 'utf8')).toBe(
      `{\n    "url": "x",\n    "SALESFORCE_CONSUMER_KEY": "3MVG9new",\n    "SALESFORCE_CONSUMER_SECRET": "${secret}"\n}\n`,
    );
  });

  it('is as its published schema says', async () => {
    const path = join(tempFolder(), 'new.json');
    expect(await deliver(`file:${path}`)).toBe(null);
    expectDocument('deliver-file', JSON.parse(readFileSync(path, 'utf8')));
  });

  it('replaces the file behind a link, not the link', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'real.env'), 'A=1\n');
    symlinkSync(join(folder, 'real.env'), join(folder, 'link.env'));
    expect(await deliver(`file:${join(folder, 'link.env')}`)).toBe(null);
    expect(readFileSync(join(folder, 'real.env'), 'utf8')).toContain('3MVG9new');
  });

  it("is refused, with nothing written, where it can't be kept whole", async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'folder.env'));
    writeFileSync(join(folder, 'broken.json'), '[1]');
    writeFileSync(join(folder, 'large.env'), 'x'.repeat(1024 * 1024 + 1));
    writeFileSync(join(folder, 'wide.env'), Buffer.from('A=1\n', 'utf16le'));
    for (const name of ['folder.env', 'wide.env', 'broken.json', 'large.env', 'missing/erp.env']) {
      const target = `file:${join(folder, name)}`;
      expect([name, await deliveries.inspect(parseTarget(target))]).toEqual([name, expect.any(String)]);
      expect([name, await deliver(target)]).toEqual([name, expect.any(String)]);
    }
    expect(readFileSync(join(folder, 'broken.json'), 'utf8')).toBe('[1]');
  });
});

describe('a pair handed over to a program', () => {
  function script(text: string): { readonly target: string; readonly folder: string } {
    const folder = tempFolder();
    const path = join(folder, 'hand-over');
    writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o700 });
    return { target: `exec:${path}`, folder };
  }

  it('comes as JSON on its standard input, never in its arguments or environment', async () => {
    const { target, folder } = script(
      'cat > "$(dirname "$0")/in"; env > "$(dirname "$0")/env"; echo "$@" > "$(dirname "$0")/args"',
    );
    expect(await deliver(target)).toBe(null);
    const { pair, ...rest } = handOver;
    const told = JSON.parse(readFileSync(join(folder, 'in'), 'utf8'));
    expectDocument('deliver-exec', told);
    expect(told).toEqual({ ...rest, consumerKey: pair.consumerKey, consumerSecret: secret });
    const around = readFileSync(join(folder, 'env'), 'utf8') + readFileSync(join(folder, 'args'), 'utf8');
    expect(around).not.toContain(secret);
    expect(around).not.toMatch(/KEYTURN|SSH_AUTH_SOCK/);
  });

  it('comes with the variables that the settings name for this program', async () => {
    const { target, folder } = script('env > "$(dirname "$0")/env"');
    const seen = async (path: string) => {
      const named = { [path]: ['SSH_AUTH_SOCK', 'NOT_SET'] };
      expect(await createDeliveries({ env, named }).deliver(parseTarget(target), handOver)).toBe(null);
      return readFileSync(join(folder, 'env'), 'utf8');
    };
    expect(await seen(parseTarget(target).name)).toContain('SSH_AUTH_SOCK=/run/agent\n');
    expect(await seen('/opt/another')).not.toContain('SSH_AUTH_SOCK');
  });

  it('is no delivery when the program ends with anything but 0, and what it says is told without the secret', async () => {
    const base64 = Buffer.from(secret).toString('base64');
    const { target } = script(
      `echo 'vault says no to ${secret} and ${base64} and ${encodeURIComponent(secret)}' >&2; exit 7`,
    );
    const problem = await deliver(target);
    expect(problem).toBe('it ended with exit code 7: vault says no to [secret] and [secret] and [secret]');
  });

  it.each([
    ['in other letters', secret.toUpperCase()],
    ['in a Basic header', Buffer.from(`3MVG9new:${secret}`).toString('base64')],
    ['shifted by one', Buffer.from(`a${secret}`).toString('base64')],
    ['its beginning', secret.slice(0, 12)],
    ['in two lines', `${secret.slice(0, 8)}\n${secret.slice(7)}`],
  ])('is masked where it says it %s', async (_how, said) => {
    const { target } = script(`cat >/dev/null; echo 'no: ${said}' >&2; exit 1`);
    const problem = (await deliver(target)) ?? '';
    expect(problem).toContain('[secret]');
    for (let at = 0; at + 8 <= secret.length; at += 1) {
      const piece = secret.slice(at, at + 8).toLowerCase();
      expect(problem.toLowerCase()).not.toContain(piece);
      expect(
        Buffer.from(problem.split(': ').at(-1) ?? '', 'base64')
          .toString('latin1')
          .toLowerCase(),
      ).not.toContain(piece);
    }
  });

  it('may come to a program that does not read it', async () => {
    expect(await deliver(script('exit 0').target)).toBe(null);
  });

  it('is not given to a program that others could have written', async () => {
    const { target, folder } = script('touch "$(dirname "$0")/ran"');
    chmodSync(target.slice('exec:'.length), 0o722);
    expect(await deliveries.inspect(parseTarget(target))).toBe('other users can write to it');
    expect(await deliver(target)).toBe('other users can write to it');
    expect(existsSync(join(folder, 'ran'))).toBe(false);
    expect(await deliver('exec:hand-over')).toBe('its path is not absolute');
    expect(await deliver(`exec:${join(folder, 'nothing')}`)).toBe('the file does not exist');
  });

  it('is not promised to a file that this user may not execute, or to a folder', async () => {
    const { target, folder } = script('exit 0');
    chmodSync(target.slice('exec:'.length), 0o600);
    expect(await deliveries.inspect(parseTarget(target))).toBe('you may not execute it');
    expect(await deliver(target)).toBe('you may not execute it');
    expect(await deliveries.inspect(parseTarget(`exec:${folder}`))).toBe('it is not a regular file');
  });
});
