import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../../../src/core/adapters/state/database.ts';
import { migrations } from '../../../../src/core/adapters/state/schema.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

async function world() {
  const folder = tempFolder();
  const database = await openDatabase({ folder, clock: new FakeClock() });
  onTestFinished(() => database.close());
  const put = (name: string) => (db: DatabaseSync) =>
    void db.prepare('INSERT INTO leases (name, fence) VALUES (?, 1)').run(name);
  const names = () =>
    database.read((db) =>
      db
        .prepare('SELECT name FROM leases ORDER BY name')
        .all()
        .map(({ name }) => name),
    );
  return { folder, database, put, names };
}

it('writes what comes together in one transaction, in the order in which it came', async () => {
  const { folder, database, put, names } = await world();
  const other = new DatabaseSync(join(folder, 'state.db'), { readOnly: true });
  onTestFinished(() => other.close());
  const counted = (db: DatabaseSync) => db.prepare('SELECT count(*) AS rows FROM leases').get()?.rows;
  const [, seen] = await Promise.all([
    database.change(put('a')),
    database.change((db) => ({ inside: counted(db), outside: counted(other) })),
    database.change(put('b')),
  ]);
  expect(seen).toEqual({ inside: 1, outside: 0 });
  expect(names()).toEqual(['a', 'b']);
});

it('lets one work fail without the others, and takes back what it had written', async () => {
  const { database, put, names } = await world();
  const outcomes = await Promise.allSettled([
    database.change(put('a')),
    database.change((db) => {
      put('half')(db);
      throw new Error('no further');
    }),
    database.change(put('c')),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(names()).toEqual(['a', 'c']);
});

it('writes what was asked for before it is closed', async () => {
  const { folder, database, put } = await world();
  const written = database.change(put('late'));
  database.close();
  await written;
  const file = new DatabaseSync(join(folder, 'state.db'));
  onTestFinished(() => file.close());
  expect(file.prepare('SELECT name FROM leases').all()).toEqual([{ name: 'late' }]);
});

it('takes the runs of an older file in the order of their times', async () => {
  const folder = tempFolder();
  const clock = new FakeClock();
  const before = migrations.findIndex((sql) => sql.includes('ADD COLUMN position'));
  const older = await openDatabase({ folder, clock, migrations: migrations.slice(0, before) });
  await older.change((db) => {
    const put = db.prepare("INSERT INTO rotations VALUES (?, 'o', ?, ?, 1, '{}')");
    for (const [id, consumer, startedAt] of [
      ['z', 'c', 5],
      ['b', 'c', 9],
      ['c', 'c', 9],
      ['a', 'other', 7],
    ] as const)
      put.run(id, consumer, startedAt);
  });
  older.close();
  const database = await openDatabase({ folder, clock });
  onTestFinished(() => database.close());
  const positions = database.read((db) => db.prepare('SELECT id, position FROM rotations ORDER BY id').all());
  expect(positions).toEqual([
    { id: 'a', position: 1 },
    { id: 'b', position: 2 },
    { id: 'c', position: 3 },
    { id: 'z', position: 1 },
  ]);
});

it('finds in an older file which intents are open, and knows of no app yet whether it needs somebody', async () => {
  const folder = tempFolder();
  const clock = new FakeClock();
  const older = await openDatabase({ folder, clock, migrations: migrations.slice(0, 3) });
  await older.change((db) => {
    db.exec("INSERT INTO apps (org_id, app, consumer_id, body) VALUES ('o', 'a', 'c', '{}')");
    const put = db.prepare("INSERT INTO journal VALUES (NULL, 0, '', ?, 'deploy', ?, 'o', 'o', 'a', '{}', '')");
    for (const [event, intent] of [
      ['intended', 'open'],
      ['intended', 'over'],
      ['failed', 'over'],
      ['noted', 'note'],
    ] as const)
      put.run(event, intent);
  });
  older.close();
  const database = await openDatabase({ folder, clock });
  onTestFinished(() => database.close());
  expect(database.read((db) => db.prepare('SELECT intent FROM open_intents').all())).toEqual([{ intent: 'open' }]);
  expect(database.read((db) => db.prepare('SELECT attention_at FROM apps').all())).toEqual([{ attention_at: null }]);
});
