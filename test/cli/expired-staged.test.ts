import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type InProcess, inProcess } from '../support/in-process.ts';

const erp = 'ERP_Bridge';

const advance = ({ control }: InProcess) => control('POST', '/clock', { advance: '31d' });

async function attentionOf({ works }: InProcess) {
  const { apps } = (await works('status', erp)) as { apps: { attention: string | null }[] };
  return apps[0]?.attention;
}

async function noticesOf({ works }: InProcess): Promise<readonly string[]> {
  const { notices } = (await works('daemon', '--once')) as { notices: { kind: string; app: string | null }[] };
  return notices.filter(({ app, kind }) => app === erp && kind !== 'age-unknown').map(({ kind }) => kind);
}

it('says that staged credentials have expired, and stages new ones with the same command', async () => {
  const bench = await inProcess();
  const file = `${bench.here.home}.env`;
  await bench.works('watch', erp, '--automation', 'remind', '--deliver', `file:${file}`);
  await bench.works('stage', erp, '--yes');
  await advance(bench);
  expect(await attentionOf(bench)).toMatch(/the staged credentials expired on .+`keyturn rotate ERP_Bridge/);
  expect(await noticesOf(bench)).toEqual(['staged-expires']);
  expect((await bench.call('resume', erp, '--dry-run')).stdout).toContain('expired on');
  const plan = await bench.call('rotate', erp, '--dry-run');
  expect(plan.stdout).toContain('1. Stage new credentials');
  await bench.works('rotate', erp, '--yes');
  const { apps } = (await bench.works('status', erp)) as { apps: { consumerKey: string }[] };
  expect(readFileSync(file, 'utf8')).toContain(String(apps[0]?.consumerKey));
});

it('names the consumers that have the expired ones, and asks nobody to hand these over', async () => {
  const bench = await inProcess();
  const file = `${bench.here.home}.env`;
  await bench.works('watch', erp, '--automation', 'remind', '--deliver', `file:${file}`);
  await bench.works('consumer', 'add', erp, 'Ana', '--deliver', 'manual:Ana', '--contact', 'ana@acme.example');
  await bench.call('rotate', erp, '--yes');
  await advance(bench);
  expect(await attentionOf(bench)).toMatch(/the staged credentials expired on/);
  expect(await noticesOf(bench)).toEqual(['staged-expires']);
  const plan = await bench.call('rotate', erp, '--dry-run');
  expect(plan.stdout).toMatch(/expired on .+ get no token with them now: .+\.env\./);
  const waiting = await bench.call('rotate', erp, '--yes');
  expect([waiting.code, waiting.stderr]).toEqual([3, expect.stringContaining('Ana must be updated by hand')]);
  await bench.works('handed-over', erp, 'Ana');
  await bench.works('resume', erp);
});
