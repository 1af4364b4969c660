import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ageFolder } from '../../src/core/adapters/secret-store/age-folder.ts';
import { inProcess } from '../support/in-process.ts';
import { makeQuickStore } from '../support/keyturn.ts';

const erp = 'ERP_Bridge';

async function bench() {
  const made = await inProcess();
  await made.works('watch', erp);
  return { ...made, folder: ageFolder(join(made.here.home, 'practice-watch')) };
}

it.each([
  ['missing', (path: string) => rmSync(path)],
  ['empty', (path: string) => truncateSync(path)],
  ['of something else', (path: string) => writeFileSync(path, 'age-encryption.org/v1\n')],
] as const)('names what works when the identity of the store is %s', async (_how, lose) => {
  const { call, here, folder } = await bench();
  lose(folder.identity);
  const broken = JSON.parse((await call('reveal', erp, '--unsafe-stdout', '--json')).stdout) as {
    name: string;
    actions: readonly string[];
  };
  expect(broken.name).toBe('StoreDamaged');
  const [, move = '', again = ''] = broken.actions;
  const shell = /`(mv [^`]+)`/.exec(move)?.[1] ?? '';
  execFileSync('/bin/sh', ['-c', shell]);
  await makeQuickStore(here);
  expect(again).toContain(`: \`keyturn watch ${erp} --practice\`.`);
  expect(await call('watch', erp)).toMatchObject({ code: 0 });
  expect(await call('reveal', erp, '--unsafe-stdout')).toMatchObject({ code: 0 });
});

it('names what works when entries are damaged', async () => {
  const { call, folder } = await bench();
  // Also that of the key of the seals.
  for (const name of readdirSync(folder.pairs)) writeFileSync(join(folder.pairs, name), 'x');
  const broken = await call('reveal', erp, '--unsafe-stdout');
  expect(broken.stderr).toMatch(/StoreDamaged[\s\S]+: `keyturn watch ERP_Bridge --practice`\./);
  expect(await call('watch', erp)).toMatchObject({ code: 0 });
  expect(await call('reveal', erp, '--unsafe-stdout')).toMatchObject({ code: 0 });
});

it('names every app whose credentials a lost identity took, and no other', async () => {
  const { call, works, folder } = await bench();
  await works('watch', 'Data_Lake');
  rmSync(folder.identity);
  const { stderr } = await call('reveal', erp, '--unsafe-stdout');
  const [, commands = ''] = /Then read the current credentials from the org again: (.*)\.$/m.exec(stderr) ?? [];
  expect(commands.split(', ').toSorted()).toEqual([
    '`keyturn watch Data_Lake --practice`',
    `\`keyturn watch ${erp} --practice\``,
  ]);
});

it('names no app for an entry that no app needs now', async () => {
  const { call, works, folder } = await bench();
  await works('rotate', erp, '--yes', '--no-consumers');
  for (const name of readdirSync(folder.pairs)) writeFileSync(join(folder.pairs, name), 'x');
  const { stderr } = await call('reveal', erp, '--slot', 'previous', '--unsafe-stdout');
  expect(stderr).toContain('StoreDamaged');
  expect(stderr).not.toContain('keyturn watch');
});
