import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { takeLock } from '../../../src/core/adapters/lock-file.ts';
import { tempFolder } from '../../support/temp-folder.ts';

function left(name = 'file.lock') {
  const folder = tempFolder();
  const { pid } = spawnSync('true');
  writeFileSync(join(folder, name), `${pid}\n`);
  return { folder, lock: join(folder, 'file.lock'), pid };
}

it('of a killed process is taken over by one process, though another has seen it, too', async () => {
  const { folder, lock, pid } = left();
  let isFirst = true;
  const late = takeLock(lock, async (holder) => {
    // Between its look and what it does then, another process is quicker.
    if (isFirst) {
      isFirst = false;
      await takeLock(lock);
    }
    return holder !== pid;
  });
  await expect(late).rejects.toMatchObject({ code: 'EEXIST' });
  expect([readFileSync(lock, 'utf8'), readdirSync(folder)]).toEqual([`${process.pid}\n`, ['file.lock']]);
});

it('can be taken over though a process was killed while it took it over', async () => {
  const { folder, lock, pid } = left();
  writeFileSync(`${lock}.turn`, `${pid}\n`);
  await expect(takeLock(lock)).rejects.toMatchObject({ code: 'EEXIST' });
  await takeLock(lock);
  expect(readdirSync(folder)).toEqual(['file.lock']);
});
