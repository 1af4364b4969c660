import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { openState } from '../../../../src/core/adapters/state/open-state.ts';
import { newConsumer } from '../../../../src/core/model/consumer.ts';
import { parseTarget } from '../../../../src/core/model/target.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { noAppSettings } from '../../../support/no-app-settings.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { billingSync } from './state-fixtures.ts';

async function stateIn(folder: string) {
  const state = await openState({ folder, clock: new FakeClock(), actor: 'maria@laptop', appSettings: noAppSettings });
  onTestFinished(() => state.close());
  return state;
}

it('reads every target of an earlier version as a consumer', async () => {
  const folder = tempFolder();
  const before = await stateIn(folder);
  await before.apps.save(billingSync);
  before.close();
  const database = new DatabaseSync(join(folder, 'state.db'));
  const texts = ['file:/etc/erp.env', 'manual:CI', 'exec:/opt/vault', 'vault@hub:erp', 'manual:ci'];
  const sql = "UPDATE apps SET body = json_set(json_remove(body, '$.consumers'), '$.deliveries', json(?))";
  database.prepare(sql).run(JSON.stringify(texts));
  database.close();

  const [app] = await (await stateIn(folder)).apps.list();
  expect(app?.deliveries).toEqual(texts.map(parseTarget));
  expect(app?.consumers.map(({ name }) => name)).toEqual([
    'file:/etc/erp.env',
    'CI',
    'exec:/opt/vault',
    'vault@hub:erp',
    'ci (2)',
  ]);
});

it('keeps all of a consumer, and its target where an earlier version looks for it', async () => {
  const folder = tempFolder();
  const state = await stateIn(folder);
  const consumer = {
    ...newConsumer(parseTarget('exec:/opt/vault'), { name: 'Vault', contact: 'ops@acme.example', notes: 'call first' }),
    test: { at: 3, problem: 'it is not there', since: 2 },
    last: { status: 'failed', at: 2, problem: 'exit code 1', since: 1 },
  } as const;
  await state.apps.save({ ...billingSync, consumers: [consumer] });
  expect(await state.apps.list()).toMatchObject([{ consumers: [consumer], deliveries: [consumer.target] }]);
  state.close();
  const database = new DatabaseSync(join(folder, 'state.db'));
  const [row] = database.prepare('SELECT body FROM apps').all();
  expect(JSON.parse(String(row?.body)).deliveries).toEqual(['exec:/opt/vault']);
  database.close();
});
