import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type InProcess, inProcess } from '../support/in-process.ts';

const erp = 'ERP_Bridge';

interface Ending extends InProcess {
  readonly file: string;
  /** A folder that isn't there, as of a disk that isn't mounted. */
  hide(): void;
  /** A program that takes credentials, or refuses them. */
  program(name: string, takesThem?: boolean): string;
}

interface Row {
  /** How a run ends. @returns the consumers that it leaves behind, by name */
  readonly ends: (at: Ending) => Promise<readonly string[]>;
  /** Consumers that have the credentials in the end. */
  readonly programs: readonly string[];
}

const rotated = async ({ works, file }: Ending, ...more: readonly string[]) => {
  await works('watch', erp, '--deliver', `file:${file}`, ...more);
  await works('rotate', erp, '--yes');
};
const added = async ({ works }: Ending, ...who: readonly (readonly string[])[]) => {
  for (const one of who) await works('consumer', 'add', erp, ...one);
};

const rows: Readonly<Record<string, Row>> = {
  'retired without consumers that failed, wait, and were never tried': {
    programs: ['failed', 'untried'],
    ends: async (at) => {
      await rotated(at);
      await added(at, ['Failed', '--deliver', at.program('failed', false)], ['Bob']);
      expect((await at.call('resume', erp)).code).toBe(75);
      at.hide();
      await at.control('POST', '/clock', { advance: '8d' });
      await at.call('resume', erp);
      await added(at, ['Untried', '--deliver', at.program('untried')], ['Ana']);
      // A person repeats it to go without the file that had the credentials.
      await at.call('retire', erp, '--confirm', erp);
      await at.works('retire', erp, '--confirm', erp);
      return [at.file, 'Failed', 'Bob', 'Untried', 'Ana'];
    },
  },
  'retired after a switch back that was never finished': {
    programs: ['failed'],
    ends: async (at) => {
      await at.control('PUT', '/knobs', { rotateBack: true });
      await rotated(at, '--deliver', at.program('failed'));
      await added(at, ['Bob']);
      at.program('failed', false);
      expect((await at.call('rotate', erp, '--back', '--yes')).code).not.toBe(0);
      await at.works('retire', erp, '--confirm', erp);
      return [at.program('failed', false).slice('exec:'.length), 'Bob'];
    },
  },
  'discarded while consumers were removed, which are added again': {
    programs: ['removed'],
    ends: async (at) => {
      await at.works('watch', erp, '--deliver', `file:${at.file}`);
      await added(at, ['Removed', '--deliver', at.program('removed')], ['Bob']);
      expect((await at.call('rotate', erp, '--yes')).code).toBe(3);
      for (const name of ['Removed', 'Bob']) await at.works('consumer', 'remove', erp, name);
      await at.works('discard', erp, '--confirm', erp);
      await added(at, ['Removed', '--deliver', at.program('removed')], ['Bob']);
      return ['Removed', 'Bob'];
    },
  },
  'moved to another program after a retirement without it': {
    programs: ['other'],
    ends: async (at) => {
      await rotated(at);
      await added(at, ['Failed', '--deliver', at.program('failed', false)]);
      await at.call('resume', erp);
      await at.works('retire', erp, '--confirm', erp);
      await at.works('consumer', 'edit', erp, 'Failed', '--deliver', at.program('other'));
      return ['Failed'];
    },
  },
};

it.each(Object.entries(rows))('%s: each consumer is named until it has the credentials', async (_name, row) => {
  const bench = await inProcess();
  const folder = `${bench.here.home}-files`;
  mkdirSync(`${folder}/sub`, { recursive: true });
  const at: Ending = {
    ...bench,
    file: `${folder}/sub/p.env`,
    hide: () => rmSync(`${folder}/sub`, { recursive: true }),
    program: (name, takesThem = true) => {
      writeFileSync(`${folder}/${name}`, `#!/bin/sh\ncat > ${folder}/${name}.got\nexit ${takesThem ? 0 : 1}\n`);
      chmodSync(`${folder}/${name}`, 0o700);
      return `exec:${folder}/${name}`;
    },
  };
  const names = await row.ends(at);
  const people = names.filter((name) => name === 'Bob' || name === 'Ana');
  const stateOf = async () => {
    const { apps } = (await bench.works('status', erp)) as { apps: { state: string; attention: string | null }[] };
    return apps[0];
  };

  const left = await stateOf();
  expect(left).toMatchObject({ state: 'blocked', attention: expect.stringContaining(`keyturn resume ${erp}`) });
  for (const name of names) expect(left?.attention).toContain(name);
  expect((await bench.call('status', erp, '--exit-code')).code).toBe(4);
  const check = await bench.call('check', erp);
  expect(check.stdout).toContain('▲ ERP Bridge');
  expect(check.stdout).toContain(`keyturn resume ${erp}`);
  const pass = await bench.call('daemon', '--once');
  expect(pass.stdout).toContain('may not have the current credentials');
  const plan = await bench.call('resume', erp, '--dry-run');
  for (const name of names) expect(plan.stdout).toContain(name);

  mkdirSync(`${folder}/sub`, { recursive: true });
  for (const name of row.programs) {
    rmSync(`${folder}/${name}.got`, { force: true });
    at.program(name);
  }
  expect((await bench.call('resume', erp)).code).toBe(people.length > 0 ? 3 : 0);
  for (const name of people) await bench.works('handed-over', erp, name);
  if (people.length > 0) await bench.works('resume', erp);
  const { consumerKey } = await bench.works('reveal', erp, '--unsafe-stdout');
  expect(existsSync(at.file) ? readFileSync(at.file, 'utf8') : '').toContain(String(consumerKey));
  for (const name of row.programs) expect(readFileSync(`${folder}/${name}.got`, 'utf8')).toContain(String(consumerKey));
  expect((await stateOf())?.state).toBe('fine');
  expect((await bench.call('status', erp, '--exit-code')).code).toBe(0);
  expect((await bench.call('resume', erp)).stdout).toContain('nothing to continue');
});

it('names a consumer that was left behind while new credentials are staged, which reach it with a rotation', async () => {
  const bench = await inProcess();
  const program = `${bench.here.home}-program`;
  writeFileSync(program, '#!/bin/sh\nexit 1\n', { mode: 0o700 });
  await bench.works('watch', erp, '--deliver', `file:${bench.here.home}.env`);
  await bench.works('rotate', erp, '--yes');
  await bench.works('consumer', 'add', erp, 'Failed', '--deliver', `exec:${program}`);
  await bench.call('resume', erp);
  await bench.works('retire', erp, '--confirm', erp);
  await bench.works('stage', erp, '--yes');
  const status = await bench.call('status', erp, '--exit-code');
  expect([status.code, status.stdout]).toEqual([4, expect.stringContaining('Failed may not have the current')]);
  expect(status.stdout).toContain(`keyturn rotate ${erp}`);
  writeFileSync(program, '#!/bin/sh\nexit 0\n', { mode: 0o700 });
  await bench.works('rotate', erp, '--yes');
  expect((await bench.call('status', erp, '--exit-code')).code).toBe(0);
});
