import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { openStateFile } from '../../src/compose/state-file.ts';
import { openState } from '../../src/core/adapters/state/open-state.ts';
import { billingSync } from '../core/adapters/state/state-fixtures.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { noAppSettings } from '../support/no-app-settings.ts';
import { tempFolder } from '../support/temp-folder.ts';

it('finds the records that are garbled, and names a folder in place of the log', async () => {
  const place = { folder: tempFolder(), clock: new FakeClock() };
  const path = join(place.folder, 'state.db');
  const state = await openState({ ...place, actor: 'maria@laptop', appSettings: noAppSettings });
  await state.apps.save(billingSync);
  state.close();
  const database = new DatabaseSync(path);
  database.exec("UPDATE apps SET body = 'x'");
  database.close();
  const file = openStateFile(place);
  expect(file.unreadable()).toMatchObject([{ kind: 'app', app: 'Billing_Sync' }]);
  mkdirSync(`${path}-wal`);
  expect(() => file.unreadable()).toThrow(expect.objectContaining({ code: 'StateDamaged' }));
});
