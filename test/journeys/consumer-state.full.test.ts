import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { productFolder } from '../../src/core/adapters/home.ts';
import { openState } from '../../src/core/adapters/state/open-state.ts';
import { systemClock } from '../../src/core/adapters/system-clock.ts';
import type { ConsumerStatus } from '../../src/core/model/consumer.ts';
import { readStatus } from '../../src/core/status/read-status.ts';
import { detailsLines } from '../../src/ui/watch/details-lines.ts';
import { noAppSettings } from '../support/no-app-settings.ts';
import { RotatingBundle } from '../support/rotating-bundle.ts';
import { tempFolder } from '../support/temp-folder.ts';

const app = 'ERP_Bridge';

/** What a person reads in each place. */
const words: Readonly<Record<ConsumerStatus, { readonly line: RegExp; readonly history: RegExp }>> = {
  unknown: { line: /: unknown/, history: /outcome unknown/ },
  notified: { line: /: must be updated by hand since /, history: /must be updated by hand/i },
  delivered: { line: /: delivered /, history: /delivered/i },
  confirmed: { line: /: confirmed /, history: /confirmed/i },
  failing: { line: /: failing since .*the vault is closed/, history: /failed/i },
};

interface Listed {
  readonly consumers: readonly { readonly name: string; readonly state: ConsumerStatus }[];
}

type Expected = Readonly<Record<string, ConsumerStatus>>;

/** Asks for the state of every consumer in five places. @param trail what history says instead */
async function asked(bundle: RotatingBundle, expected: Expected, trail: Readonly<Record<string, RegExp>> = {}) {
  const run = async (...args: string[]) => (await bundle.run(args)).stdout;
  const listed = (printed: string) => {
    const [found] = JSON.parse(printed).result.apps as readonly Listed[];
    return Object.fromEntries(found?.consumers.map(({ name, state }) => [name, state]) ?? []);
  };
  expect(listed(await run('status', app, '--json'))).toEqual(expected);
  expect(listed(await run('check', app, '--json'))).toEqual(expected);
  const texts = [await run('status', app), await run('check', app), await details(bundle)];
  const history = (await run('history', app)).split('\n').filter((line) => !/Consumer (?:added|changed)/.test(line));
  for (const [name, status] of Object.entries(expected)) {
    const isAbout = new RegExp(`^ *(?:consumer|[·✖✔▲]) ${name}[: ]`);
    for (const text of texts) {
      const lines = text.replace(/\s*\n\s{4,}/g, ' ').split('\n');
      expect(lines.find((line) => isAbout.test(line))).toMatch(words[status].line);
    }
    expect(history.findLast((line) => line.includes(name)) ?? '').toMatch(trail[name] ?? words[status].history);
  }
}

async function details(bundle: RotatingBundle): Promise<string> {
  const folder = productFolder(bundle.here.home, true);
  const clock = systemClock();
  const state = await openState({ folder, clock, actor: 'test', appSettings: noAppSettings });
  try {
    const now = clock.now();
    const row = (await readStatus(state, now)).find(({ watched }) => watched.app === app);
    if (!row) throw new Error('nothing is watched');
    const lines = detailsLines({ row, history: [], now, width: 400 });
    return lines.map((line) => line.map(({ text }) => text).join('')).join('\n');
  } finally {
    state.close();
  }
}

it('is the same in status, check, the watch, JSON and history', async () => {
  const folder = tempFolder();
  const bundle = await RotatingBundle.open();
  const program = join(folder, 'vault.sh');
  const isClosed = join(folder, 'closed');
  const isKilling = join(folder, 'killing');
  const script = [
    'cat > /dev/null',
    `[ -f ${isKilling} ] && rm ${isKilling} && kill -9 $PPID`,
    `[ -f ${isClosed} ] && { echo the vault is closed >&2; exit 1; }`,
    'exit 0',
  ];
  writeFileSync(program, `#!/bin/sh\n${script.join('\n')}\n`);
  chmodSync(program, 0o700);
  await bundle.run(['consumer', 'edit', app, bundle.envFile, '--rename', 'Settings']);
  await bundle.run(['consumer', 'add', app, 'Vault', '--deliver', `exec:${program}`]);
  await bundle.run(['consumer', 'add', app, 'Bob']);
  const never = /^$/;
  const before = { Settings: 'unknown', Vault: 'unknown', Bob: 'unknown' } as const;
  await asked(bundle, before, { Settings: never, Vault: never, Bob: never });

  writeFileSync(isClosed, '');
  expect((await bundle.run(['rotate', app, '--yes'])).code).toBe(75);
  const failing = { Settings: 'delivered', Vault: 'failing', Bob: 'notified' } as const;
  await asked(bundle, failing);

  // The program has the credentials, and keyturn is killed before it can record that.
  rmSync(isClosed);
  writeFileSync(isKilling, '');
  expect((await bundle.runProgram(['resume', app])).code).toBe(-1);
  expect(existsSync(isKilling)).toBe(false);
  await asked(bundle, { ...failing, Vault: 'unknown' }, { Vault: /delivering.*outcome unknown/i });

  expect((await bundle.run(['resume', app])).code).toBe(3);
  await asked(bundle, { ...failing, Vault: 'delivered' });
  expect((await bundle.run(['handed-over', app, 'Bob'])).code).toBe(0);
  const all = { Settings: 'delivered', Vault: 'delivered', Bob: 'confirmed' } as const;
  await asked(bundle, all);

  // The state outlives the run that found it.
  expect((await bundle.run(['resume', app])).code).toBe(0);
  await bundle.run(['retire', app, '--confirm', app]);
  expect((await bundle.run(['stage', app, '--yes'])).code).toBe(0);
  await asked(bundle, all);
}, 240_000);
