import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { inProcess } from '../support/in-process.ts';

it('remembers a pass without a daemon that could not do its work, until one can', async () => {
  const bench = await inProcess();
  const file = `${bench.here.home}.env`;
  await bench.works('watch', 'ERP_Bridge', '--deliver', `file:${file}`);
  const wrong = `${bench.here.home}.passphrase`;
  writeFileSync(wrong, 'a wrong passphrase\n', { mode: 0o600 });
  const fromCron = { ...bench.here, env: { ...bench.here.env, KEYTURN_PASSPHRASE_FILE: wrong } };
  const once = await call(fromCron, ['daemon', '--once', '--practice', '--exit-code']);
  expect([once.code, once.stdout]).toEqual([4, expect.stringContaining("can't do its work")]);

  const told = expect.stringContaining("The daemon's last pass failed");
  expect(await bench.call('status', '--exit-code')).toMatchObject({ code: 4, stdout: told });
  expect(await bench.call('daemon', 'status', '--exit-code')).toMatchObject({ code: 4, stdout: told });
  expect(await bench.call('doctor')).toMatchObject({ stdout: told });
  expect(await bench.works('daemon', 'status')).toMatchObject({ running: false, failing: true });

  const doctor = await call(fromCron, ['doctor', '--practice']);
  expect(doctor.stdout).toMatch(/✖ Encrypted file/);

  await bench.works('daemon', '--once');
  expect(await bench.works('daemon', 'status')).toMatchObject({ failing: false });
  expect((await bench.call('status', '--exit-code')).code).toBe(0);
});

it('the last check is the latest pass, whoever made it', async () => {
  const bench = await inProcess();
  await bench.works('watch', 'ERP_Bridge');
  await bench.works('daemon', '--once');
  const first = await bench.works('daemon', 'status');
  expect(first.lastTickAt).toBe(first.lastGoodTickAt);
  const { lastTickAt: at } = first;
  await bench.control('POST', '/clock', { advance: '5d' });
  await bench.works('daemon', '--once');
  const { lastTickAt } = await bench.works('daemon', 'status');
  expect(Date.parse(String(lastTickAt)) - Date.parse(String(at))).toBeGreaterThanOrEqual(5 * 86_400_000);
  const file = `${bench.here.home}-support.md`;
  await bench.works('support', file);
  const page = readFileSync(file, 'utf8');
  const [, last] = /last check (\S+), next/.exec(page) ?? [];
  expect(page).toContain(`last check without a failure ${last}`);
});
