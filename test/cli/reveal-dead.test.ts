import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { type InProcess, inProcess } from '../support/in-process.ts';

const erp = 'ERP_Bridge';

async function revealed({ here }: InProcess, ...args: readonly string[]) {
  const ran = await call(here, ['reveal', erp, '--practice', ...args]);
  expect(ran.code).toBe(0);
  return ran;
}

async function warningsOf(bench: InProcess, ...args: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await revealed(bench, '--json', '--unsafe-stdout', ...args);
  return (JSON.parse(stdout) as { warnings: readonly string[] }).warnings;
}

const advance = (bench: InProcess, time: string) => bench.control('POST', '/clock', { advance: time });

it('exports credentials that were replaced outside keyturn, and says so', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp);
  expect(await warningsOf(bench)).toEqual([]);
  for (const act of ['rotateInSetup', 'rotateInSetup']) await bench.control('POST', '/act', { act, app: erp });
  await bench.works('check', erp);
  const said = expect.stringMatching(/Last seen on \S+ at \S+ UTC: The credentials were changed outside keyturn/);
  expect(await warningsOf(bench)).toEqual([said]);
  expect((await revealed(bench, '--unsafe-stdout')).stderr).toEqual(said);
  const file = `${bench.here.home}.env`;
  expect((await revealed(bench, '--to-file', file)).stderr).toEqual(said);
  expect(readFileSync(file, 'utf8')).toContain('SALESFORCE_CONSUMER_KEY=');
});

it.each([
  ['Salesforce issues no token for them', 'oauthOff', 'OAuth is off for this app'],
  ['the app is gone', 'deleteApp', 'no longer exists in the org'],
])('says that %s', async (_what, act, said) => {
  const bench = await inProcess();
  await bench.works('watch', erp);
  await bench.control('POST', '/act', { act, app: erp });
  await bench.works('check', erp);
  expect(await warningsOf(bench)).toEqual([expect.stringContaining(said)]);
});

it('says that an open emergency has blocked them, or still has to replace them', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp, '--deliver', 'manual:Ana');
  const refusal = { status: 400, body: '[{"errorCode":"UNKNOWN_EXCEPTION","message":"no"}]' };
  await bench.control('POST', '/faults', { kind: 'status', path: '/staged', times: 0, ...refusal });
  await bench.call('emergency', erp, '--confirm', erp, '--contain');
  await bench.control('DELETE', '/faults');
  expect(await warningsOf(bench)).toEqual([expect.stringMatching(/OAuth is off for this app.*`keyturn resume/)]);
  await bench.call('resume', erp, '--yes');
  expect(await warningsOf(bench)).toEqual([]);
});

it.each([
  ['staged', ['stage', erp, '--yes']],
  ['previous', ['rotate', erp, '--yes', '--no-consumers']],
] as const)('says that %s credentials have expired', async (slot, run) => {
  const bench = await inProcess();
  await bench.works('watch', erp);
  await bench.works(...run);
  expect(await warningsOf(bench, '--slot', slot)).toEqual([]);
  await advance(bench, '31d');
  expect(await warningsOf(bench, '--slot', slot)).toEqual([
    expect.stringMatching(new RegExp(`The ${slot} credentials \\(.+\\) expired on`)),
  ]);
  expect(await warningsOf(bench)).toEqual([]);
});
