import { cpSync, readdirSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Printed, Situation } from '../support/pasted/in-process.ts';

const [erp, lake] = ['ERP_Bridge', 'Data_Lake'];

async function run(situation: Situation, line: string): Promise<Printed> {
  return situation.run([...line.replaceAll('FOLDER', situation.folder).split(' '), '--practice']);
}

async function works(situation: Situation, line: string): Promise<string> {
  const { code, text } = await run(situation, line);
  expect([line, code, text]).toEqual([line, 0, text]);
  return text;
}

const product = ({ folder }: Situation) => join(folder, 'home', 'practice-watch');

const records = (situation: Situation) =>
  [product(situation), homedir(), tmpdir()].flatMap((place) =>
    readdirSync(place).filter((name) => name.startsWith('keyturn-containment-')),
  );

async function watching(apps: readonly string[]): Promise<Situation> {
  const situation = await Situation.open();
  for (const app of apps) await works(situation, `watch ${app} --deliver file:FOLDER/${app}.env`);
  await works(situation, 'daemon --once');
  return situation;
}

/** Twice, as two people do who know nothing of each other. */
async function blockedTwice(situation: Situation, apps: readonly string[]): Promise<void> {
  situation.damage();
  for (const app of [...apps, ...apps]) {
    const { text } = await run(situation, `emergency ${app} --contain --confirm ${app}`);
    expect([app, text]).toEqual([app, expect.stringContaining('keyturn-containment-')]);
  }
  expect(records(situation)).toHaveLength(apps.length * 2);
}

/** Each emergency ends, access is back, and no second emergency comes of what was kept. */
async function ends(situation: Situation, apps: readonly string[]): Promise<void> {
  for (const app of apps) expect(await works(situation, `resume ${app}`)).not.toMatch(/already blocked before/);
  expect(records(situation)).toEqual([]);
  for (const app of apps) expect(await works(situation, `check ${app}`)).not.toMatch(/OAuth is off|emergency/);
  for (const app of apps) await works(situation, `rotate ${app} --yes --confirm ${app}`);
}

/** The state as a copy of the folder has it. */
function copyState(situation: Situation, [from, to]: readonly [string, string]): void {
  for (const end of ['', '-wal', '-shm']) {
    rmSync(join(product(situation), `${to}${end}`), { force: true });
    cpSync(join(product(situation), `${from}${end}`), join(product(situation), `${to}${end}`), { recursive: true });
  }
}

it('a containment ordered twice is undone after a restore of a backup from before it', async () => {
  const situation = await watching([erp]);
  await works(situation, 'backup FOLDER/backup.age --passphrase-file FOLDER/passphrase');
  await blockedTwice(situation, [erp]);
  await works(situation, 'restore FOLDER/backup.age --passphrase-file FOLDER/passphrase --replace --store file --yes');
  await works(situation, 'doctor --confirm --yes');
  await ends(situation, [erp]);
  situation.forget();
}, 120_000);

it('two apps whose containments were ordered twice are each given back once', async () => {
  const situation = await watching([erp, lake]);
  await blockedTwice(situation, [erp, lake]);
  await works(situation, 'doctor --repair --yes');
  await works(situation, 'doctor --confirm --yes');
  await ends(situation, [erp, lake]);
  situation.forget();
}, 120_000);

it.each([
  ['before the emergency continues', true],
  ['once the emergency is over', false],
])(
  'an older copy of the state that comes back %s blocks nothing for good',
  async (_when, isEarly) => {
    const situation = await watching([erp]);
    copyState(situation, ['state.db', 'older.db']);
    await blockedTwice(situation, [erp]);
    if (!isEarly) {
      await works(situation, 'doctor --repair --yes');
      await works(situation, 'doctor --confirm --yes');
      await works(situation, `resume ${erp}`);
    }
    copyState(situation, ['older.db', 'state.db']);
    await run(situation, 'doctor --confirm --yes');
    if (isEarly) return ends(situation, [erp]);
    expect(records(situation)).toEqual([]);
    for (const line of ['status', `resume ${erp}`, `check ${erp}`]) {
      const { text } = await run(situation, line);
      expect([line, text]).not.toEqual([
        line,
        expect.stringMatching(/emergency isn't finished|OAuth is off|turned OAuth off/),
      ]);
    }
    await run(situation, `watch ${erp} --accept`);
    await works(situation, `resume ${erp}`);
    await works(situation, `rotate ${erp} --yes --confirm ${erp}`);
    situation.forget();
  },
  120_000,
);
