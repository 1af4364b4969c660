import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openState } from '../../../../src/core/adapters/state/open-state.ts';
import { repairState } from '../../../../src/core/adapters/state/repair-state.ts';
import { systemClock } from '../../../../src/core/adapters/system-clock.ts';
import { noAppSettings } from '../../../support/no-app-settings.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const stateIn = (folder: string) =>
  openState({ folder, clock: systemClock(), actor: 'test', appSettings: noAppSettings });

it.each(['state.db', 'state.db-wal', 'state.db-shm'])(
  'a pipe in place of %s is never opened, and moved by a repair',
  async (name) => {
    const folder = tempFolder();
    (await stateIn(folder)).close();
    rmSync(join(folder, name), { force: true });
    execFileSync('mkfifo', [join(folder, name)]);
    await expect(stateIn(folder)).rejects.toMatchObject({
      code: 'StateDamaged',
      message: `${join(folder, name)} is damaged (it is not a regular file)`,
      actions: [expect.stringContaining('keyturn doctor --repair')],
    });
    await repairState({ folder, clock: systemClock() });
    (await stateIn(folder)).close();
    const pipes = readdirSync(folder).filter((one) => lstatSync(join(folder, one)).isFIFO());
    expect(pipes).toEqual([expect.stringContaining('.damaged-')]);
  },
);
