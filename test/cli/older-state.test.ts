import { copyFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';

const app = 'ERP_Bridge';

it('changes nothing with a state of the practice org that is older than its backups, until a person confirms it', async () => {
  const bench = await inProcess();
  const folder = join(bench.here.home, 'practice-watch');
  const state = join(folder, 'state.db');
  await bench.works('watch', app);
  copyFileSync(state, `${bench.here.home}.older`);
  await bench.works('rotate', app, '--grace', '0', '--confirm', app);
  for (const name of readdirSync(folder)) if (/^state\.db-/.test(name)) rmSync(join(folder, name));
  copyFileSync(`${bench.here.home}.older`, state);
  const { code, stdout } = await bench.call('stage', app, '--yes', '--json');
  expect([code, JSON.parse(stdout).name]).toEqual([3, 'StateUnconfirmed']);
  expect((await bench.call('doctor', '--confirm', '--yes')).code).toBe(0);
  expect(JSON.parse((await bench.call('stage', app, '--yes', '--json')).stdout).name).not.toBe('StateUnconfirmed');
});
