import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RotatingBundle } from '../support/rotating-bundle.ts';
import { tempFolder } from '../support/temp-folder.ts';

const app = 'ERP_Bridge';

interface Answer {
  readonly code: number;
  readonly name?: string;
  readonly message?: string;
  readonly actions?: readonly string[];
  readonly result?: Record<string, unknown> & { readonly consumers: readonly Consumer[] };
}

interface Consumer {
  readonly name: string;
  readonly target: string;
  readonly state: string;
}

async function json(bundle: RotatingBundle, args: readonly string[]): Promise<Answer> {
  const ran = await bundle.run([...args, '--json']);
  return { code: ran.code, ...JSON.parse(ran.stdout) };
}

async function consumersOf(bundle: RotatingBundle): Promise<readonly Consumer[]> {
  const { result } = await json(bundle, ['consumer', 'list', app]);
  const [first] = (result?.apps ?? []) as unknown as readonly { readonly consumers: readonly Consumer[] }[];
  return first?.consumers ?? [];
}

/** The words of a printed command that starts with `part`, as a shell reads them. A person fills in the placeholder. */
function printed({ actions = [] }: Answer, part: string): readonly string[] {
  const commands = actions.flatMap((action) =>
    [...action.matchAll(/`(keyturn [^`]*)`/g)].map(([, text]) => text ?? ''),
  );
  const command = commands.find((text) => text.startsWith(`keyturn ${part}`));
  if (!command) throw new Error(`no command ${part} in ${actions.join('\n')}`);
  return wordsOf(command.replace('<target>', 'manual:Vault'));
}

/** The arguments of a command line, as a shell reads them. */
function wordsOf(command: string): readonly string[] {
  const text = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' });
  return text.split('\0').slice(1, -1);
}

/** A delivery program with this body. */
function programIn(folder: string, body: string): string {
  const path = join(folder, 'deliver.sh');
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o700);
  return path;
}

const refuses = 'cat > /dev/null; echo the vault is closed >&2; exit 1';

describe('consumers', () => {
  it('are added by a second watch, and dropped by none that does not say so', async () => {
    const bundle = await RotatingBundle.open();
    const file = `file:${bundle.envFile}`;
    const names = async () => (await consumersOf(bundle)).map(({ name }) => name);
    const more = await json(bundle, ['watch', app, '--deliver', 'manual:Bob', '--deliver', file]);
    expect(more.result?.consumers.map(({ name }) => name)).toEqual([file, 'Bob']);
    await json(bundle, ['watch', app]);
    expect(await names()).toEqual([file, 'Bob']);
    const user = (await json(bundle, ['check', app])).result as unknown as { apps: { executionUser: string }[] };
    const again = ['setup', '--app', app, '--execution-user', user.apps[0]?.executionUser ?? '', '--no-certificate'];
    expect((await json(bundle, [...again, '--yes', '--deliver', 'manual:Cleo'])).code).toBe(0);
    expect(await names()).toEqual([file, 'Bob', 'Cleo']);

    expect(await json(bundle, ['watch', app, '--replace-consumers'])).toMatchObject({ code: 2, name: 'UsageInvalid' });
    const replaced = await bundle.run(['watch', app, '--replace-consumers', '--deliver', 'manual:Bob']);
    expect(replaced.stdout).toContain(`Removed: ${file}.`);
    expect(replaced.stdout).toContain('Removed: Cleo.');
    expect(await names()).toEqual(['Bob']);
    expect((await bundle.run(['history', app])).stdout).toContain(`Consumer removed: ${file}`);
  });

  it('are refused where their target can not be used, and nothing changes', async () => {
    const bundle = await RotatingBundle.open();
    const before = await consumersOf(bundle);
    const folder = tempFolder();
    const open = programIn(folder, 'true');
    chmodSync(open, 0o777);
    for (const target of [`file:${join(folder, 'none', 'a.env')}`, `exec:${join(folder, 'none.sh')}`, `exec:${open}`]) {
      for (const call of [
        ['consumer', 'add', app, 'New'],
        ['watch', app],
        ['watch', 'Mailer'],
        ['setup', '--app', app],
      ]) {
        expect(await json(bundle, [...call, '--deliver', target])).toMatchObject({ code: 2, name: 'DeliveryUnusable' });
      }
    }
    expect(await consumersOf(bundle)).toEqual(before);
    expect(await json(bundle, ['status', 'Mailer'])).toMatchObject({ name: 'AppNotWatched' });
    const twice = await json(bundle, ['consumer', 'add', app, 'Twice', '--deliver', `file:${bundle.envFile}`]);
    expect(twice).toMatchObject({ code: 2, name: 'ConsumerExists' });
  });
});

describe('the commands of consumers', () => {
  it('work as the page about rotations shows them', async () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/rotation.md'), 'utf8');
    const block = [...page.matchAll(/^```\n(.*?)^```$/gms)].find(([, text]) =>
      text?.startsWith('keyturn consumer'),
    )?.[1];
    const bundle = await RotatingBundle.open();
    for (const line of (block ?? '').trim().replaceAll('/srv/reports', tempFolder()).split('\n')) {
      expect([line, await json(bundle, wordsOf(line))]).toMatchObject([line, { code: 0 }]);
    }
    expect(await consumersOf(bundle)).toHaveLength(1);
  });

  it.each(['--oauth-consumer', '--consumer'])('tell an OAuth consumer of Salesforce by %s', async (flag) => {
    const bundle = await RotatingBundle.open();
    expect(await json(bundle, ['status', app, flag, '888none'])).toMatchObject({ code: 2, name: 'NoSuchConsumer' });
  });
});

describe('a consumer that can not be reached', () => {
  async function unreached(body: string) {
    const folder = tempFolder();
    const bundle = await RotatingBundle.open();
    const target = `exec:${programIn(folder, body)}`;
    await json(bundle, ['consumer', 'add', app, 'Night "vault" $1', '--deliver', target]);
    return { bundle, folder, program: target.slice('exec:'.length) };
  }

  it('is fixed before the rotation, as printed: another target, by hand this time, or removed', async () => {
    const { bundle, program } = await unreached('true');
    rmSync(program);
    const unusable = await json(bundle, ['rotate', app, '--yes']);
    expect(unusable).toMatchObject({ code: 2, name: 'DeliveryUnusable' });
    const byHand = await json(bundle, [...printed(unusable, 'rotate'), '--yes']);
    expect(byHand).toMatchObject({ code: 3, name: 'HandOverPending' });
    expect((await bundle.run([...printed(byHand, 'reveal'), '--unsafe-stdout'])).code).toBe(0);
    expect((await json(bundle, printed(byHand, 'handed-over'))).code).toBe(0);
    expect(await json(bundle, printed(byHand, 'resume'))).toMatchObject({ result: { rotation: { phase: 'grace' } } });
    expect(await consumersOf(bundle)).toMatchObject([{ state: 'delivered' }, { state: 'confirmed' }]);
    await json(bundle, ['retire', app, '--confirm', app]);

    expect((await json(bundle, printed(unusable, 'consumer edit'))).code).toBe(0);
    const waiting = await json(bundle, ['rotate', app, '--yes']);
    expect(waiting).toMatchObject({ code: 3, name: 'HandOverPending' });
    expect((await json(bundle, printed(waiting, 'consumer remove'))).code).toBe(0);
    expect(await json(bundle, printed(waiting, 'resume'))).toMatchObject({ code: 3, name: 'PromotionNotConfirmed' });
    expect(await json(bundle, [...printed(waiting, 'resume'), '--yes'])).toMatchObject({
      result: { rotation: { phase: 'grace' } },
    });
  });

  it.each(['name', 'target', 'path'] as const)('is updated by hand, and confirmed by its %s', async (by) => {
    const { bundle, program } = await unreached(refuses);
    const failed = await json(bundle, ['rotate', app, '--yes']);
    expect(failed).toMatchObject({ code: 75, name: 'DeliveryFailed' });
    expect(await consumersOf(bundle)).toMatchObject([{ state: 'delivered' }, { state: 'failing' }]);
    expect((await bundle.run([...printed(failed, 'reveal'), '--unsafe-stdout'])).code).toBe(0);
    const confirmation = printed(failed, 'handed-over').map((word) => {
      if (word !== 'Night "vault" $1') return word;
      return { name: word, target: `exec:${program}`, path: program }[by];
    });
    expect((await json(bundle, confirmation)).code).toBe(0);
    expect(await json(bundle, printed(failed, 'resume'))).toMatchObject({ result: { rotation: { phase: 'grace' } } });
    await bundle.advance('8d');
    expect(await json(bundle, ['daemon', '--once'])).toMatchObject({ code: 0 });
    expect((await bundle.pairs()).others).toEqual([]);
  });

  it('is removed, and then only a person deletes the previous credentials', async () => {
    const { bundle } = await unreached(refuses);
    const { primary: old } = await bundle.pairs();
    const failed = await json(bundle, ['rotate', app, '--yes']);
    const removed = await bundle.run(printed(failed, 'consumer remove'));
    expect(removed.stdout).toContain('Only you can delete the previous credentials');
    const asks = await json(bundle, ['resume', app]);
    expect(asks).toMatchObject({ code: 3, name: 'PromotionNotConfirmed' });
    const resumed = await json(bundle, printed(asks, 'resume'));
    expect(resumed).toMatchObject({
      result: {
        rotation: { phase: 'grace' },
        removedConsumers: ['Night "vault" $1'],
        consumers: [{ state: 'delivered' }],
      },
    });
    await bundle.advance('8d');
    for (let day = 0; day < 3; day += 1) {
      await json(bundle, ['daemon', '--once']);
      await bundle.advance('1d');
    }
    expect((await bundle.pairs()).isAccepted(old)).toBe(true);
    const kept = await json(bundle, ['resume', app]);
    expect(kept).toMatchObject({ code: 3, name: 'GraceNotOver', message: expect.stringContaining('Night "vault" $1') });
    const retire = printed(kept, 'retire');
    const plan = await bundle.run(retire.filter((word) => word !== '--confirm' && word !== app).toSpliced(1, 0, app));
    expect(plan.stderr).toContain('Night "vault" $1');
    expect(await json(bundle, retire)).toMatchObject({ result: { rotation: { phase: 'done' } } });
    expect((await bundle.pairs()).isAccepted(old)).toBe(false);
    expect(await bundle.leaks()).toEqual([]);
  });

  it('is known before the rotation: the daemon tests targets, and says so once', async () => {
    const folder = tempFolder();
    const bundle = await RotatingBundle.open();
    const place = join(folder, 'there');
    mkdirSync(place);
    await json(bundle, ['consumer', 'add', app, 'Nightly', '--deliver', `file:${join(place, 'a.env')}`]);
    await json(bundle, ['daemon', '--once']);
    rmSync(place, { recursive: true });
    const told = async () => {
      const tick = (await json(bundle, ['daemon', '--once'])).result as unknown as { notices: { kind: string }[] };
      return tick.notices.filter(({ kind }) => kind === 'consumer-failing').length;
    };
    await bundle.advance('6d');
    expect(await told()).toBe(0);
    await bundle.advance('2d');
    expect(await told()).toBe(1);
    expect(await consumersOf(bundle)).toMatchObject([{}, { state: 'failing' }]);
    await bundle.advance('1d');
    expect(await told()).toBe(0);
    mkdirSync(place);
    await bundle.advance('1d');
    await told();
    expect(await consumersOf(bundle)).toMatchObject([{}, { state: 'unknown' }]);
    const history = (await bundle.run(['history', app])).stdout;
    expect(history).toContain('Target failing: Nightly');
    expect(history).toContain('Target works again: Nightly');
  });
});
