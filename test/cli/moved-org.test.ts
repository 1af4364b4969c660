import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { type InProcess, inProcess } from '../support/in-process.ts';

const erp = 'ERP_Bridge';

/** The record of an app that was watched before its org got the address that it has now. */
function watchedAt({ here }: InProcess, address: string): void {
  const database = new DatabaseSync(join(here.home, 'practice-watch', 'state.db'));
  database.prepare("UPDATE apps SET body = json_set(body, '$.instanceUrl', ?)").run(address);
  database.close();
}

async function driftOf(bench: InProcess, ...flags: readonly string[]): Promise<readonly string[]> {
  const [app] = (await bench.works('check', erp, ...flags)).apps as { drift: { kind: string }[] }[];
  return (app?.drift ?? []).map(({ kind }) => kind);
}

it('reports a new address of the org, rests, and continues after check --accept', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp, '--deliver', `file:${bench.here.home}.env`);
  await bench.works('check', erp);
  watchedAt(bench, 'https://acme.my.salesforce.com');
  expect(await driftOf(bench)).toEqual(['host-changed']);
  const refused = await bench.call('rotate', erp, '--yes', '--json');
  expect(refused.code).toBe(3);
  expect(JSON.parse(refused.stdout)).toMatchObject({ name: 'HostChanged' });
  const again = await bench.call('watch', erp, '--json');
  expect(JSON.parse(again.stdout)).toMatchObject({ name: 'HostChanged' });
  expect((await bench.call('daemon', '--once', '--json')).code).toBe(0);
  expect(await driftOf(bench)).toEqual(['host-changed']);
  expect(await driftOf(bench, '--accept')).toEqual([]);
  await bench.works('rotate', erp, '--yes');
  const { stdout } = await bench.call('history');
  expect(stdout).toMatch(/New address of the org accepted: 127\.0\.0\.1:\d+, before acme\.my\.salesforce\.com/);
});

it('warns of a host outside Salesforce that an earlier version began to use', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp);
  watchedAt(bench, 'https://gateway.acme.example');
  const { stderr } = await bench.call('check', erp);
  expect(stderr).toContain('keyturn watch ERP_Bridge --allow-host gateway.acme.example');
});

it('takes a host for --allow-host, and nothing else', async () => {
  const bench = await inProcess();
  for (const host of ['https://gateway.acme.example', 'gateway.acme.example/x', 'a b', ''])
    expect(await bench.call('watch', erp, '--allow-host', host)).toMatchObject({ code: 2 });
  expect(await bench.call('watch', erp, '--allow-host', 'gateway.acme.example:8443')).toMatchObject({ code: 0 });
  const { stdout } = await bench.call('audit', '--allow-host', 'gateway.acme.example');
  expect(stdout).toContain('audit --watch --allow-host gateway.acme.example');
});
