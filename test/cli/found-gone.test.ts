import { describe, expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';
import { domainOf } from '../support/keyturn.ts';

const erp = 'ERP_Bridge';

interface Row {
  readonly app: string;
  readonly state: string;
  readonly drift: readonly { readonly kind: string; readonly since: string }[];
}

/** An app with the given past, which somebody has then deleted in the org. */
async function bench(...before: readonly (readonly string[])[]) {
  const made = await inProcess();
  await made.works('watch', erp, '--deliver', 'manual:Bob');
  // A rotation waits for Bob.
  for (const args of before) await made.call(...args);
  await made.control('POST', '/act', { act: 'deleteApp', app: erp });
  const row = async () =>
    ((await made.works('status')) as { apps: readonly Row[] }).apps.find(({ app }) => app === erp);
  return { ...made, row };
}

const promoted = [
  ['rotate', erp, '--yes'],
  ['handed-over', erp, 'Bob'],
  ['resume', erp],
] as const;

describe('an app that somebody has deleted is gone in status, in errors and in the watch', () => {
  it.each([
    [['stage', erp, '--yes'], []],
    [['rotate', erp, '--yes'], []],
    [['rotate', erp, '--back', '--yes'], promoted],
    [['retire', erp, '--confirm', erp], promoted],
    [['discard', erp, '--confirm', erp], [['stage', erp, '--yes']]],
    [['resume', erp], [['rotate', erp, '--yes']]],
    [['emergency', erp, '--confirm', erp], []],
    [['emergency', erp, '--contain', '--confirm', erp], []],
    [['emergency', erp, '--contain=freeze', '--confirm', erp], []],
    [['emergency', erp, '--drill', '--confirm', erp], []],
    [['decommission', erp, '--gone', 'Bob', '--confirm', erp], []],
    [['watch', erp], []],
    [['watch', erp, '--accept'], []],
    [['setup', '--app', erp, '--execution-user', 'USER', '--no-consumers', '--yes'], []],
    [['check', erp], []],
    [['doctor'], []],
  ] as const)('after %j', async (command, before) => {
    const { call, here, row, works } = await bench(...before);
    const args = command.map((word) => (word === 'USER' ? `svc.erp@${domainOf(here)}` : word));
    const met = await call(...args);
    expect(`${met.stdout}${met.stderr}`).toMatch(/no longer exists|has no External Client App/);
    expect(met.stderr).not.toContain('work as before');
    const found = await row();
    expect(found).toMatchObject({ drift: [{ kind: 'app-gone' }] });
    const other = await call('handed-over', erp, 'Nobody');
    expect(other.stderr).toContain('no longer exists in the org');
    expect(other.stderr).not.toContain('work as before');
    await works('check', erp);
    expect((await row())?.drift).toEqual(found?.drift);
  });

  it('and `watch` names the command that leaves it, also while a rotation is open', async () => {
    const { call } = await bench(['rotate', erp, '--yes']);
    const { stderr } = await call('watch', erp);
    expect(stderr).toContain(`\`keyturn unwatch ${erp} --confirm ${erp} --practice\``);
    expect(await call('unwatch', erp, '--confirm', erp)).toMatchObject({ code: 0 });
  });

  it('but not after a dry run, which records nothing', async () => {
    const { call, row, rows } = await bench();
    const { apps } = rows();
    for (const args of [
      ['rotate', erp],
      ['emergency', erp],
      ['decommission', erp, '--gone', 'Bob'],
    ])
      expect(await call(...args, '--dry-run')).toMatchObject({ code: 2 });
    expect(rows().apps).toEqual(apps);
    expect((await row())?.drift).toEqual([]);
  });
});
