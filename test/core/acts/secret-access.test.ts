import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withSecretAccess } from '../../../src/core/acts/secret-access.ts';
import { permitNow } from '../../../src/core/adapters/permit.ts';
import { openState } from '../../../src/core/adapters/state/open-state.ts';
import type { SalesforceOrg } from '../../../src/core/ports/ports.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { accessUsed, goneAccess, untouched } from '../../../src/core/reasons/reason.ts';
import { newsWords } from '../../../src/core/words/news.ts';
import { supposesNothing } from '../../../src/core/words/safety.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { noAppSettings } from '../../support/no-app-settings.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const usual = { actor: 'tester@bench', appSettings: noAppSettings };
const unavailable = reason('OrgUnavailable', { host: 'acme', status: 503 });

/** An org that is nothing but its setting. */
async function orgWith(isOn: boolean, givesBack = true) {
  const clock = new FakeClock();
  const folder = tempFolder();
  const state = await openState({ ...usual, folder, clock });
  const asked: boolean[] = [];
  const finished: (readonly boolean[])[] = [];
  /** Happen one after the other when the setting is changed: turning it on gets through, and the answer is lost. */
  const faults: (() => Promise<void>)[] = [];
  let on = isOn;
  const org = {
    mustFinish: async <Value>(work: () => Promise<Value>) => {
      const before = asked.length;
      const value = await work();
      finished.push(asked.slice(before));
      return value;
    },
    orgId: '00D000000000001',
    name: 'acme',
    secretAccess: async () => on,
    metadata: {
      setSecretAccess: async (wanted: boolean) => {
        permitNow()?.check();
        asked.push(wanted);
        const fault = faults.shift();
        if (fault) {
          if (wanted) on = true;
          await fault();
          throw unavailable;
        }
        if (!wanted && !givesBack) throw unavailable;
        on = wanted;
      },
    },
  } as unknown as SalesforceOrg;
  let warnings = 0;
  const borrow = (work: () => Promise<boolean> = async () => on) =>
    withSecretAccess({ org, state, clock, app: 'Billing_Sync' }, work, () => {
      warnings += 1;
    });
  return { borrow, asked, finished, faults, warnings: () => warnings, state, folder, isOn: () => on };
}

describe('borrowing secret access over REST', () => {
  it('turns it on for the work and off again', async () => {
    const { borrow, asked, warnings, state, isOn } = await orgWith(false);
    expect(await borrow()).toBe(true);
    expect([asked, isOn(), warnings()]).toEqual([[true, false], false, 0]);
    expect(await state.journal.open()).toEqual([]);
  });

  it('an interruption waits for what turns it off, and only for that', async () => {
    const { borrow, finished } = await orgWith(false);
    await borrow();
    expect(finished).toEqual([[false]]);
  });

  it('turns it off when the work fails', async () => {
    const { borrow, isOn } = await orgWith(false);
    await expect(borrow(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(isOn()).toBe(false);
  });

  it('turns it off even if the state was replaced during the work', async () => {
    const { borrow, state, folder, isOn } = await orgWith(false);
    const lease = await state.leases.acquire('rotation');
    const work = async () => {
      rmSync(join(folder, 'state.db'));
      return isOn();
    };
    expect(
      await state.leases.guarding(
        () => [lease],
        () => borrow(work),
      ),
    ).toBe(true);
    expect(isOn()).toBe(false);
  });

  it('leaves it alone when somebody has turned it on meanwhile', async () => {
    const { borrow, asked, isOn } = await orgWith(true);
    expect(await borrow()).toBe(true);
    expect([asked, isOn()]).toEqual([[], true]);
  });

  it('warns when the org does not take it back, and leaves the intent open for the next run', async () => {
    const { borrow, asked, warnings, state } = await orgWith(false, false);
    expect(await borrow()).toBe(true);
    expect(asked).toEqual([true, false, false, false, false]);
    expect(warnings()).toBe(1);
    expect(newsWords({ kind: 'warning', warning: 'secret-access-kept' }).what).toMatch(
      /couldn't turn REST access to secrets off again yet/,
    );
    expect((await state.journal.open()).map(({ action }) => action)).toEqual(['borrow-secret-access']);
  });

  it('is borrowed once by runs side by side, and given back after the last', async () => {
    const { borrow, asked, isOn } = await orgWith(false);
    const isFirstOver = Promise.withResolvers<void>();
    const first = borrow();
    const second = borrow(async () => {
      await isFirstOver.promise;
      return isOn();
    });
    expect(await first).toBe(true);
    isFirstOver.resolve();
    expect([await second, asked, isOn()]).toEqual([true, [true, false], false]);
  });

  it('lets the others go on when the work of one fails', async () => {
    const { borrow, asked } = await orgWith(false);
    const failing = borrow(() => Promise.reject(new Error('broken')));
    const other = borrow();
    await expect(failing).rejects.toThrow('broken');
    expect([await other, asked.at(-1)]).toEqual([true, false]);
  });

  it('leaves it on for nobody if the process loses its turn while it turns it off after a lost answer', async () => {
    const opened = await orgWith(false);
    const other = await openState({ ...usual, folder: opened.folder, clock: new FakeClock() });
    const losing = async () => (await other.leases.takeOver('secret-access 00D000000000001')).release();
    opened.faults.push(async () => undefined, losing);
    expect(await opened.borrow()).toBe(true);
    expect([opened.isOn(), await opened.state.journal.open()]).toEqual([false, []]);
  });
});

describe('an error after the setting was used says what became of it', () => {
  const refused = reason('IdentityVerificationNeeded', { setupUrl: 'https://acme' });
  const [off, mayBeOn] = [accessUsed.isOff, accessUsed.mayBeOn];

  it.each([
    ['off again', false, true, off],
    ['left on', false, false, mayBeOn],
    ['on anyway', true, true, untouched],
  ] as const)('%s', async (_what, isOn, givesBack, safe) => {
    const { borrow } = await orgWith(isOn, givesBack);
    await expect(borrow(() => Promise.reject(refused))).rejects.toMatchObject({ safe, actions: refused.actions });
  });

  it('in place of what it said of the org alone', async () => {
    const { borrow } = await orgWith(false);
    const gone = reason('AppUnknown', { app: 'A', org: 'acme', known: [] }, { safe: `${untouched} ${goneAccess}` });
    await expect(borrow(() => Promise.reject(gone))).rejects.toMatchObject({ safe: `${off} ${goneAccess}` });
    const kept = reason('PairNotStored', { app: 'A', slot: 'primary' });
    await expect(borrow(() => Promise.reject(kept))).rejects.toMatchObject({ safe: kept.safe });
  });

  it('and still as one that a run which changed more replaces', () => {
    const said = refused.withSafe(off);
    expect([supposesNothing(refused), supposesNothing(said)]).toEqual([true, true]);
    expect(supposesNothing(reason('PairNotStored', { app: 'A', slot: 'x' }).withSafe(off))).toBe(false);
  });
});
