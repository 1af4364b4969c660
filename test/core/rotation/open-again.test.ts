import { describe, expect, it } from 'vitest';
import { openAgain } from '../../../src/core/rotation/contain.ts';
import { closeOpenIntents } from '../../../src/core/rotation/trouble.ts';
import { noon } from '../watch/watched-apps.ts';
import { stoppable } from './stoppable.ts';

describe('giving back', () => {
  it.each([
    ['flow', { isOn: false }, 'flow on'],
    ['freeze', { isFrozen: true }, 'unfreeze'],
  ] as const)('gives back what keyturn turned off: %s', async (by, was, act) => {
    const { run, asked, news, contained, notes } = stoppable({
      ...was,
      containBy: by,
      containment: { provedAt: noon },
    });
    await openAgain(run);
    expect(asked).toEqual([act]);
    expect(contained()?.openedAt).toBe(noon);
    expect(notes()).toMatchObject([
      { event: 'intended', action: 'open-again', by },
      { event: 'done', action: 'open-again' },
    ]);
    expect(news.at(-1)).toEqual({ kind: 'done', act: 'open-again', by });
  });

  it.each([
    ['flow', { isOn: false }],
    ['freeze', { isFrozen: true }],
  ] as const)('leaves off what an admin had stopped before: %s', async (by, was) => {
    const { run, asked, news, contained } = stoppable({
      ...was,
      containBy: by,
      containment: { wasSo: true, provedAt: noon },
    });
    await openAgain(run);
    expect(asked).toEqual([]);
    expect(contained()?.openedAt).toBe(noon);
    expect(news.at(-1)).toEqual({ kind: 'warning', warning: 'off-before' });
  });

  it('waits for what a killed attempt sent to turn it off, which could arrive afterwards', async () => {
    const { run, clock, contained, news } = stoppable({ isOn: false, containment: { provedAt: noon } });
    const { orgId, app, id: rotation } = run.rotation;
    const act = { action: 'contain', intent: 'one', orgId, org: 'acme', app, detail: { rotation } } as const;
    await run.ports.state.journal.append({ ...act, event: 'intended' });
    clock.advance(2000);
    await closeOpenIntents(run);
    expect(clock.now()).toBe(noon + 2000);
    await openAgain(run);
    expect(contained()?.openedAt).toBe(noon + 5000);
    expect(news).toContainEqual({ kind: 'waiting', why: 'in-flight', until: noon + 5000 });
  });

  it('proves it first where nobody has, and asks for nothing that is on already', async () => {
    const { run, asked, contained, news } = stoppable({ isOn: true, containment: {} });
    await openAgain(run);
    // The proof is of the containment, so it comes before the line that ends it.
    expect(news.map((one) => ('act' in one ? `${one.kind} ${one.act}` : one.kind))).toEqual([
      'done prove-contained',
      'doing open-again',
      'done open-again',
    ]);
    expect(asked).toEqual([]);
    expect(contained()).toMatchObject({ provedAt: noon, openedAt: noon });
    const frozen = stoppable({ isFrozen: false, containBy: 'freeze', containment: { provedAt: noon } });
    await openAgain(frozen.run);
    expect(frozen.asked).toEqual([]);
    // Others restored access, so not all requests were refused.
    expect(frozen.contained()?.provedAt).toBe(null);
    expect(frozen.notes()).toMatchObject([{ action: 'contain', outcome: 'given back by others' }]);
  });

  it('turns the flow on of an app that somebody has disabled as a whole, and leaves the app disabled', async () => {
    const sent: unknown[] = [];
    const policy = { isOauthPluginEnabled: false, isEnabled: false } as never;
    const org = {
      metadata: { appPolicy: async () => policy, setOauthPlugin: async (...what: unknown[]) => void sent.push(what) },
    };
    const { run } = stoppable({ containment: { provedAt: noon }, situation: { org } });
    await openAgain(run);
    expect(sent).toEqual([[policy, true]]);
  });

  it('has nothing to give back where nothing was turned off', async () => {
    const { run, asked, news } = stoppable();
    await openAgain(run);
    expect([asked, news]).toEqual([[], []]);
  });
});
