import { fork } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openState } from '../../../../src/core/adapters/state/open-state.ts';
import { systemClock } from '../../../../src/core/adapters/system-clock.ts';
import type { Leases } from '../../../../src/core/ports/ports.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { noAppSettings } from '../../../support/no-app-settings.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

async function leasesIn(folder: string, clock = new FakeClock()): Promise<Leases> {
  const state = await openState({ folder, clock, actor: 'maria@laptop', appSettings: noAppSettings });
  onTestFinished(() => state.close());
  return state.leases;
}

/** Another process that holds the lease `daemon` until it is killed. */
async function holderIn(folder: string) {
  const child = fork(new URL('./lease-holder.ts', import.meta.url), [folder], { execArgv: [] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'message');
  return {
    pid: child.pid,
    suspend: () => child.kill('SIGSTOP'),
    wake: () => child.kill('SIGCONT'),
    kill: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

function rewrite(folder: string, sql: string): void {
  const database = new DatabaseSync(join(folder, 'state.db'));
  database.exec(sql);
  database.close();
}

describe('a lease', () => {
  it('keeps a second one of the same name away, and none of another name', async () => {
    const leases = await leasesIn(tempFolder());
    await leases.acquire('Billing_Sync');
    await expect(leases.acquire('Billing_Sync')).rejects.toMatchObject({ code: 'AnotherAtWork', exitCode: 75 });
    await expect(leases.acquire('Other')).resolves.toMatchObject({ name: 'Other', fence: 1 });
  });

  it('says in words what it guards', async () => {
    const leases = await leasesIn(tempFolder());
    await leases.acquire('rotation 00D 888', 'Billing_Sync in acme');
    await expect(leases.acquire('rotation 00D 888', 'Billing_Sync in acme')).rejects.toMatchObject({
      message: `Billing_Sync in acme is in use by process ${process.pid} on ${hostname()}`,
    });
  });

  it('can be taken again once it was given back, with a higher fence', async () => {
    const leases = await leasesIn(tempFolder());
    const first = await leases.acquire('daemon');
    await first.release();
    await first.release();
    expect((await leases.acquire('daemon')).fence).toBe(2);
  });

  it("that was given back doesn't beat any more", async () => {
    const leases = await leasesIn(tempFolder());
    const lease = await leases.acquire('daemon');
    await lease.release();
    await expect(lease.heartbeat()).rejects.toMatchObject({ code: 'TakenOver' });
  });

  it('names the process that holds it, and is taken over at once when that process is killed', async () => {
    const folder = tempFolder();
    const leases = await leasesIn(folder);
    const holder = await holderIn(folder);
    await expect(leases.acquire('daemon')).rejects.toMatchObject({
      message: expect.stringContaining(`process ${holder.pid} on ${hostname()}`),
    });
    await holder.kill();
    expect((await leases.acquire('daemon')).fence).toBe(2);
  });

  it('of a suspended process is held for two minutes, and is then taken over', async () => {
    const folder = tempFolder();
    const clock = new FakeClock(systemClock().now());
    const leases = await leasesIn(folder, clock);
    const holder = await holderIn(folder);
    holder.suspend();
    await expect(leases.acquire('daemon')).rejects.toMatchObject({ code: 'AnotherAtWork' });
    clock.advance(3 * 60_000);
    await expect.poll(() => leases.holder('daemon')).toBeNull();
    expect((await leases.acquire('daemon')).fence).toBe(2);
  });

  it('of a process that was suspended and woke is held as before', async () => {
    const folder = tempFolder();
    const clock = new FakeClock(systemClock().now());
    const leases = await leasesIn(folder, clock);
    const holder = await holderIn(folder);
    holder.suspend();
    clock.advance(3 * 60_000);
    holder.wake();
    await expect.poll(() => leases.holder('daemon')).toMatchObject({ pid: holder.pid });
  });

  it('is looked up: its process while it is held, and nobody before and after', async () => {
    const leases = await leasesIn(tempFolder());
    expect(await leases.holder('daemon')).toBeNull();
    const lease = await leases.acquire('daemon');
    expect(await leases.holder('daemon')).toEqual({ pid: process.pid, host: hostname(), fence: 1 });
    await lease.release();
    expect(await leases.holder('daemon')).toBeNull();
  });

  it('of another machine is held as long as it beats', async () => {
    const folder = tempFolder();
    const clock = new FakeClock();
    const leases = await leasesIn(folder, clock);
    const lease = await leases.acquire('daemon');
    clock.advance(60_000);
    await lease.heartbeat();
    rewrite(folder, "UPDATE leases SET host = 'elsewhere'");
    clock.advance(2 * 60_000);
    const elsewhere = { pid: process.pid, host: 'elsewhere', fence: 1 };
    expect(await leases.holder('daemon')).toEqual(elsewhere);
    expect(await leases.holders()).toEqual(new Map([['daemon', elsewhere]]));
    clock.advance(1);
    expect(await leases.holder('daemon')).toBeNull();
  });

  it('that was taken over neither beats nor gives back the new one', async () => {
    const folder = tempFolder();
    const leases = await leasesIn(folder);
    const lost = await leases.acquire('daemon');
    rewrite(folder, "UPDATE leases SET boot = 'an earlier start'");
    const taken = await leases.acquire('daemon');

    await expect(lost.heartbeat()).rejects.toMatchObject({ code: 'TakenOver' });
    await lost.release();
    await expect(taken.heartbeat()).resolves.toBeUndefined();
  });

  it.each([
    ['of an earlier start of the machine', "boot = 'an earlier start'"],
    ['whose process number belongs to another process now', "started = '1'"],
    ['whose process is gone', 'pid = 4194303'],
  ])('%s is taken over at once', async (_title, change) => {
    const folder = tempFolder();
    const leases = await leasesIn(folder);
    await leases.acquire('daemon');
    rewrite(folder, `UPDATE leases SET ${change}`);
    expect((await leases.acquire('daemon')).fence).toBe(2);
  });

  it.each([
    [2 * 60_000, false],
    [2 * 60_000 + 1, true],
  ])('of another machine that was silent for %i ms is taken over: %s', async (silence, takenOver) => {
    const folder = tempFolder();
    const clock = new FakeClock();
    const leases = await leasesIn(folder, clock);
    await leases.acquire('daemon');
    rewrite(folder, "UPDATE leases SET host = 'elsewhere'");
    clock.advance(silence);
    const attempt = leases.acquire('daemon');
    if (takenOver) expect((await attempt).fence).toBe(2);
    else await expect(attempt).rejects.toMatchObject({ code: 'AnotherAtWork' });
  });
});
