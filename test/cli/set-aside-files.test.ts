import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { keepBeside } from '../../src/core/adapters/durable-file.ts';
import { asideNames, isOwnName, ownNames, setAsideKind } from '../../src/core/adapters/home-names.ts';
import { ageFolder } from '../../src/core/adapters/secret-store/age-folder.ts';
import { setAside } from '../../src/core/adapters/state/set-aside.ts';
import { systemClock } from '../../src/core/adapters/system-clock.ts';
import { mayHaveSecrets } from '../../src/core/model/set-aside-file.ts';
import { hasOnlyCopies, type UninstallPlan } from '../../src/core/model/uninstall.ts';
import { reason } from '../../src/core/reasons/errors.ts';
import { onlyNames } from '../../src/core/words/uninstall.ts';
import { call } from '../support/call.ts';
import { fakeSystemd } from '../support/fake-systemd.ts';
import { inProcess } from '../support/in-process.ts';
import { place } from '../support/keyturn.ts';
import { tempFolder } from '../support/temp-folder.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/backup.md'), 'utf8');

interface Line {
  readonly id: string;
  readonly status: string;
  readonly finding: string;
  readonly cure: string;
}

/** A home with one of each. */
async function homeWithAll() {
  const folder = tempFolder();
  const there = place(join(folder, 'home'));
  const here = { ...there, env: { ...there.env, ...fakeSystemd().env, HOME: folder } };
  for (const { example } of asideNames) {
    const path = join(here.home, example);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, 'not readable', { mode: 0o600 });
  }
  chmodSync(here.home, 0o700);
  const json = async (...args: readonly string[]) =>
    JSON.parse((await call(here, [...args, '--json'], { opensState: false })).stdout);
  return { here, json };
}

const isOurs = (name: string) => isOwnName(name.split('/')[0] ?? '');

it('names each in the plan of uninstall, and deletes none in silence', async () => {
  const { here, json } = await homeWithAll();
  const plan = (await call(here, ['uninstall', '--dry-run'], { opensState: false })).stdout;
  for (const { example } of asideNames) {
    if (isOurs(example)) expect.soft(plan).toContain(`Set aside: ${example}, `);
    else expect.soft(plan).toMatch(new RegExp(`Not keyturn's, so it stays: .*${example}`));
  }
  const { name, message } = await json('uninstall', '--home');
  expect(name).toBe('OnlyCopies');
  for (const { example, kind } of asideNames)
    expect.soft(message.includes(example), example).toBe(isOurs(example) && mayHaveSecrets({ kind }));
  const { result } = await json('uninstall', '--home', '--discard-credentials');
  expect(result.left).toEqual(asideNames.map(({ example }) => example).filter((example) => !isOurs(example)));
});

it.each(asideNames.filter(({ example, kind }) => isOurs(example) && mayHaveSecrets({ kind })))(
  'asks before $example alone is deleted',
  ({ example, kind }) => {
    const setAside = [{ kind, name: example, paths: [example] }];
    const home = { path: '/home', ours: ['secrets'], others: [], secrets: [], setAside, reports: 0 };
    const plan: UninstallPlan = { service: null, home, remains: null, problem: null, strays: 0 };
    expect([hasOnlyCopies(plan), onlyNames(plan)]).toEqual([true, expect.arrayContaining([example])]);
  },
);

it('names each in doctor, with a command that deletes it, and in the documentation', async () => {
  const { here, json } = await homeWithAll();
  const lines = async (): Promise<readonly Line[]> =>
    (await json('doctor')).result.lines.filter(({ id }: Line) => id === 'set-aside');
  const found = await lines();
  for (const { example, kind, shown } of asideNames) {
    const line = found.find(({ finding }) => finding.startsWith(`${join(here.home, example)}: `));
    expect.soft(line?.status, example).toBe(mayHaveSecrets({ kind }) ? 'warning' : 'note');
    const [, typed = ''] = /`(rm [^`]+)`/.exec(line?.cure ?? '') ?? [];
    execFileSync('sh', ['-c', typed]);
    expect.soft(existsSync(join(here.home, example)), example).toBe(false);
    expect.soft(page).toContain(`\`${shown}\``);
  }
  expect(await lines()).toEqual([]);
});

it('says that a state is missing of which only other files are left', async () => {
  const folder = tempFolder();
  const here = {
    ...place(join(folder, 'home')),
    env: { ...fakeSystemd().env, HOME: folder, KEYTURN_HOME: join(folder, 'home') },
  };
  mkdirSync(here.home, { mode: 0o700 });
  writeFileSync(join(here.home, 'state.db.replaced-2027-01-15T00-00-00-000Z'), '');
  const { stdout } = await call(here, ['uninstall', '--home', '--json'], { opensState: false });
  expect(JSON.parse(stdout)).toMatchObject({
    name: 'OnlyCopies',
    message: expect.stringContaining('can no longer name'),
  });
});

it('knows every name that keyturn gives to what it sets aside, and that its commands give', async () => {
  const home = tempFolder();
  const pairs = join(home, 'secrets', 'pairs');
  mkdirSync(pairs, { recursive: true });
  writeFileSync(join(pairs, '0a.age'), '');
  await keepBeside(join(pairs, '0a.age'));
  for (const why of ['damaged', 'replaced'] as const) {
    for (const end of ['', '-wal']) writeFileSync(join(home, `state.db${end}`), '');
    setAside(join(home, 'state.db'), systemClock(), why);
  }
  const made = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((name) => /-/.test(name));
  expect(made).toHaveLength(5);
  expect(made.filter((name) => setAsideKind(name.replace(/-wal$/, '')) === null)).toEqual([]);
  const store = { problem: '', folder: 'secrets', isUnread: true } as const;
  const cures = [
    ...['secrets/identity.age', 'secrets/recipient.txt', 'secrets/pairs/0a.age'].flatMap((path) =>
      (['remade', 'lost'] as const).flatMap((instead) => reason('StoreDamaged', { path, ...store, instead }).actions),
    ),
    ...[
      'secrets',
      'secrets/pairs',
      'secrets/recipient.txt',
      'secrets/identity.age',
      'secrets/pairs/0a.age',
      ...ownNames,
    ].flatMap((path) => reason('FileNotYours', { path, problem: '', cure: '' }).actions),
  ];
  const targets = cures.flatMap((cure) => [...cure.matchAll(/`mv \S+ (\S+)`/g)].map(([, to = '']) => to));
  expect(targets.length).toBeGreaterThan(ownNames.length);
  expect(targets.filter((to) => setAsideKind(to) === null)).toEqual([]);
});

it('warns of a backup that lacks an entry that was set aside', async () => {
  const bench = await inProcess();
  await bench.works('watch', 'ERP_Bridge');
  const { pairs } = ageFolder(join(bench.here.home, 'practice-watch'));
  for (const name of readdirSync(pairs)) writeFileSync(join(pairs, name), 'x');
  await bench.works('watch', 'ERP_Bridge');
  const [kept = ''] = readdirSync(pairs).filter((name) => name.includes('.unreadable-'));
  expect(kept).not.toBe('');
  const phrase = join(bench.here.home, '..', 'phrase');
  writeFileSync(phrase, 'four unrelated CANARY words', { mode: 0o600 });
  const { stdout } = await bench.call('backup', `${phrase}.age`, '--passphrase-file', phrase, '--json');
  const { status, warnings } = JSON.parse(stdout);
  expect([status, warnings]).toEqual([0, expect.arrayContaining([expect.stringContaining(join(pairs, kept))])]);
});
