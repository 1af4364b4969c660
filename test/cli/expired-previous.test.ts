import { expect, it } from 'vitest';
import { type InProcess, inProcess } from '../support/in-process.ts';

const erp = 'ERP_Bridge';

const advance = ({ control }: InProcess, time: string) => control('POST', '/clock', { advance: time });

/** The policy left the previous credentials to a person, and they have expired since. */
async function expired() {
  const bench = await inProcess();
  await bench.works('watch', erp, '--automation', 'remind', '--deliver', `file:${bench.here.home}.env`);
  await bench.works('rotate', erp, '--yes');
  await advance(bench, '8d');
  const kept = await bench.call('resume', erp);
  expect([kept.code, kept.stderr]).toEqual([3, expect.stringContaining('the policy leaves deleting them to a person')]);
  await advance(bench, '23d');
  return bench;
}

async function attentionOf({ works }: InProcess) {
  const { apps } = (await works('status', erp)) as { apps: { attention: string | null; state: string }[] };
  return apps[0];
}

it('says that previous credentials have expired, and finishes the rotation', async () => {
  const bench = await expired();
  expect((await attentionOf(bench))?.attention).toMatch(/the previous credentials expired on .+`keyturn resume/);
  const plan = await bench.call('resume', erp, '--dry-run');
  expect(plan.stdout).toContain('expired on');
  expect(plan.stdout).not.toContain('Keep the previous');
  await bench.works('resume', erp);
  expect(await attentionOf(bench)).toMatchObject({ attention: null, state: 'fine' });
});

it('a retirement says that there is nothing to delete, and asks for no name', async () => {
  const bench = await expired();
  const plan = await bench.call('retire', erp, '--dry-run');
  expect(plan.stdout).toContain('The org no longer has the previous credentials');
  expect(plan.stdout).not.toMatch(/lose access|can't be undone|safe to delete|--confirm/);
  const done = await bench.call('retire', erp, '--yes');
  expect(done.stdout).toMatch(
    /✔ The org no longer has the previous credentials of ERP Bridge.*Salesforce refuses them/,
  );
});

it('the daemon sends one notice about it, with the command that finishes the rotation', async () => {
  const bench = await expired();
  const { notices } = (await bench.works('daemon', '--once')) as { notices: { kind: string; threshold: string }[] };
  const ofRun = notices.filter(({ kind }) => ['rotation-blocked', 'overlap-ends'].includes(kind));
  expect(ofRun).toMatchObject([{ kind: 'overlap-ends', threshold: 'over' }]);
});

it('a discard that finds nothing left says so', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp, '--deliver', 'manual:Ana');
  await bench.call('rotate', erp, '--yes');
  await bench.call('discard', erp, '--confirm', erp);
  await advance(bench, '31d');
  await bench.works('handed-over', erp, 'Ana');
  const done = await bench.call('resume', erp);
  expect(done.stdout).toContain('The org no longer has the staged credentials of ERP Bridge');
});
