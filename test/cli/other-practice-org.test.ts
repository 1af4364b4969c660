import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { inProcess } from '../support/in-process.ts';

it('a practice org that starts over because its file is damaged names the command that forgets its apps', async () => {
  const bench = await inProcess();
  await bench.works('watch', 'ERP_Bridge');
  await bench.org.close();
  writeFileSync(join(bench.here.home, 'practice', 'org.json'), '{"x":');
  for (const line of ['check', 'rotate ERP_Bridge --yes --no-consumers', 'watch ERP_Bridge --accept']) {
    const { code, stdout } = await call(bench.here, [...line.split(' '), '--practice', '--json']);
    const { name, actions } = JSON.parse(stdout);
    expect([line, code, name, actions[0]]).toEqual([
      line,
      2,
      'OtherOrg',
      'Start over with `keyturn practice reset`. keyturn then forgets the app.',
    ]);
  }
  await bench.works('practice', 'reset');
  await bench.works('watch', 'ERP_Bridge');
  await bench.works('check');
});

it("a reset keeps files that aren't keyturn's, and names them", async () => {
  const bench = await inProcess();
  await bench.works('watch', 'ERP_Bridge');
  const mine = join(bench.here.home, 'practice-watch', 'secrets', 'mine.env');
  await bench.works('reveal', 'ERP_Bridge', '--to-file', mine);
  await bench.org.close();
  const { code, stderr } = await call(bench.here, ['practice', 'reset']);
  expect([code, existsSync(mine), existsSync(join(bench.here.home, 'practice-watch', 'state.db'))]).toEqual([
    0,
    true,
    false,
  ]);
  expect(stderr).toContain(`Not keyturn's, so it stays: ${mine}.`);
  await bench.works('watch', 'ERP_Bridge');
});
