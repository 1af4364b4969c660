import { describe, expect, it } from 'vitest';
import type { LateAccess } from '../../../src/core/acts/late-access.ts';
import { mayShowSecretsLater, withSecretAccess } from '../../../src/core/acts/secret-access.ts';
import { hour, minute, second } from '../../../src/core/plain/time.ts';
import type { Lease, SalesforceOrg } from '../../../src/core/ports/ports.ts';
import { errorOf, type KeyturnError, reason } from '../../../src/core/reasons/errors.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { MemoryState } from '../../support/memory-state.ts';

const orgId = '00D000000000001';
const refused = reason('SecretAccessDisabled', {});
const noSecret = reason('SecretUnreadable', { app: 'Billing_Sync', problem: 'the answer has no secret' });

/** An org that shows secrets some time after REST access to them was turned on. */
function lateOrg(delayMs: number, { isOn = false, error = refused }: { isOn?: boolean; error?: KeyturnError } = {}) {
  const clock = new FakeClock();
  const state = new MemoryState().openBeside(clock);
  const setting = { isOn, shownAt: clock.now() + delayMs };
  const asked: ('on' | 'off' | number)[] = [];
  const began = clock.now();
  const org = {
    mustFinish: <Value>(work: () => Promise<Value>) => work(),
    orgId,
    name: 'acme',
    secretAccess: async () => setting.isOn,
    metadata: {
      setSecretAccess: async (wanted: boolean) => {
        asked.push(wanted ? 'on' : 'off');
        setting.isOn = wanted;
        if (wanted) setting.shownAt = clock.now() + delayMs;
      },
    },
  } as unknown as SalesforceOrg;
  const read = async () => {
    asked.push((clock.now() - began) / second);
    if (!setting.isOn || clock.now() < setting.shownAt) throw error;
    return 'secret';
  };
  const ports = { org, state, clock };
  const borrow = (more: Omit<LateAccess, 'org' | 'clock'> = {}, work = read) =>
    withSecretAccess(
      { ...ports, app: 'Billing_Sync', ...more },
      (late) => late(work),
      () => undefined,
    );
  return { clock, state, setting, asked, borrow, read, ports };
}

describe('a secret that is not in the answer yet, although keyturn has turned on access to it', () => {
  it.each([refused, noSecret])('is asked for again until Salesforce shows it ($code)', async (error) => {
    const { borrow, asked } = lateOrg(20 * second, { error });
    const waits: number[] = [];
    expect(await borrow({ waits: (_, attempt) => waits.push(attempt) })).toBe('secret');
    expect(asked).toEqual(['on', 0, 1, 3, 7, 15, 30, 'off']);
    expect(waits).toEqual([1, 2, 3, 4, 5]);
  });

  it.each([refused, noSecret])(
    'is given up after five minutes, without asking for what keyturn has done ($code)',
    async (error) => {
      const { borrow, asked, clock, setting } = lateOrg(hour, { error });
      const began = clock.now();
      const failed = await errorOf(borrow());
      expect(failed?.code).toBe(error.code);
      expect(failed?.actions.join(' ')).not.toMatch(/turn it on|REST access to secrets: Setup|--yes/i);
      expect(failed?.actions[0]).toContain('keyturn turned on REST access to secrets');
      expect(failed?.safe).not.toContain('Nothing changed in the org.');
      expect(clock.now() - began).toBeLessThanOrEqual(5 * minute);
      expect(clock.now() - began).toBeGreaterThan(4 * minute);
      expect([asked.at(-1), setting.isOn]).toEqual(['off', false]);
    },
  );

  it('is not waited for when somebody else has access on', async () => {
    const { borrow, asked } = lateOrg(hour, { isOn: true });
    expect(await errorOf(borrow())).toBe(refused);
    expect(asked).toEqual([0]);
  });

  it('is not waited for when a process that died long ago has left access on', async () => {
    const { borrow, asked, state, clock } = lateOrg(10 * hour, { isOn: true });
    const left = { action: 'borrow-secret-access', event: 'intended', intent: 'killed', orgId, org: 'acme' } as const;
    await state.journal.append({ ...left, app: null, detail: { was: false } });
    clock.advance(hour);
    expect((await errorOf(borrow()))?.code).toBe('SecretAccessDisabled');
    expect(asked.slice(0, 2)).toEqual([hour / second, 'off']);
  });

  it('is waited for when another process has just turned access on', async () => {
    const { borrow, state, clock } = lateOrg(10 * second, { isOn: true });
    const left = { action: 'borrow-secret-access', event: 'intended', intent: 'other', orgId, org: 'acme' } as const;
    await state.journal.append({ ...left, app: null, detail: { was: false } });
    clock.advance(second);
    expect(await borrow()).toBe('secret');
  });

  it('is not waited for once somebody has turned access off again', async () => {
    const { borrow, setting, read, asked } = lateOrg(hour);
    const work = async () => {
      setting.isOn = false;
      return read();
    };
    expect((await errorOf(borrow({}, work)))?.message).toBe(refused.message);
    expect(asked).toEqual(['on', 0, 'off']);
  });

  it('is not waited for after a lost answer', async () => {
    const { borrow, asked } = lateOrg(hour, {
      error: reason('OrgUnreachable', { host: 'acme', problem: 'timed out' }),
    });
    expect((await errorOf(borrow()))?.code).toBe('OrgUnreachable');
    expect(asked).toEqual(['on', 0, 'off']);
  });

  it('is waited for a moment longer where Salesforce shows another secret: the refusal has another cause', async () => {
    const { borrow, asked } = lateOrg(hour);
    expect((await errorOf(borrow({ shows: async () => true })))?.code).toBe('SecretAccessDisabled');
    expect(asked).toEqual(['on', 0, 1, 3, 7, 15, 15, 'off']);
  });

  it('is not waited for where an org shows one secret, and leaves out another', async () => {
    const { borrow, asked } = lateOrg(hour, { error: noSecret });
    expect((await errorOf(borrow({ shows: async () => true })))?.code).toBe('SecretUnreadable');
    expect(asked).toEqual(['on', 0, 0, 'off']);
  });

  it('is not waited for by a process that another one has overtaken, before the wait or after it', async () => {
    const takenOver = reason('TakenOver', { what: 'the app', holder: 'another process' });
    for (const beats of [0, 1]) {
      const { borrow, asked } = lateOrg(hour);
      let count = 0;
      const heartbeat = async () => {
        if (count === beats) throw takenOver;
        count += 1;
      };
      expect(await errorOf(borrow({ lease: { heartbeat } as Lease }))).toBe(takenOver);
      expect(asked).toEqual(['on', 0, 'off']);
    }
  });

  it('is not waited for after an interruption', async () => {
    const { borrow, asked } = lateOrg(hour);
    const stop = new AbortController();
    const failed = await errorOf(borrow({ signal: stop.signal, waits: () => stop.abort() }));
    expect([failed?.code, failed?.message]).toEqual(['Interrupted', expect.stringContaining('show secrets')]);
    expect(asked).toEqual(['on', 0, 'off']);
  });

  it('may be in a later answer only while access is on by keyturn', async () => {
    const { borrow, ports, read } = lateOrg(0);
    const seen: boolean[] = [mayShowSecretsLater(ports)];
    await borrow({}, async () => {
      seen.push(mayShowSecretsLater(ports));
      return read();
    });
    expect([...seen, mayShowSecretsLater(ports)]).toEqual([false, true, false]);
  });
});
