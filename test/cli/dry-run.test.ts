import { expect, it } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { type InProcess, inProcess } from '../support/in-process.ts';
import { domainOf } from '../support/keyturn.ts';

const erp = 'ERP_Bridge';

/**
 * Requests that can change the org. Not a token request. The Metadata API reads with POST, too: what its requests changed is in
 * the org's own data, with its setup audit trail.
 */
function isChange(call: string): boolean {
  const [method, path = ''] = call.split(' ');
  return method !== 'GET' && !path.endsWith('/oauth2/token') && !path.startsWith('/services/Soap/m/');
}

async function everything(bench: InProcess) {
  const changes = [...(await bench.calls())].filter(([call]) => isChange(call)).toSorted();
  return { changes, truth: bench.truth(), rows: bench.rows() };
}

/** Runs a dry run twice: in words, and as a document. Nothing in the org or in the state is different afterwards. */
async function foreseen(bench: InProcess, ...command: readonly string[]) {
  const before = await everything(bench);
  const text = await bench.call(...command, '--dry-run');
  const document = await bench.works(...command, '--dry-run');
  expect([command, text.code, text.stderr]).toEqual([command, 0, '']);
  expect(await everything(bench)).toEqual(before);
  expect(text.stdout).toContain('Dry run: nothing changed.');
  return { text: text.stdout, document };
}

it('shows the plan of every command that changes an org, and changes nothing', async () => {
  const bench = await inProcess();
  const tried = new Set<string>();
  const plan = async (...command: readonly string[]) => {
    tried.add(command[0] ?? '');
    return foreseen(bench, ...command);
  };
  await bench.works('watch', erp, '--deliver', `file:${bench.here.home}.env`);

  expect((await plan('stage', erp)).text).toMatch(
    /^Stage new credentials for ERP Bridge in Acme Corp\n\n {2}1\. Stage new[\s\S]+Known only when it runs:\n {2}• /,
  );
  expect((await plan('rotate', erp)).document).toMatchObject({
    dryRun: true,
    plans: [{ app: erp, needs: ['--yes'] }],
  });
  expect((await plan('rotate', erp, '--grace', '0')).document).toMatchObject({
    plans: [{ needs: [`--confirm ${erp}`] }],
  });
  expect((await plan('emergency', erp, '--contain')).text).toContain('What breaks:');
  expect((await plan('emergency', '--all', '-o', 'practice')).document).toMatchObject({
    plans: [{ app: erp, needs: ['--confirm practice'] }],
  });

  expect((await plan('decommission', erp, '--clean-files')).document).toMatchObject({
    plans: [{ needs: [`--confirm ${erp}`, '--still-used-ok'] }],
  });

  await bench.works('stage', erp, '--yes');
  expect((await plan('discard', erp)).document).toMatchObject({ plans: [{ needs: [`--confirm ${erp}`] }] });
  expect((await plan('resume')).text).toContain('Read the staged credentials');
  const unwatched = await plan('unwatch', erp);
  expect(unwatched.document).toMatchObject({ plans: [{ needs: [`--confirm ${erp}`] }] });
  expect(unwatched.text).toMatch(/What stays in the org:\n.*The staged credentials \(3MVG9…/);

  await bench.works('rotate', erp, '--yes');
  expect((await plan('retire', erp)).text).toContain('Delete the previous credentials');
  expect((await plan('rotate', erp, '--back')).text).toContain('Switch back to the previous credentials');
  expect((await plan('resume', erp)).text).toContain('Keep the previous credentials');

  const user = `int.billing@${domainOf(bench.here)}`;
  const setup = ['setup', '--app', 'Billing_Sync', '--execution-user', user, '--no-certificate', '--yes'];
  const before = bench.rows();
  expect(await bench.works(...setup, '--dry-run')).toMatchObject({ deploy: { checkOnly: true } });
  expect(bench.rows()).toEqual(before);
  tried.add('setup');

  const withDryRun = Object.entries(commands).flatMap(([name, { inputs }]) => ('dryRun' in inputs ? name : []));
  expect(withDryRun.filter((name) => !tried.has(name))).toEqual(['daemon install', 'restore', 'uninstall']);
});

it('shows what is left of an emergency that is reported, and plans no new one', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp, '--deliver', 'manual:Warehouse');
  await bench.call('emergency', erp, '--contain', '--confirm', erp, '--yes');
  const waiting = await foreseen(bench, 'resume', erp);
  expect(waiting.text).toContain('Wait until a person has updated Warehouse.');
  expect(waiting.document).toMatchObject({ plans: [{ needs: [] }] });

  await bench.works('handed-over', erp, 'Warehouse');
  const { text } = await foreseen(bench, 'resume', erp);
  expect(text).toContain('  1. Check the org again, and end the emergency.\n');
  expect(text).toContain('Already updated: Warehouse.');
  expect(text).not.toMatch(
    /replaces the new ones|OAuth|Delete|delete|leaked credentials work|can't be (restored|undone)/,
  );
  expect(await bench.works('resume', erp)).toMatchObject({ rotation: { kind: 'emergency', phase: 'done' } });
});

it("doesn't count on a delivery of an emergency that a person had to make last time", async () => {
  const bench = await inProcess();
  await bench.works('watch', erp, '--deliver', 'exec:/bin/false', '--deliver', `file:${bench.here.home}.env`);
  await bench.call('rotate', erp, '--yes');
  await bench.works('handed-over', erp, 'exec:/bin/false');
  const { text } = await foreseen(bench, 'emergency', erp);
  expect(text).toMatch(/couldn't update these last time\. .*: exec:\/bin\/false\./);
  expect(text).toMatch(/Updated automatically: \S+\.env\./);
});
