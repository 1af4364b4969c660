import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { backUpState } from '../../../../src/core/adapters/state/backups.ts';
import { openState } from '../../../../src/core/adapters/state/open-state.ts';
import { repairState } from '../../../../src/core/adapters/state/repair-state.ts';
import type { UnreadableRecord } from '../../../../src/core/model/unreadable-record.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { noAppSettings } from '../../../support/no-app-settings.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { rotation } from '../../watch/rotations.ts';
import { billingSync, deployIntended } from './state-fixtures.ts';

const other = { ...billingSync, app: 'Other', consumerId: '888000000000002AAA' };
const run = rotation({ orgId: billingSync.orgId, consumerId: billingSync.consumerId, finishedAt: null });

async function stateIn(folder: string, told: UnreadableRecord[] = []) {
  const state = await openState({
    folder,
    clock: new FakeClock(),
    actor: 'maria@laptop',
    appSettings: noAppSettings,
    onUnreadable: (record) => told.push(record),
  });
  onTestFinished(() => state.close());
  return state;
}

async function folderWithApps(): Promise<string> {
  const folder = tempFolder();
  const state = await stateIn(folder);
  await Promise.all([state.apps.save(billingSync), state.apps.save(other), state.rotations.save(run)]);
  await state.journal.append(deployIntended);
  state.close();
  return folder;
}

function execute(folder: string, sql: string): void {
  const database = new DatabaseSync(join(folder, 'state.db'));
  database.exec(sql);
  database.close();
}

const garbledBodies = [
  '{"app":1}',
  'no JSON',
  '',
  'null',
  '{"consumers":[null]}',
  `{"lastCheck":{"at":1,"drift":[null]}}`,
];

describe('an app whose record is garbled', () => {
  it.each(garbledBodies)('(%s) is named, and the others are read as before', async (body) => {
    const folder = await folderWithApps();
    execute(folder, `UPDATE apps SET body = '${body}' WHERE app = 'Billing_Sync'`);
    const told: UnreadableRecord[] = [];
    const { apps, due, rotations } = await stateIn(folder, told);
    const { orgId, app, consumerId } = billingSync;

    expect(await apps.list()).toEqual([other]);
    expect(await apps.list()).toEqual([other]);
    expect(told).toMatchObject([{ kind: 'app', app: 'Billing_Sync' }]);
    await expect(apps.find(orgId, app, consumerId)).rejects.toMatchObject({
      code: 'RecordUnreadable',
      message: expect.stringContaining('Billing_Sync'),
    });
    expect((await due.list(0, 200)).map(({ watched }) => watched.app)).toEqual(['Other']);
    expect((await due.unweighed(9)).map(({ watched }) => watched.app)).toEqual(['Other']);
    expect(await rotations.latest(orgId, consumerId)).toEqual(run);
    expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual([]);
  });

  it('is due once, and not at every tick', async () => {
    const folder = await folderWithApps();
    execute(folder, "UPDATE apps SET body = '' WHERE app = 'Billing_Sync'; DELETE FROM apps WHERE app = 'Other'");
    const { due } = await stateIn(folder);
    expect(await due.next(1_000)).toBe(0);
    await due.list(1_000, 200);
    expect(await due.next(1_000)).toBeGreaterThan(1_000);
  });
});

describe('a run whose record is garbled', () => {
  it('is not taken for no run, and the lists leave it out', async () => {
    const folder = await folderWithApps();
    execute(folder, `UPDATE rotations SET body = '{"id":1}'`);
    const told: UnreadableRecord[] = [];
    const { rotations, apps } = await stateIn(folder, told);
    const { orgId, consumerId } = billingSync;

    for (const read of [rotations.open(orgId, consumerId), rotations.latest(orgId, consumerId), rotations.find(run.id)])
      await expect(read).rejects.toMatchObject({ code: 'RecordUnreadable' });
    expect(await rotations.newest()).toEqual([]);
    expect(await rotations.unfinished()).toEqual([]);
    expect(told).toMatchObject([{ kind: 'run', app: 'Billing_Sync' }]);
    expect(await apps.list()).toHaveLength(2);
    await expect(rotations.save({ ...run, id: 'other' })).rejects.toThrow('UNIQUE');
  });
});

describe('what else can be garbled', () => {
  it('stops nothing: the status of the daemon, a draft, a message, a notice', async () => {
    const folder = await folderWithApps();
    execute(
      folder,
      `INSERT INTO daemon (id, pid, started_at, last_failure) VALUES (1, 1, 1, 'x');
       INSERT INTO self_check VALUES (1, '[]');
       INSERT INTO outbox (id, channel, message, status, attempts, next_at) VALUES ('1', 'ops', 'no JSON', 'waiting', 0, 0);
       INSERT INTO notices VALUES ('1', '${billingSync.orgId}', '${billingSync.consumerId}', 0, 'no JSON');
       INSERT INTO drafts VALUES (1, 1, 'no JSON')`,
    );
    const state = await stateIn(folder);
    expect(await state.daemon.read()).toBeNull();
    expect(await state.daemon.lastCheck()).toBeNull();
    expect(await state.reminders.outgoing(9)).toEqual([]);
    expect(await state.reminders.nextOutgoing(9)).toBeNull();
    expect(await state.reminders.told(billingSync, 9)).toEqual([]);
    await expect(state.drafts.load()).rejects.toMatchObject({ code: 'RecordUnreadable' });
    expect(await state.apps.list()).toHaveLength(2);
  });

  it('never restores some files of an app without the others', async () => {
    const folder = await folderWithApps();
    const state = await stateIn(folder);
    const file = {
      type: 'ExternalClientApplication',
      fullName: 'A',
      path: 'a.eca',
      content: new Uint8Array([1]),
    } as const;
    await state.preImages.save('intent-1', [file, { ...file, fullName: 'B' }]);
    execute(folder, "UPDATE pre_images SET type = 'x' WHERE position = 1");
    await expect(state.preImages.load('intent-1')).rejects.toMatchObject({ code: 'RecordUnreadable' });
  });
});

describe('repairing records', () => {
  it('takes each from the newest backup that has it, and keeps what was there', async () => {
    const folder = await folderWithApps();
    const clock = new FakeClock();
    await backUpState({ folder, clock, isUrgent: true });
    execute(folder, `UPDATE apps SET body = 'x' WHERE app = 'Billing_Sync'; UPDATE rotations SET body = '{}'`);

    const repair = await repairState({ folder, clock });
    expect(repair).toMatchObject({
      kind: 'records',
      mended: [
        { kind: 'app', app: 'Billing_Sync', from: { at: clock.now() } },
        { kind: 'run', app: 'Billing_Sync', from: { at: clock.now() } },
      ],
    });
    const told: UnreadableRecord[] = [];
    const state = await stateIn(folder, told);
    expect(await state.apps.list()).toEqual([billingSync, other]);
    expect(await state.rotations.open(billingSync.orgId, billingSync.consumerId)).toEqual(run);
    expect(told).toEqual([]);
    const [kept = ''] = readdirSync(folder).filter((name) => name.startsWith('state.db.unreadable-'));
    expect(readFileSync(join(folder, kept), 'utf8')).toContain('"body": "x"');
    expect(await repairState({ folder, clock })).toBeNull();
  });

  it('moves those that no backup has to a file', async () => {
    const folder = await folderWithApps();
    execute(folder, `UPDATE apps SET body = 'x' WHERE app = 'Billing_Sync'`);
    const repair = await repairState({ folder, clock: new FakeClock() });
    expect(repair).toMatchObject({ kind: 'records', mended: [{ app: 'Billing_Sync', from: null }] });
    expect(await (await stateIn(folder)).apps.list()).toEqual([other]);
  });
});
