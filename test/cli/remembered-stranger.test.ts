import { expect, it } from 'vitest';
import { type InProcess, inProcess } from '../support/in-process.ts';

const erp = 'ERP_Bridge';

interface App {
  readonly state: string;
  readonly drift: readonly { readonly kind: string; readonly sentence: string }[];
}

async function appOf({ works }: InProcess): Promise<App> {
  const { apps } = (await works('status', erp)) as { apps: App[] };
  const [app] = apps;
  if (!app) throw new Error('no app');
  return app;
}

const act = ({ control }: InProcess, what: object) => control('POST', '/act', what);
const kindsOf = async (bench: InProcess) => (await appOf(bench)).drift.map(({ kind }) => kind);

/** Somebody else staged credentials, and only a run that was refused has seen it: REST access to secrets is off. */
async function refused() {
  const bench = await inProcess();
  await bench.works('watch', erp, '--deliver', `file:${bench.here.home}.env`);
  await bench.works('check', erp);
  await act(bench, { act: 'secretAccess', on: false });
  await act(bench, { act: 'stage', app: erp });
  const rotated = await bench.call('rotate', erp, '--yes');
  expect([rotated.code, rotated.stderr]).toEqual([3, expect.stringContaining('StrangersPair')]);
  return bench;
}

it('remembers who staged the credentials because of which a rotation was refused', async () => {
  const bench = await refused();
  expect(await appOf(bench)).toMatchObject({ state: 'drifted', drift: [{ kind: 'staged-outside' }] });
  const [found] = (await appOf(bench)).drift;
  const check = await bench.call('check', erp);
  expect(check.stdout).toContain('Not checked: its staging slot');
  expect(check.stdout).toContain(`▲ ${found?.sentence}`);
  expect(await kindsOf(bench)).toEqual(['staged-outside']);
  for (const command of ['discard', 'retire', 'rotate', 'stage']) {
    const plan = await bench.call(command, erp, '--dry-run');
    expect(plan.stdout).toContain(found?.sentence);
  }
});

it('forgets it once keyturn has seen the slot without them, or they must have expired', async () => {
  const bench = await refused();
  await bench.works('discard', erp, '--confirm', erp);
  expect(await kindsOf(bench)).toEqual([]);

  const other = await refused();
  await other.control('POST', '/clock', { advance: '31d' });
  await other.works('check', erp);
  expect(await kindsOf(other)).toEqual([]);
});

it('remembers credentials that were changed outside keyturn, because of which a rotation was refused', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp, '--deliver', `file:${bench.here.home}.env`);
  await bench.works('check', erp);
  await act(bench, { act: 'rotateInSetup', app: erp });
  const rotated = await bench.call('rotate', erp, '--yes');
  expect([rotated.code, rotated.stderr]).toEqual([3, expect.stringContaining('PrimaryChangedOutside')]);
  expect(await kindsOf(bench)).toEqual(['pair-changed-outside']);
});

it('a check keeps what it found before and cannot see now', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp);
  await bench.works('check', erp);
  const field = { app: erp, field: 'ipRelaxationPolicyType', value: 'Bypass' };
  await act(bench, { act: 'setPolicy', ...field });
  await bench.works('check', erp);
  expect(await kindsOf(bench)).toEqual(['policy-loosened']);
  const username = bench.org.username;
  for (const permission of ['ModifyMetadata', 'ModifyAllData'])
    await act(bench, { act: 'revokePermission', username, permission });
  const check = await bench.call('check', erp);
  expect(check.stdout).toContain('Not checked: its settings');
  expect(await kindsOf(bench)).toEqual(['policy-loosened']);
});
