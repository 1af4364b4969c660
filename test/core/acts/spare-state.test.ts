import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { spareState } from '../../../src/core/acts/spare-state.ts';
import { permitNow } from '../../../src/core/adapters/permit.ts';
import { openState } from '../../../src/core/adapters/state/open-state.ts';
import { evolve } from '../../../src/core/machine/evolve.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { noAppSettings } from '../../support/no-app-settings.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { begun, saved } from '../rotation/given.ts';
import { noon } from '../watch/watched-apps.ts';

async function open(folder: string) {
  const clock = new FakeClock(noon);
  const state = await openState({ folder, clock, actor: 'ana@laptop', appSettings: noAppSettings });
  onTestFinished(() => state.close());
  return { state, spare: spareState(state, { clock, precedes: () => true }) };
}

/** As another process sees it: something was written, and then the file was damaged. */
function damage(folder: string): void {
  const path = join(folder, 'state.db');
  const other = new DatabaseSync(path);
  other.exec("INSERT INTO keys VALUES ('x', x'00'); PRAGMA wal_checkpoint(TRUNCATE)");
  other.close();
  truncateSync(path, 4096);
}

it('lets an emergency go on whose lease can no longer be checked, until access is blocked', async () => {
  const folder = tempFolder();
  const { spare } = await open(folder);
  const lease = await spare.leases.acquire('rotation 00D 888');
  const run = saved.reduce(evolve, begun());
  await spare.leases.guarding(
    () => [lease],
    async () => {
      damage(folder);
      const permit = permitNow();
      permit?.check();
      expect(spare.fault()?.code).toBe('StateDamaged');
      permit?.check();
      await lease.heartbeat();
      await spare.state.rotations.save(run);
      expect(await spare.state.rotations.open(run.orgId, run.consumerId)).toEqual(run);
      expect(await spare.state.journal.open()).toEqual([]);
      spare.harden();
      expect(() => permit?.check()).toThrow();
    },
  );
  await lease.release();
});

it('keeps a run whose write finds that its lease can no longer be checked', async () => {
  const folder = tempFolder();
  const { spare } = await open(folder);
  const lease = await spare.leases.acquire('rotation 00D 888');
  const run = saved.reduce(evolve, begun());
  await spare.leases.guarding(
    () => [lease],
    async () => {
      damage(folder);
      await spare.state.rotations.save(run);
      expect(await spare.state.rotations.find(run.id)).toEqual(run);
      permitNow()?.check();
    },
  );
});

it('stops an emergency from which another process took its app', async () => {
  const folder = tempFolder();
  const [{ spare }, { state: other }] = [await open(folder), await open(folder)];
  const lease = await spare.leases.acquire('rotation 00D 888');
  await spare.leases.guarding(
    () => [lease],
    async () => {
      await other.leases.takeOver('rotation 00D 888');
      expect(() => permitNow()?.check()).toThrow('taken over');
      expect(spare.fault()).toBeNull();
    },
  );
});

it('never ends with an error about a lease that can not be given back', async () => {
  const { state } = await open(tempFolder());
  const full = reason('DiskFull', { path: '/home' });
  const leases = {
    ...state.leases,
    acquire: async () => ({
      name: 'a',
      fence: 1,
      heartbeat: async () => undefined,
      release: () => Promise.reject(full),
    }),
  };
  const spare = spareState({ ...state, leases }, { clock: new FakeClock(noon) });
  const lease = await spare.leases.acquire('rotation 00D 888');
  await expect(lease.release()).resolves.toBeUndefined();
  expect(spare.fault()).toBeNull();
});
