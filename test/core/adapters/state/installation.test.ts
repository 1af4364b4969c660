import { copyFileSync, cpSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { backUpState } from '../../../../src/core/adapters/state/backups.ts';
import { type Whereabouts, whereaboutsIn } from '../../../../src/core/adapters/state/installation.ts';
import { openState } from '../../../../src/core/adapters/state/open-state.ts';
import { repairState } from '../../../../src/core/adapters/state/repair-state.ts';
import { hour } from '../../../../src/core/plain/time.ts';
import { unconfirmedNotice } from '../../../../src/core/words/state-problems.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { noAppSettings } from '../../../support/no-app-settings.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { billingSync, deployIntended } from './state-fixtures.ts';

const clock = new FakeClock();

/** Opens a state as a process on a computer. */
async function stateIn(folder: string, about: Partial<Whereabouts> = {}) {
  const real = whereaboutsIn({});
  const whereabouts = (path: string) => ({ ...real(path), machine: 'laptop', ...about });
  const state = await openState({ folder, clock, actor: 'maria@laptop', appSettings: noAppSettings, whereabouts });
  onTestFinished(() => state.close());
  return state;
}

async function folderWithState(about: Partial<Whereabouts> = {}): Promise<string> {
  const folder = join(tempFolder(), 'home');
  const made = tempFolder();
  const state = await stateIn(made, about);
  await state.apps.save(billingSync);
  state.close();
  renameSync(made, folder);
  return folder;
}

async function doubtIn(folder: string, about: Partial<Whereabouts> = {}) {
  const state = await stateIn(folder, about);
  const doubt = state.installation.unconfirmed();
  state.close();
  return doubt;
}

describe('a state that is where it always was', () => {
  it('acts without a question: at its next start, after its folder was moved, and on a computer without an id', async () => {
    const folder = await folderWithState();
    expect(await doubtIn(folder)).toBeNull();
    const moved = `${folder}-moved`;
    renameSync(folder, moved);
    expect(await doubtIn(moved)).toBeNull();
    expect(await doubtIn(moved, { machine: null })).toBeNull();
    expect(await doubtIn(moved, { file: null })).toBeNull();
  });

  it("acts where its backups can't be listed", async () => {
    const folder = await folderWithState();
    writeFileSync(join(folder, 'backups'), '');
    expect(await doubtIn(folder)).toBeNull();
  });

  it('that only other commands opened before is known from its first real use on', async () => {
    const folder = tempFolder();
    const state = await openState({ folder, clock, actor: '', appSettings: noAppSettings });
    await state.apps.save(billingSync);
    state.close();
    expect(await doubtIn(folder)).toBeNull();
    expect(await doubtIn(copyOf(folder))).toBe('copied');
  });

  it('acts in a container whose computer and disk are others at each start, once it has a name', async () => {
    const folder = await folderWithState();
    expect(await doubtIn(folder, { named: 'prod' })).toBeNull();
    for (const start of ['1', '2']) {
      expect(await doubtIn(folder, { named: 'prod', machine: start, file: start })).toBeNull();
      expect(await doubtIn(folder, { named: null, machine: start, file: start })).toBe('copied');
      expect(await doubtIn(folder, { named: 'other', machine: start, file: start })).toBe('copied');
    }
  });
});

describe('a copy of a state', () => {
  const copies: readonly (readonly [string, (folder: string) => string, Partial<Whereabouts>])[] = [
    ['beside it', (folder) => copyOf(folder), {}],
    ['on another computer', (folder) => copyOf(folder), { machine: 'server' }],
    ['on the disk of a cloned computer', (folder) => folder, { machine: 'clone' }],
  ];

  it.each(copies)(
    '%s changes nothing in an org until it is confirmed; the other one goes on',
    async (_where, copy, about) => {
      const folder = await folderWithState();
      const copied = copy(folder);
      const state = await stateIn(copied, about);
      expect(state.installation.unconfirmed()).toBe('copied');
      expect(state.installation.mayAct()).toBe(false);
      await expect(state.journal.append(deployIntended)).rejects.toMatchObject({
        code: 'StateUnconfirmed',
        exitCode: 3,
        actions: expect.arrayContaining([expect.stringMatching(/KEYTURN_INSTALLATION .*docs\/backup\.md/)]),
      });
      expect(unconfirmedNotice('copied')).toMatch(/KEYTURN_INSTALLATION .*docs\/backup\.md/);
      await state.journal.append({ ...deployIntended, event: 'noted' });
      expect(await state.apps.list()).toEqual([billingSync]);
      if (copied !== folder) expect(await doubtIn(folder)).toBeNull();

      await state.installation.confirm();
      await state.journal.append(deployIntended);
      state.close();
      expect(await doubtIn(copied, about)).toBeNull();
    },
  );

  it('never holds up an emergency, and is still not confirmed after it', async () => {
    const copied = copyOf(await folderWithState());
    const state = await stateIn(copied);
    state.installation.goOn();
    await state.journal.append(deployIntended);
    expect(state.installation.unconfirmed()).toBe('copied');
    state.close();
    expect(await doubtIn(copied)).toBe('copied');
  });
});

describe('a state that is confirmed', () => {
  it('keeps the name of its installation when the person who confirms has none', async () => {
    const folder = await folderWithState();
    expect(await doubtIn(folder, { named: 'prod' })).toBeNull();
    const shell = await stateIn(folder, { file: '2' });
    expect(shell.installation.unconfirmed()).toBe('copied');
    await shell.installation.confirm();
    shell.close();
    expect(await doubtIn(folder, { named: 'prod', file: '3' })).toBeNull();
    expect(await doubtIn(folder, { named: 'other', file: '3' })).toBe('copied');
  });

  it('acts in every process that has it open, if its own place was confirmed', async () => {
    const folder = await folderWithState();
    const [watch, doctor, elsewhere] = await Promise.all(['2', '2', '3'].map((file) => stateIn(folder, { file })));
    expect(watch?.installation.mayAct()).toBe(false);
    await doctor?.installation.confirm();
    expect([watch?.installation.unconfirmed(), watch?.installation.mayAct()]).toEqual([null, true]);
    await watch?.journal.append(deployIntended);
    expect(elsewhere?.installation.mayAct()).toBe(false);
  });
});

describe('an older copy of a state', () => {
  it('is noticed in the place of the newer one, by its backups', async () => {
    const folder = await folderWithState();
    const path = join(folder, 'state.db');
    copyFileSync(path, `${path}.old`);
    const state = await stateIn(folder);
    await state.journal.append(deployIntended);
    await clock.sleep(hour);
    await backUpState({ folder, clock, isUrgent: true });
    state.close();
    expect(await doubtIn(folder)).toBeNull();
    // In place, so the file keeps its number.
    copyFileSync(`${path}.old`, path);
    expect(await doubtIn(folder)).toBe('older');

    const older = await stateIn(folder);
    await older.installation.confirm();
    older.close();
    await clock.sleep(hour);
    expect(await doubtIn(folder)).toBeNull();
  });
});

describe('a copy that went another way since', () => {
  it('is noticed in the place of the other one, although its audit trail is as long', async () => {
    const folder = await folderWithState();
    const path = join(folder, 'state.db');
    const copied = copyOf(folder);
    for (const [where, intent] of [
      [folder, 'one'],
      [copied, 'other'],
    ] as const) {
      const state = await openState({ folder: where, clock, actor: '', appSettings: noAppSettings });
      await state.journal.append({ ...deployIntended, intent });
      await clock.sleep(hour);
      if (where === folder) await backUpState({ folder, clock, isUrgent: true });
      state.close();
    }
    expect(await doubtIn(folder)).toBeNull();
    copyFileSync(join(copied, 'state.db'), path);
    expect(await doubtIn(folder)).toBe('older');
  });
});

describe('a state that was repaired from a backup', () => {
  it('is to be confirmed, also where nothing is known of the place', async () => {
    const folder = await folderWithState();
    await backUpState({ folder, clock, isUrgent: true });
    rmSync(join(folder, 'state.db'));
    await repairState({ folder, clock });
    expect(await doubtIn(folder)).toBe('restored');
    expect(await doubtIn(folder, { named: 'prod' })).toBe('restored');
    const state = await openState({ folder, clock, actor: '', appSettings: noAppSettings });
    onTestFinished(() => state.close());
    expect(state.installation.unconfirmed()).toBe('restored');
    await state.installation.confirm();
    state.close();
    expect(await doubtIn(folder)).toBeNull();
  });
});

function copyOf(folder: string): string {
  cpSync(folder, `${folder}-copy`, { recursive: true });
  return `${folder}-copy`;
}
