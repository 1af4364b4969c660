import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';

const erp = 'ERP_Bridge';

it('says that a file no longer has what was delivered to it, until it has it again', async () => {
  const bench = await inProcess();
  const file = `${bench.here.home}.env`;
  await bench.works('watch', erp, '--deliver', `file:${file}`);
  await bench.works('rotate', erp, '--yes');
  const stateOf = async (...command: readonly string[]) => {
    const { apps } = (await bench.works(...command)) as { apps: { consumers: { state: string; problem: string }[] }[] };
    return apps[0]?.consumers[0];
  };
  const good = readFileSync(file);
  expect(await stateOf('check', erp)).toMatchObject({ state: 'delivered' });

  for (const lose of [() => writeFileSync(file, ''), () => rmSync(file)]) {
    lose();
    // Without a look at the file, nobody knows yet.
    expect(await stateOf('status', erp)).toMatchObject({ state: 'delivered' });
    const test = await bench.call('consumer', 'test', erp, '--exit-code', '--json');
    expect([test.code, JSON.parse(test.stdout).result.consumers[0].usable]).toEqual([4, false]);
    expect(await stateOf('status', erp)).toMatchObject({ state: 'failing' });
    expect(await stateOf('check', erp)).toMatchObject({ state: 'failing' });
    expect(await stateOf('status', erp)).toMatchObject({ state: 'failing' });
    const status = await bench.call('status', erp, '--exit-code', '--json');
    expect([status.code, JSON.parse(status.stdout).result.apps[0].attention]).toEqual([
      4,
      expect.stringContaining('may have lost the credentials'),
    ]);
    await bench.works('consumer', 'test', erp);
    expect(await stateOf('status', erp)).toMatchObject({ state: 'failing' });
    writeFileSync(file, good, { mode: 0o600 });
    expect(await stateOf('check', erp)).toMatchObject({ state: 'delivered' });
  }
});

it('delivers lost credentials again with `resume` while a rotation waits, and says so', async () => {
  const bench = await inProcess();
  const file = `${bench.here.home}.env`;
  await bench.works('watch', erp, '--deliver', `file:${file}`, '--deliver', 'manual:Ana', '--deliver', 'manual:Ben');
  await bench.call('rotate', erp, '--yes');
  const good = readFileSync(file);
  const lose = async () => {
    rmSync(file);
    await bench.call('consumer', 'test', erp);
    const { stdout } = await bench.call('status', erp);
    expect(stdout).toContain(`${file} may have lost the credentials`);
    expect(stdout).toContain(`Deliver them again with \`keyturn resume ${erp} --practice\``);
  };
  const expectBack = async () => {
    expect(readFileSync(file)).toEqual(good);
    expect((await bench.call('status', erp)).stdout).not.toContain('may have lost');
  };
  await lose();
  expect((await bench.call('resume', erp)).code).toBe(3);
  await expectBack();
  await lose();
  expect((await bench.call('handed-over', erp, 'Ana')).stdout).toContain('Not confirmed yet: Ben');
  expect((await bench.call('handed-over', erp, 'Ben')).stdout).toMatch(/have lost them, or can't get any: .*\.env/);
  await bench.works('resume', erp);
  await expectBack();
  await lose();
  await bench.works('resume', erp);
  await expectBack();
});
