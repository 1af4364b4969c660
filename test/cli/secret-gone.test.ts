import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';

const app = 'ERP_Bridge';

it('says that stored credentials are gone, and never that they were verified without a request', async () => {
  const bench = await inProcess();
  await bench.works('watch', app);
  expect((await bench.call('check', app)).stdout).toContain('verified  yes: a token was issued');
  const pairs = join(bench.here.home, 'practice-watch', 'secrets', 'pairs');
  for (const name of readdirSync(pairs)) rmSync(join(pairs, name));
  const before = await bench.calls();
  const checked = await bench.call('check', app);
  expect((await bench.calls()).get('POST /services/oauth2/token')).toBe(before.get('POST /services/oauth2/token'));
  expect(checked.stdout).toContain('The secret store no longer has the current credentials');
  expect(checked.stdout).toMatch(/verified {2}not this time; on \d{4}-\d\d-\d\d: yes/);
  expect(checked.stdout).not.toContain('a token was issued');
  const { apps } = await bench.works('status', app);
  expect(apps).toMatchObject([{ state: 'drifted', drift: [{ kind: 'secret-missing' }] }]);
  expect((await bench.call('status', app)).stdout).toContain('The secret store no longer has');
  const pass = await bench.works('daemon', '--once');
  expect(pass.notices).toContainEqual(expect.objectContaining({ kind: 'drift', threshold: 'secret-missing' }));
  await bench.works('watch', app);
  expect((await bench.call('check', app)).stdout).toContain('verified  yes: a token was issued');
  expect((await bench.works('status', app)).apps).toMatchObject([{ drift: [] }]);
});
