import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { inProcess } from '../support/in-process.ts';

const key = 'apps.practice/ERP_Bridge';

interface Problems {
  readonly problems: readonly { readonly key: string }[];
}

it('knows that a setting is for an app of the practice org, with and without --practice', async () => {
  const bench = await inProcess();
  await bench.works('watch', 'ERP_Bridge');
  await call(bench.here, ['status']);
  const saved = await call(bench.here, ['config', 'set', key, '{ maxAge: "40d", remind: "7d" }']);
  expect([saved.code, saved.stderr]).toEqual([0, '']);
  const other = await call(bench.here, ['config', 'set', 'apps.practice/Nobody.maxAge', '40d']);
  expect(other.stderr).toContain('no watched app is called practice/Nobody');
  for (const args of [[], ['--practice']]) {
    const { stdout } = await call(bench.here, ['config', 'check', '--json', ...args]);
    const { problems } = (JSON.parse(stdout) as { result: Problems }).result;
    expect(problems.map((one) => one.key)).toEqual(['apps.practice/Nobody']);
  }
});

it('says nothing about the apps of a setting if it cannot read which apps are watched there', async () => {
  const bench = await inProcess();
  await bench.works('watch', 'ERP_Bridge');
  await call(bench.here, ['status']);
  await call(bench.here, ['config', 'set', key, '{ maxAge: "40d", remind: "7d" }']);
  const database = new DatabaseSync(join(bench.here.home, 'practice-watch', 'state.db'));
  database.exec('PRAGMA user_version = 4000');
  database.close();
  const { stdout } = await call(bench.here, ['config', 'check', '--json'], { opensState: false });
  expect((JSON.parse(stdout) as { result: Problems }).result.problems).toEqual([]);
});
