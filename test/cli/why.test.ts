import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type InProcess, inProcess } from '../support/in-process.ts';
import { domainOf } from '../support/keyturn.ts';

const erp = 'ERP_Bridge';
const why = ['--ticket', 'CHG-4711', '--reason', 'moving to the vault'];
const told = 'Ticket: CHG-4711 · Reason: moving to the vault';

type Line = { readonly line: number; readonly action: string; readonly detail: Readonly<Record<string, unknown>> };

async function lines(bench: InProcess, from = 0): Promise<readonly Line[]> {
  const result = (await bench.works('history')) as { readonly lines: readonly Line[] };
  return result.lines.filter(({ line }) => line > from);
}

/** The entries of the audit trail that don't name the ticket and the reason. */
function without(all: readonly Line[], ticket: string, because: string): readonly string[] {
  return all.filter(({ detail }) => detail.ticket !== ticket || detail.because !== because).map(({ action }) => action);
}

it('keeps ticket and reason with every act of a run, also of a later resume, and shows them', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp, '--deliver', 'manual:CI');
  const before = (await lines(bench)).length;

  expect((await bench.call('rotate', erp, '--yes', ...why)).code).toBe(3);
  await bench.works('handed-over', erp, 'CI');
  await bench.works('resume', erp);
  const own = (await lines(bench, before)).filter(({ action }) => action !== 'hand-over');
  expect(own.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['begin-rotation', 'stage', 'rotate', 'prove']),
  );
  expect(without(own, 'CHG-4711', 'moving to the vault')).toEqual([]);
  expect(await bench.works('history', 'verify')).toMatchObject({ intact: true });

  expect((await bench.call('history', erp)).stdout.split('\n')).toContain(`  ${told}`);
  expect((await bench.call('status', erp)).stdout).toContain(`  Rotation. ${told}\n`);
  expect(await bench.works('status', erp)).toMatchObject({
    apps: [{ rotation: { kind: 'rotate', ticket: 'CHG-4711', reason: 'moving to the vault' } }],
  });

  // A later call changes what it gives, and keeps the rest.
  const middle = (await lines(bench)).length;
  expect(await bench.works('retire', erp, '--confirm', erp, '--ticket', 'CHG-9')).toMatchObject({
    rotation: { ticket: 'CHG-9', reason: 'moving to the vault' },
  });
  expect(without(await lines(bench, middle), 'CHG-9', 'moving to the vault')).toEqual([]);
});

it('names them in the report on an emergency, in notices, and with the acts of a setup', async () => {
  const bench = await inProcess();
  const user = `int.billing@${domainOf(bench.here)}`;
  await bench.works('setup', '--app', 'Billing_Sync', '--execution-user', user, '--no-certificate', '--yes', ...why);
  expect(without(await lines(bench), 'CHG-4711', 'moving to the vault')).toEqual([]);

  const log = `${bench.here.home}.jsonl`;
  writeFileSync(join(bench.here.home, 'config.json5'), `{ channels: { log: { type: 'log', file: '${log}' } } }`);
  await bench.call('rotate', 'Billing_Sync', '--deliver', 'manual:CI', '--yes', ...why);
  await bench.control('POST', '/clock', { advance: '20d' });
  await bench.works('daemon', '--once');
  expect(readFileSync(log, 'utf8')).toContain(told);

  const report = `${bench.here.home}-report`;
  await bench.works('emergency', 'Billing_Sync', '--confirm', 'Billing_Sync', '--report', report, ...why);
  expect(JSON.parse(readFileSync(`${report}.json`, 'utf8'))).toMatchObject({
    ticket: 'CHG-4711',
    reason: 'moving to the vault',
  });
  expect(readFileSync(`${report}.md`, 'utf8')).toContain('\n- Ticket: CHG-4711\n- Reason: moving to the vault\n');
  await bench.works('unwatch', 'Billing_Sync', '--confirm', 'Billing_Sync', '--ticket', 'CHG-10');
  expect((await lines(bench)).at(-1)).toMatchObject({ action: 'unwatch', detail: { ticket: 'CHG-10' } });
});

it('takes one line of limited length, without control characters', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp);
  await bench.works('stage', erp, '--yes', '--reason', 'two\nlines \u001b[31mred\u001b[0m');
  expect((await lines(bench)).at(-1)?.detail.because).toBe('two lines red');
  for (const flag of [
    ['--ticket', ' '],
    ['--ticket', 'x'.repeat(101)],
    ['--reason', 'x'.repeat(501)],
  ]) {
    const { code, stderr } = await bench.call('discard', erp, '--confirm', erp, ...flag);
    expect([flag[0], code]).toEqual([flag[0], 2]);
    expect(stderr).toContain(`${flag[0]} must be a text of 1 to `);
  }
});
