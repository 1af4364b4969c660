import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { place } from '../support/keyturn.ts';
import { tempFolder } from '../support/temp-folder.ts';

it.each([
  ['status', '--practice'],
  ['watch', 'ERP_Bridge', '--practice'],
  ['practice', 'reset'],
  ['daemon', '--once'],
])('a home that is a file is what is wrong, not its settings or its disk: %s', async (...command) => {
  const home = join(tempFolder(), 'home');
  writeFileSync(home, '');
  const { code, stderr } = await call(place(home), command);
  expect(code).not.toBe(0);
  expect(stderr).toContain('part of the path is a file, not a folder');
  expect(stderr).toContain('Set `KEYTURN_HOME` to a folder that you can write to.');
  expect(stderr).not.toMatch(/config\.json5|Free some space/);
});
