import { chmodSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';

const erp = 'ERP_Bridge';
const open = /Every user of this computer can (read and change|read) \S+ \(mode 06[64][64]\), and so the secret in it/;
const plain = (text: string) => text.replaceAll(/\s+/g, ' ');

it('warns of a consumer file that every user of this computer can read, wherever a person would look', async () => {
  const { call, works, here } = await inProcess();
  const file = `${here.home}.env`;
  writeFileSync(file, 'A=1\n');
  chmodSync(file, 0o666);
  const added = await call('watch', erp, '--deliver', `file:${file}`);
  expect([added.code, plain(added.stderr)]).toEqual([0, expect.stringMatching(open)]);
  chmodSync(file, 0o644);
  expect(plain((await call('consumer', 'test', erp)).stderr)).toMatch(open);
  const { stdout } = await call('doctor');
  expect(plain(stdout)).toMatch(open);
  expect(plain(stdout)).toContain(`chmod o-rwx ${file}`);
  chmodSync(file, 0o640);
  expect((await call('consumer', 'test', erp)).stderr).not.toContain('Every user');
  expect((await call('doctor')).stdout).not.toContain('Every user');
  await works('consumer', 'remove', erp, `file:${file}`);
  chmodSync(file, 0o666);
  expect(plain((await call('consumer', 'add', erp, '--deliver', `file:${file}`)).stderr)).toMatch(open);
});

it('says it again in the plan of a rotation', async () => {
  const { call, here } = await inProcess();
  const file = `${here.home}.env`;
  writeFileSync(file, '');
  chmodSync(file, 0o666);
  await call('watch', erp, '--deliver', `file:${file}`);
  expect(plain((await call('rotate', erp, '--dry-run')).stdout)).toMatch(open);
  chmodSync(file, 0o640);
  expect((await call('rotate', erp, '--dry-run')).stdout).not.toContain('Every user');
});

it('warns of a file that has more than settings, and still writes to it', async () => {
  const { call, here } = await inProcess();
  const file = `${here.home}.passwd`;
  writeFileSync(file, 'root:x:0:0:root:/root:/bin/bash\n', { mode: 0o600 });
  const { code, stderr } = await call('watch', erp, '--deliver', `file:${file}`);
  expect([code, plain(stderr)]).toEqual([0, expect.stringContaining("has lines that aren't NAME=value")]);
  const settings = `${here.home}.ini`;
  writeFileSync(settings, '# A comment\n; another\n[erp]\nexport A=1\nb.c-d = 2\n\n', { mode: 0o600 });
  const fine = await call('consumer', 'add', erp, '--deliver', `file:${settings}`);
  expect([fine.code, fine.stderr]).toEqual([0, expect.not.stringContaining("aren't NAME=value")]);
});
