import { describe, expect, it, onTestFinished } from 'vitest';
import { permitNow } from '../../../../src/core/adapters/permit.ts';
import { openState } from '../../../../src/core/adapters/state/open-state.ts';
import type { JournalEntry } from '../../../../src/core/model/journal.ts';
import type { State } from '../../../../src/core/ports/ports.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { noAppSettings } from '../../../support/no-app-settings.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

async function processIn(folder: string): Promise<State> {
  const state = await openState({ folder, clock: new FakeClock(), actor: 'maria@laptop', appSettings: noAppSettings });
  onTestFinished(() => state.close());
  return state;
}

const line: JournalEntry = {
  ...{ event: 'noted', action: 'prove', intent: 'one', orgId: '00D', org: 'acme', app: 'Billing_Sync' },
  detail: {},
};

describe('work that needs a lease', () => {
  it('writes while it has the lease, and nothing once another process took it over', async () => {
    const folder = tempFolder();
    const [slow, quick] = [await processIn(folder), await processIn(folder)];
    const lease = await slow.leases.acquire('rotation 00D 888', 'Billing_Sync in acme');
    await slow.leases.guarding(
      () => [lease],
      async () => {
        await slow.journal.append(line);
        const taken = await quick.leases.takeOver('rotation 00D 888', 'Billing_Sync in acme');
        expect(taken.fence).toBe(lease.fence + 1);
        await expect(slow.journal.append(line)).rejects.toMatchObject({
          code: 'TakenOver',
          message: expect.stringContaining(`Billing_Sync in acme was taken over by process ${process.pid}`),
        });
        expect(() => permitNow()?.check()).toThrow('taken over');
        await expect(lease.heartbeat()).rejects.toMatchObject({ code: 'TakenOver' });
      },
    );
    expect(await quick.journal.list()).toHaveLength(1);
  });

  it('is refused on its own, and not together with what others write at the same moment', async () => {
    const folder = tempFolder();
    const state = await processIn(folder);
    const lease = await state.leases.acquire('one');
    await lease.release();
    const refused = state.leases.guarding(
      () => [lease],
      () => state.journal.append(line),
    );
    const free = state.journal.append(line);
    const [first, second] = await Promise.allSettled([refused, free]);
    expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
    expect(await state.journal.list()).toHaveLength(1);
  });

  it('needs only the leases of the innermost work', async () => {
    const state = await processIn(tempFolder());
    const [outer, inner] = [await state.leases.acquire('outer'), await state.leases.acquire('inner')];
    await state.leases.guarding(
      () => [outer],
      async () => {
        await state.leases.takeOver('outer');
        const given = state.leases.guarding(
          () => [inner],
          () => state.journal.append(line),
        );
        await expect(given).resolves.toMatchObject({ line: 1 });
        await expect(state.journal.append(line)).rejects.toMatchObject({ code: 'TakenOver' });
      },
    );
  });

  it('can give back and take leases whatever it has lost', async () => {
    const state = await processIn(tempFolder());
    const lease = await state.leases.acquire('one');
    await state.leases.guarding(
      () => [lease],
      async () => {
        const successor = await state.leases.takeOver('one');
        await lease.release();
        expect(await state.leases.holder('one')).toMatchObject({ fence: successor.fence });
        await expect(state.leases.acquire('another')).resolves.toMatchObject({ fence: 1 });
      },
    );
  });
});
