import { describe, expect, test } from 'vitest';
import { createLeaving } from '../../../src/ui/kit/leave.ts';
import { leavableSetup, leaveSentence, leavingSentence } from '../../../src/ui/wizard/leavable-setup.ts';
import { createWizardStore } from '../../../src/ui/wizard/wizard-store.ts';

function open(isChanging: boolean) {
  const store = createWizardStore(() => 0);
  if (isChanging) store.tell({ kind: 'touch', touch: { kind: 'changing', what: 'a deploy' } });
  const waits: { ms: number; run: () => void }[] = [];
  const leaving = createLeaving(leavableSetup(store), (ms, run) => {
    waits.push({ ms, run });
    return () => {};
  });
  return { store, leaving, waits };
}

describe('leaving', () => {
  test('is immediate while the org is untouched', () => {
    const { store, leaving } = open(false);
    leaving.request();
    expect(leaving.signal.aborted).toBe(true);
    expect(store.view().leave).toBe('leaving');
  });

  test('is asked for once while the org is being changed', () => {
    const { store, leaving } = open(true);
    leaving.request();
    expect([leaving.signal.aborted, store.view().leave]).toEqual([false, 'asked']);
    leaving.request();
    expect([leaving.signal.aborted, store.view().leave]).toEqual([true, 'leaving']);
  });

  test('is not asked for when a signal says so', () => {
    const { leaving } = open(true);
    leaving.force();
    expect(leaving.signal.aborted).toBe(true);
  });

  test.each([
    [false, 1000],
    [true, 5000],
  ])('waits a bounded time for the setup to stop (changing: %s)', async (isChanging, ms) => {
    const { leaving, waits } = open(isChanging);
    leaving.force();
    expect(waits.map((wait) => wait.ms)).toEqual([ms]);
    waits[0]?.run();
    await expect(leaving.gone).resolves.toBeUndefined();
  });

  test('asked for once more it waits no longer', async () => {
    const { leaving } = open(true);
    leaving.force();
    leaving.request();
    await expect(leaving.gone).resolves.toBeUndefined();
  });

  test('waits a minute for what was borrowed, and says so', () => {
    const { store, leaving, waits } = open(true);
    const touch = { kind: 'changing', what: 'REST access to secrets is on temporarily', mustFinish: true } as const;
    store.tell({ kind: 'touch', touch });
    leaving.force();
    expect(waits.map((wait) => wait.ms)).toEqual([60_000]);
    expect(leaveSentence(touch)).toContain('once the org setting is restored');
    expect(leaveSentence({ kind: 'changing', what: 'a deploy' })).toContain('the audit trail records it');
  });

  test('of a deploy that can be canceled takes one ctrl+c, and a second one ends at once', async () => {
    const { store, leaving, waits } = open(true);
    const touch = { kind: 'changing', what: 'deploying Billing_Sync', canCancel: true } as const;
    store.tell({ kind: 'touch', touch });
    leaving.request();
    expect([leaving.signal.aborted, store.view().leave]).toEqual([true, 'leaving']);
    expect(waits.map((wait) => wait.ms)).toEqual([45_000]);
    expect(leavingSentence(touch)).toBe('Asking Salesforce to cancel the deploy. Press ctrl+c again to quit at once');
    leaving.request();
    await expect(leaving.gone).resolves.toBeUndefined();
  });
});
