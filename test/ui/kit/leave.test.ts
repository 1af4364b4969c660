import { describe, expect, test } from 'vitest';
import type { OrgTouch } from '../../../src/core/setup/setup-events.ts';
import { createLeaving } from '../../../src/ui/kit/leave.ts';
import { leavingText } from '../../../src/ui/wizard/leaving-text.ts';
import { createWizardStore } from '../../../src/ui/wizard/wizard-store.ts';

function open() {
  const store = createWizardStore(() => 0);
  const [first, second] = [new AbortController(), new AbortController()];
  const time = Promise.withResolvers<void>();
  const stopping = {
    signal: first.signal,
    again: second.signal,
    ask: () => (first.signal.aborted ? second : first).abort(),
    timeIsUp: () => time.promise,
  };
  const leaving = createLeaving(store, stopping);
  let isGone = false;
  void leaving.gone.then(() => {
    isGone = true;
  });
  const gone = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return isGone;
  };
  const isLeft = () => [leaving.signal.aborted, store.view().isLeaving];
  return { leaving, stopping, time, gone, isLeft };
}

describe('quitting', () => {
  test.each(['the screen', 'the process'])('%s is shown at once, and waits for the work', async (what) => {
    const { leaving, stopping, time, gone, isLeft } = open();
    expect(isLeft()).toEqual([false, false]);
    if (what === 'the screen') leaving.quit();
    else stopping.ask();
    expect(isLeft()).toEqual([true, true]);
    await expect(leaving.left).resolves.toBeNull();
    expect(await gone()).toBe(false);
    time.resolve();
    expect(await gone()).toBe(true);
  });

  test.each(['the screen', 'the process'])('%s once more waits no longer', async (what) => {
    const { leaving, stopping, gone } = open();
    for (const _ of [1, 2]) what === 'the screen' ? leaving.quit() : stopping.ask();
    expect(await gone()).toBe(true);
  });

  test('a screen leaves its process alone', () => {
    const { leaving, stopping } = open();
    leaving.quit();
    expect(stopping.signal.aborted).toBe(false);
  });

  test('a screen that opens after the process was asked to stop is left at once', () => {
    const store = createWizardStore(() => 0);
    const asked = AbortSignal.abort();
    const leaving = createLeaving(store, { ...open().stopping, signal: asked });
    expect([leaving.signal.aborted, store.view().isLeaving]).toEqual([true, true]);
  });

  test('the end of a screen stops its work, and nothing of it listens any more', () => {
    const { leaving, stopping, isLeft } = open();
    leaving.end();
    expect(isLeft()).toEqual([true, false]);
    stopping.ask();
    expect(isLeft()).toEqual([true, false]);
  });
});

test.each<[OrgTouch, string | null]>([
  [{ kind: 'untouched' }, null],
  [{ kind: 'changed', what: 'x' }, null],
  [{ kind: 'changing', what: 'x' }, 'Quitting after this step… ctrl+c again quits at once.'],
  [{ kind: 'changing', what: 'x', canCancel: true }, 'Canceling the deploy… ctrl+c again quits at once.'],
  [{ kind: 'changing', what: 'x', mustFinish: true }, 'Restoring the org setting… ctrl+c again quits at once.'],
])('quitting the setup names what it waits for', (touch, text) => {
  expect(leavingText(touch)).toBe(text);
});
