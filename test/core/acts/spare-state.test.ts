import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { spareState } from '../../../src/core/acts/spare-state.ts';
import { permitNow } from '../../../src/core/adapters/permit.ts';
import { openState } from '../../../src/core/adapters/state/open-state.ts';
import { evolve } from '../../../src/core/machine/evolve.ts';
import type { Lease } from '../../../src/core/ports/ports.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { noAppSettings } from '../../support/no-app-settings.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { begun, saved } from '../rotation/given.ts';
import { noon } from '../watch/watched-apps.ts';

const ofApp = 'rotation 00D 888';
const run = saved.reduce(evolve, begun());

async function open(folder: string) {
  const clock = new FakeClock(noon);
  const state = await openState({ folder, clock, actor: 'ana@laptop', appSettings: noAppSettings });
  onTestFinished(() => state.close());
  return { state, spare: spareState(state, { clock, precedes: () => true }) };
}

/** An emergency that holds the lease of its app during `work`, on a state that can be damaged. */
async function inEmergency(
  work: (opened: Awaited<ReturnType<typeof open>>, folder: string, lease: Lease) => Promise<void>,
) {
  const folder = tempFolder();
  const opened = await open(folder);
  const lease = await opened.spare.leases.acquire(ofApp);
  await opened.spare.leases.guarding(
    () => [lease],
    () => work(opened, folder, lease),
  );
  await lease.release();
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
  await inEmergency(async ({ spare }, folder, lease) => {
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
  });
});

it('keeps a run whose write finds that its lease can no longer be checked', async () => {
  await inEmergency(async ({ spare }, folder) => {
    damage(folder);
    await spare.state.rotations.save(run);
    expect(await spare.state.rotations.find(run.id)).toEqual(run);
    permitNow()?.check();
  });
});

it('stops an emergency from which another process took its app', async () => {
  await inEmergency(async ({ spare }, folder) => {
    const { state: other } = await open(folder);
    await other.leases.takeOver(ofApp);
    expect(() => permitNow()?.check()).toThrow('taken over');
    expect(spare.fault()).toBeNull();
  });
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
  const lease = await spare.leases.acquire(ofApp);
  await expect(lease.release()).resolves.toBeUndefined();
  expect(spare.fault()).toBeNull();
});
