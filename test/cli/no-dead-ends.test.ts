import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';

const erp = 'ERP_Bridge';

async function refusal(bench: Awaited<ReturnType<typeof inProcess>>, ...command: readonly string[]) {
  const { stdout } = await bench.call(...command, '--json');
  const { name, actions } = JSON.parse(stdout) as { name: string; actions: readonly string[] };
  return { name, actions: actions.join('\n') };
}

it('what is refused in a grace period names no command that does nothing', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp, '--deliver', `file:${bench.here.home}.env`);
  await bench.works('rotate', erp, '--yes');
  for (const command of [
    ['discard', erp, '--dry-run'],
    ['unwatch', erp],
  ]) {
    const { name, actions } = await refusal(bench, ...command);
    expect(name).toBe('RotationUnderWay');
    expect(actions).not.toContain('keyturn resume');
    expect(actions).toContain(`keyturn status ${erp}`);
    expect(actions).toContain(`keyturn retire ${erp} --confirm ${erp}`);
  }
  expect((await refusal(bench, 'unwatch', erp)).actions).toContain(`keyturn unwatch ${erp} --confirm ${erp}`);
  await bench.works('unwatch', erp, '--confirm', erp);
});

it('the command that ends an app names every consumer that is left, and those that it named already', async () => {
  const bench = await inProcess();
  const { home } = bench.here;
  await bench.works('watch', erp, '--deliver', `file:${home}.env`, '--deliver', `file:${home}.json`);
  for (const given of [[], ['--gone', `${home}.env`]]) {
    const { name, actions } = await refusal(bench, 'decommission', erp, ...given, '--confirm', erp);
    expect(name).toBe('StillInUse');
    expect(actions).toContain(`--gone "file:${home}.env" --gone "file:${home}.json"`);
  }
});

it('a wrong passphrase from a file is told as that of the file', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp);
  const file = String(bench.here.env.KEYTURN_PASSPHRASE_FILE);
  writeFileSync(file, 'four other words here\n', { mode: 0o600 });
  const { stdout } = await bench.call('reveal', erp, '--unsafe-stdout', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    name: 'PassphraseWrong',
    message: expect.stringContaining(`The passphrase in ${file} doesn't open`),
    actions: [expect.stringContaining(file), expect.stringContaining('unset `KEYTURN_PASSPHRASE_FILE`')],
  });
});

it('a run that waits for a person to continue is not called interrupted', async () => {
  const bench = await inProcess();
  const { home } = bench.here;
  await bench.works('watch', erp, '--deliver', `file:${home}.env`, '--deliver', 'manual:Hand');
  await bench.call('rotate', erp, '--yes');
  await bench.works('consumer', 'edit', erp, 'Hand', '--deliver', `file:${home}.json`);
  const { apps } = (await bench.works('status', erp)) as { apps: { attention: string }[] };
  expect(apps[0]?.attention).toContain("the rotation isn't finished: continue with");
});
