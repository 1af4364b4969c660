import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { permitNow } from '../../../../src/core/adapters/permit.ts';
import { openState } from '../../../../src/core/adapters/state/open-state.ts';
import { placeState } from '../../../../src/core/adapters/state/restored-state.ts';
import type { JournalEntry } from '../../../../src/core/model/journal.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { noAppSettings } from '../../../support/no-app-settings.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const line: JournalEntry = {
  ...{ event: 'noted', action: 'prove', intent: 'one', orgId: '00D', org: 'acme', app: 'Billing_Sync' },
  detail: {},
};
const clock = new FakeClock();

async function processIn(folder: string) {
  const state = await openState({ folder, clock, actor: 'ana@laptop', appSettings: noAppSettings });
  onTestFinished(() => state.close());
  return state;
}

/** A state file that nobody has open, and that has one line. */
async function another(): Promise<string> {
  const folder = tempFolder();
  const state = await openState({ folder, clock, actor: 'ana@laptop', appSettings: noAppSettings });
  await state.journal.append(line);
  state.close();
  return join(folder, 'state.db');
}

it.each<[string, (folder: string) => Promise<unknown>]>([
  ['deleted', async (folder) => rmSync(join(folder, 'state.db'))],
  [
    'replaced by a file',
    async (folder) => {
      for (const end of ['-wal', '-shm']) rmSync(join(folder, `state.db${end}`));
      renameSync(await another(), join(folder, 'state.db'));
    },
  ],
  ['replaced by a restore', async (folder) => placeState(await another(), { folder, clock })],
])('a state that was %s while work was under way: nothing more is written, sent or delivered', async (_how, damage) => {
  const folder = tempFolder();
  const state = await processIn(folder);
  await state.journal.append(line);
  const lease = await state.leases.acquire('rotation 00D 888', 'Billing_Sync in acme');
  await state.leases.guarding(
    () => [lease],
    async () => {
      await state.journal.append(line);
      expect(() => permitNow()?.check()).not.toThrow();
      await damage(folder);
      const written = readdirSync(folder);
      expect(() => state.mustBeInPlace()).toThrow('replaced or removed');
      expect(() => permitNow()?.check()).toThrow('replaced or removed');
      await expect(state.journal.append(line)).rejects.toMatchObject({ code: 'StateReplaced' });
      expect(readdirSync(folder)).toEqual(written);
    },
  );
  await expect(state.journal.append(line)).rejects.toMatchObject({ code: 'StateReplaced' });
  await expect(lease.heartbeat()).rejects.toMatchObject({ code: 'StateReplaced' });
  await expect(state.leases.acquire('rotation 00D 888')).rejects.toMatchObject({ code: 'StateReplaced' });
  await lease.release();
  state.close();
  if (_how === 'deleted') return;
  expect(await (await processIn(folder)).journal.list()).toHaveLength(1);
});

it('a restore loses no write that is under way', async () => {
  const folder = tempFolder();
  const state = await processIn(folder);
  const path = await another();
  const writes = Promise.allSettled(Array.from({ length: 20 }, () => state.journal.append(line)));
  const [aside = ''] = await placeState(path, { folder, clock });
  const done = (await writes).filter(({ status }) => status === 'fulfilled');
  state.close();
  const old = tempFolder();
  for (const end of ['', '-wal']) {
    try {
      renameSync(`${aside}${end}`, join(old, `state.db${end}`));
    } catch {
      // Without a log, all is in the file.
    }
  }
  expect(await (await processIn(old)).journal.list()).toHaveLength(done.length);
  expect(await (await processIn(folder)).journal.list()).toHaveLength(1);
});

it('a state that is found damaged says so each time', async () => {
  const folder = tempFolder();
  const state = await processIn(folder);
  await state.journal.append(line);
  state.close();
  const again = await processIn(folder);
  writeFileSync(join(folder, 'state.db'), 'garbage'.repeat(9_000));
  rmSync(join(folder, 'state.db-wal'), { force: true });
  for (let time = 0; time < 2; time += 1)
    await expect(again.journal.list().then(() => again.apps.list())).rejects.toMatchObject({ code: 'StateDamaged' });
});
